"""A file read in blocks of lines, so that any of its statements can be found again and placed."""

import re
from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import compress
from typing import IO, Any

import pyoxigraph as ox

from claimgraph.errors import LimitError
from claimgraph.locate.declarations import Declarations
from claimgraph.locate.index import Index, Tap
from claimgraph.locate.parsed import namer
from claimgraph.locate.turtle import UnsupportedError, statements
from claimgraph.locate.window import Window, Windows
from claimgraph.model import Location
from claimgraph.sources import Source, base_iri, fault, read_bytes, read_text, renamed

__all__ = ["OBJECT", "PREDICATE", "SUBJECT", "Blocks"]

SUBJECT, PREDICATE, OBJECT = range(3)

_SENTENCE = b" .\n"  # how one ends, if it is not within a text or a comment
_EMPTY = re.compile(rb"\[(?:\s|#[^\n]*\n)*\]")


class Blocks:
    """One file; its statements are numbered from 0 in the order of the parser.

    The index notes the hash of each statement's subject in `subjects`; if `wide`, that of its object in `objects`.
    """

    def __init__(self, source: Source, wide: bool = False) -> None:
        self.source = source
        self.base = base_iri(source)  # against which relative IRIs are resolved
        self._wide = wide
        self._data = b""
        self._part = 0, 0  # first byte and end of what is being read
        self._index = Index()
        self._declarations: Declarations | None = None
        # Who wants to see the statements as they are read, numbered from the beginning of the part.
        self.taps: list[Tap] = []
        self._windows = Windows()

    @property
    def subjects(self) -> "array[int]":
        """The hash of each statement's subject."""
        return self._index.subjects

    @property
    def objects(self) -> "array[int]":
        """The hash of each statement's object, if the index is to be wide."""
        return self._index.objects

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Those that the file declares."""
        return self._index.after[0] if self._index.after else {}

    def index(self) -> int:
        """Read the file strictly and note where what begins; the number of its statements.

        Raises RdfSyntaxError, located, where the file does not parse.
        """
        if not self._index.closed:
            self.close([self.part(0, len(self.read()))])
        return len(self.subjects)

    @cached_property
    def labelled(self) -> bool:
        """Whether blank nodes may have labels in the file, by which they can be mentioned anywhere in it."""
        return not self.source.format.lines or b"_:" in self.read()

    def cut(self, near: int) -> int:
        """Behind that byte, where a sentence seems to end and another part of the file to begin; 0 if nowhere."""
        data = self.read()
        # What is said in one part of a graph, or of a blank node with a label, belongs to what is said in another.
        if self.source.format.name not in ("turtle", "ntriples") or self.labelled:
            return 0
        place = data.find(_SENTENCE, near)
        return place + len(_SENTENCE) if place >= 0 else 0

    def part(self, begin: int, end: int) -> Index:
        """Read the bytes of a part strictly; raises RdfSyntaxError, located, where it does not parse."""
        data = self.read()
        self._part = begin, end
        # Without labels, the parser gives each blank node a name that none in another file has.
        parse = partial(self._parsed, rename=self.labelled)
        header, declared = b"", None
        try:
            if begin:
                header = Declarations(data[:begin]).before(begin)
                parser = parse(header)
                deque(parser, maxlen=0)
                declared = dict(parser.prefixes), parser.base_iri
            index = Index(begin, declared)
            index.read(data, end, header, parse, self.taps, self._wide)
        except (SyntaxError, MemoryError) as error:
            raise self._fault(error) from None
        return index

    def close(self, parts: Sequence[Index]) -> None:
        """Take the index from all parts of the file, in order; raises TornError where they do not fit together."""
        index, *others = parts
        for other in others:
            index.join(other)
        index.close()
        self._index = index
        # Most files are never asked for again.
        self._data = b""

    def read(self) -> bytes:
        """The bytes of the file, kept until it is indexed; raises as read_bytes() does."""
        self._data = self._data or read_bytes(self.source)
        return self._data

    def blank_nodes(self) -> list[int] | None:
        """The first statement about each of the file's blank nodes, in the order of the statements.

        None where some may have none, or be mentioned in several sentences. Raises as index() does.
        """
        self.index()
        if self.source.format.quads or self.labelled or _EMPTY.search(self.read()):
            return None
        # Backwards, so that of each the first statement remains.
        subjects = compress(reversed(self.subjects), reversed(self._index.nameless))
        numbers = compress(range(len(self.subjects) - 1, -1, -1), reversed(self._index.nameless))
        return sorted(dict(zip(subjects, numbers, strict=True)).values())

    def holds(self, word: bytes) -> bool:
        """Whether the bytes of the part that is being read hold the word."""
        return self._data.find(word, *self._part) >= 0

    def parse(self) -> Iterator[ox.Quad]:
        """All statements in order, blank nodes named b0, b1, … as by sources.parse; raises as index() does."""
        name = namer("b")
        for quad in self.statements():
            yield ox.Quad(*(renamed(part, name) for part in quad))

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
        return (self._index.firsts[found.first], found.quads) if found else None

    def place(self, number: int, part: int) -> Location:
        """Where the statement of that number has its SUBJECT, PREDICATE or OBJECT, after the file has been read.

        The file alone where the format has no lines or the text uses syntax that cannot be placed.
        """
        found = self._reach(number)
        if found is None:
            return Location(str(self.source))
        offset = found.tokens[number - self._index.firsts[found.first]][part].start
        before = found.text[:offset]
        return Location(
            str(self.source), self._index.lines[found.first] + before.count("\n"), offset - before.rfind("\n")
        )

    def _parsed(self, data: bytes | IO[bytes], rename: bool = False) -> Any:
        kind = getattr(ox.RdfFormat, self.source.format.oxigraph)
        return ox.parse(data, format=kind, base_iri=self.base, rename_blank_nodes=rename)

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
        block = bisect_right(self._index.firsts, number) - 1
        if block in self._windows:
            return self._windows[block]
        self.read()
        final = len(self._index.starts) - 1
        margin = 0
        while True:
            first, last = max(0, block - margin), min(final, block + 1 + margin)
            if found := self._read(first, last):
                return self._windows.remember(found)
            if first == 0 and last == final:
                return None
            margin = 2 * margin + 1

    def _read(self, first: int, last: int) -> Window | None:
        data = self._data[self._index.starts[first] : self._index.starts[last]]
        count = self._index.firsts[last] - self._index.firsts[first]
        try:
            # A block can end within a character where its line is longer than the parser reads at once.
            text = data.decode("utf-8")
            tokens = list(statements(text, self.prefixes))
            quads = list(self._parsed(self._header(first) + data))
        except (UnicodeDecodeError, UnsupportedError, SyntaxError):
            return None
        if not (len(tokens) == len(quads) == count and self._agree(self._index.firsts[first], quads)):
            return None
        return Window(first, last, text, tokens, quads)

    def _agree(self, start: int, quads: list[ox.Quad]) -> bool:
        """Whether the statements from that number on are about what the parser has found them to be about."""
        end = start + len(quads)
        known = zip(self.subjects[start:end], self._index.nameless[start:end], strict=True)
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
        return known + self._declarations.before(self._index.starts[first])
