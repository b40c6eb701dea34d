"""From paths to triples: find RDF files, read them strictly, and keep the blank nodes of different files apart."""

import gzip
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from claimgraph import formats
from claimgraph.errors import InputError, LimitError, RdfSyntaxError, UsageError
from claimgraph.formats import FORMATS, RdfFormat
from claimgraph.model import Location

__all__ = ["Source", "base_iri", "expand", "parse", "quads", "read_text", "triples"]

STDIN = Path("-")
MAX_BYTES = 8 * 2**30

# The words with which pyoxigraph says where, which the location says already.
_POSITION = re.compile(r"^Parser error (?:at|between) line \d+ .*?\d+: ")


@dataclass(frozen=True, slots=True)
class Source:
    """One RDF file: its path as the user knows it and the format that its suffix names; of standard input, the data."""

    path: Path
    format: RdfFormat
    data: bytes | None = None

    def __str__(self) -> str:
        return str(self.path)


def expand(paths: Iterable[Path]) -> list[Source]:
    """The RDF files that the paths name, folders searched to their depth, in a fixed order, each once.

    A path that does not exist may hold * ? and ** as in a shell; - is Turtle on standard input.

    Raises InputError for a path that is missing or a folder without RDF, UsageError for an unknown suffix.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        if path == STDIN:
            inside = [Source(path, FORMATS["turtle"], sys.stdin.buffer.read())]
        elif path.is_dir():
            inside = [Source(file, kind) for file in _walk(path) if (kind := formats.of_path(file))]
            if not inside:
                raise InputError(f"no RDF files in the folder {path}.", hint=f"Looked for {_known_suffixes()}.")
        elif path.exists():
            kind = formats.of_path(path)
            if kind is None:
                raise UsageError(
                    f"{path}: the suffix {path.suffix!r} names no RDF format.",
                    hint=f"Known: {_known_suffixes()}.",
                )
            inside = [Source(path, kind)]
        elif matches := sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))):
            inside = expand(matches)
        else:
            raise InputError(f"no such file or folder: {path}.")
        for source in inside:
            found.setdefault(source.path.absolute(), source)
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(files) if not name.startswith("."))


def _known_suffixes() -> str:
    return ", ".join(suffix for record in FORMATS.values() for suffix in record.suffixes)


def read_bytes(source: Source) -> bytes:
    """The file's bytes, unpacked where it is gzipped; raises InputError where it cannot be read."""
    if source.data is not None:
        return source.data
    try:
        if source.path.is_file() and source.path.stat().st_size > MAX_BYTES:
            raise LimitError(f"larger than {MAX_BYTES} bytes.", location=Location(str(source)))
        data = source.path.read_bytes()
        return gzip.decompress(data) if source.path.suffix.lower() == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}.", location=Location(str(source))) from error


def read_text(source: Source) -> str:
    """The file as text; raises RdfSyntaxError, with line and column, at the first byte that is not UTF-8."""
    data = read_bytes(source)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise RdfSyntaxError(
            f"not UTF-8: byte 0x{data[error.start]:02x}.",
            location=Location(str(source), line, column),
            hint="Save the file as UTF-8.",
        ) from None


def base_iri(source: Source) -> str:
    """The base against which the file's relative IRIs are resolved: its own place, as a file: IRI."""
    return source.path.absolute().as_uri()


def parse(source: Source) -> Iterator[ox.Quad]:
    """The statements of one file, triples as quads of the default graph.

    Blank nodes are named b0, b1, … in the order in which they appear. Raises RdfSyntaxError, located, where the
    file does not parse.
    """
    return _statements(source, "b")


def _statements(source: Source, stem: str, seen: Callable[[bytes], object] | None = None) -> Iterator[ox.Quad]:
    text = read_text(source)
    if seen:
        seen(text.encode())
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def relabel(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return labels.setdefault(term, ox.BlankNode(f"{stem}{len(labels)}"))
        return term

    try:
        for quad in ox.parse(text, format=getattr(ox.RdfFormat, source.format.oxigraph), base_iri=base_iri(source)):
            parts = tuple(quad)
            # Most statements have no blank node, and need not be made anew.
            yield ox.Quad(*map(relabel, parts)) if ox.BlankNode in map(type, parts) else quad
    except SyntaxError as error:
        raise fault(error, source, text) from None


def fault(error: SyntaxError, source: Source, text: str = "") -> RdfSyntaxError:
    """The parser's complaint as ours: located, in its own words, with a remedy where one is known."""
    message = _POSITION.sub("", error.args[0]).rstrip(".") + "."
    hint = ""
    if undeclared := re.search(r"prefix (\S*): has not been declared", message):
        hint = f"Declare it: @prefix {undeclared[1]}: <…> ."
    elif "No scheme found" in message:
        hint = "A relative IRI needs a base: write the whole IRI or declare @base."
    return RdfSyntaxError(message, location=Location(str(source), error.lineno or 0, error.offset or 0), hint=hint)


def quads(files: Sequence[Source], seen: Sequence[Callable[[bytes], object]] = ()) -> Iterator[ox.Quad]:
    """The statements of all the files; blank nodes of the nth file are named fNb0, fNb1, …

    The nth of `seen`, if any, is told the bytes of the nth file as they were read, unpacked.
    """
    for index, source in enumerate(files):
        yield from _statements(source, f"f{index}b", seen[index] if seen else None)


def triples(files: Sequence[Source]) -> Iterator[ox.Triple]:
    """The triples of all the files, graph names dropped; blank nodes as in `quads`."""
    return (quad.triple for quad in quads(files))
