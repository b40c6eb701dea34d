"""Why a derived statement holds: one rule and its premises for each, each premise nearer to the claims."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.publish.statements import Node, Term
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["Fact", "Known", "Step", "steps"]

Fact = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]
"""Subject, predicate and object."""

_OWL, _RDF = PREFIXES["owl"], PREFIXES["rdf"]
_SUBPROPERTY = ox.NamedNode(PREFIXES["rdfs"] + "subPropertyOf")
_EQUIVALENT = ox.NamedNode(_OWL + "equivalentProperty")
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


class _Axioms:
    """What the ontology says of its properties, as the rules need it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._sources: dict[ox.NamedNode, _Sources] = {}
        self._symmetric, self._transitive = (set(model.subjects(RDF_TYPE, kind)) for kind in (_SYMMETRIC, _TRANSITIVE))

    def of(self, name: ox.NamedNode) -> "_Sources":
        """From what the triples of a property follow."""
        found = self._sources.get(name)
        if found is None:
            found = self._sources[name] = self._found(name)
        return found

    def _found(self, name: ox.NamedNode) -> "_Sources":
        model = self._model
        same = [
            (rule, one, (one, above, name))
            for rule, above in (("prp-spo1", _SUBPROPERTY), ("prp-eqp1", _EQUIVALENT))
            for one in _named(model.subjects(above.value, name))
        ]
        twins = _named(model.objects(name, _EQUIVALENT.value))
        same += [("prp-eqp2", one, (name, _EQUIVALENT, one)) for one in twins]
        turned = [(one, "prp-inv1", one, (one, _INVERSE, name)) for one in _named(model.subjects(_INVERSE.value, name))]
        turned += [(name, "prp-inv2", one, (name, _INVERSE, one)) for one in model.named(name, _INVERSE.value)]
        cells = (cell for cell in model.objects(name, _CHAIN) if isinstance(cell, ox.BlankNode))
        chains = [("prp-spo2", chain, chain) for cell in cells if (chain := _items(model, cell))]
        if name in self._transitive:
            chains.append(("prp-trp", (name, name), (name, _TYPE, _TRANSITIVE)))
        return _Sources(
            same,
            [(rule, one, axiom) for _, rule, one, axiom in sorted(turned, key=lambda one: str(one[0]))],
            name in self._symmetric,
            chains,
        )


@dataclass(frozen=True, slots=True)
class _Sources:
    """From what the triples of a property follow, in the order in which the rules are tried."""

    same: Sequence[tuple[str, ox.NamedNode, Fact]]
    """Those whose triples are triples of the property too."""
    inverses: Sequence[tuple[str, ox.NamedNode, Fact]]
    symmetric: bool
    chains: Sequence[tuple[str, tuple[ox.NamedNode, ...], tuple[ox.NamedNode, ...]]]


class Known:
    """Facts that are given, and those that follow from them; what is asserted is looked up when it is asked for."""

    def __init__(self, given: Iterable[Fact], asserted: Callable[[ox.NamedNode, ox.NamedNode], Iterable[ox.NamedNode]]):
        self._asserted = asserted
        self._ends: dict[tuple[ox.NamedNode, ox.NamedNode], dict[ox.NamedNode, None]] = {}
        self._given: dict[tuple[ox.NamedNode, ox.NamedNode], dict[ox.NamedNode, None]] = {}
        for subject, name, of in given:
            self._given.setdefault((subject, name), {})[of] = None

    def __contains__(self, fact: Fact) -> bool:
        return fact[2] in self.ends(fact[0], fact[1])

    def add(self, facts: Iterable[Fact]) -> None:
        """Facts that follow."""
        for subject, name, of in facts:
            self.ends(subject, name)[of] = None

    def ends(self, subject: ox.NamedNode, name: ox.NamedNode) -> dict[ox.NamedNode, None]:
        """The objects of a subject by a property, in the order in which they came to be known."""
        found = self._ends.get((subject, name))
        if found is None:
            asserted = dict.fromkeys(self._asserted(subject, name))
            found = self._ends[subject, name] = {**self._given.get((subject, name), {}), **asserted}
        return found


def steps(facts: Iterable[Fact], known: Known, model: Model) -> dict[Fact, Step]:
    """For each of the facts that one rule gives from what is known, or from facts that do so in turn, this rule.

    Shortest derivations first, so that nothing explains itself. Facts that need other rules are left out.
    """
    axioms = _Axioms(model)
    waiting = [fact for fact in facts if fact not in known]
    found: dict[Fact, Step] = {}
    while waiting:
        layer = {fact: step for fact in waiting if (step := _step(fact, known, axioms.of(fact[1])))}
        if not layer:
            break
        found |= layer
        known.add(layer)
        waiting = [fact for fact in waiting if fact not in layer]
    return found


def _step(fact: Fact, known: Known, sources: _Sources) -> Step | None:
    subject, predicate, object_ = fact
    for rule, name, axiom in sources.same:
        if (premise := (subject, name, object_)) in known:
            return Step(rule, (premise,), axiom)
    for rule, name, axiom in sources.inverses:
        if (premise := (object_, name, subject)) in known:
            return Step(rule, (premise,), axiom)
    if sources.symmetric and (premise := (object_, predicate, subject)) in known:
        return Step("prp-symp", (premise,), (predicate, _TYPE, _SYMMETRIC))
    for rule, chain, said in sources.chains:
        if premises := _followed(subject, chain, object_, known):
            return Step(rule, premises, said)
    return None


def _followed(
    start: ox.NamedNode, chain: tuple[ox.NamedNode, ...], end: ox.NamedNode, known: Known
) -> tuple[Fact, ...]:
    """The facts along a chain of properties from one thing to another; none where there is no way."""
    for other in known.ends(start, chain[0]):
        first = (start, chain[0], other)
        if len(chain) == 1:
            if other == end:
                return (first,)
        elif rest := _followed(other, chain[1:], end, known):
            return (first, *rest)
    return ()


def _named(nodes: Iterable[Term]) -> list[ox.NamedNode]:
    return sorted((node for node in nodes if isinstance(node, ox.NamedNode)), key=str)


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
