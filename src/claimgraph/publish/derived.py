"""What follows from the data, as pages show it: apart from what is claimed, and each with its reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["Derived", "Statement", "collect"]

_RDF = PREFIXES["rdf"]
_TYPE = f"<{RDF_TYPE}>".encode()
_SUBPROPERTY = PREFIXES["rdfs"] + "subPropertyOf"
_TERMS = {
    PREFIXES["owl"] + "Class",
    PREFIXES["owl"] + "ObjectProperty",
    PREFIXES["owl"] + "DatatypeProperty",
    PREFIXES["skos"] + "Concept",
    PREFIXES["skos"] + "ConceptScheme",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A derived triple about records, and the claims that license it.

    It is `direct` where a rule of the project gives it from these claims; else it follows from them by the ontology,
    or, without any, by more than one step.
    """

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: ox.NamedNode
    claims: tuple[ox.NamedNode, ...] = ()
    direct: bool = False


@dataclass(frozen=True)
class Derived:
    """The derived statements, by each record that they are about and by each claim that licenses them."""

    of: dict[ox.NamedNode, list[Statement]] = field(default_factory=dict)
    statements: Sequence[Statement] = ()

    @property
    def digest(self) -> str:
        """A digest of all of them."""
        return hashlib.sha256(repr(self.statements).encode()).hexdigest()


def collect(data: bytes, model: Model) -> Derived:
    """Those of the derived triples, in N-Triples, that relate two records, no claims; and what they rest on."""
    # Most say of what class something is, which no page shows: they need not be parsed.
    kept = b"".join(line for line in data.splitlines(keepends=True) if line.split(b" ", 2)[1:2] != [_TYPE])
    derived = Model().read(ox.parse(kept, format=ox.RdfFormat.N_TRIPLES))
    licensed: dict[tuple[object, object, object], list[ox.NamedNode]] = {}
    for node in derived.out:
        for claim in derived.named(node, CLAIM + "derivedFromClaim"):
            key = tuple(derived.node(node, _RDF + name) for name in ("subject", "predicate", "object"))
            licensed.setdefault((key[0], key[1], key[2]), []).append(claim)
    found: list[Statement] = []
    for subject, properties in derived.out.items():
        for name, objects in properties.items():
            for object_ in objects:
                if not isinstance(subject, ox.NamedNode) or not isinstance(object_, ox.NamedNode):
                    continue
                if _is_record(subject, model) and _is_record(object_, model):
                    predicate = ox.NamedNode(name)
                    claims = licensed.get((subject, predicate, object_), [])
                    below = claims or [
                        claim
                        for narrower in properties
                        if name in _above(model, narrower)
                        for claim in licensed.get((subject, ox.NamedNode(narrower), object_), ())
                    ]
                    ordered = tuple(sorted(set(below), key=str))
                    found.append(Statement(subject, predicate, object_, ordered, direct=bool(claims)))
    found.sort(key=lambda one: (one.subject.value, one.predicate.value, one.object.value))
    of: dict[ox.NamedNode, list[Statement]] = {}
    for one in found:
        for node in dict.fromkeys((one.subject, one.object, *one.claims)):
            of.setdefault(node, []).append(one)
    return Derived(of, found)


def _above(model: Model, name: str) -> set[str]:
    """A property and the properties above it."""
    found, waiting = set[str](), [name]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += [above.value for above in model.named(ox.NamedNode(one), _SUBPROPERTY)]
    return found


def _is_record(node: ox.NamedNode, model: Model) -> bool:
    """Whether a node is a thing that claims are about; terms of an ontology are not."""
    return node in model.out and not model.is_claim(node) and not _TERMS & {one.value for one in model.types(node)}
