"""A table to read, IRIs as CURIEs, cut to the width of the terminal."""

import unicodedata
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph.query.formats import View
from claimgraph.query.result import Kind, Result, Term
from claimgraph.terminal import printable
from claimgraph.terms import PREFIXES, curie

__all__ = ["SUFFIXES", "cell", "cells", "write"]

SUFFIXES = (".txt",)

_GAP = "  "
_NUMBERS = tuple(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))


def write(result: Result, view: View) -> bytes:
    """A header, a rule and a line per row; a truth value as true or false. Numbers stand to the right."""
    if result.kind is Kind.TRUTH:
        return result.data + b"\n"
    rows = result.rows()
    texts = [list(result.variables), *cells(result, view.prefixes)]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    if view.width:
        widths = _fit(widths, view.width - len(_GAP) * (len(widths) - 1))
    right = [
        bool(values := [term for term in column if term is not None]) and all(map(_is_number, values))
        for column in zip(*rows, strict=True)
    ] or [False] * len(widths)
    lines = [_line(row, widths, right) for row in texts]
    lines.insert(1, _GAP.join("─" * width for width in widths))
    return "".join(f"{line}\n" for line in lines).encode()


def cells(result: Result, prefixes: Mapping[str, str]) -> list[list[str]]:
    """The rows as a reader sees them: CURIEs, bare strings, nothing where a variable is unbound."""
    return [[cell(term, prefixes) for term in row] for row in result.rows()]


def cell(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """A term as a reader sees it: a CURIE, a bare string, nothing where it is unbound."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return printable(curie(term.value, prefixes))
    return printable(term.value if isinstance(term, ox.Literal) else str(term))


def _is_number(term: Term) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    """Two for a wide character, none for a mark, a joiner, and a vowel or final that joins a Hangul syllable."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fit(widths: Sequence[int], room: int) -> list[int]:
    """The widths with the widest cut until all fit, but none below what shows something."""
    fitted = list(widths)
    while sum(fitted) > room and max(fitted) > 8:
        widest = max(fitted)
        next_widest = max((width for width in fitted if width < widest), default=8)
        count = fitted.count(widest)
        target = max(next_widest, 8, widest - -(-(sum(fitted) - room) // count))
        fitted = [min(width, target) for width in fitted]
    return fitted


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    fields = []
    for text, width, is_number in zip(row, widths, right, strict=True):
        cut = _cut(text, width)
        space = " " * (width - _width(cut))
        fields.append(space + cut if is_number else cut + space)
    return _GAP.join(fields).rstrip()


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += _columns(character)
        if taken >= width:
            return text[:index] + "…"
    return text
