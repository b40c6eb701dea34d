"""Text, for a terminal: each record with what is no longer said of it and what is said now."""

from collections.abc import Iterator, Mapping

from claimgraph.publish.diff import Change, Difference
from claimgraph.publish.differences import KINDS, headline, lines, short, summary

__all__ = ["render"]


def render(difference: Difference, prefixes: Mapping[str, str]) -> str:
    """The records by IRI, and a last line that counts them."""
    blocks = ["\n".join(_block(change, difference, prefixes)) for change in difference.changes]
    return "\n\n".join([*blocks, summary(difference)]) + "\n"


def _block(change: Change, difference: Difference, prefixes: Mapping[str, str]) -> Iterator[str]:
    yield f"{short(change.iri, prefixes)}: {KINDS[change.kind]}"
    if words := headline(change):
        yield f"  {words}"
    if change.meaning:
        yield f"  may mean something else now: {', '.join(short(name, prefixes) for name in change.meaning)}"
    for one, line in lines(change, difference.labels, prefixes):
        yield f"  {one.sign} {line}"
