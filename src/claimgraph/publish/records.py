"""A dataset as records: what is said of each thing that has a name, with the blank nodes below it."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph.export import relabelled
from claimgraph.publish.characters import legible
from claimgraph.publish.model import LABELS
from claimgraph.query.vocabulary import preference
from claimgraph.terms import PREFIXES

__all__ = ["NAMELESS", "REST", "Node", "Records", "Step", "canonical_lines", "digest"]

Node = ox.NamedNode | ox.BlankNode | ox.Triple
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Step(NamedTuple):
    """A predicate that is followed, and how many times in a row: for rdf:rest, which leads along a list, maybe more."""

    predicate: str
    times: int = 1


Way = tuple[str, tuple[Step, ...]]

REST = PREFIXES["rdf"] + "rest"

NAMELESS = ""
"""The name under which statements go that belong to nothing with a name, as axioms about several classes do."""


class Records:
    """Statements by subject, in the order in which they are given, and who refers to each blank node."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.quads = dict.fromkeys(quads)
        self.of: dict[Node, list[ox.Quad]] = {}
        self.into: dict[ox.BlankNode, list[ox.Quad]] = {}
        for quad in self.quads:
            self.of.setdefault(quad.subject, []).append(quad)
            if isinstance(quad.object, ox.BlankNode):
                self.into.setdefault(quad.object, []).append(quad)

    @cached_property
    def names(self) -> list[str]:
        """The IRIs of which something is said, in code point order."""
        return sorted(node.value for node in self.of if isinstance(node, ox.NamedNode))

    def objects(self, iri: str, *predicates: ox.NamedNode) -> list[Term]:
        """What a thing has by the predicates, in the order of these."""
        quads = self.of.get(ox.NamedNode(iri), ()) if iri else ()
        return [quad.object for predicate in predicates for quad in quads if quad.predicate == predicate]

    def label(self, iri: str) -> str:
        """What a thing is called, in the language preferred; "" where the data do not say."""
        for predicate in LABELS:
            terms = self.objects(iri, ox.NamedNode(predicate))
            if found := [term for term in terms if isinstance(term, ox.Literal)]:
                return legible(min(found, key=preference).value)
        return ""

    def record(self, iri: str) -> list[ox.Quad]:
        """What is said of a thing and of the blank nodes below it (a concise bounded description)."""
        found: list[ox.Quad] = []
        waiting: list[Node] = [ox.NamedNode(iri)]
        seen: set[Node] = set(waiting)
        while waiting:
            for quad in self.of.get(waiting.pop(), ()):
                found.append(quad)
                if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                    seen.add(quad.object)
                    waiting.append(quad.object)
        return found

    def way(self, node: Node) -> Way:
        """The name of the record that a node belongs to, and the steps that lead from it to the node.

        Of several the shortest way counts. Under NAMELESS it begins where nothing refers to, or anywhere in a circle.
        """
        return (node.value, ()) if isinstance(node, ox.NamedNode) else self._ways.get(node, (NAMELESS, ()))

    @cached_property
    def roots(self) -> list[ox.BlankNode]:
        """The blank nodes that lead to all that no name leads to: those nothing refers to, and some of the circles."""
        return [
            node
            for node, (name, path) in self._ways.items()
            if isinstance(node, ox.BlankNode) and name == NAMELESS and not path
        ]

    @cached_property
    def _ways(self) -> dict[Node, Way]:
        found: dict[Node, Way] = {}
        self._walk([ox.NamedNode(name) for name in self.names], found)
        unnamed = [node for node in self.of if node not in found and isinstance(node, ox.BlankNode)]
        self._walk([node for node in unnamed if node not in self.into], found)
        # In the order of what they say, so that a circle begins at the same node whatever its labels.
        for node in sorted((node for node in unnamed if node not in found), key=self._said):
            if node not in found:
                self._walk([node], found)
        return found

    def _said(self, node: Node) -> list[str]:
        terms = ((quad.predicate, quad.object) for quad in self.of[node])
        return sorted(f"{predicate} {'' if isinstance(term, ox.BlankNode) else term}" for predicate, term in terms)

    def _walk(self, level: Sequence[Node], found: dict[Node, Way]) -> None:
        """Add the ways from some nodes to the blank nodes below them that have none, shortest first."""
        found.update((node, (node.value if isinstance(node, ox.NamedNode) else NAMELESS, ())) for node in level)
        while level:
            below: list[Node] = []
            for here in level:
                owner, path = found[here]
                for quad in self.of.get(here, ()):
                    if isinstance(quad.object, ox.BlankNode) and quad.object not in found:
                        found[quad.object] = owner, _longer(path, quad.predicate.value)
                        below.append(quad.object)
            level = below


def _longer(path: tuple[Step, ...], predicate: str) -> tuple[Step, ...]:
    if predicate == REST and path and path[-1].predicate == REST:
        return *path[:-1], Step(REST, path[-1].times + 1)
    return *path, Step(predicate)


def canonical_lines(quads: Sequence[ox.Quad]) -> list[str]:
    """The statements in canonical N-Quads, blank nodes labelled by RDFC-1.0 (section 5), in code point order."""
    if len({quad.graph_name for quad in quads}) > 1:
        # There pyoxigraph departs from the standard, where one blank node refers to another in several graphs.
        return sorted(f"{quad} .\n" for quad in relabelled(quads))
    dataset = ox.Dataset(quads)
    if any(_nameless(part) for quad in quads for part in quad):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} .\n" for quad in dataset)


def digest(lines: Iterable[str]) -> str:
    """The SHA-256 of canonical N-Quads, in hexadecimal: the hash of a dataset (RDFC-1.0, section 1.2)."""
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode())
    return found.hexdigest()


def _nameless(term: object) -> bool:
    return isinstance(term, ox.BlankNode) or (isinstance(term, ox.Triple) and any(map(_nameless, term)))
