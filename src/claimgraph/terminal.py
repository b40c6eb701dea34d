"""Text of strangers, made fit to be shown."""

__all__ = ["printable"]

# They join letters of Persian or parts of an emoji, and do nothing else.
_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """The text on one line, with nothing in it that could move a cursor or turn the direction of writing."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _JOINERS else " " if c.isspace() else f"\\u{ord(c):04X}" for c in text)
