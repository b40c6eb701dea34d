"""XML 1.0: what it can hold, and what its entities may grow to."""

import re
from collections import Counter
from typing import BinaryIO

from claimgraph.errors import InputError, LimitError
from claimgraph.model import Location

__all__ = ["Safe", "refuse_bomb", "safe"]

# Section 2.2, in UTF-8. (Surrogates are no UTF-8 at all.)
_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_AT_ONCE = 2**16  # bytes
_AROUND = 40  # bytes that are shown of a text on each side

_ENTITY = re.compile(r"""<!ENTITY\s+([^\s%"'<>]+)\s+(?:"([^"]*)"|'([^']*)')\s*>""")
_REFERENCE = re.compile(r"&([^\s#&;<]+);")

# The limit of expat, the parser of most systems: expansion beyond eight megabytes and a hundred times the file.
_FREE, _FACTOR = 8 * 2**20, 100


def safe(data: bytes) -> bytes:
    """XML as a serialiser wrote it, with references for carriage returns, which a reader would take for line feeds.

    Raises InputError, naming the text, for a character that XML cannot hold in any form (XML 1.0, section 2.2).
    """
    if found := _NO_CHARACTER.search(data):
        start = max(data.rfind(b">", 0, found.start()) + 1, found.start() - _AROUND)
        end = min(data.find(b"<", found.end()), found.end() + _AROUND)
        text = data[start:end].decode("utf-8", "ignore")
        raise InputError(
            f"XML cannot hold the character U+{ord(found[0].decode()):04X}, which stands in {text!a}.",
            hint="Choose a format that is not XML, or remove the character.",
        )
    return data.replace(b"\r", b"&#13;")


class Safe:
    """A stream to write XML to, which goes on to another as `safe` has it; flushed at its end, it is complete."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Take XML in; raises InputError as `safe`."""
        self._held += data
        # Between two tags, so that neither a character nor a text which is to be named is cut.
        if len(self._held) > _AT_ONCE and (end := self._held.rfind(b">") + 1):
            self._stream.write(safe(bytes(self._held[:end])))
            del self._held[:end]
        return len(data)

    def flush(self) -> None:
        """Write on what is held back."""
        self._stream.write(safe(bytes(self._held)))
        self._held.clear()


def refuse_bomb(text: str, name: str) -> None:
    """Raise LimitError, located, where the entities that the file declares would grow beyond all proportion."""
    sizes: dict[str, int] = {}
    total = 0
    room = max(_FREE, _FACTOR * len(text))
    for entity in _ENTITY.finditer(text):
        value = entity[2] or entity[3] or ""
        sizes[entity[1]] = len(value) + sum(sizes.get(inner, 0) for inner in _REFERENCE.findall(value))
        total += sizes[entity[1]]
        if total > room:
            raise _bomb(text, entity, room, name)
    if not sizes:
        return
    used = Counter(_REFERENCE.findall(text))
    if total + sum(count * sizes.get(entity, 0) for entity, count in used.items()) > room:
        greedy = max(sizes, key=lambda entity: used[entity] * sizes[entity])
        raise _bomb(text, next(found for found in _ENTITY.finditer(text) if found[1] == greedy), room, name)


def _bomb(text: str, entity: re.Match[str], room: int, name: str) -> LimitError:
    return LimitError(
        f"the entity {entity[1]} makes this file grow beyond {room // 2**20} megabytes.",
        location=Location.of(name, text, entity.start()),
        hint="Write out what the entities stand for.",
    )
