"""The lines of the files to which findings point."""

from collections import defaultdict
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from claimgraph import formats
from claimgraph.locate.turtle import width
from claimgraph.model import Location
from claimgraph.sources import Source, read_bytes

__all__ = ["excerpt", "lines"]

_WIDEST = 160  # of a line that is shown whole
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
    shown = line[start : start + _WIDEST].replace("\t", " ")
    indent = location.column - 1 - start
    carets = min(width(line, location.column), len(shown) - indent) if location.column else 0
    return shown, " " * indent + "^" * max(1, carets) if location.column else ""
