"""What there is to download of a release, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from claimgraph.project import Project
from claimgraph.publish.history import CANONICAL, Release, iri

__all__ = ["ARCHIVE_SUFFIX", "Distribution", "distributions", "downloads"]

ARCHIVE_SUFFIX = ".tar.gz"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file to download: where, what it is called, its media type, bytes and SHA-256."""

    url: str
    title: str
    media_type: str
    size: int
    sha256: str


def downloads(project: Project, version: str, files: Mapping[str, bytes]) -> list[Distribution]:
    """Those files of a release that hold the dataset, where its version IRI says that they are."""
    kinds = {
        CANONICAL: ("All statements in canonical N-Quads", "application/n-quads"),
        ARCHIVE_SUFFIX: ("Data, ontology and shapes in every RDF format", "application/gzip"),
    }
    return [
        Distribution(f"{iri(project, version)}/{name}", *told, len(data), sha256(data).hexdigest())
        for name, data in sorted(files.items())
        for suffix, told in kinds.items()
        if name.endswith(suffix)
    ]


def distributions(project: Project, release: Release) -> list[Distribution]:
    """What there is to download of a release; nothing where it was withdrawn."""
    if release.canonical is None:
        return []
    paths = [path for path in release.folder.iterdir() if path.name.endswith((CANONICAL, ARCHIVE_SUFFIX))]
    return downloads(project, release.version, {path.name: path.read_bytes() for path in paths})
