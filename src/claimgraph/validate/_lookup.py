"""Which of many files hold a hash."""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from itertools import accumulate
from operator import and_

__all__ = ["Lookup"]

# So many hashes are looked for at once, by so many of their bytes: of a million others, hardly one passes for one.
_ONCE, _BYTES = 100, 4
_WIDTH = 8  # bytes of a hash


class Lookup:
    """Which files hold a hash, given the hashes of all files one after the other, and how many each has."""

    def __init__(self, hashes: "array[int]", lengths: Sequence[int]) -> None:
        self._hashes = hashes
        self._ends = list(accumulate(lengths))
        self._known: dict[int, list[int]] = {}
        text = hashes.tobytes()
        self._bytes = [text[place::_WIDTH] for place in range(_BYTES)]

    def find(self, hashes: Iterable[int]) -> list[int]:
        """The files that hold one of the hashes."""
        wanted = set(hashes)
        new = list(wanted - self._known.keys())
        self._known |= {each: [] for each in new}
        for start in range(0, len(new), _ONCE):
            self._search({*new[start : start + _ONCE]})
        return sorted({number for each in wanted for number in self._known[each]})

    def _search(self, wanted: Collection[int]) -> None:
        # A look at each of a million would take ten times as long; to sort them, half a second of every full run.
        texts = [each.to_bytes(_WIDTH, sys.byteorder, signed=True) for each in wanted]
        marks = []
        for place, column in enumerate(self._bytes):
            known = {text[place] for text in texts}
            marks.append(int.from_bytes(column.translate(bytes(map(known.__contains__, range(256)))), "little"))
        found = reduce(and_, marks).to_bytes(len(self._hashes), "little")
        place = found.find(1)
        while place >= 0:
            if (each := self._hashes[place]) in wanted:
                self._known[each].append(bisect_right(self._ends, place))
            place = found.find(1, place + 1)
