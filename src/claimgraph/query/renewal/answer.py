"""How an answer is kept, and changed."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from claimgraph.errors import LimitError
from claimgraph.query.engines import fast
from claimgraph.query.guard import Checked
from claimgraph.query.renewal.affected import affected
from claimgraph.query.renewal.changes import Changes
from claimgraph.query.renewal.columns import Columns, columns_of, countable
from claimgraph.query.renewal.contexts import Context
from claimgraph.query.renewal.counts import recounted
from claimgraph.query.renewal.form import Form
from claimgraph.query.renewal.groups import Slot
from claimgraph.query.renewal.kept import Kept, Line, kept, merged
from claimgraph.query.renewal.narrow import Narrowed, narrowed
from claimgraph.query.renewal.order import IncomparableError
from claimgraph.query.result import Kind, Result, Term

__all__ = ["Plan"]

# The rows that are kept beyond those that a LIMIT lets through, to take the place of others.
_SPARE = 1_000

# For how many values of a key is asked at a time, and how many seconds that may take.
_PORTION = 16
_SLOW = 0.05

_NAMELESS = (b"_:", b"<<")


@dataclass(frozen=True, slots=True)
class Plan:
    """How the answer to a query can follow changes of the data."""

    form: Form
    contexts: tuple[Context, ...]
    closed: frozenset[str]
    """Properties of paths of any length, whose changes are not followed."""
    nodes: tuple[Slot, ...]
    """Terms at which a path may end without a step, if the data know them."""
    keys: tuple[str, ...]
    """The variables that tell rows apart, the most promising one first."""

    def first(self, dataset: ox.Store, rows: int) -> Kept | None:
        """The answer to be kept; None where it is to be had from the query alone.

        That is where it has blank nodes or terms whose order is not known, or more than so many rows without LIMIT.
        """
        keys = () if countable(self.form) else self.keys
        while True:
            data = self._ask(dataset, keys, rows)
            columns = self._columns(keys)
            if data is None:
                return None
            nameless = _nameless(data, columns)
            if not nameless:
                break
            if not nameless <= set(keys) - set(self.form.columns):
                return None
            keys = tuple(key for key in keys if key not in nameless)
        try:
            return kept(self._lines(data), columns.order, keys, self._most)
        except IncomparableError:
            return None

    def renewed(self, base: Kept, changes: Changes, rows: int) -> Kept | None:
        """The answer after the changes, `base` being the one before: what `first` gives; None where to ask anew.

        That is where the changes, or what they may affect, are not known to be few, and as for `first`.
        """
        if changes.touch(self.closed, self.nodes):
            return None
        found = self._affected(base, changes)
        if not found:
            return None
        key, values = found
        if not values:
            return base
        columns = self._columns(base.keys)
        after = self._narrowed(changes.after, base, key, values, changes, rows)
        if after is None:
            return None
        if countable(self.form):
            before = self._narrowed(changes.before, base, key, values, changes, rows)
            counted = None if before is None else recounted(self.form, columns, base.lines(), before, after)
            if counted is None:
                return None
            left, after = counted
        else:
            left = self._without(base, columns.names.index(key), values)
        new = [self._line(cells) for cells in after]
        try:
            need = self.form.offset + (self.form.limit or 0)
            return merged(base, left, new, columns.order, need)
        except IncomparableError:
            return None

    def result(self, base: Kept) -> Result:
        """The answer to the query: DISTINCT, HAVING, LIMIT and OFFSET applied; ties in the order of the rows' text."""
        form, columns = self.form, self._columns(base.keys)
        header = b"\t".join(b"?" + name.encode() for name in form.columns) + b"\n"
        if not form.distinct and columns.shown < 0 and form.limit is None and not form.offset:
            return Result(Kind.ROWS, header + base.rows, form.columns, base.rows.count(b"\n"))
        lines = base.lines()
        if columns.shown >= 0:
            shown = columns.shown - len(columns.names)
            lines = [line for line in lines if line[1].split(b"\t")[shown] == b"1"]
        found = [row for row, _ in lines]
        if form.distinct:
            found = list(dict.fromkeys(found))
        found = found[form.offset :][: form.limit]
        return Result(Kind.ROWS, header + b"".join(row + b"\n" for row in found), form.columns, len(found))

    @property
    def _most(self) -> int | None:
        """How many rows are kept; None for all, as where rows that are the same may be counted as one."""
        if self.form.limit is None or self.form.distinct or countable(self.form):
            return None
        return self.form.offset + self.form.limit + _SPARE

    def _columns(self, keys: Sequence[str]) -> Columns:
        return columns_of(self.form, keys)

    def _ask(self, dataset: ox.Store, keys: Sequence[str], rows: int, places: Iterable[Narrowed] = ()) -> bytes | None:
        """The answer in all columns, as SPARQL TSV; None where there are too many rows."""
        additions = self._columns(keys).additions
        try:
            insertions = [
                (at.place, f" VALUES ?{at.name} {{ {' '.join(sorted(map(str, at.values)))} }} ") for at in places
            ]
            asked = self.form.asking(additions, having=not countable(self.form), insertions=insertions)
            return fast.answer(dataset, asked, rows).data
        except LimitError:
            return None

    def _narrowed(
        self, dataset: ox.Store, base: Kept, key: str, values: set[Term], changes: Changes, rows: int
    ) -> list[list[bytes]] | None:
        """The cells of all rows that have one of the values; None where there are too many rows, or blank nodes."""
        found: list[list[bytes]] = []
        waiting = sorted(values, key=str)
        # An engine joins a few values well, but may be led astray by more of them than another VALUES has: then it is
        # asked for one at a time. Where even that takes its time, it is better to ask for all the others at once.
        portions = iter((1,) if self.form.lists else (_PORTION, 1))
        portion = next(portions)
        while waiting:
            part, waiting = waiting[:portion], waiting[portion:]
            began = time.monotonic()
            data = self._ask(dataset, base.keys, rows, narrowed(self.form.group, key, set(part), changes, dataset))
            if data is None or _nameless(data, self._columns(base.keys)):
                return None
            found += _cells(data)
            if time.monotonic() - began > _SLOW:
                portion = next(portions, len(values))
        return found if len(found) <= rows else None

    def _affected(self, base: Kept, changes: Changes) -> tuple[str, set[Term]] | None:
        """The most promising key of which it can be told which values are affected, and these; None where of none."""
        for key in self.keys if countable(self.form) else base.keys:
            values = affected(self.contexts, changes, key)
            # A blank node cannot stand in VALUES.
            if values is not None and not any(isinstance(value, ox.BlankNode | ox.Triple) for value in values):
                return key, values
        return None

    def _without(self, base: Kept, column: int, values: Collection[Term]) -> list[Line]:
        """The lines that have none of the values in the column."""
        block = " ".join(map(str, values))
        found = fast.answer(ox.Store(), self._own(f"SELECT ?x {{ VALUES ?x {{ {block} }} }}"), len(values)).data
        cells = set(found.split(b"\n")[1:-1])
        width = len(self.form.columns)
        part = 0 if column < width else 1
        index = column - part * width
        return [line for line in base.lines() if line[part].split(b"\t", index + 1)[index] not in cells]

    def _own(self, text: str) -> Checked:
        return replace(self.form.checked, text=text)

    def _lines(self, data: bytes) -> list[Line]:
        return [self._line(cells) for cells in _cells(data)]

    def _line(self, cells: Sequence[bytes]) -> Line:
        width = len(self.form.columns)
        return b"\t".join(cells[:width]), b"\t".join(cells[width:])


def _cells(data: bytes) -> list[list[bytes]]:
    return [line.split(b"\t") for line in data.split(b"\n")[1:-1]]


def _nameless(data: bytes, columns: Columns) -> set[str]:
    """The columns with blank nodes, or with triples, which may hold some."""
    if not any(mark in data for mark in _NAMELESS):
        return set()
    return {
        name
        for cells in _cells(data)
        for name, cell in zip(columns.names, cells, strict=True)
        if cell.startswith(_NAMELESS)
    }
