"""The columns that an answer is kept with: those of the query, and what it takes to find, sort and count its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from claimgraph.query.renewal.form import Form
from claimgraph.query.renewal.groups import RefusedError
from claimgraph.query.renewal.order import By

__all__ = ["Columns", "columns_of", "countable"]

_COUNTED = ("COUNT", "SUM")


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns, those of the query first."""

    names: tuple[str, ...]
    additions: tuple[str, ...]
    """What the SELECT clause says besides, to have those beyond the query's own."""
    order: tuple[By, ...]
    tallies: tuple[int, ...] = ()
    """The columns of the aggregates."""
    number: int = -1
    """The column of the number of rows that are counted."""
    shown: int = -1
    """The column that says whether HAVING holds (1); less than 0 where there is no HAVING."""
    finish: str = ""
    """All columns, from those of the groups, the aggregates and the number of rows alone."""


def countable(form: Form) -> bool:
    """Whether the groups' values follow from those of parts of their rows: where rows are counted, or numbers added."""
    return form.grouping is not None and all(name in _COUNTED for _, _, name in form.aggregates)


def columns_of(form: Form, keys: Sequence[str]) -> Columns:
    """The columns to keep, with those of some variables; raises RefusedError for an order that no column gives."""
    names = [*form.columns, *(key for key in keys if key not in form.columns)]
    additions = [f"?{name}" for name in names[len(form.columns) :]]
    fresh = form.fresh()
    order: list[By] = []
    finish: list[str] = []
    counted = countable(form)
    tallies = {(begin, end): f"?{next(fresh)}" for begin, end, _ in form.aggregates} if counted else {}

    def add(expression: str, finished: str, name: str) -> int:
        additions.append(expression)
        finish.append(finished)
        names.append(name)
        return len(names) - 1

    if counted:
        for name, span in zip(form.columns, form.items, strict=True):
            text = form.slice(span, tallies)
            finish.append(f"?{name}" if text[1:] == name and text[0] in "?$" else f"({text} AS ?{name})")
        for name in form.grouping or ():
            if name not in names:
                add(f"?{name}", f"?{name}", name)
    for condition in form.order:
        if condition.variable in names:
            column = names.index(condition.variable)
        elif condition.variable:
            if form.grouping is not None and condition.variable not in form.grouping:
                raise RefusedError
            column = add(f"?{condition.variable}", "", condition.variable)
        else:
            name = next(fresh)
            text = form.slice(condition.span)
            column = add(f"({text} AS ?{name})", f"({form.slice(condition.span, tallies)} AS ?{name})", name)
        order.append(By(column, condition.lexical, condition.descending))
    if not counted:
        return Columns(tuple(names), tuple(additions), tuple(order))
    counts = tuple(add(f"({form.slice(span)} AS {name})", name, name[1:]) for span, name in tallies.items())
    name = next(fresh)
    number = add(f"(COUNT(*) AS ?{name})", f"?{name}", name)
    shown = -1
    if form.having:
        name = next(fresh)
        whether = [" && ".join(f"({form.slice(span, by)})" for span in form.having) for by in ({}, tallies)]
        shown = add(f"(IF({whether[0]}, 1, 0) AS ?{name})", f"(IF({whether[1]}, 1, 0) AS ?{name})", name)
    return Columns(tuple(names), tuple(additions), tuple(order), counts, number, shown, " ".join(finish))
