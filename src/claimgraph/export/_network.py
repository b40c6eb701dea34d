"""Claims as a network: what they relate are its nodes, and each claim with an object is an edge."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

from claimgraph import dates, xml
from claimgraph.export._plain import label, property_of_claims, text
from claimgraph.export.records import TYPE, Node, Records, Value, claims
from claimgraph.terms import curie

__all__ = ["ATTRIBUTES", "Edge", "Vertex", "attribute", "edges", "vertices"]

ATTRIBUTES = ("voice", "certainty", "polarity", "edtf", "earliest", "latest", "asOf", "statedOn")
"""The properties of claims that edges have."""

_span = cache(dates.span)
_OBJECT = property_of_claims("object")


@dataclass(frozen=True, slots=True)
class Vertex:
    """A thing that claims relate."""

    iri: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A claim: what it relates, its label and type, and those of the attributes that it has."""

    iri: str
    source: str
    target: str
    label: str
    type: str
    attributes: Mapping[str, str]

    @property
    def days(self) -> dict[str, str]:
        """The `start` and the `end` of the edge: the first and the last day that its claim may mean, as far as known.

        As written, or else from its EDTF, or the date to which it refers. A day that the calendar cannot hold is its
        first or last, where that limits something.
        """
        given = self.attributes.get
        edtf, earliest, latest = (given(name, "") for name in ("edtf", "earliest", "latest"))
        start, end = _span(edtf or ("" if earliest or latest else given("asOf", "")), earliest, latest)
        limits = {"start": start if start != date.min else None, "end": end if end != date.max else None}
        return {name: day.isoformat() for name, day in limits.items() if day}


def edges(records: Records, prefixes: Mapping[str, str]) -> Iterator[Edge]:
    """The claims that relate two things, one edge for each pair; names of terms are CURIEs.

    A thing without a name has one of its own for each claim; a literal or a list is none.
    """
    return (edge for edge, _ in _related(records, prefixes))


def _related(records: Records, prefixes: Mapping[str, str]) -> Iterator[tuple[Edge, dict[str, Node]]]:
    """The edges, each with those of its ends that have no name."""
    for number, (abouts, claim) in enumerate(claims(records)):
        attributes = {
            name: values for name in ATTRIBUTES if (values := _joined(claim, property_of_claims(name), prefixes))
        }
        name = text(claim.name) if claim.name else f"_:n{number}"
        sources = list(_things(abouts, f"_:n{number}.s"))
        targets = list(_things(claim.properties.get(_OBJECT, []), f"_:n{number}.o"))
        for (source, one), (target, other) in itertools.product(sources, targets):
            edge = Edge(name, source, target, label(claim), _joined(claim, TYPE, prefixes), attributes)
            yield edge, {end: node for end, node in ((source, one), (target, other)) if node}


def _things(values: list[Value], stem: str) -> Iterator[tuple[str, Node | None]]:
    for number, value in enumerate(values):
        if isinstance(value, Node):
            yield f"{stem}{number}", value
        elif isinstance(value, str) and value[0] != '"':
            yield text(value), None


def vertices(records: Records, prefixes: Mapping[str, str]) -> Iterator[Vertex]:
    """What the edges relate, each once: what the data describes in its order, then the rest in code point order."""
    left: dict[str, Vertex] = {}
    for edge, nameless in _related(records, prefixes):
        for end in (edge.source, edge.target):
            if end not in left:
                left[end] = _vertex(end, nameless.get(end), prefixes)
    for node in records:
        for found in (node, *node.claims):
            if found.name and (iri := text(found.name)) in left:
                del left[iri]
                yield _vertex(iri, found, prefixes)
    for iri in sorted(left):
        yield left[iri]


def _vertex(iri: str, node: Node | None, prefixes: Mapping[str, str]) -> Vertex:
    return Vertex(iri, label(node) or iri, _joined(node, TYPE, prefixes)) if node else Vertex(iri, iri, "")


def _joined(node: Node, name: str, prefixes: Mapping[str, str]) -> str:
    values = [value for value in node.properties.get(name, []) if isinstance(value, str)]
    return ", ".join(curie(text(value), prefixes) if value[0] == "<" else text(value) for value in values)


def attribute(value: str) -> str:
    """The text as XML between tags or quotes; raises InputError for a character that XML cannot hold."""
    escaped = escape(value, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
    return xml.safe(escaped.encode()).decode()
