"""A file read in blocks of lines, so that any of its statements can be found again and placed."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from operator import attrgetter
from types import SimpleNamespace
from typing import IO, Any, cast

import pyoxigraph as ox

from claimgraph.locate.turtle import Statement, UnsupportedError, statements
from claimgraph.model import Location
from claimgraph.sources import Source, base_iri, fault, read_bytes, read_text, renamed

__all__ = ["OBJECT", "PREDICATE", "SUBJECT", "Blocks"]

SUBJECT, PREDICATE, OBJECT = range(3)


class Blocks:
    """One file; its statements are numbered from 0 in the order of the parser.

    With `objects`, the index also notes the hashes of the statements' subjects and objects, in turn, in `terms`.
    """

    def __init__(self, source: Source, objects: bool = False) -> None:
        self.source = source
        self.terms = array("q")
        self._wide = objects
        self._data = b""
        # Of each block: its first byte, its first line and its first statement; and where the last one ends.
        self._starts = array("q")
        self._lines = array("q")
        self._firsts = array("q")
        self._subjects = array("q")  # the hash of each statement's subject
        self.prefixes: dict[str, str] = {}  # that the file declares
        # Through what the statements go as they are indexed, for who wants to see them all on the way.
        self.tap: Callable[[Iterable[ox.Quad]], Iterable[ox.Quad]] | None = None
        # The blocks that are read in detail: from the first to before the last.
        self._window = (0, 0)
        self._text = ""
        self._quads: list[ox.Quad] = []
        self._tokens: list[Statement] = []

    def index(self) -> int:
        """Read the file strictly and note where what begins; the number of its statements.

        Raises RdfSyntaxError, located, where the file does not parse.
        """
        if self._firsts and len(self._subjects) == self._firsts[-1]:
            return len(self._subjects)
        del self._subjects[:]
        del self.terms[:]
        parser = self._parser(lambda: len(self._subjects) or len(self.terms) // 2)
        quads = self.tap(parser) if self.tap else parser
        try:
            # Without a loop of Python's: a million statements take a second as it is.
            if self._wide:
                pairs = map(attrgetter("subject", "object"), quads)
                self.terms.extend(map(hash, chain.from_iterable(pairs)))
                self._subjects = self.terms[::2]
            else:
                self._subjects.extend(map(hash, map(attrgetter("subject"), quads)))
        except SyntaxError as error:
            raise self._fault(error) from None
        self._end(len(self._subjects), parser)
        return len(self._subjects)

    def holds(self, word: bytes) -> bool:
        """Whether the bytes of the file hold the word, while it is being indexed."""
        return word in self._data

    def parse(self) -> Iterator[ox.Quad]:
        """All statements in order, blank nodes named b0, b1, … as by sources.parse; raises as index() does."""
        labels: dict[ox.BlankNode, ox.BlankNode] = {}

        def relabel(term: Any) -> Any:
            return renamed(term, lambda node: labels.setdefault(node, ox.BlankNode(f"b{len(labels)}")))

        number = 0
        parser = self._parser(lambda: number)
        try:
            for quad in parser:
                yield ox.Quad(*(relabel(part) for part in quad))
                number += 1
        except SyntaxError as error:
            raise self._fault(error) from None
        self._end(number, parser)

    def statements(self) -> Iterator[ox.Quad]:
        """All statements in order, blank nodes named as the parser likes; raises as index() does."""
        try:
            yield from self._parsed(read_bytes(self.source))
        except SyntaxError as error:
            raise self._fault(error) from None

    def about(self, nodes: Collection[object]) -> Iterator[tuple[int, ox.Quad]]:
        """The statements about those IRIs, numbered; blank nodes are named as the parser likes."""
        self.index()
        wanted = {hash(node) for node in nodes if isinstance(node, ox.NamedNode)}
        for number in [number for number, subject in enumerate(self._subjects) if subject in wanted]:
            if not self._reach(number):
                # Syntax that cannot be placed: read the whole file for its statements at least.
                yield from ((n, quad) for n, quad in enumerate(self.parse()) if quad.subject in nodes)
                return
            quad = self._quads[number - self._firsts[self._window[0]]]
            if quad.subject in nodes:
                yield number, quad

    def select(
        self, nodes: Collection[object], predicates: Collection[object], stem: str
    ) -> Iterator[tuple[int, ox.Quad]]:
        """The statements about those nodes or with those predicates, numbered; blank nodes are named stem0, stem1, …

        Raises as index() does.
        """
        self.index()
        labels: dict[ox.BlankNode, ox.BlankNode] = {}

        def name(node: ox.BlankNode) -> ox.BlankNode:
            return labels.get(node) or labels.setdefault(node, ox.BlankNode(f"{stem}{len(labels)}"))

        # Every blank node has to be counted, but few statements made anew: that would take four times as long.
        for number, quad in enumerate(self.statements()):
            subject, object_ = quad.subject, quad.object
            if type(subject) is ox.BlankNode:
                subject = name(subject)
            if type(object_) in (ox.BlankNode, ox.Triple):
                object_ = renamed(object_, name)
            if self.source.format.quads:
                renamed(quad.graph_name, name)
            if subject in nodes or (predicates and quad.predicate in predicates):
                yield number, ox.Quad(subject, quad.predicate, object_)

    def place(self, number: int, part: int) -> Location:
        """Where the statement of that number has its SUBJECT, PREDICATE or OBJECT, after the file has been read.

        The file alone where the format has no lines or the text uses syntax that cannot be placed.
        """
        if not self._reach(number):
            return Location(str(self.source))
        first, _ = self._window
        offset = self._tokens[number - self._firsts[first]][part].start
        before = self._text[:offset]
        return Location(str(self.source), self._lines[first] + before.count("\n"), offset - before.rfind("\n"))

    def _parser(self, count: Callable[[], int]) -> Any:
        self._data = read_bytes(self.source)
        for known in (self._starts, self._lines, self._firsts):
            del known[:]
        end_of_statement = b".\r\n" if b".\r\n" in self._data[:65536] else b".\n"
        position, line = 0, 1

        def read(size: int) -> bytes:
            nonlocal position, line
            end = position + size
            if end < len(self._data) and (cut := self._data.rfind(end_of_statement, position, end)) > 0:
                end = cut + len(end_of_statement)
            block = self._data[position:end]
            self._starts.append(position)
            self._lines.append(line)
            self._firsts.append(count())
            position += len(block)
            line += block.count(b"\n")
            return block

        return self._parsed(cast("IO[bytes]", SimpleNamespace(read=read)))

    def _parsed(self, data: bytes | IO[bytes]) -> Any:
        kind = getattr(ox.RdfFormat, self.source.format.oxigraph)
        return ox.parse(data, format=kind, base_iri=base_iri(self.source))

    def _end(self, count: int, parser: Any) -> None:
        self._starts.append(len(self._data))
        self._lines.append(0)
        self._firsts.append(count)
        self.prefixes = dict(parser.prefixes)
        # Most files are never asked for again.
        self._data = b""

    def _fault(self, error: SyntaxError) -> Exception:
        # Says where, if it is bytes that are no UTF-8.
        read_text(self.source)
        return fault(error, self.source)

    def _reach(self, number: int) -> bool:
        """Read the block of the statement, and more around it until it reads as the parser has read it."""
        first, last = self._window
        if first < last and self._firsts[first] <= number < self._firsts[last]:
            return True
        if not self.source.format.lines:
            return False
        self._data = self._data or read_bytes(self.source)
        block = bisect_right(self._firsts, number) - 1
        final = len(self._starts) - 1
        margin = 0
        while True:
            first, last = max(0, block - margin), min(final, block + 1 + margin)
            if self._read(first, last):
                return True
            if first == 0 and last == final:
                return False
            margin = 2 * margin + 1

    def _read(self, first: int, last: int) -> bool:
        data = self._data[self._starts[first] : self._starts[last]]
        count = self._firsts[last] - self._firsts[first]
        try:
            # A block can end within a character where its line is longer than the parser reads at once.
            text = data.decode("utf-8")
            tokens = list(statements(text, self.prefixes))
            quads = list(self._parsed(self._header() + data))
        except (UnicodeDecodeError, UnsupportedError, SyntaxError):
            return False
        if not len(tokens) == len(quads) == count:
            return False
        self._window, self._text, self._tokens, self._quads = (first, last), text, tokens, quads
        return True

    def _header(self) -> bytes:
        """What the file declares, for the parts of it that are parsed by themselves."""
        return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in self.prefixes.items()).encode()
