"""Data values of literals, as far as OWL 2 RL tells them apart (OWL 2 Profiles, section 4.2; XSD 1.1 Part 2)."""

import base64
import binascii
import math
import re
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from claimgraph.datatypes import DATE, DECIMAL, FLOAT, INTEGERS, LANGUAGE, TIME, ZONE
from claimgraph.locate.tokens import unescape
from claimgraph.terms import PREFIXES

__all__ = ["DATATYPES", "STRINGS", "Value", "belongs", "parts", "value"]

_RDF, _RDFS, _XSD = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["xsd"]
_LITERAL = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"(?:@([A-Za-z0-9\-]+)|\^\^<([^<>]*)>)?', re.DOTALL)

_START, _NAME = r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\uFFFD", r"\-.0-9\u00B7"
_STRINGS = {
    "string": re.compile(r".*", re.DOTALL),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    "language": re.compile(LANGUAGE),
    "Name": re.compile(f"[:{_START}][:{_START}{_NAME}]*"),
    "NCName": re.compile(f"[{_START}][{_START}{_NAME}]*"),
    "NMTOKEN": re.compile(f"[:{_START}{_NAME}]+"),
}
STRINGS = (*(_XSD + name for name in _STRINGS if name != "string"), _RDF + "PlainLiteral")
"""The datatypes in which some strings lie and others do not, or that write a string in another way."""

_DECIMAL = re.compile(DECIMAL)
_FLOAT = re.compile(FLOAT)
_DATETIME = re.compile(f"{DATE}T{TIME}({ZONE})?")


class Value(NamedTuple):
    """A data value: the value space in which it lies and a text that is the same for the same value."""

    space: str
    text: str


def parts(literal: str) -> tuple[str, str, str]:
    """Lexical form, language tag ("" for none) and datatype IRI of a literal in N-Triples syntax.

    Raises ValueError where it is none.
    """
    match = _LITERAL.fullmatch(literal)
    if not match:
        raise ValueError(literal)
    text, language, datatype = match[1], match[2] or "", match[3]
    return unescape(text), language, datatype or (_RDF + "langString" if language else _XSD + "string")


def value(literal: str) -> Value | None:
    """The data value of a literal in N-Triples syntax; None where its datatype is none of OWL 2 RL's.

    Raises ValueError where its lexical form is not one of its datatype.
    """
    text, language, datatype = parts(literal)
    if language:
        return Value("language", f"{language.lower()} {text}")
    reader = _READERS.get(datatype)
    if reader is None:
        return None
    # Without the white space facet of XSD: a literal's lexical form is taken as it stands (RDF 1.1 Concepts, 3.3).
    found = reader(text, datatype.rpartition("#")[2])
    if not belongs(found, datatype):
        raise ValueError(f"not in the value space of {datatype}")
    return found


def belongs(found: Value, datatype: str) -> bool:
    """Whether the value lies in the value space of the datatype, an IRI of DATATYPES."""
    return DATATYPES[datatype](found)


def _string(text: str, name: str) -> Value:
    return Value("string", text)


def _decimal(text: str, name: str) -> Value:
    if not _DECIMAL.fullmatch(text) or ("." in text and name != "decimal"):
        raise ValueError(text)
    digits, _, fraction = text.lstrip("+-").partition(".")
    digits, fraction = digits.lstrip("0") or "0", fraction.rstrip("0")
    plain = f"{digits}.{fraction}" if fraction else digits
    return Value("decimal", f"-{plain}" if text.startswith("-") and plain != "0" else plain)


def _float(text: str, name: str) -> Value:
    if not _FLOAT.fullmatch(text):
        raise ValueError(text)
    number = float(text)
    if name == "float":
        try:
            number = struct.unpack("f", struct.pack("f", number))[0]
        except OverflowError:
            number = math.copysign(math.inf, number)
    return Value(name, repr(number))


