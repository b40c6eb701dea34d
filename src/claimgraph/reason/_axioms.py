"""The axioms of an ontology, read from a store, as far as paths can tell what follows from them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import pyoxigraph as ox

from claimgraph.reason._literals import DATATYPES
from claimgraph.reason._paths import SPEAKING, BeyondError, Pairs, Path, Schema, Step, ways
from claimgraph.reason._program import vocabulary
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["schema"]

_OWL, _RDF, _RDFS = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))

_PROPERTIES = {
    RDF_TYPE,
    *(_RDF + name for name in ("first", "rest")),
    *(_RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(_OWL + name for name in ("equivalentClass", "equivalentProperty", "inverseOf", "propertyChainAxiom")),
    *(_OWL + name for name in ("disjointWith", "propertyDisjointWith", "members")),
}
_KINDS = {_OWL + name for name in ("Thing", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
_CLASSES = _KINDS | {_RDFS + "Datatype", *(_OWL + name for name in ("AllDisjointClasses", "AllDisjointProperties"))}
_CHARACTERS = ("Functional", "InverseFunctional", "Symmetric", "Asymmetric", "Irreflexive")


def schema(store: ox.Store) -> Schema | None:
    """The ontology that the triples of a store hold; None where more follows from it than paths can tell."""
    if any(_has(store, name) for name in vocabulary("owl-rl") if not _is_known(name)):
        return None
    if any(any(_said(store, None, None, ox.NamedNode(_OWL + name))) for name in ("sameAs", "Nothing")):
        return None
    try:
        found = _read(store)
    except BeyondError:
        return None
    return found if _is_plain(found) else None


def _is_known(name: str) -> bool:
    return name in _PROPERTIES | _CLASSES | SPEAKING or name in {f"{_OWL}{one}Property" for one in _CHARACTERS}


def _has(store: ox.Store, name: str) -> bool:
    """Whether a term is a property in use, or a class that has instances."""
    node = ox.NamedNode(name)
    return any(_said(store, None, node)) or any(_said(store, None, ox.NamedNode(RDF_TYPE), node))


def _said(
    store: ox.Store,
    subject: ox.NamedNode | ox.BlankNode | None,
    name: ox.NamedNode | None,
    of: ox.NamedNode | None = None,
) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(subject, name, of, ox.DefaultGraph())


def _read(store: ox.Store) -> Schema:
    above = _closed(_pairs(store, _RDFS + "subClassOf"), _pairs(store, _OWL + "equivalentClass"))
    characters = {
        one: frozenset(_names(quad.subject for quad in _of_class(store, f"{_OWL}{one}Property"))) for one in _CHARACTERS
    }
    paths = _followed(store, characters["Symmetric"])
    domains, ranges = (_classes(_pairs(store, _RDFS + name), above) for name in ("domain", "range"))
    apart = _apart(store, _OWL + "disjointWith", _OWL + "AllDisjointClasses")
    disjoint = _apart(store, _OWL + "propertyDisjointWith", _OWL + "AllDisjointProperties")
    return Schema(paths, above, domains, ranges, apart, disjoint, characters)


def _is_plain(found: Schema) -> bool:
    """Whether no axiom follows from what is said of things, and nothing from the axioms as such."""
    properties = {
        *found.paths,
        *(name for ways in found.paths.values() for path in ways for name, _ in path),
        *found.domains,
        *found.ranges,
        *chain(*found.characters.values(), *found.disjoint),
    }
    classes = set(chain(*found.above.values(), *found.domains.values(), *found.ranges.values()))
    strange = vocabulary("owl-rl") - _KINDS
    return (
        all(name.value not in _PROPERTIES for name in properties)
        and all(one.value not in strange for one in classes)
        and all(one.value not in DATATYPES for one in chain(*found.apart))
    )


def _of_class(store: ox.Store, name: str) -> Iterator[ox.Quad]:
    return _said(store, None, ox.NamedNode(RDF_TYPE), ox.NamedNode(name))


def _names(nodes: Iterable[object]) -> Iterator[ox.NamedNode]:
    for node in nodes:
        if not isinstance(node, ox.NamedNode):
            raise BeyondError
        yield node


def _pairs(store: ox.Store, name: str) -> list[tuple[ox.NamedNode, ox.NamedNode]]:
    """Subject and object of all triples of a property."""
    quads = list(_said(store, None, ox.NamedNode(name)))
    pairs = zip(_names(quad.subject for quad in quads), _names(quad.object for quad in quads), strict=True)
    return list(pairs)


def _closed(
    below: Iterable[tuple[ox.NamedNode, ox.NamedNode]], alike: Iterable[tuple[ox.NamedNode, ox.NamedNode]]
) -> Pairs:
    """What is above each of them, and itself."""
    steps: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for lower, upper in below:
        steps.setdefault(lower, set()).add(upper)
    for one, other in alike:
        steps.setdefault(one, set()).add(other)
        steps.setdefault(other, set()).add(one)
    return {node: _reached(node, steps) for node in steps}


def _reached(node: ox.NamedNode, steps: Mapping[ox.NamedNode, set[ox.NamedNode]]) -> frozenset[ox.NamedNode]:
    found, waiting = {node}, [node]
    while waiting:
        new = steps.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return frozenset(found)


def _classes(pairs: Iterable[tuple[ox.NamedNode, ox.NamedNode]], above: Pairs) -> Pairs:
    found: dict[ox.NamedNode, frozenset[ox.NamedNode]] = {}
    for name, one in pairs:
        found[name] = found.get(name, frozenset()) | above.get(one, frozenset([one]))
    return found


def _apart(store: ox.Store, name: str, group: str) -> tuple[frozenset[ox.NamedNode], ...]:
    found = [(one, other) for one, other in _pairs(store, name)]
    listed = [
        tuple(_names(_list(store, quad.object)))
        for node in _of_class(store, group)
        for quad in _said(store, _subject(node.subject), ox.NamedNode(_OWL + "members"))
    ]
    both = [*found, *listed]
    if any(len(set(some)) < len(some) for some in both):
        raise BeyondError
    return tuple(map(frozenset, both))


def _subject(node: object) -> ox.NamedNode | ox.BlankNode:
    if not isinstance(node, ox.NamedNode | ox.BlankNode):
        raise BeyondError
    return node


def _list(store: ox.Store, head: object) -> list[object]:
    """The items of a list."""
    found: list[object] = []
    seen = set()
    while head != ox.NamedNode(_RDF + "nil"):
        node = _subject(head)
        items, rests = (list(_said(store, node, ox.NamedNode(_RDF + name))) for name in ("first", "rest"))
        if node in seen or len(items) != 1 or len(rests) != 1:
            raise BeyondError
        seen.add(node)
        found.append(items[0].object)
        head = rests[0].object
    return found


def _followed(store: ox.Store, symmetric: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, tuple[Path, ...]]:
    """The paths of every property that an axiom gives some."""
    steps: dict[ox.NamedNode, set[Step]] = {}

    def give(lower: ox.NamedNode, upper: ox.NamedNode, *, turned: bool = False) -> None:
        steps.setdefault(upper, set()).add((lower, turned))

    for lower, upper in _pairs(store, _RDFS + "subPropertyOf"):
        give(lower, upper)
    for one, other in _pairs(store, _OWL + "equivalentProperty"):
        give(one, other)
        give(other, one)
    for one, other in _pairs(store, _OWL + "inverseOf"):
        give(one, other, turned=True)
        give(other, one, turned=True)
    for one in symmetric:
        give(one, one, turned=True)
    chains: dict[ox.NamedNode, list[list[ox.NamedNode]]] = {}
    for quad in _said(store, None, ox.NamedNode(_OWL + "propertyChainAxiom")):
        (name,) = _names([quad.subject])
        chains.setdefault(name, []).append(list(_names(_list(store, quad.object))))
    return ways(steps, chains)
