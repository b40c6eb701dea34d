"""Answers that follow an edit: changed where a change of the data can have changed them, instead of asked again.

Rows are told apart by the value of a variable that every row binds. From what was removed and added, the values are
found whose rows may differ; those rows are taken out of the answer, and the question, narrowed to those values, gives
what comes in their place. docs/decisions.md says why that is the same answer.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from claimgraph.errors import InputError, LimitError
from claimgraph.query.engines import fast
from claimgraph.query.following.affected import Changes, Term, affected
from claimgraph.query.following.columns import Columns, countable
from claimgraph.query.following.columns import columns as columns_of
from claimgraph.query.following.contexts import Context, Contexts, certain
from claimgraph.query.following.counts import recounted
from claimgraph.query.following.form import Form, form
from claimgraph.query.following.groups import RefusedError, Slot
from claimgraph.query.following.kept import Kept, Line, kept, merged
from claimgraph.query.following.narrow import Narrowed, can_be, narrowed
from claimgraph.query.following.order import IncomparableError
from claimgraph.query.guard import Checked
from claimgraph.query.result import Kind, Result

__all__ = ["Changes", "Kept", "Plan", "plan"]

# The rows that are kept beyond those that a LIMIT lets through, to take the place of others.
_SPARE = 1_000

# Of how many variables the values are kept, and how few affected values are taken without looking for fewer.
_CANDIDATES = 3
_MORE = 2
_FEW = 20
_ALL = 1_000_000

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
        key, values = self._affected(base, changes)
        if values is None:
            return None
        if not values:
            return base
        columns = self._columns(base.keys)
        after = self._ask(
            changes.after, base.keys, rows, narrowed(self.form.group, key, values, changes, changes.after)
        )
        if after is None or _nameless(after, columns):
            return None
        if countable(self.form):
            places = narrowed(self.form.group, key, values, changes, changes.before)
            before = self._ask(changes.before, base.keys, rows, places)
            found = before and recounted(self.form, columns, base.lines(), _cells(before), _cells(after))
            if not found:
                return None
            left, new = found[0], [self._line(cells) for cells in found[1]]
        else:
            left, new = self._without(base, columns.names.index(key), values), self._lines(after)
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

    def _affected(self, base: Kept, changes: Changes) -> tuple[str, set[Term] | None]:
        """The key for which least is affected, and its values; None where that cannot be told of any key."""
        best: tuple[str, set[Term] | None] = "", None
        for key in self.keys if countable(self.form) else base.keys:
            values = affected(self.contexts, changes, key)
            # A blank node cannot stand in VALUES.
            if values and any(isinstance(value, ox.BlankNode | ox.Triple) for value in values):
                continue
            if values is not None and (best[1] is None or len(values) < len(best[1])):
                best = key, values
            if best[1] is not None and len(best[1]) <= _FEW:
                break
        return best

    def _without(self, base: Kept, column: int, values: Iterable[Term]) -> list[Line]:
        """The lines that have none of the values in the column."""
        block = " ".join(map(str, values))
        found = fast.answer(ox.Store(), self._own(f"SELECT ?x {{ VALUES ?x {{ {block} }} }}"), _ALL).data
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


def plan(checked: Checked) -> Plan | None:
    """How the answer to a query can follow changes; None for one whose answer cannot, or is not known to."""
    try:
        found = form(checked)
        contexts = Contexts(found.group)
        patterns = tuple(contexts.all())
        keys = tuple(_keys(found, patterns))
        # A column more may be one that the engine does not allow.
        counted = countable(found)
        fast.check(found.asking(columns_of(found, () if counted else keys).additions, having=not counted))
    except (RefusedError, InputError):
        return None
    nodes = tuple(sorted(contexts.nodes, key=str))
    return Plan(found, patterns, frozenset(contexts.closed), nodes, keys) if keys else None


def _keys(found: Form, contexts: Sequence[Context]) -> list[str]:
    """The variables that may tell rows apart, those of which most is said first."""
    subjects = {(context.pattern.subject, context.pattern) for context in contexts}
    said = Counter(subject for subject, _ in subjects)
    names = sorted(certain(found.group.parts), key=lambda name: (-said[name], name not in found.columns, name))
    if found.group.start is None:
        return []
    fit = [name for name in names if name[0] != "_" and "~" not in name and can_be(found.group, name)]
    if found.grouping is not None and not countable(found):
        summed = any(name.startswith("SUM") for _, _, name in found.aggregates)
        return [name for name in fit if name in found.grouping and not summed][:_CANDIDATES]
    # What is a subject stands for a thing; by a label of many things, too much would be exchanged.
    main = fit[:1]
    return main + [name for name in fit[1:] if said[name] and (countable(found) or name in found.columns)][:_MORE]
