"""Literals whose text is none of their datatype.

Problem: A literal has a datatype of XML Schema whose lexical space does not hold its text, such as "abc"^^xsd:integer
or the 30th of February.
Remedy: Correct the text or the datatype; to RDF the literal has no value.

Bad:

    ex:ada ex:born "1815-02-30"^^xsd:date .

Good:

    ex:ada ex:born "1815-12-10"^^xsd:date .
"""

import re
from calendar import monthrange
from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import PREFIXES, term_curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.VIOLATION

_XSD = PREFIXES["xsd"]
_ZONE = r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_TIME = r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_DATE = r"-?([1-9]\d{3,}|0\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_INTEGER = r"[+-]?\d+"

# XML Schema 1.1 part 2, section 3.
_FORMS = {
    "boolean": r"true|false|0|1",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "date": _DATE + _ZONE,
    "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
    "dateTimeStamp": f"{_DATE}T{_TIME}(Z|[+-](0\\d|1[0-3]):[0-5]\\d|[+-]14:00)",
    "time": _TIME + _ZONE,
    "gYear": rf"-?([1-9]\d{{3,}}|0\d{{3}}){_ZONE}",
    "gYearMonth": rf"-?([1-9]\d{{3,}}|0\d{{3}})-(0[1-9]|1[0-2]){_ZONE}",
    "gMonth": rf"--(0[1-9]|1[0-2]){_ZONE}",
    "gDay": rf"---(0[1-9]|[12]\d|3[01]){_ZONE}",
    "gMonthDay": rf"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]){_ZONE}",
    "duration": r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    "yearMonthDuration": r"-?P(?=.)(\d+Y)?(\d+M)?",
    "dayTimeDuration": r"-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    "hexBinary": r"([0-9A-Fa-f]{2})*",
    "base64Binary": r"(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){2}([A-Za-z0-9+/] ?=|= ?=))?",
    "language": r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
}
# The least and the greatest value of each kind of integer.
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_DIGITS = 21  # of a number beyond all of these


def check(facts: Facts) -> Iterator[Doubt]:
    """The literals that are ill-typed."""
    for literal in facts.literals:
        if not _well_typed(literal.value, literal.datatype.value.removeprefix(_XSD)):
            yield Doubt(literal, f"{term_curie(str(literal), facts.prefixes)} has no value: it is ill-typed.")


def _well_typed(text: str, name: str) -> bool:
    if name in _RANGES:
        if not re.fullmatch(_INTEGER, text, re.ASCII):
            return False
        digits = text.lstrip("+-").lstrip("0") or "0"
        # Python refuses to read very long ones; which of them it is makes no difference beyond all the ranges.
        number = (-1 if text.startswith("-") else 1) * int(digits[:_DIGITS])
        least, most = _RANGES[name]
        return (least is None or number >= least) and (most is None or number <= most)
    form = _FORMS.get(name)
    if form is None:
        return True
    if not re.fullmatch(form, text, re.ASCII):
        return False
    return name not in ("date", "dateTime", "dateTimeStamp") or _in_calendar(text)


def _in_calendar(text: str) -> bool:
    date = re.match(r"(-?)\d*(\d{4})-(\d\d)-(\d\d)", text)
    if date is None:
        return False
    # The calendar repeats every 400 years, so that four digits tell; Python's begins with the year 1.
    return int(date[4]) <= monthrange(int(date[1] + date[2]) % 400 + 400, int(date[3]))[1]
