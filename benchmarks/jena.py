"""Apache Jena's commands, from the Debian package libapache-jena-java."""

import os
import shutil
import zipfile
from pathlib import Path

from benchmarks.pairs import MissingError

__all__ = ["jena"]

_JAVA = Path("/usr/share/java")
_JENA_JARS = """
    jena-arq jena-base jena-cmds jena-core jena-dboe-base jena-dboe-index jena-dboe-storage jena-dboe-trans-data
    jena-dboe-transaction jena-iri jena-rdfconnection jena-shacl jena-tdb jena-tdb2
    commons-cli commons-codec commons-compress commons-csv commons-io commons-lang3 dexx.collection gson guava
    httpclient httpcore jackson-annotations jackson-core jackson-databind jakarta.json-api jsonld-java protobuf
    slf4j-api slf4j-nop thrift titanium-json-ld
"""


def jena(scratch: Path) -> tuple[str, list[str]]:
    """Its version, and how a class of it is called; raises MissingError where it is not there."""
    java = shutil.which("java")
    core = _JAVA / "jena-core.jar"
    if java is None:
        raise MissingError("Java is not installed")
    if not core.exists():
        raise MissingError("Jena is not installed: apt-get install libapache-jena-java")
    path = os.pathsep.join(
        map(str, [_message_bundles(core, scratch / "jena"), *(_JAVA / f"{name}.jar" for name in _JENA_JARS.split())])
    )
    return max(_JAVA.glob("jena-core-*.jar")).stem.removeprefix("jena-core-"), [java, "-cp", path]


def _message_bundles(core: Path, folder: Path) -> Path:
    # Debian renamed the classes of Xerces to xerces.…, and left their messages at the old name.
    with zipfile.ZipFile(core) as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = folder / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return folder
