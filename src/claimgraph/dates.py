"""The bounds of EDTF dates (ISO 8601-2, levels 0 to 2)."""

import re
from calendar import isleap
from collections.abc import Callable
from datetime import date
from time import struct_time
from typing import TYPE_CHECKING, NamedTuple

from claimgraph.terms import PREFIXES

if TYPE_CHECKING:
    from edtf import EDTFObject

__all__ = ["DATATYPE", "bounds", "clamped", "span"]

DATATYPE = PREFIXES["edtf"] + "EDTF"

_WINTER = re.compile(r"([0-9]{4})-24[?~%]?")
_XSD_DATE = re.compile(r"(-?)([0-9]{4,})-[0-9]{2}-[0-9]{2}(?![0-9,])")
# edtf writes out all the digits of such a year, which lies beyond every calendar whatever its last ones are.
_VAST = re.compile(r"(Y-?[1-9][0-9]*E)0*[1-9][0-9]{2,}")


class _Edge(NamedTuple):
    """A day of any year."""

    year: int
    month: int
    day: int


def bounds(text: str) -> tuple[date | None, date | None]:
    """The first and the last day that the EDTF covers; None where that end is open or unknown.

    Raises ValueError, in plain words, where the text is not EDTF, its ends are in the wrong order, or its years
    lie outside 1 to 9999.
    """
    return _ordered(text, _day)


def clamped(text: str) -> tuple[date | None, date | None]:
    """The bounds, of which one before year 1 is the first day of that year, one after 9999 the last of that.

    None for both of what is no date: it limits nothing, and that it is wrong is for validation to say.
    """
    try:
        return _ordered(text, _nearest)
    except ValueError:
        return None, None


def span(edtf: str, earliest: str, latest: str) -> tuple[date | None, date | None]:
    """The first and the last day that a claim may mean: as written (xsd:date), or else those that its EDTF covers.

    None where there is no limit, or none is known; clamped, as `clamped` does.
    """
    low, high = _written(earliest), _written(latest)
    if edtf and not (low and high):
        first, last = clamped(edtf)
        return low or first, high or last
    return low, high


def _written(text: str) -> date | None:
    found = _XSD_DATE.match(text)
    if not found:
        return None
    minus, year = found.groups()
    if minus or year == "0000":
        return date.min
    if len(year) > 4:
        return date.max
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _ordered(text: str, day: Callable[[_Edge], date | None]) -> tuple[date | None, date | None]:
    first, slash, last = text.partition("/")
    earliest = _edge(first, "lower_strict") if first not in ("", "..") else None
    end = last if slash else first
    latest = _edge(end, "upper_strict") if end not in ("", "..") else None
    if text in ("", ".."):
        raise ValueError("it is empty")
    low = day(earliest) if earliest and not first.startswith("XXXX") else None
    high = day(latest) if latest and not end.startswith("XXXX") else None
    if low and high and low > high:
        raise ValueError(f"it ends ({high}) before it begins ({low})")
    return low, high


def _parse(text: str) -> "EDTFObject":
    from edtf import (
        EDTFParseException,
        parse_edtf,
    )  # here, for few claims lack their bounds

    try:
        parsed: EDTFObject = parse_edtf(_VAST.sub(r"\g<1>99", text))
    except EDTFParseException:
        raise ValueError(f"{text!r} is not a date in the Extended Date/Time Format") from None
    return parsed


def _edge(text: str, name: str) -> _Edge | None:
    parsed = _parse(text)
    # edtf ends a winter with the year in which it begins, though its other seasons have three months.
    if name == "upper_strict" and (winter := _WINTER.fullmatch(text)):
        year = int(winter[1]) + 1
        return _Edge(year, 2, 29 if isleap(year) else 28)
    try:
        edge = getattr(parsed, name)()
    except TypeError:  # edtf compares the open end of a set, {..1950,1960..}, with its days
        return None
    # The open end of a set, {1960..}, is an infinite number there.
    return _Edge(edge.tm_year, edge.tm_mon, edge.tm_mday) if isinstance(edge, struct_time) else None


def _day(edge: _Edge) -> date | None:
    # Year 0 only bounds an unspecified year, which has no first day.
    if edge.year == 0:
        return None
    if not date.min.year <= edge.year <= date.max.year:
        raise ValueError("its year is out of range, which is 1 to 9999")
    return date(*edge)


def _nearest(edge: _Edge) -> date:
    if edge.year < date.min.year:
        return date.min
    return date.max if edge.year > date.max.year else date(*edge)
