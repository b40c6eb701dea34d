"""An answer in a form that can be changed: all its rows in order, and beside each what it takes to find and sort it."""

import json
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from claimgraph.query.renewal.order import By, IncomparableError, Key, kinds, sort_key

__all__ = ["Kept", "Line", "kept", "merged"]

Line = tuple[bytes, bytes]
"""A row as it is in the answer, and its further cells: both as in SPARQL TSV."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows in order, without DISTINCT, HAVING and LIMIT."""

    rows: bytes
    """The rows, each ended by a line feed."""
    extras: bytes
    """The further cells of each row, likewise."""
    keys: tuple[str, ...]
    """The variables for whose values rows can be exchanged."""
    kinds: tuple[str, ...]
    """The kinds of literals among which each condition of ORDER BY has sorted."""
    cut: bool
    """Whether there are more rows, which come after these."""

    def lines(self) -> list[Line]:
        """Each row with its further cells."""
        rows = self.rows.split(b"\n")[:-1]
        return list(zip(rows, self.extras.split(b"\n")[:-1] if self.extras else repeat(b""), strict=False))

    def dump(self) -> bytes:
        """The answer as bytes, for `load`."""
        head = [len(self.rows), self.keys, self.kinds, self.cut]
        return json.dumps(head).encode() + b"\n" + self.rows + self.extras

    @classmethod
    def load(cls, data: bytes) -> "Kept":
        """What `dump` wrote."""
        begin = data.index(b"\n") + 1
        length, keys, kinds_, cut = json.loads(data[:begin])
        return cls(data[begin : begin + length], data[begin + length :], tuple(keys), tuple(kinds_), cut)


def kept(lines: Sequence[Line], order: Sequence[By], keys: tuple[str, ...], most: int | None = None) -> Kept:
    """The rows in their order, and not more of them than `most`; raises IncomparableError."""
    columns, sorts = _sorting(lines, order)
    found = sorted(zip(*columns, *zip(*lines, strict=True), strict=True)) if lines else []
    cut = most is not None and len(found) > most
    return _written([line[-2:] for line in (found[:most] if cut else found)], keys, sorts, cut)


def merged(
    base: Kept, lines: Sequence[Line], new: Sequence[Line], order: Sequence[By], need: int | None = None
) -> Kept | None:
    """The lines that are left of an answer, with new ones put where they belong; raises IncomparableError.

    None where of an answer that was cut fewer lines would be left than it needs.
    """
    columns, sorts = _sorting(new, order)
    sorts = tuple(_one_kind(had + has) for had, has in zip(base.kinds, sorts, strict=True))

    def key(line: Line) -> Key:
        cells = b"\t".join(line).split(b"\t")
        return (*(sort_key(cells[by.column], by) for by in order), *line)

    found = list(lines)
    last = key(found[-1]) if base.cut and found else ()
    for *_, row, extra in zip(*columns, *zip(*new, strict=True), strict=True) if new else ():
        if not base.cut or key((row, extra)) < last:
            insort(found, (row, extra), key=key)
    if base.cut and (need is None or len(found) < need):
        return None
    return _written(found, base.keys, sorts, base.cut)


def _sorting(lines: Sequence[Line], order: Sequence[By]) -> tuple[list[list[Key]], tuple[str, ...]]:
    """The keys of the lines, condition by condition, and the kinds of literals that each has met."""
    table = [b"\t".join(line).split(b"\t") for line in lines] if order else []
    columns: list[list[Key]] = []
    sorts: list[str] = []
    for by in order:
        cells = [row[by.column] for row in table]
        known = {cell: sort_key(cell, by) for cell in set(cells)}
        columns.append([known[cell] for cell in cells])
        sorts.append(_one_kind(kinds(known.values())))
    return columns, tuple(sorts)


def _one_kind(found: str) -> str:
    """The kinds of literals, where they can be compared with one another."""
    if len(set(found)) > 1:
        raise IncomparableError
    return found[:1]


def _written(lines: Sequence[Line], keys: tuple[str, ...], sorts: tuple[str, ...], cut: bool) -> Kept:
    rows = b"".join(row + b"\n" for row, _ in lines)
    extras = b"".join(extra + b"\n" for _, extra in lines) if any(extra for _, extra in lines) else b""
    return Kept(rows, extras, keys, sorts, cut)
