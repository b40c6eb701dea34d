"""Columns of an answer as values: typed where the terms of a whole column allow it (docs/api.md)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.query.result import Kind, Result, Row, Term
from claimgraph.terms import PREFIXES

__all__ = ["Column", "columns", "digits", "table"]

_XSD = PREFIXES["xsd"]
_INTEGERS = (
    "integer",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
)
_DIGITS = 38  # what Arrow's decimal128 holds


@dataclass(frozen=True, slots=True)
class Column:
    """A variable, and its values: None where it is unbound, else all of the Python type that `kind` names.

    `kind` is integer, decimal, double, boolean, date, datetime (without a time zone), instant (with one) or string.
    `datatype` is the datatype that all its literals share, "" where they do not, or where it holds other terms.
    """

    name: str
    kind: str
    values: tuple[Any, ...]
    datatype: str = ""


def table(result: Result) -> tuple[tuple[str, ...], list[Row]]:
    """The names of the columns and the rows; those of a graph are its triples.

    Raises UsageError for a truth value.
    """
    if result.kind is Kind.TRUTH:
        raise UsageError("the query gives a truth value, which is no table.")
    if result.kind is Kind.ROWS:
        return result.variables, result.rows()
    return ("subject", "predicate", "object"), [tuple(triple) for triple in result.triples()]


def columns(result: Result) -> list[Column]:
    """The columns of an answer, each typed by its own terms; raises UsageError as `table` does."""
    names, rows = table(result)
    found = zip(*rows, strict=True) if rows else ((),) * len(names)
    return [_column(name, terms) for name, terms in zip(names, found, strict=True)]


def _column(name: str, terms: Sequence[Term | None]) -> Column:
    datatypes = {term.datatype.value if isinstance(term, ox.Literal) else "" for term in terms if term is not None}
    shared = datatypes.pop() if len(datatypes) == 1 else ""
    for kind, convert in _KINDS.get(shared, ()):
        values = [convert(term.value) if isinstance(term, ox.Literal) else None for term in terms]
        read = all((value is None) == (term is None) for value, term in zip(values, terms, strict=True))
        if read and (kind != "decimal" or sum(digits(values)) <= _DIGITS):
            return Column(name, kind, tuple(values), shared)
    return Column(name, "string", tuple(None if term is None else _text(term) for term in terms), shared)


def digits(values: Sequence[Any]) -> tuple[int, int]:
    """The most digits that decimals have before the point, and the most that they have after it."""
    spelt = [format(value, "f").lstrip("+-").partition(".") for value in values if value is not None]
    return max((len(whole) for whole, _, _ in spelt), default=1), max((len(part) for _, _, part in spelt), default=0)


def _text(term: Term) -> str:
    """An IRI without brackets, the lexical form of a literal, _:label; as in SPARQL's CSV format (section 3.2)."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _integer(text: str) -> int | None:
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", text):
        return None
    value = int(text)
    return value if -(2**63) <= value < 2**63 else None


def _decimal(text: str) -> Decimal | None:
    if not re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", text):
        return None
    return Decimal(text)


def _double(text: str) -> float | None:
    if text in ("INF", "+INF", "-INF", "NaN"):
        return float(text.lower())
    return float(text) if re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", text) else None


def _boolean(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _moment(zone: str) -> Callable[[str], datetime | None]:
    """Reads dateTimes that are, or are not, in a time zone; finer than microseconds, and hour 24, are not read."""
    form = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?" + zone)

    def moment(text: str) -> datetime | None:
        try:
            return datetime.fromisoformat(text) if form.fullmatch(text) else None
        except ValueError:
            return None

    return moment


_MOMENTS = (("datetime", _moment("")), ("instant", _moment(r"(?:Z|[+-][0-9]{2}:[0-9]{2})")))

# The first kind that reads every literal of a column is the column's.
_KINDS: dict[str, Sequence[tuple[str, Callable[[str], object]]]] = {
    **{_XSD + name: (("integer", _integer),) for name in _INTEGERS},
    _XSD + "decimal": (("decimal", _decimal),),
    _XSD + "double": (("double", _double),),
    _XSD + "float": (("double", _double),),
    _XSD + "boolean": (("boolean", _boolean),),
    _XSD + "date": (("date", _date),),
    _XSD + "dateTime": _MOMENTS,
    _XSD + "dateTimeStamp": _MOMENTS,
}
