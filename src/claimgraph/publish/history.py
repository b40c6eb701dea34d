"""The releases that a project has made: what each published, under which digest."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from claimgraph import files
from claimgraph.errors import InputError
from claimgraph.known import Digests
from claimgraph.model import Location
from claimgraph.project import Project

__all__ = ["CANONICAL", "MANIFEST", "SUMS", "URIS", "VOCABULARY", "Release", "iri", "order", "read", "releases"]

CANONICAL, MANIFEST, SUMS, URIS, VOCABULARY = "canonical.nq", "release.json", "SHA256SUMS", "uris.tsv", "vocabulary.ttl"

_HALF = "release {} was withdrawn, and this is still there."

_SAID = ("version", "iri", "date", "previous", "sha256")

_NUMBER = "(0|[1-9][0-9]{0,8})"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its version, its folder, its date, the version before it, and the canonical hash of all of it."""

    version: str
    folder: Path
    iri: str
    """Its version IRI, wherever those of others would be now."""
    date: str
    previous: str
    sha256: str
    ontologies: tuple[str, ...] = ()
    """The version IRIs of the ontology in it that the site answers."""
    contexts: Mapping[str, str] = field(default_factory=dict)
    """The digests of the contexts that JSON-LD named, by the names of their files."""

    @property
    def canonical(self) -> Path | None:
        """Its statements; None where it was withdrawn and only says which URIs it published."""
        path = self.folder / CANONICAL
        return path if path.is_file() else None

    def check(self, digests: Digests = MappingProxyType({})) -> None:
        """Raise InputError where its files are not what was released; of one that was withdrawn, a few stay.

        Nobody takes a promise back by editing the list of promises, nor is anything compared with other data than were
        released. Files with known `digests` are not read.
        """
        lines = (line.partition("  ") for line in files.read_text(self.folder / SUMS).split("\n"))
        sums = {name: digest for digest, _, name in lines if name}
        expected = {MANIFEST, URIS}
        if self.canonical:
            expected |= {*sums, *([VOCABULARY] if self.ontologies else [])}
        for name in sorted({*expected, *sums}):
            path = self.folder / name
            if (name in expected) != path.is_file():
                raise InputError(
                    f"release {self.version} has it no more." if name in expected else _HALF.format(self.version),
                    location=Location(str(path)),
                    hint="Restore the release from the history of the repository; or to withdraw it, delete all of its "
                    f"folder but {MANIFEST}, {URIS} and {SUMS}.",
                )
            if name in expected and _digest(path, digests) != sums.get(name):
                raise InputError(
                    f"not what was released as {self.version}: its digest is not that in {SUMS}.",
                    location=Location(str(path)),
                    hint="Restore both files from the history of the repository.",
                )

    def uris(self) -> Iterator[tuple[str, Location]]:
        """The URIs that it published, each with its place."""
        path = self.folder / URIS
        # An IRI may hold what str.splitlines ends a line at (RFC 3987, section 2.2).
        lines = files.read_text(path).removesuffix("\n").split("\n")
        for number, line in enumerate(lines[1:], 2):
            yield line.partition("\t")[0], Location(str(path), number, 1)


def _digest(path: Path, digests: Digests) -> str:
    if known := digests.get(str(path)):
        return known.digest
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", location=Location(str(path))) from error


def order(version: str) -> tuple[int, ...] | None:
    """What versions are sorted by; None for what is no version (Semantic Versioning 2.0, section 2)."""
    found = _VERSION.fullmatch(version)
    return tuple(map(int, found.groups())) if found else None


def iri(project: Project, version: str) -> str:
    """The version IRI of a release that is made now, below the dataset's own."""
    return project.below(f"releases/{version}")


def releases(project: Project) -> tuple[Release, ...]:
    """The project's releases, the oldest first; raises InputError for a folder among them that is none."""
    found = []
    for root in project.existing("releases"):
        for folder in root.iterdir():
            if folder.name.startswith(".") or not folder.is_dir():
                continue
            if order(folder.name) is None:
                raise InputError(
                    "not the folder of a release.",
                    location=Location(str(folder)),
                    hint="A folder there has a version for its name, such as 1.2.0.",
                )
            release = read(folder)
            if release.version != folder.name:
                raise InputError(
                    f"not release {folder.name}: it says that it is {release.version}.",
                    location=Location(str(folder / MANIFEST)),
                    hint="A release is made by claimgraph release; a copy of one does not belong there.",
                )
            found.append(release)
    return tuple(sorted(found, key=lambda release: order(release.version) or ()))


def read(folder: Path) -> Release:
    """The release in a folder; raises InputError where it is none."""
    path = folder / MANIFEST
    try:
        told = json.loads(files.read_text(path))
        version, iri, date, previous, sha256 = (str(told[key]) for key in _SAID)
        # Releases of the first versions do not say these.
        ontologies = tuple(ox.NamedNode(one).value for one in told.get("ontologies", []))
        return Release(version, folder, iri, date, previous, sha256, ontologies, dict(told.get("contexts", {})))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "not the manifest of a release.",
            location=Location(str(path)),
            hint="Restore it from the history of the repository.",
        ) from error
