"""Files to statements as a stream, for files of any size."""

import io
from collections.abc import Iterator, Sequence
from typing import IO, BinaryIO, cast

import pyoxigraph as ox

from claimgraph import files as plain
from claimgraph import forking, sources
from claimgraph.sources import Source

__all__ = ["lines", "numbered", "quads"]

# Below this, in bytes, another process is not worth its start.
_SMALL = 200_000
_MARK = b"\xef\xbb\xbf"
_NAMED = {ox.NamedNode, ox.Literal, ox.DefaultGraph}


def quads(files: Sequence[Source]) -> Iterator[ox.Quad]:
    """The statements of all the files, in memory that does not grow with a file in Turtle, TriG or lines.

    Blank nodes of different files are kept apart; what they are called means nothing. Raises what `sources.parse`
    raises of a file without a base for its relative IRIs.
    """
    for index, source in enumerate(files):
        # XML and JSON are judged as a whole before they are parsed, and what is at hand need not be streamed.
        whole = source.data is not None or not source.format.lines
        statements = sources.parse(source, relative=False) if whole else _streamed(source)
        if len(files) == 1:
            yield from statements
            continue
        for quad in statements:
            parts = tuple(quad)
            yield quad if _NAMED.issuperset(map(type, parts)) else _apart(parts, f"f{index}x")


def numbered(files: Sequence[Source], stem: str = "") -> Iterator[ox.Quad]:
    """As `quads`; blank nodes are called the same whenever the same files are read, by stem, file and order."""
    for index, source in enumerate(files):
        yield from _numbered(quads([source]), f"{stem}f{index}b")


def _numbered(statements: Iterator[ox.Quad], stem: str) -> Iterator[ox.Quad]:
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def name(node: ox.BlankNode) -> ox.BlankNode:
        return labels.get(node) or labels.setdefault(node, ox.BlankNode(f"{stem}{len(labels)}"))

    for quad in statements:
        parts = tuple(quad)
        yield quad if _NAMED.issuperset(map(type, parts)) else ox.Quad(*(sources.renamed(part, name) for part in parts))


def lines(files: Sequence[Source]) -> Iterator[str]:
    """The statements of all the files in canonical N-Quads, each with its line end; as `quads`, in a second process."""

    def write(stream: BinaryIO) -> None:
        ox.serialize(quads(files), stream, format=ox.RdfFormat.N_QUADS)

    with (
        forking.beside(write, alone=sources.size(files) < _SMALL) as stream,
        io.TextIOWrapper(stream, encoding="utf-8", newline="\n") as text,
    ):
        yield from text


def _apart(parts: tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, ...], stem: str) -> ox.Quad:
    return ox.Quad(*(sources.renamed(part, lambda node: ox.BlankNode(stem + node.value)) for part in parts))


def _streamed(source: Source) -> Iterator[ox.Quad]:
    found = False
    with plain.opened(source.path) as stream:
        if stream.read(len(_MARK)) != _MARK:
            stream.seek(0)
        try:
            for quad in ox.parse(cast(IO[bytes], stream), format=getattr(ox.RdfFormat, source.format.oxigraph)):
                found = True
                yield quad
        except SyntaxError as error:
            # Read again as a whole, the file gives the fault in the words of every other command.
            for _ in sources.parse(source, relative=False):
                pass
            raise sources.fault(error, source) from None
    if not found:
        sources.read_bytes(source)
