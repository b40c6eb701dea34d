"""Statements by what they are about, and by what refers to what."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Self, TypeVar

import pyoxigraph as ox

from claimgraph.datatypes import TRUE
from claimgraph.query.vocabulary import preference
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["Node", "Nodes", "Statements", "Term", "best"]

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_Found = TypeVar("_Found")

_DEPRECATED = PREFIXES["owl"] + "deprecated"
_INVALIDATED = PREFIXES["prov"] + "invalidatedAtTime"
_PARTS = tuple(map(attrgetter, ("subject", "predicate", "object")))
_VALUE = attrgetter("value")
_NODES = (ox.NamedNode, ox.BlankNode)
_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"


def best(terms: Iterable[Term]) -> ox.Literal | None:
    """The literal among terms that is in the best language, or the first of these; None where there is none."""
    found = [term for term in terms if isinstance(term, ox.Literal)]
    if len(found) > 1:
        return min(found, key=preference)
    return found[0] if found else None


@dataclass
class Statements:
    """The triples of a project, by subject and by object; graph names are dropped."""

    out: Mapping[Node, dict[str, list[Term]]] = field(default_factory=dict)
    into: Mapping[Node, list[tuple[str, Node]]] = field(default_factory=dict)
    predicates: dict[str, str] = field(default_factory=dict)
    """The predicates in use, by name."""
    _above: dict[str, frozenset[str]] = field(default_factory=dict)

    def read(self, triples: Iterable[ox.Triple]) -> Self:
        """Take in the triples, and give them back."""
        found = list(triples)
        return self.take([[list(map(part, found)) for part in _PARTS]])

    def take(self, batches: Iterable[Sequence[Sequence[Any]]]) -> Self:
        """Take in triples in columns, as `sources.columns` gives them, and give them back."""
        # Each term is kept once: that spares memory, and most comparisons of terms.
        known: dict[Any, Any] = {}
        names = self.predicates
        out: dict[Node, dict[str, list[Term]]] = {}
        into: dict[Node, list[tuple[str, Node]]] = {}
        for subjects, predicates, objects in batches:
            subjects, objects = (list(map(known.setdefault, terms, terms)) for terms in (subjects, objects))
            values = list(map(_VALUE, predicates))
            _add(out, into, zip(subjects, map(names.setdefault, values, values), objects, strict=True))
        for properties in out.values():
            for terms in properties.values():
                if len(terms) > 1:
                    terms.sort(key=str)
        for referrers in into.values():
            if len(referrers) > 1:
                referrers.sort(key=lambda pair: (pair[0], str(pair[1])))
        self.out, self.into = out, into
        return self

    def objects(self, node: Node, predicate: str) -> Sequence[Term]:
        """The objects that a node has by a predicate, in a fixed order."""
        return self.out.get(node, {}).get(predicate, ())

    def node(self, node: Node, predicate: str) -> Node | None:
        """The first of these that is no literal."""
        return next(iter(self.nodes(node, predicate)), None)

    def nodes(self, node: Node, predicate: str) -> list[Node]:
        """The objects that a node has by a predicate and that are no literals, in a fixed order."""
        return [term for term in self.objects(node, predicate) if isinstance(term, ox.NamedNode | ox.BlankNode)]

    def named(self, node: Node, predicate: str) -> list[ox.NamedNode]:
        """Those of the objects that are IRIs."""
        return [term for term in self.out.get(node, {}).get(predicate, ()) if isinstance(term, ox.NamedNode)]

    def literals(self, node: Node, *predicates: str) -> list[ox.Literal]:
        """The literals that a node has by the predicates, the best language first."""
        said = self.out.get(node, {})
        found = [term for name in predicates for term in said.get(name, ()) if isinstance(term, ox.Literal)]
        return sorted(found, key=preference) if len(found) > 1 else found

    def literal(self, node: Node, *predicates: str) -> ox.Literal | None:
        """The first of these."""
        said = self.out.get(node, {})
        return best(term for name in predicates for term in said.get(name, ()))

    def texts(self, node: Node, *predicates: str) -> list[str]:
        """What the literals say that a node has by the predicates, the best language first."""
        return [literal.value for literal in self.literals(node, *predicates)]

    def text(self, node: Node, *predicates: str) -> str:
        """The first of these; empty where there is none."""
        found = self.literal(node, *predicates)
        return found.value if found else ""

    def subjects(self, predicate: str, node: Node) -> list[Node]:
        """The nodes that refer to one by a predicate."""
        return [subject for name, subject in self.into.get(node, ()) if name == predicate]

    def types(self, node: Node) -> list[ox.NamedNode]:
        """The classes that a node is said to belong to."""
        return self.named(node, RDF_TYPE)

    def above(self, class_: str) -> frozenset[str]:
        """A class and all classes above it, by what the ontology asserts."""
        if class_ not in self._above:
            found, waiting = set[str](), [class_]
            while waiting:
                name = waiting.pop()
                if name not in found:
                    found.add(name)
                    waiting += [term.value for term in self.named(ox.NamedNode(name), _SUBCLASS)]
            self._above[class_] = frozenset(found)
        return self._above[class_]

    def is_a(self, node: Node, class_: str) -> bool:
        """Whether a node belongs to a class or to one below it."""
        return any(class_ in self.above(type_.value) for type_ in self.types(node))

    def is_claim(self, node: Node) -> bool:
        """Whether a node is a claim: it has a cg:subject."""
        return CLAIM + "subject" in self.out.get(node, ())

    def is_deprecated(self, node: Node) -> bool:
        """Whether a node is said to be (`owl:deprecated`)."""
        return not TRUE.isdisjoint(self.texts(node, _DEPRECATED))

    def is_tombstone(self, node: Node) -> bool:
        """Whether a node only says that something was removed: it has a prov:invalidatedAtTime."""
        return _INVALIDATED in self.out.get(node, ())

    def owner(self, node: Node) -> ox.NamedNode | None:
        """The named thing that a node is, or is a part of: who refers to a blank node, however far up.

        Of several the first by IRI, whatever blank nodes are called.
        """
        if isinstance(node, ox.NamedNode):
            return node
        found: list[ox.NamedNode] = []
        waiting, seen = [node], {node}
        while waiting:
            for _, subject in self.into.get(waiting.pop(), ()):
                if isinstance(subject, ox.NamedNode):
                    found.append(subject)
                elif subject not in seen:
                    seen.add(subject)
                    waiting.append(subject)
        return min(found, key=_VALUE, default=None)

    def description(self, node: Node) -> Iterator[ox.Triple]:
        """What is said of a node and of the blank nodes below it (a concise bounded description)."""
        waiting, seen = [node], {node}
        while waiting:
            subject = waiting.pop()
            for predicate, objects in self.out.get(subject, {}).items():
                for term in objects:
                    yield ox.Triple(subject, ox.NamedNode(predicate), term)
                    if isinstance(term, ox.BlankNode) and term not in seen:
                        seen.add(term)
                        waiting.append(term)


def _add(
    out: dict[Node, dict[str, list[Term]]],
    into: dict[Node, list[tuple[str, Node]]],
    rows: Iterable[tuple[Any, str, Any]],
) -> None:
    last, properties = None, dict[str, list[Term]]()
    for subject, name, object_ in rows:
        if subject is not last:
            if isinstance(subject, ox.Triple):
                continue  # RDF 1.2 has none, but the type of pyoxigraph allows it
            last, properties = subject, out.get(subject) or out.setdefault(subject, {})
        terms = properties.get(name)
        if terms is None:
            properties[name] = [object_]
        elif object_ in terms:
            continue
        else:
            terms.append(object_)
        if type(object_) in _NODES:
            referrers = into.get(object_)
            if referrers is None:
                into[object_] = [(name, subject)]
            else:
                referrers.append((name, subject))


class Nodes(Mapping[Node, _Found]):
    """What is found of nodes, when it is asked for."""

    def __init__(self, find: Callable[[Node], _Found], nodes: Callable[[], Iterator[Node]]) -> None:
        self._find, self._nodes = find, nodes
        self._found: dict[Node, _Found] = {}

    def __getitem__(self, node: Node) -> _Found:
        if found := self._of(node):
            return found
        raise KeyError(node)

    def get(self, node: Node, default: Any = None) -> Any:
        """As any mapping has it; that of the base class raises and catches an exception where nothing is found."""
        return self._of(node) or default

    def __contains__(self, node: object) -> bool:
        return isinstance(node, ox.NamedNode | ox.BlankNode) and bool(self._of(node))

    def _of(self, node: Node) -> _Found:
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = self._find(node)
        return found

    def __iter__(self) -> Iterator[Node]:
        return (node for node in self._nodes() if node in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
