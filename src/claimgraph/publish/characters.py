"""Characters that a literal of RDF may hold, and neither a page of HTML nor a file of XML 1.0 may."""

import re
import struct

__all__ = ["escaped", "legible"]

_LAST_TWO = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
_ILLEGIBLE = re.compile(f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef{_LAST_TWO}]")


def legible(text: str) -> str:
    """The text with U+FFFD for each control character and noncharacter (HTML, section 13.2.3.5; XML, section 2.2)."""
    return text if _is_plain(text) else _ILLEGIBLE.sub("\ufffd", text)


def escaped(text: str) -> str:
    """JSON with these as escapes, which say the same."""
    if _is_plain(text):
        return text
    return _ILLEGIBLE.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found[0])), text)


def _is_plain(text: str) -> bool:
    # Most texts have none of them, and to see that is many times faster than to look at each character.
    return text.replace("\n", "").isprintable()


def _units(character: str) -> tuple[int, ...]:
    """The code units of a character in UTF-16, of which the escapes of JSON are made."""
    return struct.unpack(f">{len(character.encode('utf-16-be')) // 2}H", character.encode("utf-16-be"))
