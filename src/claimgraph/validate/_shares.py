"""Which process reads which parts of the files, where several read at once."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from claimgraph.locate import Blocks

__all__ = ["Piece", "shares"]

_LEAST = 2**22  # bytes that are worth a process


class Piece(NamedTuple):
    """Some bytes of a file, which is given by its place among the files."""

    file: int
    begin: int
    end: int


def shares(files: Sequence[Blocks], processes: int) -> list[list[Piece]]:
    """All pieces in their order, in as many shares of about the same size as there are processes, or fewer."""
    starts = [0, *accumulate(len(file.read()) for file in files)]
    count = max(1, min(processes, starts[-1] // _LEAST))
    cuts = sorted({_cut(files, starts, starts[-1] * share // count) for share in range(1, count)} - {0, starts[-1]})
    found: list[list[Piece]] = [[]]
    for number, (start, end) in enumerate(pairwise(starts)):
        begin = start
        while cuts and cuts[0] < end:
            if cuts[0] > begin:
                found[-1].append(Piece(number, begin - start, cuts[0] - start))
            begin = cuts.pop(0)
            found.append([])
        found[-1].append(Piece(number, begin - start, end - start))
    return found


def _cut(files: Sequence[Blocks], starts: Sequence[int], near: int) -> int:
    """Where to cut: within a file that is large enough, else between two."""
    number = bisect_right(starts, near) - 1
    start, end = starts[number], starts[number + 1]
    if min(near - start, end - near) > _LEAST // 2:
        place = start + files[number].cut(near - start)
        if start < place < end:
            return place
    return start if near - start < end - near else end
