"""Several files as one graph: the text that an engine reads, and the way back from its blank nodes to ours."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from itertools import accumulate, chain
from threading import Lock
from typing import Any, Protocol

import pyoxigraph as ox

from claimgraph import sources, worker
from claimgraph.errors import RdfSyntaxError
from claimgraph.locate import Blocks, Index, TornError
from claimgraph.share import processors, shared
from claimgraph.sources import Source
from claimgraph.validate._shares import Piece, shares

__all__ = ["Graph"]


class Watcher(Protocol):
    """Who sees the statements of all files by the taps that it has set."""

    def state(self) -> object:
        """What it has seen, which can be pickled."""

    def join(self, state: Any, file: int, before: int) -> None:
        """Add what another has seen, who has begun in that file, of which so many statements stand before."""


# Pieces, their indexes, and what the watchers saw; None where something does not parse.
_Taken = tuple[Sequence[Piece], Sequence[Index], Sequence[object]] | None


class Graph:
    """The statements of all the files, graph names dropped; blank nodes are named as by sources.triples."""

    def __init__(self, files: Sequence[Source], wide: bool = False, alone: bool = False) -> None:
        """`wide` is the index; a graph that is read `alone` is read by one process."""
        self.files = tuple(files)
        self.blocks = [Blocks(file, wide) for file in files]
        self.watchers: list[Watcher] = []
        self._processes = processors() if wide and not alone else 1
        self._taken: Callable[[], list[_Taken]] | None = None
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
            return self._decoded(self.blocks[0].read()), file.format.name, self.blocks[0].base
        # Decoded as a whole: thousands of small texts would leave their memory in pieces.
        whole = b"".join(chain.from_iterable(map(_part, self.blocks)))
        return self._decoded(whole), "turtle", self.blocks[0].base

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            for file in self.files:
                sources.read_text(file)  # which says where
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Within this, `counts` reads with several processes, where that is worth while; they begin at once.

        It may raise TornError then.
        """
        # Without a wide index, one process has read everything before the engine is done.
        pieces = shares(self.blocks, self._processes)
        if len(pieces) == 1:
            yield
            return
        with shared(self._take, pieces) as taken:
            self._taken = taken
            yield

    def _take(self, pieces: Sequence[Piece]) -> _Taken:
        """Read the pieces; in this process, what the watchers see is theirs already."""
        parts: list[Index] = []
        for piece in worker.steps(pieces, "reading file"):
            try:
                parts.append(self.blocks[piece.file].part(piece.begin, piece.end))
            except RdfSyntaxError:
                return None
        here = pieces[0][:2] == (0, 0)
        return pieces, parts, [] if here else [watcher.state() for watcher in self.watchers]

    def _gather(self, taken: Sequence[_Taken]) -> None:
        """Put together what was taken; raises TornError where that cannot be done."""
        whole: dict[int, list[Index]] = defaultdict(list)
        for share in taken:
            if share is None:
                raise TornError
            pieces, parts, states = share
            file = pieces[0].file
            before = sum(len(part.subjects) for part in whole[file])
            for watcher, state in zip(self.watchers, states, strict=False):
                watcher.join(state, file, before)
            for piece, part in zip(pieces, parts, strict=True):
                whole[piece.file].append(part)
        for number, parts in whole.items():
            self.blocks[number].close(parts)

    def counts(self) -> list[int]:
        """How many statements each file holds.

        Raises RdfSyntaxError, located, where one does not parse, with those of the other files that do not.
        """
        counts, faults = [], []
        # An engine that runs beside this may want to know before this is done.
        with self._counting:
            if taken := self._taken:
                self._taken = None
                self._gather(taken())
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


def _part(blocks: Blocks) -> tuple[bytes, ...]:
    """The file as a part of a longer Turtle text, in pieces: it may be large."""
    file, data = blocks.source, blocks.read()
    if not (_converted(file) or blocks.labelled):
        return f"@base <{blocks.base}> .\n".encode(), data, b"\n"
    written = BytesIO()
    parser = ox.parse(
        data,
        format=getattr(ox.RdfFormat, file.format.oxigraph),
        base_iri=blocks.base,
        rename_blank_nodes=True,
    )
    try:
        ox.serialize((quad.triple for quad in parser), written, ox.RdfFormat.N_TRIPLES)
        return (written.getvalue(),)
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