def _boolean(text: str, name: str) -> Value:
    return Value(name, {"1": "true", "true": "true", "0": "false", "false": "false"}.get(text) or _fail(text))


def _datetime(text: str, name: str) -> Value:
    match = _DATETIME.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    # XSD 1.1 has a year 0; the days of a month go by the proleptic Gregorian calendar, which repeats after 400 years.
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    if day > last:
        raise ValueError(text)
    clock = f"{match[4]}:{match[5]}:{match[6]}"
    if match[7]:
        clock = "00:00:00"
        year, month, day = (year, month, day + 1) if day < last else (year + month // 12, month % 12 + 1, 1)
    if "." in clock:
        clock = clock.rstrip("0").rstrip(".")
    zone = match[8] or ""
    # Identity counts, not equality on the time line: the time zone is part of the value (XSD 1.1 Part 2, D.2.1).
    return Value("dateTime", f"{year}-{month:02}-{day:02}T{clock}" + re.sub(r"^[+-]00:00$", "Z", zone))


def _hex(text: str, name: str) -> Value:
    return Value(name, binascii.unhexlify(text).hex())


def _base64(text: str, name: str) -> Value:
    return Value(name, base64.b64decode(text.replace(" ", ""), validate=True).hex())


def _plain(text: str, name: str) -> Value:
    """rdf:PlainLiteral in its typed form: text, an at sign, and a language tag or nothing."""
    words, at, language = text.rpartition("@")
    if not at:
        raise ValueError(text)
    return Value("language", f"{language.lower()} {words}") if language else Value("string", words)


def _as_is(text: str, name: str) -> Value:
    return Value(name, text)


def _fail(text: str) -> str:
    raise ValueError(text)


def _integer(low: int | None, high: int | None) -> Callable[[Value], bool]:
    # Decimal compares exactly, and Python limits the digits of an int.
    def test(found: Value) -> bool:
        if found.space != "decimal" or "." in found.text:
            return False
        number = Decimal(found.text)
        return (low is None or number >= low) and (high is None or number <= high)

    return test


def _within(*spaces: str) -> Callable[[Value], bool]:
    return lambda found: found.space in spaces


def _pattern(pattern: re.Pattern[str]) -> Callable[[Value], bool]:
    return lambda found: found.space == "string" and pattern.fullmatch(found.text) is not None


_READERS: dict[str, Callable[[str, str], Value]] = {
    **{_XSD + name: _string for name in _STRINGS},
    **{_XSD + name: _decimal for name in ("decimal", *INTEGERS)},
    **{_XSD + name: _float for name in ("float", "double")},
    **{_XSD + name: _datetime for name in ("dateTime", "dateTimeStamp")},
    _XSD + "boolean": _boolean,
    _XSD + "hexBinary": _hex,
    _XSD + "base64Binary": _base64,
    _XSD + "anyURI": _as_is,
    _RDF + "PlainLiteral": _plain,
    _RDF + "XMLLiteral": _as_is,
}

DATATYPES: dict[str, Callable[[Value], bool]] = {
    _RDFS + "Literal": lambda found: True,
    _RDF + "PlainLiteral": _within("string", "language"),
    _RDF + "langString": _within("language"),
    _RDF + "XMLLiteral": _within("XMLLiteral"),
    **{_XSD + name: _pattern(pattern) for name, pattern in _STRINGS.items()},
    **{_XSD + name: _integer(*bounds) for name, bounds in INTEGERS.items()},
    **{_XSD + name: _within(name) for name in ("decimal", "float", "double", "boolean")},
    **{_XSD + name: _within(name) for name in ("hexBinary", "base64Binary", "anyURI", "dateTime")},
    _XSD + "dateTimeStamp": lambda found: (
        found.space == "dateTime" and re.search(r"(Z|[+-]..:..)$", found.text) is not None
    ),
}
"""The datatypes of OWL 2 RL, and RDF 1.1's rdf:langString, each with a test whether a value lies in its value space."""
