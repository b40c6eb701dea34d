"""Statements in the form in which a store gives them back: it keeps numbers, dates and the like by their value."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import pyoxigraph as ox

from claimgraph.terms import PREFIXES

__all__ = ["Settled"]

_OBJECT = attrgetter("object")
_AS_WRITTEN = {ox.NamedNode(f"{PREFIXES['xsd']}string"), ox.NamedNode(f"{PREFIXES['rdf']}langString")}
_MANY = 100_000


class Settled:
    """Gives the stored form of statements, and remembers that of their literals."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def __call__(self, quads: list[ox.Quad], objects: list[Any]) -> list[ox.Quad]:
        """The quads, of which these are the objects, in the form in which a store holds them."""
        valued = {term for term in objects if _has_value(term)}
        if len(self._known) > _MANY:
            self._known.clear()
        if new := [term for term in valued if term not in self._known]:
            self._known.update(_stored(new))
        others = {term for term in valued if self._known[term] != term}
        if not others:
            return quads
        return [
            ox.Quad(quad.subject, quad.predicate, self._known[term], quad.graph_name) if term in others else quad
            for quad, term in zip(quads, objects, strict=True)
        ]


def _has_value(term: Any) -> bool:
    kind = type(term)
    return kind is ox.Triple or (kind is ox.Literal and term.datatype not in _AS_WRITTEN)


def _stored(terms: Iterable[Any]) -> dict[Any, Any]:
    """The terms as a store gives them back."""
    given = dict(enumerate(terms))
    predicate = ox.NamedNode("x-claimgraph:is")
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"x-claimgraph:{number}"), predicate, term) for number, term in given.items())
    return {given[int(quad.subject.value.rpartition(":")[2])]: quad.object for quad in store}
