"""What the statements of a file are about and where they stand, noted as they are read: as a whole or in parts."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice, repeat
from operator import is_
from types import SimpleNamespace
from typing import IO, Any, cast

import pyoxigraph as ox

from claimgraph.locate.parsed import Batch

__all__ = ["Index", "Tap", "TornError"]

_BATCH = 128  # statements that are taken from the parser at once: few enough to stay in the processor's cache
_SMALL = 8192  # bytes: a file that is one block

Tap = Callable[[Batch], bool]
"""Who wants to see the statements as they are read; it says whether it wants to see more of them."""


@lru_cache(maxsize=100)
def _table(prefixes: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Them as a mapping, the same one for many files, which would be tens of megabytes otherwise."""
    return dict(prefixes)


class TornError(Exception):
    """A file was cut where no part of it ends."""


class Index:
    """The statements of a file, or of a part of it, numbered from 0 in the order of the parser."""

    def __init__(self, begin: int = 0, declared: tuple[Mapping[str, str], str | None] | None = None) -> None:
        """`begin` is the first byte, `declared` are the prefixes and the base before it."""
        self.begin = self.end = begin
        self.before = self.after = declared
        self.subjects, self.objects = array("q"), array("q")  # their hashes; of objects, if they are wanted
        self.nameless = bytearray()  # for each statement, whether its subject is a blank node
        # Of each block: its first byte, its first line and its first statement.
        self.starts, self.lines, self.firsts = array("q"), array("q"), array("q")

    def read(
        self, data: bytes, end: int, header: bytes, parse: Callable[[Any], Any], taps: Sequence[Tap], wide: bool
    ) -> None:
        """Take up what a parser makes of the header and the bytes up to the end; raises as the parser does."""
        batch: list[ox.Quad] = []
        if len(data) <= _SMALL and (self.begin, end) == (0, len(data)):
            self._block(0, 1, 0)
            parser = parse(data)
        else:
            parser = parse(self._stream(data, end, header, lambda: len(self.subjects) + len(batch)))
        # Without a loop of Python's over the statements: a million of them take a second as it is.
        more = True
        while more:
            batch.extend(islice(parser, _BATCH))
            more = len(batch) == _BATCH
            columns = Batch(len(self.subjects), batch)
            if batch:
                taps = [tap for tap in taps if tap(columns)]
            self.subjects.extend(columns.subject_hashes)
            self.nameless.extend(map(is_, map(type, columns.subjects), repeat(ox.BlankNode)))
            if wide:
                self.objects.extend(columns.object_hashes)
            batch.clear()
        self.end = end
        self.after = _table(tuple(parser.prefixes.items())), parser.base_iri

    def _block(self, start: int, line: int, first: int) -> None:
        self.starts.append(start)
        self.lines.append(line)
        self.firsts.append(first)

    def _stream(self, data: bytes, last: int, header: bytes, count: Callable[[], int]) -> IO[bytes]:
        """The bytes in blocks of whole lines, of which is noted where each begins."""
        end_of_statement = b".\r\n" if b".\r\n" in data[:65536] else b".\n"
        position, line = self.begin, data.count(b"\n", 0, self.begin) + 1

        def read(size: int) -> bytes:
            nonlocal position, line, header
            if header:
                block, header = header[:size], header[size:]
                return block
            end = min(position + size, last)
            if end < last and (cut := data.rfind(end_of_statement, position, end)) > 0:
                end = cut + len(end_of_statement)
            block = data[position:end]
            self._block(position, line, count())
            position += len(block)
            line += block.count(b"\n")
            return block

        return cast("IO[bytes]", SimpleNamespace(read=read))

    def join(self, other: "Index") -> None:
        """Add the part that follows; raises TornError where it was read as following something else."""
        if (self.end, self.after) != (other.begin, other.before):
            raise TornError
        self.firsts.extend(map(len(self.subjects).__add__, other.firsts))
        for name in ("subjects", "objects", "nameless", "starts", "lines"):
            getattr(self, name).extend(getattr(other, name))
        self.end, self.after = other.end, other.after

    def close(self) -> None:
        """Note where the last block ends."""
        self._block(self.end, 0, len(self.subjects))

    @property
    def closed(self) -> bool:
        """Whether there is no more to come."""
        return bool(self.lines) and not self.lines[-1]
