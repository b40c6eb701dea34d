"""The tokens of a SPARQL query (SPARQL 1.1 Query Language, section 19.8, rules 139 to 173), and a seal on engines.

Whatever runs a query that it did not write judges it by these tokens, before an engine sees it.
"""

import re
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from claimgraph.errors import InputError, LimitError
from claimgraph.model import Location

__all__ = ["MAX_CHARACTERS", "Token", "excerpt", "nesting", "scan", "sealed", "unescaped"]

MAX_CHARACTERS = 2**20

# Characters of names. What is not ASCII is held against the standard afterwards, for Python compiles a set of the
# ranges that the standard lists in fifty milliseconds, and one of ASCII characters in none.
_LETTER = r"[^\x00-@\[-`{-\x7F]"
_VAR = r"[^\x00-/:-@\[-^`{-\x7F]"  # letter, digit, _
_NAME = r"[^\x00-,./:-@\[-^`{-\x7F]"  # and -
_NAME_DOT = r"[^\x00-,/:-@\[-^`{-\x7F]"  # and .
_LOCAL_FIRST = r"[^\x00-/;-@\[-^`{-\x7F]"  # letter, digit, _ and :
_LOCAL_NEXT = r"[^\x00-,/;-@\[-^`{-\x7F]"  # and - and .
_LOCAL_LAST = r"[^\x00-,./;-@\[-^`{-\x7F]"  # but not .
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:{_LETTER}(?:{_NAME_DOT}*{_NAME})?)?"
_LOCAL = rf"(?:{_LOCAL_FIRST}|{_PLX})(?:(?:{_LOCAL_NEXT}|{_PLX})*(?:{_LOCAL_LAST}|{_PLX}))?"
_NUMBER = r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)"

# In the order of trial; the name of a group is the kind of the token.
_TOKEN = re.compile(
    "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in (
            ("space", r"[ \t\r\n]+|\#[^\r\n]*"),
            ("IRIREF", r"<[^<>\"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}[^<>\"{}|^`\\\x00-\x20]*)*>"),
            ("BLANK_NODE_LABEL", rf"_:{_VAR}(?:{_NAME_DOT}*{_NAME})?"),
            ("PNAME_LN", rf"{_PREFIX}:{_LOCAL}"),
            ("PNAME_NS", rf"{_PREFIX}:"),
            ("VAR", rf"[?$]{_VAR}+"),
            ("LANGTAG", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
            ("NUMBER", _NUMBER),
            (
                "STRING",
                r'"""(?:"{0,2}(?:[^"\\]|\\.))*+"""|' + r"'''(?:'{0,2}(?:[^'\\]|\\.))*+'''|"
                r'"(?!"")(?:[^"\\\r\n]|\\.)*+"|' + r"'(?!'')(?:[^'\\\r\n]|\\.)*+'",
            ),
            ("NIL", r"\([ \t\r\n]*\)"),
            ("ANON", r"\[[ \t\r\n]*\]"),
            ("word", r"[A-Za-z_][A-Za-z0-9_]*"),
            ("sign", r"\^\^|&&|\|\||!=|<=|>=|[{}()\[\];,.=<>!+\-*/|^?]"),
            ("unknown", "."),
        )
    ),
    re.DOTALL,
)

_NAMES = ("BLANK_NODE_LABEL", "PNAME_LN", "PNAME_NS", "VAR")
_NO_NAME = (
    r"[^\x00-\x7F\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u200C\u200D\u203F\u2040\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]"
)

# Codepoint escapes (section 19.2) that could change which token it is that they stand in.
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_STRUCTURAL = frozenset(map(ord, "\0\t\n\r \"'\\<>{}|^`#"))


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (a terminal of the grammar, `word` or `sign`), its text and its offset in characters."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords (upper case), in whatever case."""
        return self.kind == "word" and self.text.upper() in words


def scan(text: str, file: str) -> list[Token]:
    """The tokens of the query, white space and comments left out.

    Raises InputError, located, for what no token begins with, a string without an end, and a codepoint escape
    that could hide a token from us or from an engine; LimitError beyond MAX_CHARACTERS.
    """
    if len(text) > MAX_CHARACTERS:
        raise LimitError(f"the query is longer than {MAX_CHARACTERS:,} characters.", location=Location(file))
    tokens = [Token(match.lastgroup or "", match[0], match.start()) for match in _TOKEN.finditer(text)]
    for token in tokens:
        if token.kind == "unknown":
            raise _no_token(text, token.start, file)
        if token.kind in _NAMES and not token.text.isascii() and (stranger := re.search(_NO_NAME, token.text)):
            raise _no_token(text, token.start + stranger.start(), file)
        if token.kind in ("IRIREF", "STRING"):
            for escape in _ESCAPE.finditer(token.text):
                if int(escape[1] or escape[2], 16) in _STRUCTURAL:
                    at = token.start + escape.start()
                    raise InputError(
                        f"the escape {escape[0]} stands for a character that may end a token.",
                        location=Location.of(file, text, at),
                        hint="Write the character itself, or one of \\\" \\' \\\\ \\n \\r \\t.",
                        excerpt=excerpt(text, at),
                    )
    return [token for token in tokens if token.kind != "space"]


def _no_token(text: str, offset: int, file: str) -> InputError:
    character, hint = text[offset], ""
    if character in "\"'":
        message = "the string that begins here has no end."
        hint = "Close it on the same line, or write it between triple quotes."
    elif text[offset : offset + 2] in ("\\u", "\\U"):
        message = "codepoint escapes are allowed within strings and IRIs alone."
    else:
        message = f"{character!r} cannot stand here."
    return InputError(message, location=Location.of(file, text, offset), hint=hint, excerpt=excerpt(text, offset))


def excerpt(text: str, offset: int) -> str:
    """The line of an offset with a caret under it, cut to a width that a terminal has."""
    begin = text.rfind("\n", 0, offset) + 1
    line = text[begin:].partition("\n")[0].rstrip("\r")
    column = offset - begin
    if column > 60:
        line, column = "…" + line[column - 40 :], 41
    line = line[:100] + ("…" if len(line) > 100 else "")
    line = "".join(character if character.isprintable() or character == "\t" else "�" for character in line)
    # A tab moves the caret as it moves the text above it.
    return line + "\n" + "".join("\t" if character == "\t" else " " for character in line[:column]) + "^"


def nesting(tokens: Sequence[Token]) -> tuple[int, Token | None]:
    """How deep brackets of all kinds nest, and the bracket that is deepest."""
    depth = deepest = 0
    where = None
    for token in tokens:
        if token.kind == "sign" and token.text in "{([":
            depth += 1
            if depth > deepest:
                deepest, where = depth, token
        elif token.kind == "sign" and token.text in "})]":
            depth -= 1
    return deepest, where


def unescaped(text: str) -> str:
    """The text as an engine reads it that replaces codepoint escapes before all else (section 19.2)."""
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    # What is no character stays as it is, for an engine to refuse.
    return match[0] if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


@contextmanager
def sealed() -> Iterator[None]:
    """Let this process open nothing meanwhile, neither file nor socket, whatever an engine is talked into."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
