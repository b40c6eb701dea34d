"""What differs between two datasets, and what does not."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import pyoxigraph as ox

from claimgraph.query.renewal.groups import Among, Slot
from claimgraph.query.result import Term

__all__ = ["DEFAULT", "Changes"]

DEFAULT = ox.DefaultGraph()


@dataclass(slots=True)
class Changes:
    """The triples of the default graph that are in one of two datasets alone: each with its dataset."""

    before: ox.Store
    after: ox.Store
    removed: ox.Store
    added: ox.Store
    properties: frozenset[str]
    """The properties of what was removed or added."""
    left: int = 400_000
    """How many triples may be looked at for all queries together, some ten microseconds each."""
    _known: dict[Among, frozenset[Term]] = field(default_factory=dict)

    @classmethod
    def of(cls, before: ox.Store, after: ox.Store, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> "Changes":
        """The changes from one dataset to another, given at least the quads that the first or the second alone has.

        Of those of a named graph it counts whether the default graph has lost or got their triple. Blank nodes have the
        labels that they have in the datasets.
        """
        # Held in stores, terms are equal where the engine takes them for the same ("01" and "1" as integers).
        gone, come = ox.Store(), ox.Store()
        gone.extend(triple for triple in map(_triple, removed) if triple in before and triple not in after)
        come.extend(triple for triple in map(_triple, added) if triple in after and triple not in before)
        properties = frozenset(quad.predicate.value for store in (gone, come) for quad in store)
        return cls(before, after, gone, come, properties)

    def sides(self) -> Iterator[tuple[ox.Store, ox.Store]]:
        """What was removed with the dataset that had it, and what was added with the one that has it."""
        yield self.removed, self.before
        yield self.added, self.after

    def among(self, known: Among) -> frozenset[Term]:
        """The terms that it speaks of; by properties of which no triple changed, so they are the same in both."""
        if known not in self._known:
            found: set[Term] = set(known.terms)
            waiting = list(found) if known.step else []
            while waiting:
                term = waiting.pop()
                for subject, object_ in _steps(self.after, ox.NamedNode(known.step), term, known.backward):
                    further = subject if known.backward else object_
                    if further not in found:
                        found.add(further)
                        waiting.append(further)
            self._known[known] = frozenset(found)
        return self._known[known]

    def touch(self, properties: AbstractSet[str], nodes: Iterable[Slot]) -> bool:
        """Whether triples of one of the properties changed, or whether the data know one of the terms at all."""
        if properties & self.properties:
            return True
        return any(_knows(self.before, node) != _knows(self.after, node) for node in nodes)


def _triple(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _steps(store: ox.Store, step: ox.NamedNode, term: Term, backward: bool) -> Iterator[tuple[Term, Term]]:
    """The ends of triples of a property that begin, or end, at a term."""
    if backward:
        found = store.quads_for_pattern(None, step, term, DEFAULT)
    elif isinstance(term, ox.Literal | ox.Triple):
        return
    else:
        found = store.quads_for_pattern(term, step, None, DEFAULT)
    yield from ((quad.subject, quad.object) for quad in found)


def _some(found: Iterator[ox.Quad]) -> bool:
    return next(found, None) is not None


def _knows(store: ox.Store, node: Slot) -> bool:
    if isinstance(node, ox.NamedNode) and _some(store.quads_for_pattern(node, None, None, DEFAULT)):
        return True
    return not isinstance(node, str) and _some(store.quads_for_pattern(None, None, node, DEFAULT))
