"""Several files as one graph: the text that an engine reads, and the way back from its blank nodes to ours."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from io import BytesIO
from itertools import accumulate
from threading import Lock

import pyoxigraph as ox

from claimgraph import sources, worker
from claimgraph.errors import RdfSyntaxError
from claimgraph.locate import Blocks
from claimgraph.sources import Source

__all__ = ["Graph"]


class Graph:
    """The statements of all the files, graph names dropped; blank nodes are named as by sources.triples."""

    def __init__(self, files: Sequence[Source], wide: bool = False) -> None:
        self.files = tuple(files)
        self.blocks = [Blocks(file, wide) for file in files]
        self._counting = Lock()
        self._text: tuple[str, str, str] | None = None

    def gather(self) -> None:
        """Make the text, which is large, for its first reader."""
        self._text = self.text()

    def text(self) -> tuple[str, str, str]:
        """One text, its format and its base, for an engine that reads Turtle and N-Triples.

        Texts are handed on as they are, so that a clean million of triples costs nothing here: a lone file always,
        others where no label could mean two blank nodes. What is amiss in them, `counts` finds.
        """
        gathered, self._text = self._text, None
        if gathered:
            return gathered
        if not self.files:
            return "", "ntriples", ""
        if len(self.files) == 1 and not _converted(self.files[0]):
            (file,) = self.files
            return _text(self.blocks[0]), file.format.name, self.blocks[0].base
        return "\n".join(map(_part, self.blocks)), "turtle", self.blocks[0].base

    def counts(self) -> list[int]:
        """How many statements each file holds.

        Raises RdfSyntaxError, located, where one does not parse, with those of the other files that do not.
        """
        counts, faults = [], []
        # An engine that runs beside this may want to know before this is done.
        with self._counting:
            for blocks in worker.steps(self.blocks, "reading file"):
                try:
                    counts.append(blocks.index())
                except RdfSyntaxError as error:
                    faults.append(error)
        if faults:
            first, *others = faults
            raise RdfSyntaxError(first.message, location=first.location, hint=first.hint, others=others)
        return counts

    def triples(self) -> Iterator[ox.Triple]:
        """The triples themselves."""
        return sources.triples(self.files)

    def blank_node(self, number: int) -> str:
        """Our name for the blank node that is the number-th to appear in the text."""
        if len(self.files) == 1 and not self.files[0].format.quads:
            return f"_:f0b{number}"
        index = bisect_right(self._ends, number)
        numbers = self._blank_nodes[index]
        return f"_:f{index}b{numbers[number - self._ends[index] + len(numbers)]}"

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(len, self._blank_nodes)))

    @cached_property
    def _blank_nodes(self) -> list[Sequence[int]]:
        """The numbers that each file's blank nodes have in our names, in the order in which an engine reads them."""
        self.counts()
        found: list[Sequence[int]] = []
        for blocks in self.blocks:
            simple = blocks.blank_nodes()
            found.append(_numbers(blocks.source) if simple is None else range(len(simple)))
        return found


def _converted(file: Source) -> bool:
    return file.format.name not in ("turtle", "ntriples")


def _text(blocks: Blocks) -> str:
    try:
        return blocks.read().decode("utf-8")
    except UnicodeDecodeError:
        return sources.read_text(blocks.source)  # which says where


def _part(blocks: Blocks) -> str:
    """The file as a part of a longer Turtle text."""
    file, text = blocks.source, _text(blocks)
    if not _converted(file) and "_:" not in text:
        return f"@base <{blocks.base}> .\n{text}"
    written = BytesIO()
    parser = ox.parse(
        text,
        format=getattr(ox.RdfFormat, file.format.oxigraph),
        base_iri=blocks.base,
        rename_blank_nodes=True,
    )
    try:
        ox.serialize((quad.triple for quad in parser), written, ox.RdfFormat.N_TRIPLES)
        return written.getvalue().decode("utf-8")
    except SyntaxError as error:
        raise sources.fault(error, file) from None


def _numbers(file: Source) -> list[int]:
    """The numbers of the file's blank nodes, in the order of their appearance in subjects or objects."""
    found: dict[str, None] = {}

    def note(node: ox.BlankNode) -> ox.BlankNode:
        found.setdefault(node.value)
        return node

    for quad in sources.parse(file):
        # As engines do, also within triple terms.
        sources.renamed(quad.subject, note)
        sources.renamed(quad.object, note)
    return [int(name[1:]) for name in found]
