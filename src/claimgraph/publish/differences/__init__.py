"""The forms of a difference, one file each: `render(difference, prefixes)` gives the text."""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from claimgraph.publish.characters import legible
from claimgraph.publish.diff import Change, Difference, Statement
from claimgraph.publish.records import REST, Step
from claimgraph.terms import PREFIXES, curie, term_curie

__all__ = ["KINDS", "headline", "lines", "short", "summary"]

KINDS = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "deprecated": "deprecated",
    "tombstone": "replaced by a tombstone",
}
"""What each kind of change is called."""

_FIRST = PREFIXES["rdf"] + "first"


def summary(difference: Difference) -> str:
    """How many records differ, and in which way."""
    counts = difference.counts()
    if not counts:
        return "no difference"
    total = len(difference.changes)
    ways = ", ".join(f"{counts[kind]:,} {name}" for kind, name in KINDS.items() if kind in counts)
    flagged = len(difference.flagged())
    return f"{total:,} record{'s differ' if total > 1 else ' differs'}: {ways}" + (
        f"; {flagged:,} may mean something else now" if flagged else ""
    )


def short(iri: str, prefixes: Mapping[str, str]) -> str:
    """What a record goes by: a CURIE, the IRI in angle brackets, or a word for what has no name."""
    if not iri:
        return "statements about nothing that has a name"
    found = curie(iri, prefixes)
    return f"<{iri}>" if found == iri else found


def headline(change: Change) -> str:
    """What a record is called: of a claim, what it says."""
    return change.sentence or change.label


def lines(change: Change, labels: Mapping[str, str], prefixes: Mapping[str, str]) -> Iterator[tuple[Statement, str]]:
    """The statements of a change, each as a line: the way to it from the record, object, and the object's label.

    One that leads to a blank node is not shown where others beneath it are, which show the way.
    """
    deepest: dict[tuple[object, bool], int] = {(one.quad.subject, one.added): _depth(one) for one in change.statements}
    for one in change.statements:
        object_ = one.quad.object
        if isinstance(object_, ox.BlankNode) and deepest.get((object_, one.added), 0) > _depth(one):
            continue
        way = " / ".join(_way([*one.path, Step(one.quad.predicate.value)], prefixes))
        term = "[]" if isinstance(object_, ox.BlankNode) else term_curie(str(object_), prefixes)
        label = labels.get(object_.value, "") if isinstance(object_, ox.NamedNode) else ""
        graph = one.quad.graph_name
        place = "" if isinstance(graph, ox.DefaultGraph) else f" in {term_curie(str(graph), prefixes)}"
        yield one, legible(f"{way} {term}" + (f" ({label})" if label else "") + place)


def _depth(one: Statement) -> int:
    return sum(step.times for step in one.path)


def _way(steps: Iterable[Step], prefixes: Mapping[str, str]) -> Iterator[str]:
    """What each step goes by; those along a list and into it together by the item that they lead to."""
    passed = 0
    for predicate, times in steps:
        if predicate == REST:
            passed += times
            continue
        if predicate == _FIRST:
            yield f"item {passed + 1}"
        else:
            yield from [f"after item {passed}"] if passed else []
            yield short(predicate, prefixes)
        passed = 0
    if passed:
        yield f"after item {passed}"
