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

from claimgraph.datatypes import DATE, DECIMAL, FLOAT, INTEGERS, LANGUAGE, TIME, ZONE
from claimgraph.model import Severity
from claimgraph.terms import PREFIXES, term_curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.VIOLATION

_XSD = PREFIXES["xsd"]
_INTEGER = r"[+-]?\d+"

# XML Schema 1.1 part 2, section 3.
_FORMS = {
    "boolean": r"true|false|0|1",
    "decimal": DECIMAL,
    "double": FLOAT,
    "float": FLOAT,
    "date": f"{DATE}{ZONE}?",
    "dateTime": f"{DATE}T{TIME}{ZONE}?",
    "dateTimeStamp": f"{DATE}T{TIME}{ZONE}",
    "time": f"{TIME}{ZONE}?",
    "gYear": rf"-?([1-9]\d{{3,}}|0\d{{3}}){ZONE}?",
    "gYearMonth": rf"-?([1-9]\d{{3,}}|0\d{{3}})-(0[1-9]|1[0-2]){ZONE}?",
    "gMonth": rf"--(0[1-9]|1[0-2]){ZONE}?",
    "gDay": rf"---(0[1-9]|[12]\d|3[01]){ZONE}?",
    "gMonthDay": rf"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]){ZONE}?",
    "duration": r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    "yearMonthDuration": r"-?P(?=.)(\d+Y)?(\d+M)?",
    "dayTimeDuration": r"-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    "hexBinary": r"([0-9A-Fa-f]{2})*",
    "base64Binary": r"(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){2}([A-Za-z0-9+/] ?=|= ?=))?",
    "language": LANGUAGE,
}
_DIGITS = 21  # of a number beyond all of these


def check(facts: Facts) -> Iterator[Doubt]:
    """The literals that are ill-typed."""
    for literal in facts.literals:
        if not _well_typed(literal.value, literal.datatype.value.removeprefix(_XSD)):
            yield Doubt(literal, f"{term_curie(str(literal), facts.prefixes)} has no value: it is ill-typed.")


def _well_typed(text: str, name: str) -> bool:
    if name in INTEGERS:
        if not re.fullmatch(_INTEGER, text, re.ASCII):
            return False
        digits = text.lstrip("+-").lstrip("0") or "0"
        # Python refuses to read very long ones; which of them it is makes no difference beyond all the ranges.
        number = (-1 if text.startswith("-") else 1) * int(digits[:_DIGITS])
        least, most = INTEGERS[name]
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
