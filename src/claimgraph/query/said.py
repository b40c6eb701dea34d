"""What each file of a store said: kept beside the store, so that another can be made of it after an edit.

    files.json    the files in their order, and where in the others what they said is
    whole.bytes   the files as they were when a store was built anew, each compressed
    whole.hashes  of each statement that they made, as the store holds it, a number of eight bytes
    since.*       the same of the files that have changed since
    removed.nq    the quads that the store that this one was made of has, and this one has not
    added.nq      those that only this one has

What is whole is never changed, and shared by the stores that follow.
"""

import json
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

import pyoxigraph as ox

from claimgraph import formats, sources
from claimgraph.query.engines import fast
from claimgraph.query.settled import Settled
from claimgraph.sources import Source

__all__ = ["ANYWHERE", "BYTES", "HASHES", "SINCE", "WHOLE", "Differs", "Entry", "Notes", "Said"]

WHOLE, SINCE = "whole", "since"
BYTES, HASHES = ".bytes", ".hashes"
_INDEX = "files.json"
_DIFFERS = ("removed.nq", "added.nq")
_WIDTH = 8
_FEW = 10  # numbers, each of which is found in a tenth of the time that it takes to look at all as such
ANYWHERE = -1


Differs = tuple[set[ox.Quad], set[ox.Quad]]
"""The quads that were removed, and those that were added."""


