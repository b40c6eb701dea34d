"""Which of the derived triples relate records, and what they rest on."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import pyoxigraph as ox

from claimgraph.publish.cards import Card
from claimgraph.publish.derivation import Fact, Known, steps
from claimgraph.publish.derived import Derived, Statement
from claimgraph.publish.model import Model
from claimgraph.publish.stored import Stored
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["bears", "collect", "mentioned", "related", "shown"]

_RDF = PREFIXES["rdf"]
_PARTS = ("subject", "predicate", "object")
_STATING = {f"<{iri}>".encode() for iri in (*(_RDF + name for name in _PARTS), CLAIM + "derivedFromClaim")}
_TYPE = f"<{RDF_TYPE}>".encode()
_TERMS = {
    PREFIXES["owl"] + "Class",
    PREFIXES["owl"] + "ObjectProperty",
    PREFIXES["owl"] + "DatatypeProperty",
    PREFIXES["skos"] + "Concept",
    PREFIXES["skos"] + "ConceptScheme",
}


def shown(data: bytes) -> bytes:
    """The triples, in N-Triples, without those that say of what class something is: most, and no page shows them."""
    return b"".join(line for line in data.splitlines(keepends=True) if line.split(b" ", 2)[1:2] != [_TYPE])


def collect(data: bytes, model: Model, cards: Mapping[ox.NamedNode, Card]) -> Derived:
    """Those of the derived triples, in N-Triples, that relate two records, no claims; and what they rest on."""
    records = _Records(model, cards)
    derived = Model().read(ox.parse(_bearing(data, records), format=ox.RdfFormat.N_TRIPLES))
    licensed = _licensed(derived, model)
    facts = sorted(_related(derived, records), key=lambda fact: tuple(node.value for node in fact))

    def asserted(subject: ox.NamedNode, name: ox.NamedNode) -> Iterable[ox.NamedNode]:
        return filter(records.has, model.named(subject, name.value)) if records.has(subject) else ()

    why = steps(facts, Known(licensed, asserted), model)
    resting: dict[Fact, frozenset[ox.NamedNode]] = {fact: frozenset(claims) for fact, claims in licensed.items()}
    for fact, step in why.items():  # in the order in which they follow from one another
        resting[fact] = frozenset(claim for premise in step.premises for claim in resting.get(premise, ()))
    found = []
    for fact in facts:
        claims = tuple(sorted(resting.get(fact, ()), key=str))
        found.append(Statement(*fact, claims, fact in licensed, why.get(fact)))
    return Derived.by_node(found, licensed)


class _Records:
    """The things that claims are about; terms of an ontology are not."""

    def __init__(self, model: Model, cards: Mapping[ox.NamedNode, Card]) -> None:
        self._model, self._cards = model, cards
        self._known: dict[bytes, bool] = {}

    def has(self, node: ox.NamedNode) -> bool:
        """Whether a node is one of them."""
        if card := self._cards.get(node):
            return card.stated is None and _TERMS.isdisjoint(card.types)
        return _is_record(node, self._model)

    def written(self, term: bytes) -> bool:
        """Whether a term of N-Triples is one of them."""
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = term[:1] == b"<" and self.has(ox.NamedNode(term[1:-1].decode()))
        return found


def _bearing(data: bytes, records: _Records) -> bytes:
    """Those of the triples that relate two records, or say from which claims a rule gives something."""
    lines = (line.split(b" ", 2) for line in data.splitlines() if line)
    return b"".join(
        b"%s %s %s\n" % (s, p, o)
        for s, p, o in lines
        if p in _STATING or (p != _TYPE and records.written(o[:-2]) and records.written(s))
    )


def bears(lines: Iterable[bytes], *models: Model) -> bool:
    """Whether derived triples, in N-Triples, may be among those that `collect` tells of, in one of the models."""
    return any(_bearing(b"".join(lines), _Records(one, {})) for one in models)


def mentioned(derived: Stored, nodes: Iterable[ox.NamedNode]) -> bool:
    """Whether derived triples, in N-Triples, are about any of the nodes."""
    with derived.mapped() as lines:
        return any(lines.find(str(node).encode()) >= 0 for node in nodes)


def _licensed(derived: Model, model: Model) -> dict[Fact, tuple[ox.NamedNode, ...]]:
    """The facts that a rule of the project gives, each with the claims that it names.

    What is given from a claim with several subjects or objects has several too: each with each other of which it holds.
    """
    found: dict[Fact, set[ox.NamedNode]] = {}
    for node in derived.out:
        if claims := derived.named(node, CLAIM + "derivedFromClaim"):
            facts = list(product(*(derived.named(node, _RDF + name) for name in _PARTS)))
            for subject, predicate, object_ in facts:
                held = (object_ in one.objects(subject, predicate.value) for one in (derived, model))
                if len(facts) == 1 or any(held):
                    found.setdefault((subject, predicate, object_), set()).update(claims)
    return {fact: tuple(sorted(claims, key=str)) for fact, claims in found.items()}


def _related(derived: Model, records: _Records) -> Iterator[Fact]:
    """What follows of one record and another."""
    for subject, properties in derived.out.items():
        if isinstance(subject, ox.NamedNode) and records.has(subject):
            for name, objects in properties.items():
                for one in objects:
                    if isinstance(one, ox.NamedNode) and records.has(one):
                        yield subject, ox.NamedNode(name), one


def related(node: ox.NamedNode, model: Model) -> frozenset[tuple[str, ox.NamedNode]] | None:
    """What is said of a thing and other things that may bear on what is derived; None where it is no record."""
    if not _is_record(node, model):
        return None
    said = model.out[node].items()
    return frozenset((name, one) for name, objects in said for one in objects if isinstance(one, ox.NamedNode))


def _is_record(node: ox.NamedNode, model: Model) -> bool:
    """Whether a node is a thing that claims are about, and something is said of it; terms of an ontology are not."""
    return node in model.out and not model.is_claim(node) and _TERMS.isdisjoint(one.value for one in model.types(node))
