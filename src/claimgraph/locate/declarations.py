"""What a Turtle or TriG file declares before a place in it: prefixes and bases, which may change on the way."""

import re
from bisect import bisect_left

__all__ = ["Declarations"]

# Also within a string or a comment; who uses them compares what follows with what the parser has read.
_ONE = re.compile(rb"(?:@prefix|@base|(?i:prefix|base))\s+(?:[^\s<>\"':]*:\s*)?<[^<>\s]*>")
_ROW = re.compile(rb"[ \t]*((?:%b(?:\s*\.)?\s*)+)" % _ONE.pattern)
_WORDS = (b"prefix", b"base")
_PART = 2**20  # bytes that are looked through at once


class Declarations:
    """The declarations of a file, given as its bytes, that begin a line or follow another one."""

    def __init__(self, data: bytes) -> None:
        self._places: list[int] = []
        self._words: list[bytes] = []
        end = 0
        for line in _lines(data):
            # Only at the beginning of a line, and in a row.
            row = _ROW.match(data, line) if line >= end else None
            if row is None:
                continue
            end = row.end()
            for one in _ONE.finditer(row[1]):
                self._places.append(row.start(1) + one.start())
                # The forms of SPARQL end without a dot.
                self._words.append(one[0] + (b" .\n" if one[0].startswith(b"@") else b"\n"))

    def before(self, offset: int) -> bytes:
        """Those before the offset in their order, which matters where they are relative; of the same, the last."""
        found = dict.fromkeys(reversed(self._words[: bisect_left(self._places, offset)]))
        return b"".join(reversed(found))


def _lines(data: bytes) -> list[int]:
    """Where the lines begin that hold one of the words: an expression would take many times as long to find them."""
    found: set[int] = set()
    for word in _WORDS:
        line = last = 0
        for start in range(0, len(data), _PART):
            part = data[start : start + _PART + len(word) - 1].lower()
            place = part.find(word)
            while place >= 0:
                # Only back to the last one, or a long line would be searched again for each.
                line = data.rfind(b"\n", last, start + place) + 1 or line
                found.add(line)
                last = start + place
                place = part.find(word, place + 1)
    return sorted(found)
