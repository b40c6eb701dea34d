"""What the data as a whole says, before and after a change, of the terms of those files that have changed."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph.locate import Batch
from claimgraph.validate._facts import Facts
from claimgraph.validate._partial import Partial, Statement
from claimgraph.validate._places import TYPE

__all__ = ["Changed", "States"]


class Changed(NamedTuple):
    """A file that has changed: its name, its number if it is still there, the triples that it had and has."""

    name: str
    number: int | None
    before: list[Statement]
    now: list[Statement]


class States:
    """The data before and after; `rest` are its files that are as they were."""

    def __init__(self, files: Sequence[Changed], rest: Partial) -> None:
        self.rest = rest
        self.touched = {file.name for file in files}
        self._sides = [[(file.name, file.before) for file in files], [(file.name, file.now) for file in files]]
        self.before, self.now = (_facts(triples for _, triples in side) for side in self._sides)
        self.terms = {term for side in self._sides for _, triples in side for triple in triples for term in triple}
        rest.expect(self.terms)

    @cached_property
    def described(self) -> set[ox.NamedNode]:
        """The IRIs that are described and were not, or the other way round."""
        return {term for term in self.before.subjects ^ self.now.subjects if not self.rest.said(term)}

    @cached_property
    def referred(self) -> set[ox.NamedNode]:
        """The IRIs that something refers to and did not, or the other way round."""
        return {term for term in self.before.objects ^ self.now.objects if not self.rest.named(term)}

    def differing(self, predicates: Iterable[ox.NamedNode], bare: Iterable[ox.NamedNode] = ()) -> set[ox.NamedNode]:
        """The IRIs of which a file says something else by one of the predicates; or whether, by one that is bare."""
        rows = [
            {
                (name, subject, predicate, predicate in bare or object_)
                for name, triples in side
                for subject, predicate, object_ in triples
                if predicate in predicates or predicate in bare
            }
            for side in self._sides
        ]
        return {subject for _, subject, *_ in rows[0] ^ rows[1] if isinstance(subject, ox.NamedNode)}

    def describes(self, side: Facts, term: ox.NamedNode) -> bool:
        """Whether the data describes the IRI, on that side of the change."""
        return term in side.subjects or self.rest.said(term)

    def refers(self, side: Facts, term: ox.NamedNode) -> bool:
        """Whether the data refers to it."""
        return term in side.objects or self.rest.named(term)

    def kinds(self, side: Facts, term: ox.NamedNode) -> set[ox.NamedNode]:
        """The classes of the term."""
        known = {
            kind for step, kind in self.rest.about([term])(term) if step == TYPE and isinstance(kind, ox.NamedNode)
        }
        return known.union(side.types.get(term, ()))


def _facts(files: Iterable[list[Statement]]) -> Facts:
    facts = Facts(1)
    for triples in filter(None, files):
        facts.read(Batch(0, [ox.Quad(*triple) for triple in triples]))
    return facts
