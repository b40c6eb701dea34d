"""What a Turtle or TriG file declares before a place in it: prefixes and bases, which may change on the way."""

import re
from bisect import bisect_left

__all__ = ["Declarations"]

# Also within a string or a comment; who uses them compares what follows with what the parser has read.
_ONE = re.compile(rb"(?:@prefix|@base|(?i:prefix|base))\s+(?:[^\s<>\"':]*:\s*)?<[^<>\s]*>")
# At the beginning of a line, and in a row: looking for them everywhere would take six times as long.
_ROW = re.compile(rb"^[ \t]*((?:%b(?:\s*\.)?\s*)+)" % _ONE.pattern, re.MULTILINE)


class Declarations:
    """The declarations of a file, given as its bytes, that begin a line or follow another one."""

    def __init__(self, data: bytes) -> None:
        self._places: list[int] = []
        self._words: list[bytes] = []
        for row in _ROW.finditer(data):
            for one in _ONE.finditer(row[1]):
                self._places.append(row.start(1) + one.start())
                # The forms of SPARQL end without a dot.
                self._words.append(one[0] + (b" .\n" if one[0].startswith(b"@") else b"\n"))

    def before(self, offset: int) -> bytes:
        """Those before the offset in their order, which matters where they are relative; of the same, the last."""
        found = dict.fromkeys(reversed(self._words[: bisect_left(self._places, offset)]))
        return b"".join(reversed(found))
