"""The programs that do the same work, one builder each: how it is called, and how its results are counted."""

import importlib.metadata
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.jena import jena as call_jena
from benchmarks.pairs import Entrant, MissingError, printed

__all__ = ["PEERS", "bare", "claimgraph"]

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


def _python(package: str, title: str, script: str, data: Path) -> Entrant:
    if importlib.util.find_spec(package) is None:
        raise MissingError(f"the Python package {package} is not installed: pip install {package}")
    version = importlib.metadata.version(package)
    return Entrant(f"{title} {version}", (sys.executable, "-c", script, str(data), str(SHAPES)), printed)


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
    return Entrant(f"shacl-engine {version}", command, printed)


def jena(data: Path, scratch: Path) -> Entrant:
    """Apache Jena's own command."""
    version, base = call_jena(scratch)
    command = (*base, "shacl.shacl", "validate", "--shapes", str(SHAPES), "--data", str(data))
    return Entrant(f"Jena {version}", command, lambda run: run.stdout.count("sh:ValidationResult"))


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
