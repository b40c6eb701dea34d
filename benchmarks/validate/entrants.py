"""The programs that do the same work, one builder each: how it is called, and how its results are counted."""

import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.validate.measure import Run

__all__ = ["PEERS", "Entrant", "MissingError", "bare", "claimgraph"]

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SHAPES = HERE / "shapes.ttl"

_BARE = """\
import sys, shacl
report = shacl.Shapes.from_file(sys.argv[2]).validate_file(sys.argv[1])
print(len(report.results))
"""
_PYSHACL = """\
import sys, pyshacl, rdflib
_, report, _ = pyshacl.validate(sys.argv[1], shacl_graph=sys.argv[2])
print(sum(1 for _ in report.objects(None, rdflib.SH.result)))
"""
_PYRUDOF = """\
import pathlib, sys, pyrudof
rudof = pyrudof.Rudof()
rudof.read_data(pathlib.Path(sys.argv[1]))
rudof.read_shacl(pathlib.Path(sys.argv[2]))
print(len(rudof.validate_shacl()))
"""

# How claimgraph is told to do without a thing; not told where it has no such option, and so no such thing.
SWITCHES = {"cache": ("--no-cache",), "checks": ("--check", "none")}

_JAVA = Path("/usr/share/java")
_JENA_JARS = """
    jena-arq jena-base jena-cmds jena-core jena-dboe-base jena-dboe-index jena-dboe-storage jena-dboe-trans-data
    jena-dboe-transaction jena-iri jena-rdfconnection jena-shacl jena-tdb jena-tdb2
    commons-cli commons-codec commons-compress commons-csv commons-io commons-lang3 dexx.collection gson guava
    httpclient httpcore jackson-annotations jackson-core jackson-databind jakarta.json-api jsonld-java protobuf
    slf4j-api slf4j-nop thrift titanium-json-ld
"""


class MissingError(Exception):
    """A program is not installed; the text says what is missing and how to get it."""


@dataclass(frozen=True)
class Entrant:
    """One program as it is called on one dataset."""

    name: str
    command: Sequence[str]
    count: Callable[[Run], int]
    codes: tuple[int, ...] = (0,)  # exit codes of a run that did its work
    prepare: Callable[[], None] | None = None  # done before each run, outside the measured time


def _printed(run: Run) -> int:
    return int(run.stdout.split()[-1])


def _python(package: str, title: str, script: str, data: Path) -> Entrant:
    if importlib.util.find_spec(package) is None:
        raise MissingError(f"the Python package {package} is not installed: pip install {package}")
    version = importlib.metadata.version(package)
    return Entrant(f"{title} {version}", (sys.executable, "-c", script, str(data), str(SHAPES)), _printed)


def bare(data: Path, scratch: Path) -> Entrant:
    """The fast engine with nothing around it: what every ratio is measured against."""
    return _python("shacl", "bare shacl", _BARE, data)


def pyshacl(data: Path, scratch: Path) -> Entrant:
    """pySHACL on rdflib."""
    return _python("pyshacl", "pySHACL", _PYSHACL, data)


def pyrudof(data: Path, scratch: Path) -> Entrant:
    """rudof, in Rust, through its Python package."""
    return _python("pyrudof", "pyrudof", _PYRUDOF, data)


def shacl_engine(data: Path, scratch: Path) -> Entrant:
    """shacl-engine of npm, on Node.js."""
    node = shutil.which("node")
    package = HERE / "node_modules" / "shacl-engine" / "package.json"
    if node is None:
        raise MissingError("Node.js is not installed")
    if not package.exists():
        raise MissingError("the npm package shacl-engine is not installed: npm install --prefix benchmarks/validate")
    version = json.loads(package.read_text())["version"]
    command = (node, str(HERE / "shacl-engine.mjs"), str(data), str(SHAPES))
    return Entrant(f"shacl-engine {version}", command, _printed)


def jena(data: Path, scratch: Path) -> Entrant:
    """Apache Jena's own command, from the Debian package."""
    java = shutil.which("java")
    core = _JAVA / "jena-core.jar"
    if java is None:
        raise MissingError("Java is not installed")
    if not core.exists():
        raise MissingError("Jena is not installed: apt-get install libapache-jena-java")
    path = os.pathsep.join(
        map(str, [_message_bundles(core, scratch / "jena"), *(_JAVA / f"{name}.jar" for name in _JENA_JARS.split())])
    )
    version = max(_JAVA.glob("jena-core-*.jar")).stem.removeprefix("jena-core-")
    command = (java, "-cp", path, "shacl.shacl", "validate", "--shapes", str(SHAPES), "--data", str(data))
    return Entrant(f"Jena {version}", command, lambda run: run.stdout.count("sh:ValidationResult"))


def _message_bundles(core: Path, folder: Path) -> Path:
    # Debian renamed the classes of Xerces to xerces.…, and left their messages at the old name.
    with zipfile.ZipFile(core) as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = folder / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return folder


def claimgraph(
    data: Path, scratch: Path, title: str, *, without: Sequence[str] = (), needs: str = "", every: bool = False
) -> Entrant:
    """This project's own command, `without` what can be switched off: its "checks" beyond SHACL, its "cache".

    With `every`, all checks run, against the ontology of the project. Raises MissingError where the command cannot
    switch off what `needs` names, so that with and without are the same.
    """
    base = (sys.executable, "-m", "claimgraph", "validate")
    usage = subprocess.run([*base, "--help"], check=True, capture_output=True, text=True).stdout
    if needs and SWITCHES[needs][0] not in usage:
        raise MissingError(f"claimgraph validate has no option {SWITCHES[needs][0]}")
    options = [part for name in without if SWITCHES[name][0] in usage for part in SWITCHES[name]]
    if every:
        options += ["--check", "all", "--ontology", str(ROOT / "ontology")]
    report = scratch / "report.json"
    command = (*base, *options, "--shapes", str(SHAPES), "--format", "json", "--output", str(report), str(data))
    return Entrant(
        name=f"claimgraph {importlib.metadata.version('claimgraph')}, {title}",
        command=command,
        count=lambda _: len(json.loads(report.read_bytes())["findings"]),
        codes=(0, 1),
    )


PEERS: dict[str, Callable[[Path, Path], Entrant]] = {
    "pyshacl": pyshacl,
    "pyrudof": pyrudof,
    "shacl-engine": shacl_engine,
    "jena": jena,
}
