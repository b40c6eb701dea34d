"""The bounds of EDTF dates (ISO 8601-2, levels 0 to 2)."""

import re
from calendar import isleap, monthrange
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from itertools import product
from time import struct_time
from typing import TYPE_CHECKING, NamedTuple

from claimgraph.terms import PREFIXES

if TYPE_CHECKING:
    from edtf import EDTFObject

__all__ = ["DATATYPE", "bounds", "clamped", "span"]

DATATYPE = PREFIXES["edtf"] + "EDTF"

# Of most dates this is all, and edtf takes thousands of times as long for them.
_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
# Winter, winter in the north, and summer in the south.
_OVER_NEW_YEAR = re.compile(r"([0-9]{4})-(24|28|30)")
_XSD_DATE = re.compile(r"(-?)([0-9]{4,})-[0-9]{2}-[0-9]{2}(?![0-9,])")
# edtf writes out all the digits of such a year, which lies beyond every calendar whatever its last ones are.
_VAST = re.compile(r"(Y-?[1-9])(?:[0-9]{4,}(?:E[1-9][0-9]*)?|[0-9]*E[1-9][0-9]{2,})")
_LEFT_OPEN = re.compile(r"(?<![-0-9XY])(-?)([0-9X]{4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?(?![-0-9XST:])")
_IN_DOUBT = re.compile(r"([^T]*[0-9X])[?~%]")


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

    None where there is no limit, or none is known; clamped, as `clamped` does. What is written counts for nothing
    where by it the last day would come before the first.
    """
    low, high = _written(earliest), _written(latest)
    if edtf and not (low and high):
        first, last = clamped(edtf)
        low, high = low or first, high or last
    return clamped(edtf) if low and high and high < low else (low, high)


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
    end = last if slash else first
    if first in ("", "..") and end in ("", ".."):
        raise ValueError("it is empty")
    earliest = _edge(first, latest=False) if first not in ("", "..") else None
    latest = _edge(end, latest=True) if end not in ("", "..") else None
    low = day(earliest) if earliest and not first.startswith("XXXX") else None
    high = day(latest) if latest and not end.startswith("XXXX") else None
    if low and high and low > high:
        raise ValueError(f"it ends ({high}) before it begins ({low})")
    return low, high


def _edge(text: str, latest: bool) -> _Edge | None:
    # edtf knows no doubt about a season, and few of the dates with an X.
    doubtful = _IN_DOUBT.fullmatch(text)
    known = _LEFT_OPEN.sub(lambda found: _filled(found, latest), doubtful[1] if doubtful else text)
    # edtf ends such a season with the year in which it begins, though its others have three months.
    if latest and (season := _OVER_NEW_YEAR.fullmatch(known)):
        year = int(season[1]) + 1
        return _Edge(year, 2, 29 if isleap(year) else 28)
    if (plain := _PLAIN.fullmatch(known)) and (day := _calendar(plain, latest)):
        return day
    try:
        parsed = _parse(known)
    except Exception:  # whatever it fails at is no date
        raise ValueError(f"{text!r} is not a date in the Extended Date/Time Format") from None
    try:
        edge = parsed.upper_strict() if latest else parsed.lower_strict()
    except TypeError:  # edtf compares the open end of a set, {..1950,1960..}, with its days
        return None
    # The open end of a set, {1960..}, is an infinite number there.
    return _Edge(edge.tm_year, edge.tm_mon, edge.tm_mday) if isinstance(edge, struct_time) else None


def _calendar(found: re.Match[str], latest: bool) -> _Edge | None:
    """The first or the last day of a year or a month, or a day; None where there is no such day."""
    year, month, day = found.groups()
    if day:
        return _Edge(int(year), int(month), int(day)) if _exists(year, month, day) else None
    number = int(month or (12 if latest else 1))
    return _Edge(int(year), number, monthrange(2000 + int(year) % 400, number)[1] if latest else 1)


def _filled(found: re.Match[str], latest: bool) -> str:
    """The first or the last date of those that its X leave open; the date as it is where there is none."""
    minus, year, month, day = found.groups("")
    if "X" not in found[0]:
        return found[0]
    spans = ((year, 1 if minus else 0, 9999), (month, 1, 12), (day, 1, 31))
    years, *parts = (_matching(part, low, high, latest) for part, low, high in spans if part)
    if minus:
        years.reverse()
    dates = (minus + "-".join(one) for one in product(years, *parts) if not day or _exists(*one))
    return next(dates, found[0])


def _matching(part: str, low: int, high: int, latest: bool) -> list[str]:
    """The numbers within these bounds that digits in the place of each X give, the first or the latest first."""
    if "X" not in part:
        return [part]
    fits = re.compile(part.replace("X", ".")).fullmatch
    numbers = (f"{number:0{len(part)}}" for number in range(low, high + 1))
    return sorted(filter(fits, numbers), reverse=latest)


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(2000 + int(year) % 400, int(month), int(day))
    except ValueError:
        return False
    return True


def _parse(text: str) -> "EDTFObject":
    from edtf import parse_edtf  # here, for few claims lack their bounds

    if "X" in text or "/" in text:
        raise ValueError("an interval in an interval, or an X for which there is no digit")
    with redirect_stdout(StringIO()):  # it prints what it fails at
        parsed: EDTFObject = parse_edtf(_VAST.sub(r"\g<1>0000", text))
    return parsed


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
