"""The order of rows in SPARQL TSV: by the terms of ORDER BY as Oxigraph compares them, then by the text of the row.

Terms are compared where that is the same as comparing what is written: IRIs, strings, literals of datatypes that the
engine does not know and of some that sort as they are written, or else numbers alone. SPARQL 1.1 Query Language,
section 15.1, leaves open how others compare.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import Any

from claimgraph.terms import PREFIXES

__all__ = ["By", "IncomparableError", "Key", "kinds", "sort_key"]

Key = tuple[Any, ...]

_XSD = PREFIXES["xsd"].encode()
_STRING = _XSD + b"string"
_LANG_STRING = (PREFIXES["rdf"] + "langString").encode()

_LITERAL = re.compile(rb'"((?:[^"\\]|\\.)*+)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_ESCAPE = re.compile(rb"\\(.)")
_ESCAPED = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"b": b"\b", b"f": b"\f"}
_NUMBER = re.compile(rb"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")

# Of these, what is written in full sorts as text.
_AS_WRITTEN = {
    _XSD + b"date": re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    _XSD + b"gYear": re.compile(rb"[0-9]{4}"),
    _XSD + b"gYearMonth": re.compile(rb"[0-9]{4}-[0-9]{2}"),
}
_UNBOUND, _IRI, _TEXT, _NUMERIC = range(4)


class IncomparableError(Exception):
    """Terms whose order is not known."""


@dataclass(frozen=True, slots=True)
class By:
    """A condition of ORDER BY: a column, and whether its STR counts, and whether it descends."""

    column: int
    lexical: bool = False
    descending: bool = False


def sort_key(cell: bytes, by: By) -> Key:
    """What sorts as the term does in this condition; raises IncomparableError where that is not known."""
    key = _lexical(cell) if by.lexical else _term(cell)
    return (_Reversed(key),) if by.descending else key


def kinds(keys: Iterable[Key]) -> str:
    """Which kinds of literals there are among the keys of a condition: `t` for texts, `n` for numbers."""
    found = {(key[0].key if isinstance(key[0], _Reversed) else key)[0] for key in keys}
    return ("t" if _TEXT in found else "") + ("n" if _NUMERIC in found else "")


def _term(cell: bytes) -> Key:
    if not cell:
        return (_UNBOUND,)
    if cell[:1] == b"<" and cell[:2] != b"<<":
        return (_IRI, cell[1:-1])
    if literal := _LITERAL.fullmatch(cell):
        text, language, datatype = literal.groups()
        text = _unescaped(text)
        if language:
            return (_TEXT, text, _LANG_STRING, language)
        if datatype is None or not datatype.startswith(_XSD) or _is_written(text, datatype):
            return (_TEXT, text, datatype or _STRING, b"")
    elif _NUMBER.fullmatch(cell):
        return (_NUMERIC, Decimal(cell.decode()))
    raise IncomparableError


def _is_written(text: bytes, datatype: bytes) -> bool:
    pattern = _AS_WRITTEN.get(datatype)
    return pattern is not None and pattern.fullmatch(text) is not None


def _lexical(cell: bytes) -> Key:
    if not cell:
        return (_UNBOUND,)
    if literal := _LITERAL.fullmatch(cell):
        return (_TEXT, _unescaped(literal[1]), _STRING, b"")
    if cell[:1] == b"<" and cell[:2] != b"<<":
        return (_TEXT, cell[1:-1], _STRING, b"")
    if cell[:1] in b"_<":
        raise IncomparableError
    return (_TEXT, cell, _STRING, b"")


def _unescaped(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text) if b"\\" in text else text


@total_ordering
@dataclass(frozen=True, slots=True)
class _Reversed:
    """A key that sorts the other way round."""

    key: Key

    def __lt__(self, other: "_Reversed") -> bool:
        return other.key < self.key
