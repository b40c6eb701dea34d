"""The lines of the files to which findings point."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from claimgraph import formats
from claimgraph.locate.tokens import width
from claimgraph.model import Location
from claimgraph.sources import Source, read_bytes
from claimgraph.validate.reports._plain import plain

__all__ = ["excerpt", "lines"]

_WIDEST = 160  # of a line that is shown whole
_BLANKS = str.maketrans("\t\r", "  ")  # a carriage return would have a terminal write over the line
_BEFORE = 40  # characters of a longer one before the place


def lines(locations: Iterable[Location]) -> dict[tuple[str, int], str]:
    """The text of each located line, by file and line number."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for location in locations:
        if location.line:
            wanted[location.file].add(location.line)
    found = {}
    for name, numbers in wanted.items():
        kind = formats.of_path(Path(name))
        if kind:
            # What is no UTF-8 may be the very finding.
            text = StringIO(read_bytes(Source(Path(name), kind)).decode(errors="replace"), newline="\n")
            for number, line in enumerate(text, 1):
                if number in numbers:
                    found[name, number] = line.rstrip("\r\n")
    return found


def excerpt(line: str, location: Location) -> tuple[str, str]:
    """What to show of the line, and the carets below it."""
    start = 0 if len(line) <= _WIDEST else max(0, location.column - 1 - _BEFORE)
    shown = line[start : start + _WIDEST].translate(_BLANKS)
    indent = location.column - 1 - start
    if not location.column:
        return shown, ""
    end = indent + width(line, location.column)
    return shown, " " * _cells(shown[:indent]) + "^" * max(1, _cells(shown[indent:end]))


def _cells(text: str) -> int:
    """How many columns of a terminal the text takes (Unicode Standard Annex 11), its control characters as escapes."""
    if text.isascii() and text.isprintable():
        return len(text)
    shown = plain(text)
    wide = sum(unicodedata.east_asian_width(character) in ("W", "F") for character in shown)
    return len(shown) + wide - sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in shown)
