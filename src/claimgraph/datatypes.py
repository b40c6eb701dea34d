"""Lexical forms and ranges of the datatypes of XML Schema (XML Schema 1.1 part 2, section 3)."""

__all__ = ["DATE", "DECIMAL", "FLOAT", "INTEGERS", "LANGUAGE", "TIME", "TRUE", "ZONE"]

DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
FLOAT = rf"{DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
"""Of float and double alike."""
DATE = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
"""Year, month and day; whether the month has such a day, the calendar tells."""
TIME = r"(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9](?:\.[0-9]+)?)|(24:00:00(?:\.0+)?))"
"""Hour, minute and second, or the end of the day."""
ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
LANGUAGE = r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"

TRUE = frozenset({"true", "1"})
"""What is written for true (section 3.3.2)."""

INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "nonPositiveInteger": (None, 0),
    "positiveInteger": (1, None),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in (("long", 64), ("int", 32))},
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in (("short", 16), ("byte", 8))},
    **{name: (0, 2**bits - 1) for name, bits in (("unsignedLong", 64), ("unsignedInt", 32))},
    **{name: (0, 2**bits - 1) for name, bits in (("unsignedShort", 16), ("unsignedByte", 8))},
}
"""The least and the greatest value of each kind of integer, None for no bound."""
