"""What there is to download of the dataset and of each release, and where."""

from collections.abc import Mapping
from dataclasses import dataclass

from claimgraph.project import Project
from claimgraph.publish.history import CANONICAL, Release
from claimgraph.publish.paths import file_name
from claimgraph.publish.stored import Stored

__all__ = [
    "ARCHIVE_SUFFIX",
    "FOLDER",
    "PACKED_SUFFIX",
    "TABLES_SUFFIX",
    "Distribution",
    "described",
    "distributions",
    "downloads",
    "stem",
]

ARCHIVE_SUFFIX = ".tar.gz"
PACKED_SUFFIX = ".nq.gz"
TABLES_SUFFIX = "-tables.zip"
FOLDER = "downloads"
"""Where in the site the whole of the data is."""

_GZIP = "application/gzip"

# What it is called, its media type, and that of the package around it; the first suffix that fits decides.
_KINDS: Mapping[str, tuple[str, str, str]] = {
    CANONICAL: ("All statements in canonical N-Quads", "application/n-quads", ""),
    ARCHIVE_SUFFIX: (
        "Data, ontology and shapes in every format",
        _GZIP,
        "",
    ),
    ".ttl": ("All statements in Turtle", "text/turtle", ""),
    ".jsonld": ("All statements in JSON-LD", "application/ld+json", ""),
    ".nq": ("All statements in N-Quads", "application/n-quads", ""),
    PACKED_SUFFIX: ("All statements in N-Quads", "application/n-quads", _GZIP),
    TABLES_SUFFIX: ("A table for each class in CSV, with a description (CSVW)", "text/csv", "application/zip"),
}


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file to download: where, what it is called, its media type, bytes and SHA-256."""

    url: str
    title: str
    media_type: str
    size: int
    sha256: str
    package: str = ""
    """The media type of the archive around it, if it is in one, or of what it is compressed to."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.url.rpartition("/")[2]

    @property
    def compressed(self) -> bool:
        """Whether it is one file, compressed, and no archive of several."""
        return self.package == _GZIP

    @property
    def dump(self) -> bool:
        """Whether it is all statements in one file of RDF, compressed or not (VoID, section 3.2)."""
        return self.media_type != _GZIP and (not self.package or self.compressed)

    @property
    def sent_as(self) -> str:
        """The media type with which it is sent."""
        return self.package or self.media_type


def stem(project: Project) -> str:
    """What files that hold the dataset are called, without their suffix."""
    last = project.dataset.rstrip("/").rpartition("/")[2]
    return file_name(last) if last else "dataset"


def described(base: str, files: Mapping[str, tuple[int, str]]) -> list[Distribution]:
    """Files that hold a dataset, below a base, by their numbers of bytes and SHA-256; those for most readers first."""
    found, left = [], dict(sorted(files.items()))
    for suffix, (title, media, package) in _KINDS.items():
        for name in [name for name in left if name.endswith(suffix)]:
            found.append(Distribution(f"{base}{name}", title, media, *left.pop(name), package))
    return found


def downloads(release: str, files: Mapping[str, tuple[int, str]]) -> list[Distribution]:
    """Those files of a release that hold the dataset, as for `described`, where its version IRI says that they are."""
    whole = {name: said for name, said in files.items() if name.endswith((CANONICAL, ARCHIVE_SUFFIX))}
    return described(f"{release}/", whole)


def distributions(release: Release) -> list[Distribution]:
    """What there is to download of a release; nothing where it was withdrawn."""
    if release.canonical is None:
        return []
    paths = [path for path in release.folder.iterdir() if path.name.endswith((CANONICAL, ARCHIVE_SUFFIX))]
    return downloads(release.iri, {path.name: Stored.of(path).told for path in paths})
