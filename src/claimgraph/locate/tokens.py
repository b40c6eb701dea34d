"""The tokens of Turtle, TriG, N-Triples and N-Quads, in the syntax of RDF 1.2."""

import re
from functools import cache

__all__ = ["pattern", "unescape", "width"]

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = rf"{_BASE}_0-9\-\u00b7\u0300-\u036f\u203f-\u2040"
_LOCAL = rf"(?:[{_CHARS}:]|%[0-9A-Fa-f]{{2}}|\\.)"

# Turtle 1.2, section 6.5, in one expression; its alternatives are the token kinds.
_TOKENS = rf"""
    (?P<skip>[\s\ufeff]+|\#[^\r\n]*)
  | (?P<iri><[^<>"\s]*>)
  | (?P<string>\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]++|\\.|'(?!''))*+'''
              |"(?:[^"\\\r\n]++|\\.)*+"|'(?:[^'\\\r\n]++|\\.)*+')
  | (?P<directive>@(?:prefix|base|version)\b|(?i:PREFIX|BASE|VERSION)(?=[\s<\#"']))
  | (?P<tag>@[A-Za-z0-9\-]+)
  | (?P<blank>_:[{_CHARS}](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*)
  | (?P<name>(?:[{_BASE}](?:[{_CHARS}]|\.+(?=[{_CHARS}:]))*)?:(?:{_LOCAL}(?:{_LOCAL}|\.+(?={_LOCAL}))*)?)
  | (?P<number>[+-]?(?:[0-9]+(?:\.[0-9]+|\.(?=[eE][+-]?[0-9]))?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z]+)
  | (?P<mark>\^\^|<<\(|\)>>|<<|>>|\{{\||\|\}}|[.;,\[\](){{}}~])
    """
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@cache
def pattern() -> re.Pattern[str]:
    """The expression that matches one token; its group is the kind."""
    # Compiled when first needed: it takes longer than many a validation that finds nothing.
    return re.compile(_TOKENS, re.VERBOSE | re.DOTALL)


def unescape(text: str) -> str:
    """The text with the escape sequences of Turtle (section 6.4) replaced by what they stand for."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _ESCAPED.get(m[3], m[3]), text)


def width(line: str, column: int) -> int:
    """How many characters the token has that begins at the column, counted from 1; at least 1.

    One that goes on in the next line has the rest of its line.
    """
    match = pattern().match(line, column - 1)
    if match and match[0] in ('""', "''") and line.startswith(match[0][0], match.end()):
        return len(line) - match.start()
    return len(match[0]) if match and match.lastgroup != "skip" else 1
