"""Markdown, for a change log: the records under the way in which they changed."""

import re
from collections.abc import Iterator, Mapping

from claimgraph.publish.diff import Change, Difference
from claimgraph.publish.differences import KINDS, headline, lines, short, summary

__all__ = ["render"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def render(difference: Difference, prefixes: Mapping[str, str]) -> str:
    """A heading, what may mean something else now, and a section for each way of changing."""
    return "\n".join(_lines(difference, prefixes)) + "\n"


def _lines(difference: Difference, prefixes: Mapping[str, str]) -> Iterator[str]:
    yield f"# From {escaped(difference.old)} to {escaped(difference.new)}"
    yield f"\n{escaped(summary(difference))}."
    if flagged := difference.flagged():
        yield "\n## May mean something else now\n"
        for change in flagged:
            names = ", ".join(_code(short(name, prefixes)) for name in change.meaning)
            yield f"- {_named(change, prefixes)}: {names}"
    for kind, name in KINDS.items():
        changes = [change for change in difference.changes if change.kind == kind]
        if changes:
            yield f"\n## {name.capitalize()}\n"
        for change in changes:
            yield f"- {_named(change, prefixes)}"
            # What is new or gone as a whole is told by its name; all of it stands in the data.
            if kind not in ("added", "removed"):
                yield from (
                    f"    - {_code(f'{one.sign} {line}')}" for one, line in lines(change, difference.labels, prefixes)
                )


def _named(change: Change, prefixes: Mapping[str, str]) -> str:
    words = headline(change)
    return _code(short(change.iri, prefixes)) + (f" {escaped(words)}" if words else "")


def escaped(text: str) -> str:
    """The text on one line, in which nothing is markup (CommonMark, section 2.4)."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    """A code span on one line, fenced by more backticks than the text has in a row (CommonMark, section 6.1)."""
    text = re.sub(r"[\r\n]+", " ", text)
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"
