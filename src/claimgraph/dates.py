"""The bounds of EDTF dates (ISO 8601-2, levels 0 to 2)."""

import re
from datetime import date, timedelta
from time import struct_time

from edtf import EDTFObject, EDTFParseException, parse_edtf

from claimgraph.terms import PREFIXES

__all__ = ["DATATYPE", "bounds"]

DATATYPE = PREFIXES["edtf"] + "EDTF"

_WINTER = re.compile(r"([0-9]{4})-24[?~%]?")


def bounds(text: str) -> tuple[date | None, date | None]:
    """The first and the last day that the EDTF covers; None where that end is open or unknown.

    Raises ValueError, in plain words, where the text is not EDTF, its ends are in the wrong order, or its years
    lie outside 1 to 9999.
    """
    first, slash, last = text.partition("/")
    earliest = _edge(first, "lower_strict") if first not in ("", "..") else None
    end = last if slash else first
    latest = _edge(end, "upper_strict") if end not in ("", "..") else None
    if text in ("", ".."):
        raise ValueError("it is empty")
    low, high = _day(earliest), _day(latest)
    if first.startswith("XXXX"):
        low = None
    if end.startswith("XXXX"):
        high = None
    if low and high and low > high:
        raise ValueError(f"it ends ({high}) before it begins ({low})")
    return low, high


def _parse(text: str) -> EDTFObject:
    try:
        parsed: EDTFObject = parse_edtf(text)
    except EDTFParseException:
        raise ValueError(f"{text!r} is not a date in the Extended Date/Time Format") from None
    return parsed


def _edge(text: str, name: str) -> struct_time | None:
    parsed = _parse(text)
    # edtf ends a winter with the year in which it begins, though its other seasons have three months.
    if name == "upper_strict" and (winter := _WINTER.fullmatch(text)):
        return (date(int(winter[1]) + 1, 3, 1) - timedelta(days=1)).timetuple()
    try:
        edge = getattr(parsed, name)()
    except TypeError:  # edtf compares the open end of a set, {..1950,1960..}, with its days
        return None
    # The open end of a set, {1960..}, is an infinite number there.
    return edge if isinstance(edge, struct_time) else None


def _day(moment: struct_time | None) -> date | None:
    if moment is None:
        return None
    if not 0 <= moment.tm_year <= date.max.year:
        raise ValueError(f"the year {moment.tm_year} is out of range")
    # Year 0 only bounds an unspecified year, which has no first day.
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday) if moment.tm_year else None
