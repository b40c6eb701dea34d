"""Why a derived statement holds: one rule and its premises for each, each premise nearer to the claims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.publish.statements import Node
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["Fact", "Step", "steps"]

Fact = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]
"""Subject, predicate and object."""

_OWL, _RDF = PREFIXES["owl"], PREFIXES["rdf"]
_SUBPROPERTY = ox.NamedNode(PREFIXES["rdfs"] + "subPropertyOf")
_INVERSE, _TYPE = ox.NamedNode(_OWL + "inverseOf"), ox.NamedNode(RDF_TYPE)
_SYMMETRIC, _TRANSITIVE = (ox.NamedNode(f"{_OWL}{name}Property") for name in ("Symmetric", "Transitive"))
_CHAIN = _OWL + "propertyChainAxiom"
_NIL = ox.NamedNode(_RDF + "nil")


@dataclass(frozen=True, slots=True)
class Step:
    """The rule that gives a statement (OWL 2 Profiles, section 4.3), what it is applied to, and the axiom it needs.

    An axiom is a statement about properties, or a chain of properties.
    """

    rule: str
    premises: tuple[Fact, ...]
    axiom: tuple[ox.NamedNode, ...]


@dataclass(frozen=True)
class _Axioms:
    """What the ontology says of its properties, as the rules need it."""

    narrower: Mapping[ox.NamedNode, list[ox.NamedNode]]
    inverses: Mapping[ox.NamedNode, list[tuple[str, ox.NamedNode, Fact]]]
    symmetric: frozenset[ox.NamedNode]
    transitive: frozenset[ox.NamedNode]
    chains: Mapping[ox.NamedNode, list[tuple[ox.NamedNode, ...]]]

    @classmethod
    def of(cls, model: Model) -> "_Axioms":
        narrower: dict[ox.NamedNode, list[ox.NamedNode]] = {}
        inverses: dict[ox.NamedNode, list[tuple[str, ox.NamedNode, Fact]]] = {}
        chains: dict[ox.NamedNode, list[tuple[ox.NamedNode, ...]]] = {}
        for node in sorted((one for one in model.out if isinstance(one, ox.NamedNode)), key=str):
            for wider in model.named(node, _SUBPROPERTY.value):
                narrower.setdefault(wider, []).append(node)
            for other in model.named(node, _INVERSE.value):
                axiom = (node, _INVERSE, other)
                inverses.setdefault(other, []).append(("prp-inv1", node, axiom))
                inverses.setdefault(node, []).append(("prp-inv2", other, axiom))
            for cell in model.objects(node, _CHAIN):
                if isinstance(cell, ox.BlankNode) and (chain := _items(model, cell)):
                    chains.setdefault(node, []).append(chain)
        kinds = ((kind, model.subjects(RDF_TYPE, kind)) for kind in (_SYMMETRIC, _TRANSITIVE))
        symmetric, transitive = (frozenset(one for one in found if isinstance(one, ox.NamedNode)) for _, found in kinds)
        return cls(narrower, inverses, symmetric, transitive, chains)


def steps(facts: Iterable[Fact], given: Iterable[Fact], model: Model) -> dict[Fact, Step]:
    """For each of the facts that one rule gives from what is given, or from facts that do so in turn, this rule.

    Shortest derivations first, so that nothing explains itself. Facts that need other rules are left out.
    """
    axioms = _Axioms.of(model)
    known: dict[Fact, None] = dict.fromkeys(given)
    onward: dict[tuple[ox.NamedNode, ox.NamedNode], list[ox.NamedNode]] = {}
    for fact in known:
        onward.setdefault(fact[:2], []).append(fact[2])
    waiting = [fact for fact in facts if fact not in known]
    found: dict[Fact, Step] = {}
    while waiting:
        layer = {fact: step for fact in waiting if (step := _step(fact, known, onward, axioms))}
        if not layer:
            break
        found |= layer
        known |= dict.fromkeys(layer)
        for fact in layer:
            onward.setdefault(fact[:2], []).append(fact[2])
        waiting = [fact for fact in waiting if fact not in layer]
    return found


def _step(
    fact: Fact,
    known: Mapping[Fact, None],
    onward: Mapping[tuple[ox.NamedNode, ox.NamedNode], list[ox.NamedNode]],
    axioms: _Axioms,
) -> Step | None:
    subject, predicate, object_ = fact
    for name in axioms.narrower.get(predicate, ()):
        if (premise := (subject, name, object_)) in known:
            return Step("prp-spo1", (premise,), (name, _SUBPROPERTY, predicate))
    for rule, name, axiom in axioms.inverses.get(predicate, ()):
        if (premise := (object_, name, subject)) in known:
            return Step(rule, (premise,), axiom)
    if predicate in axioms.symmetric and (premise := (object_, predicate, subject)) in known:
        return Step("prp-symp", (premise,), (predicate, _TYPE, _SYMMETRIC))
    chains = [("prp-spo2", chain, chain) for chain in axioms.chains.get(predicate, ())]
    if predicate in axioms.transitive:
        chains.append(("prp-trp", (predicate, predicate), (predicate, _TYPE, _TRANSITIVE)))
    for rule, chain, said in chains:
        if premises := _followed(subject, chain, object_, onward):
            return Step(rule, premises, said)
    return None


def _followed(
    start: ox.NamedNode,
    chain: tuple[ox.NamedNode, ...],
    end: ox.NamedNode,
    onward: Mapping[tuple[ox.NamedNode, ox.NamedNode], list[ox.NamedNode]],
) -> tuple[Fact, ...]:
    """The facts along a chain of properties from one thing to another; none where there is no way."""
    for other in onward.get((start, chain[0]), ()):
        first = (start, chain[0], other)
        if len(chain) == 1:
            if other == end:
                return (first,)
        elif rest := _followed(other, chain[1:], end, onward):
            return (first, *rest)
    return ()


def _items(model: Model, cell: Node) -> tuple[ox.NamedNode, ...]:
    """The properties of an RDF list; none where it is no list of properties, or has no end."""
    items: list[ox.NamedNode] = []
    seen: set[Node] = set()
    while cell != _NIL:
        item, rest = (model.node(cell, _RDF + name) for name in ("first", "rest"))
        if cell in seen or rest is None or not isinstance(item, ox.NamedNode):
            return ()
        seen.add(cell)
        items.append(item)
        cell = rest
    return tuple(items)
