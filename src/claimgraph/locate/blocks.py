"""A file read in blocks of lines, so that any of its statements can be found again and placed."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import compress, islice, repeat
from operator import is_
from types import SimpleNamespace
from typing import IO, Any, cast

import pyoxigraph as ox

from claimgraph.errors import LimitError
from claimgraph.locate.declarations import Declarations
from claimgraph.locate.parsed import Batch, namer
from claimgraph.locate.turtle import UnsupportedError, statements
from claimgraph.locate.window import Window, Windows
from claimgraph.model import Location
from claimgraph.sources import Source, base_iri, fault, read_bytes, read_text, renamed

__all__ = ["OBJECT", "PREDICATE", "SUBJECT", "Blocks"]

SUBJECT, PREDICATE, OBJECT = range(3)

_BATCH = 128  # statements that are taken from the parser at once: few enough to stay in the processor's cache
_SMALL = 8192  # bytes: a file that is one block
_EMPTY = re.compile(rb"\[(?:\s|#[^\n]*\n)*\]")


class Blocks:
    """One file; its statements are numbered from 0 in the order of the parser.

    The index notes the hash of each statement's subject in `subjects`; if `wide`, that of its object in `objects`.
    """

    def __init__(self, source: Source, wide: bool = False) -> None:
        self.source = source
        self.base = base_iri(source)  # against which relative IRIs are resolved
        self.subjects = array("q")
        self.objects = array("q")
        self._wide = wide
        self._data = b""
        # Of each block: its first byte, its first line and its first statement; and where the last one ends.
        self._starts = array("q")
        self._lines = array("q")
        self._firsts = array("q")
        self._nameless = bytearray()  # for each statement, whether its subject is a blank node
        self.prefixes: dict[str, str] = {}  # that the file declares
        self._declarations: Declarations | None = None
        # Who wants to see the statements as they are indexed; each says whether it wants to see more of them.
        self.taps: list[Callable[[Batch], bool]] = []
        self._windows = Windows()

    def index(self) -> int:
        """Read the file strictly and note where what begins; the number of its statements.

        Raises RdfSyntaxError, located, where the file does not parse.
        """
        if self._firsts and len(self.subjects) == self._firsts[-1]:
            return len(self.subjects)
        for known in (self.subjects, self.objects, self._nameless):
            del known[:]
        batch: list[ox.Quad] = []
        parser = self._parser(lambda: len(self.subjects) + len(batch))
        taps = self.taps
        # Without a loop of Python's over the statements: a million of them take a second as it is.
        more = True
        while more:
            try:
                batch.extend(islice(parser, _BATCH))
            except (SyntaxError, MemoryError) as error:
                raise self._fault(error) from None
            more = len(batch) == _BATCH
            columns = Batch(len(self.subjects), batch)
            if batch:
                taps = [tap for tap in taps if tap(columns)]
            self.subjects.extend(columns.subject_hashes)
            self._nameless.extend(map(is_, map(type, columns.subjects), repeat(ox.BlankNode)))
            if self._wide:
                self.objects.extend(columns.object_hashes)
            batch.clear()
        self._end(len(self.subjects), parser)
        return len(self.subjects)

    def read(self) -> bytes:
        """The bytes of the file, kept until it is indexed; raises as read_bytes() does."""
        self._data = self._data or read_bytes(self.source)
        return self._data

    def blank_nodes(self) -> list[int] | None:
        """The first statement about each of the file's blank nodes, in the order of the statements.

        None where some may have none, or be mentioned in several sentences. Raises as index() does.
        """
        self.index()
        data = self.read()
        if self.source.format.quads or not self.source.format.lines or b"_:" in data or _EMPTY.search(data):
            return None
        # Backwards, so that of each the first statement remains.
        subjects = compress(reversed(self.subjects), reversed(self._nameless))
        numbers = compress(range(len(self.subjects) - 1, -1, -1), reversed(self._nameless))
        return sorted(dict(zip(subjects, numbers, strict=True)).values())

    def holds(self, word: bytes) -> bool:
        """Whether the bytes of the file hold the word, while it is being indexed."""
        return word in self._data

    def parse(self) -> Iterator[ox.Quad]:
        """All statements in order, blank nodes named b0, b1, … as by sources.parse; raises as index() does."""
        name = namer("b")
        number = 0
        parser = self._parser(lambda: number)
        try:
            for quad in parser:
                yield ox.Quad(*(renamed(part, name) for part in quad))
                number += 1
        except (SyntaxError, MemoryError) as error:
            raise self._fault(error) from None
        self._end(number, parser)

    def statements(self) -> Iterator[ox.Quad]:
        """All statements in order, blank nodes named as the parser likes; raises as index() does."""
        try:
            yield from self._parsed(read_bytes(self.source))
        except (SyntaxError, MemoryError) as error:
            raise self._fault(error) from None

    def window(self, number: int) -> tuple[int, list[ox.Quad]] | None:
        """The statements of some whole sentences, among them that statement's; the number of the first, and them.

        None where the format has no lines or the text uses syntax that cannot be placed.
        """
        found = self._reach(number)
        return (self._firsts[found.first], found.quads) if found else None

    def place(self, number: int, part: int) -> Location:
        """Where the statement of that number has its SUBJECT, PREDICATE or OBJECT, after the file has been read.

        The file alone where the format has no lines or the text uses syntax that cannot be placed.
        """
        found = self._reach(number)
        if found is None:
            return Location(str(self.source))
        offset = found.tokens[number - self._firsts[found.first]][part].start
        before = found.text[:offset]
        return Location(str(self.source), self._lines[found.first] + before.count("\n"), offset - before.rfind("\n"))

    def _parser(self, count: Callable[[], int]) -> Any:
        data = self.read()
        # Without labels, the parser gives each blank node a name that none in another file has.
        labelled = not self.source.format.lines or b"_:" in data
        if len(data) <= _SMALL:
            self._starts, self._lines, self._firsts = array("q", [0]), array("q", [1]), array("q", [0])
            return self._parsed(data, labelled)
        self._starts, self._lines, self._firsts = array("q"), array("q"), array("q")
        end_of_statement = b".\r\n" if b".\r\n" in data[:65536] else b".\n"
        position, line = 0, 1

        def read(size: int) -> bytes:
            nonlocal position, line
            end = position + size
            if end < len(data) and (cut := data.rfind(end_of_statement, position, end)) > 0:
                end = cut + len(end_of_statement)
            block = data[position:end]
            self._starts.append(position)
            self._lines.append(line)
            self._firsts.append(count())
            position += len(block)
            line += block.count(b"\n")
            return block

        return self._parsed(cast("IO[bytes]", SimpleNamespace(read=read)), labelled)

    def _parsed(self, data: bytes | IO[bytes], rename: bool = False) -> Any:
        kind = getattr(ox.RdfFormat, self.source.format.oxigraph)
        return ox.parse(data, format=kind, base_iri=self.base, rename_blank_nodes=rename)

    def _end(self, count: int, parser: Any) -> None:
        self._starts.append(len(self._data))
        self._lines.append(0)
        self._firsts.append(count)
        self.prefixes = dict(parser.prefixes)
        # Most files are never asked for again.
        self._data = b""

    def _fault(self, error: SyntaxError | MemoryError) -> Exception:
        if isinstance(error, MemoryError):
            if not error.args:
                return error
            # The parser's own limit for what it has to hold at once.
            message = "the parser takes no term or comment of more than 16 megabytes."
            return LimitError(message, location=Location(str(self.source)))
        # Says where, if it is bytes that are no UTF-8.
        read_text(self.source)
        return fault(error, self.source)

    def _reach(self, number: int) -> Window | None:
        """The block of the statement, and as much around it as it takes to read it as the parser has read it."""
        if not self.source.format.lines:
            return None
        block = bisect_right(self._firsts, number) - 1
        if block in self._windows:
            return self._windows[block]
        self.read()
        final = len(self._starts) - 1
        margin = 0
        while True:
            first, last = max(0, block - margin), min(final, block + 1 + margin)
            if found := self._read(first, last):
                return self._windows.remember(found)
            if first == 0 and last == final:
                return None
            margin = 2 * margin + 1

    def _read(self, first: int, last: int) -> Window | None:
        data = self._data[self._starts[first] : self._starts[last]]
        count = self._firsts[last] - self._firsts[first]
        try:
            # A block can end within a character where its line is longer than the parser reads at once.
            text = data.decode("utf-8")
            tokens = list(statements(text, self.prefixes))
            quads = list(self._parsed(self._header(first) + data))
        except (UnicodeDecodeError, UnsupportedError, SyntaxError):
            return None
        if not (len(tokens) == len(quads) == count and self._agree(self._firsts[first], quads)):
            return None
        return Window(first, last, text, tokens, quads)

    def _agree(self, start: int, quads: list[ox.Quad]) -> bool:
        """Whether the statements from that number on are about what the parser has found them to be about."""
        end = start + len(quads)
        known = zip(self.subjects[start:end], self._nameless[start:end], strict=True)
        return all(
            nameless or hash(quad.subject) == subject for quad, (subject, nameless) in zip(quads, known, strict=False)
        )

    def _header(self, first: int) -> bytes:
        """What the file declares before that block, for the parts of it that are parsed by themselves."""
        if first == 0:
            return b""
        if self._declarations is None:
            self._declarations = Declarations(self._data)
        # First all prefixes, in case that a declaration stands where it is not looked for.
        known = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in self.prefixes.items()).encode()
        return known + self._declarations.before(self._starts[first])
