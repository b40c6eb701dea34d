"""Groups whose rows are counted: what some of the rows counted before is taken away, what they count now is added."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyoxigraph as ox

from claimgraph.query.engines import fast
from claimgraph.query.renewal.columns import Columns
from claimgraph.query.renewal.form import Form
from claimgraph.query.renewal.kept import Line

__all__ = ["recounted"]

# Sums of so few digits do not overflow, neither here nor in an engine.
_DIGITS = 16

Group = tuple[bytes, ...]
Cells = list[bytes]


def recounted(
    form: Form, columns: Columns, kept: Sequence[Line], before: Iterable[Cells], after: Iterable[Cells]
) -> tuple[list[Line], list[Cells]] | None:
    """The lines of groups that stay as they are, and all cells of those that have changed.

    `before` and `after` are the cells of the groups that some of the rows made, and make now; those of a group may come
    in several parts. None where what was added up are not whole numbers.
    """
    own = [columns.names.index(name) for name in form.grouping or ()]
    sums = (*columns.tallies, columns.number)
    changes: dict[Group, list[int]] = {}
    for sign, rows in ((-1, before), (1, after)):
        for cells in rows:
            values = [_whole(cells[index]) for index in sums]
            change = changes.setdefault(tuple(cells[index] for index in own), [0] * len(sums))
            for index, value in enumerate(values):
                if value is None:
                    return None
                change[index] += sign * value
    changes = {group: change for group, change in changes.items() if any(change)}
    left: list[Line] = []
    for line in kept if changes else ():
        cells = b"\t".join(line).split(b"\t")
        change_ = changes.get(tuple(cells[index] for index in own))
        if change_ is None:
            left.append(line)
            continue
        for index, column in enumerate(sums):
            value = _whole(cells[column])
            if value is None:
                return None
            change_[index] += value
    if not changes:
        return list(kept), []
    if any(change[-1] < 0 for change in changes.values()):
        return None
    # A group without rows is none, but without GROUP BY all rows are one group, be there any or not.
    now = {group: change for group, change in changes.items() if change[-1] or not own}
    return left, _finished(form, columns, now) if now else []


def _whole(cell: bytes) -> int | None:
    return int(cell) if len(cell) < _DIGITS and cell.removeprefix(b"-").isdigit() else None


def _finished(form: Form, columns: Columns, groups: dict[Group, list[int]]) -> list[Cells]:
    """All cells of the groups, which the engine works out from their values."""
    sums = (*columns.tallies, columns.number)
    names = " ".join(f"?{name}" for name in (*(form.grouping or ()), *(columns.names[index] for index in sums)))
    rows = "".join(
        "(" + " ".join(cell.decode() or "UNDEF" for cell in (*group, *(b"%d" % value for value in values))) + ") "
        for group, values in groups.items()
    )
    text = f"SELECT {columns.finish} WHERE {{ VALUES ({names}) {{ {rows} }} }}"
    prologue = "".join(f"PREFIX {name}: <{iri}> " for name, iri in form.checked.declared.items())
    answer = fast.answer(ox.Store(), replace(form.checked, text=prologue + text), len(groups))
    return [line.split(b"\t") for line in answer.data.split(b"\n")[1:-1]]
