"""What the formats for people share."""

import re
from collections.abc import Iterator, Mapping

from claimgraph.model import Finding
from claimgraph.terms import curie, term_curie

__all__ = ["allowed", "details", "plain", "shorten"]

_LONGEST = 300  # characters of a term that are shown

# Characters that XML 1.0 cannot hold (section 2.2), and that do a terminal no good.
_CONTROL = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff"
# Separators, and characters that turn the direction of what stands behind them.
_DIRECTION = "\\u2028-\\u202e\\u2066-\\u2069"


def plain(text: str) -> str:
    """The text for people: with its control characters as escapes, those of direction among them."""
    return _escaped(f"[{_CONTROL}{_DIRECTION}]", text)


def allowed(text: str) -> str:
    """The text for XML: with what that cannot hold as escapes."""
    return _escaped(f"[{_CONTROL}]", text)


def _escaped(characters: str, text: str) -> str:
    return re.sub(characters, lambda match: f"\\u{ord(match[0]):04x}", text)


def shorten(text: str) -> str:
    """The text, or its beginning and its length where it is very long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def details(finding: Finding, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is said of a finding beside its place and message, with its name, where there is something to say."""
    for label, value in (
        ("focus", term_curie(finding.focus_node, prefixes)),
        ("path", term_curie(finding.path, prefixes)),
        ("value", term_curie(finding.value, prefixes)),
        ("shape", curie(finding.shape, prefixes)),
        ("check", "" if finding.shape else finding.component.rpartition("#")[2]),
        ("remedy", finding.remedy),
        ("see", str(finding.related or "")),
    ):
        if value:
            yield label, shorten(plain(value))
