"""The RDF files that paths name, and what is in them, before it is parsed."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from claimgraph import files as plain
from claimgraph import formats, paths, xml
from claimgraph.errors import InputError, RdfSyntaxError
from claimgraph.formats import RdfFormat
from claimgraph.known import Digests
from claimgraph.model import Location

__all__ = ["STDIN", "Source", "base_iri", "content", "expand", "grouped", "raw", "read_bytes", "read_text", "size"]

STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class Source:
    """One RDF file: its path as the user knows it and the format that its suffix names; of standard input, the data."""

    path: Path
    format: RdfFormat
    data: bytes | None = None

    def __str__(self) -> str:
        return str(self.path)

    def below(self, folder: str) -> str:
        """Its path, in that folder where it is a relative one."""
        # In a third of the time that os.path.join takes, which has to be asked of thousands again and again.
        name = str(self.path)
        return name if name.startswith(os.sep) else os.path.join(folder, name)  # noqa: PTH118


def expand(given: Iterable[Path | Source], piped: str = "turtle") -> list[Source]:
    """The RDF files that the paths name, folders searched to their depth, in a fixed order, each once.

    Files that were found before stay. Folders and patterns are those of `paths.find`; - is standard input in the format
    `piped`, unpacked where it is gzipped. Raises as `paths.find` does, UsageError for an unknown format, LimitError for
    too much on standard input.
    """
    return grouped([given], piped)[0]


def grouped(given: Iterable[Iterable[Path | Source]], piped: str = "turtle") -> list[list[Source]]:
    """As `expand`, of several lists of paths: the files of each that no list before it has. Raises as that does."""
    kind = formats.by_name(piped)
    known: dict[object, Source] = {}
    folders: dict[str, str] = {}
    found = []
    for one in given:
        before = len(known)
        for path in one:
            for source in _inside(path, kind):
                known.setdefault(path if source.data is not None else _whole(source.path, folders), source)
        found.append([*islice(known.values(), before, None)])
    return found


def _inside(path: Path | Source, kind: RdfFormat) -> list[Source]:
    try:
        if isinstance(path, Source):
            return [path]
        if path == STDIN:
            return [Source(path, kind, plain.read_standard_input())]
        return [Source(*each) for each in paths.find(path)]
    except OSError as error:
        location = Location(error.filename or str(path))
        raise InputError(f"cannot be read: {error.strerror}.", location=location) from error


def _whole(path: Path, folders: dict[str, str]) -> tuple[str, str]:
    """Folder and name of the file without symbolic links; `folders` remembers what folders are."""
    name = str(path)
    folder, last = os.path.split(name)
    # Asked by name: with thousands of files, the methods of Path take most of the time.
    if last in ("", os.pardir) or os.path.islink(name):  # noqa: PTH114
        return os.path.split(os.path.realpath(name))
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return folders[folder], last


def size(files: Iterable[Source], known: Digests = MappingProxyType({})) -> int:
    """How many bytes the files have together, unpacked where they are gzipped.

    Those that are `known` are not looked at. Raises InputError where another cannot be read, and LimitError where one
    is larger than is allowed.
    """
    return sum(_size(source, known) for source in files)


def _size(source: Source, known: Digests) -> int:
    if source.data is not None:
        return len(source.data)
    name = str(source.path)
    if (one := known.get(name)) and name[-3:].lower() != ".gz":
        return one.size
    return plain.size(source.path)


def read_bytes(source: Source) -> bytes:
    """The file's bytes, unpacked where it is gzipped, without a byte order mark.

    Raises InputError where it is no regular file, cannot be read or is empty, and LimitError where it is larger,
    unpacked, than is allowed, or its XML entities would be.
    """
    return content(source, raw(source))


def raw(source: Source) -> bytes:
    """The file's bytes, unpacked where it is gzipped; raises as `read_bytes`, but for what is in them."""
    return plain.read_bytes(source.path) if source.data is None else source.data


def content(source: Source, found: bytes) -> bytes:
    """What is in these bytes of the file, without a byte order mark; raises as `read_bytes`."""
    data = plain.unmarked(found)
    if not data or data.isspace():
        raise InputError(
            "the file is empty.",
            location=Location(str(source)),
            hint="A file without statements on purpose says so in a comment.",
        )
    if source.format.name == "rdfxml" and b"<!ENTITY" in data:
        xml.refuse_bomb(data.decode("utf-8", "replace"), str(source))
    return data


def read_text(source: Source) -> str:
    """The file as text; raises as `read_bytes`, and RdfSyntaxError, located, at the first byte that is not UTF-8."""
    return plain.decoded(read_bytes(source), str(source), RdfSyntaxError)


def base_iri(source: Source) -> str:
    """The base against which the file's relative IRIs are resolved: its own place, as a file: IRI."""
    return source.path.absolute().as_uri()