class Entry(NamedTuple):
    """A file: its format, absolute path and digest, and where its bytes and the hashes of its statements are.

    The first four decide on what it says.
    """

    format: str
    path: str
    digest: str
    place: int
    """Its place among the files where it has blank nodes, which are named by that; else -1."""
    size: int
    """How many bytes it has, unpacked."""
    part: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the files of a store said."""

    folder: Path
    entries: Sequence[Entry]
    worn: int
    """How many bytes the statements have that came or went since one was built anew, in N-Quads."""
    base: str
    """The name of the store that this one was made of; empty where it was built anew."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """What was noted in the folder; raises OSError or ValueError where it is damaged."""
        index = json.loads((folder / _INDEX).read_bytes())
        for name, digest in index["hashes"].items():
            if sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise ValueError(f"{folder / name} is damaged")
        return cls(folder, [Entry(*row) for row in index["files"]], index["worn"], index["base"])

    @property
    def order(self) -> list[str]:
        """The files in their order."""
        return [entry.path for entry in self.entries]

    def since(self, base: str) -> "Differs | None":
        """How this differs from what was said in the store of that name, if this one was made of that; else None.

        Raises OSError or ValueError where that is damaged.
        """
        if not base or base != self.base:
            return None
        texts = [(self.folder / name).read_bytes() for name in _DIFFERS]
        try:
            removed, added = ({*ox.parse(text, format=ox.RdfFormat.N_QUADS)} for text in texts)
        except SyntaxError as error:
            raise ValueError(str(error)) from None
        return removed, added

    @property
    def size(self) -> int:
        """How many bytes the files have."""
        return sum(entry.size for entry in self.entries)

    def packed(self, entry: Entry) -> bytes:
        """The file as it was, compressed."""
        return _slice(self.folder / f"{entry.part}{BYTES}", entry.start, entry.end)

    def hashes(self, entry: Entry) -> bytes:
        """The hashes of the statements of the file."""
        return _slice(self.folder / f"{entry.part}{HASHES}", entry.first * _WIDTH, entry.last * _WIDTH)

    def statements(self, index: int) -> set[ox.Quad]:
        """All that the file at that place said, as a store holds it; raises OSError or ValueError if it is damaged."""
        entry = self.entries[index]
        try:
            content = zlib.decompress(self.packed(entry))
        except zlib.error as error:
            raise ValueError(str(error)) from None
        if sha256(content).hexdigest() != entry.digest:
            raise ValueError(f"what {self.folder} holds of {entry.path} is damaged")
        source = Source(Path(entry.path), formats.by_name(entry.format), content)
        settled = Settled()
        batches = sources.batches(source, index, lambda content: None)
        return {quad for batch in batches for quad in _held(batch, source, settled)}

    def made(self, statements: Collection[ox.Quad], among: Sequence[int]) -> set[ox.Quad]:
        """Which of the statements the files at these places make; raises as `statements`."""
        found: set[ox.Quad] = set()
        wanted = set(map(hash, statements))
        parts = {
            part: _places((self.folder / f"{part}{HASHES}").read_bytes(), wanted)
            for part in {entry.part for entry in self.entries}
        }
        for index in among if any(parts.values()) else ():
            entry = self.entries[index]
            places = parts[entry.part]
            here = places[bisect_left(places, (entry.first,)) : bisect_left(places, (entry.last,))]
            if any(number in wanted for _, number in here):
                found |= self.statements(index).intersection(statements)
                wanted = {hash(quad) for quad in statements if quad not in found}
        return found


class Notes:
    """Notes what files say while they are read, in a folder that is made; a context within which they are written."""

    def __init__(self, folder: Path, part: str) -> None:
        folder.mkdir()
        self.folder, self.part = folder, part
        self.entries: list[Entry] = []
        self._settled = Settled()
        self._end = self._last = 0
        with ExitStack() as stack:
            self._bytes: BinaryIO = stack.enter_context((folder / f"{part}{BYTES}").open("wb"))
            self._hashes: BinaryIO = stack.enter_context((folder / f"{part}{HASHES}").open("wb"))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()

    def read(self, source: Source, index: int) -> Iterator[ox.Quad]:
        """The statements of the file at that place among others, as a store holds them; raises as `sources.quads`."""
        contents: list[tuple[str, int]] = []
        start, first, nameless = self._end, self._last, False

        def seen(content: bytes) -> None:
            contents.append((sha256(content).hexdigest(), len(content)))
            self._end += self._bytes.write(zlib.compress(content, 1))

        for batch in sources.batches(source, index, seen):
            quads = _held(batch, source, self._settled)
            array("q", map(hash, quads)).tofile(self._hashes)
            self._last += len(quads)
            nameless = nameless or bool(batch.nameless)
            yield from quads
        place = index if nameless else ANYWHERE
        (digest, size), path = contents[0], str(source.path.absolute())
        where = self.part, start, self._end, first, self._last
        self.entries.append(Entry(source.format.name, path, digest, place, size, *where))

    def keep(self, entry: Entry, said: Said) -> None:
        """Note again what another noted of a file."""
        if entry.part == self.part:
            packed, hashes = said.packed(entry), said.hashes(entry)
            start, first = self._end, self._last
            self._end += self._bytes.write(packed)
            self._last += self._hashes.write(hashes) // _WIDTH
            entry = entry._replace(start=start, end=self._end, first=first, last=self._last)
        self.entries.append(entry)

    def said(self, worn: int = 0, base: str = "", differs: Differs | None = None) -> Said:
        """All that was noted, written down; and, of a store that was made of another, how it differs."""
        self._stack.close()
        hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(self.folder.glob(f"*{HASHES}"))}
        index = {"files": self.entries, "worn": worn, "base": base, "hashes": hashes}
        (self.folder / _INDEX).write_text(json.dumps(index), encoding="ascii")
        for name, quads in zip(_DIFFERS, differs or (), strict=False):
            (self.folder / name).write_bytes(ox.serialize(sorted(quads, key=str), format=ox.RdfFormat.N_QUADS) or b"")
        return Said(self.folder, self.entries, worn, base)


def _held(batch: sources.Batch, source: Source, settled: Settled) -> list[ox.Quad]:
    """The statements of a batch as a store holds them."""
    if not source.format.quads:
        return settled(batch.quads, batch.objects)
    quads = list(fast.doubled(batch.quads))
    return settled(quads, [quad.object for quad in quads])


def _places(hashes: bytes, wanted: Collection[int]) -> list[tuple[int, int]]:
    """Where one of the numbers stands among those of eight bytes, in order, each with the number."""
    if len(wanted) > _FEW:
        numbers = array("q")
        numbers.frombytes(hashes)
        return [(place, number) for place, number in enumerate(numbers) if number in wanted]
    found = []
    for number in wanted:
        text = number.to_bytes(_WIDTH, sys.byteorder, signed=True)
        start = hashes.find(text)
        while start >= 0:
            if start % _WIDTH == 0:
                found.append((start // _WIDTH, number))
            start = hashes.find(text, start + 1)
    return sorted(found)


def _slice(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(end - start)
