"""JSON-LD: nested records under a context of prefixes."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO

import pyoxigraph as ox

from claimgraph.export._canonical import Canonical
from claimgraph.export._trees import trees
from claimgraph.export.formats import without_triple_terms
from claimgraph.rdf import used
from claimgraph.terms import PREFIXES, RDF_TYPE, curie

__all__ = ["write"]

Term = Any
Properties = dict[ox.NamedNode, list[Term]]

_FIRST, _REST, _NIL = (ox.NamedNode(PREFIXES["rdf"] + name) for name in ("first", "rest", "nil"))
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_STRING = ox.NamedNode(PREFIXES["xsd"] + "string")

# Readers of JSON follow nesting to some hundred levels only; a node below so many others is a record of its own.
_DEEPEST = 32


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the quads as JSON-LD 1.1: a record per subject, blank nodes inside the one record that refers to them.

    Literals keep their lexical forms: a number is written as a typed string, never as a JSON number. Raises
    InputError for a triple term, which JSON-LD 1.1 does not have.
    """
    schemes: set[str] = set()
    context = used(_noting(schemes, without_triple_terms(quads, "JSON-LD")), prefixes)
    # A prefix that is also the scheme of an IRI would turn that IRI into another one.
    context = {prefix: namespace for prefix, namespace in context.items() if prefix not in schemes}
    stream.write(f'{{\n "@context": {_text(context, chr(10) + " ")},\n "@graph": ['.encode())
    depth, comma = 2, ""
    for name, parts in groupby(trees(quads.lines()) if isinstance(quads, Canonical) else _graphs(quads), itemgetter(0)):
        if not isinstance(name, ox.DefaultGraph):
            stream.write(f'{comma}\n  {{\n   "@id": {_text(_id(name, context), "")},\n   "@graph": ['.encode())
            comma, depth = "", 4
        for _, members, labelled in parts:
            margin = "\n" + " " * depth
            for record in _Writer(members, context, labelled).records():
                stream.write(f"{comma}{margin}{_text(record, margin)}".encode())
                comma = ","
        if depth == 4:
            stream.write(b"\n   ]\n  }")
            comma, depth = ",", 2
    stream.write(b"\n ]\n}\n" if comma else b"]\n}\n")


def _noting(schemes: set[str], quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    for quad in quads:
        schemes.update(term.value.partition(":")[0] for term in quad if isinstance(term, ox.NamedNode))
        yield quad


def _graphs(quads: Iterable[ox.Quad]) -> Iterator[tuple[Term, list[ox.Quad], set[ox.BlankNode]]]:
    """The name of each graph, its quads, and those blank nodes that stand in others too."""
    graphs: dict[Term, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad)
    shared = _in_several(graphs)
    for name, members in graphs.items():
        yield name, members, shared


def _text(value: Any, margin: str) -> str:
    """Objects, arrays and strings as `json.dumps` writes them with an indent of 1, which it does without its C code."""
    if isinstance(value, str):
        return _ENCODER.encode(value)
    inner = f"{margin} "
    if isinstance(value, dict):
        members = [f"{inner}{_ENCODER.encode(key)}: {_text(item, inner)}" for key, item in value.items()]
        return f"{{{','.join(members)}{margin}}}" if members else "{}"
    return f"[{','.join(f'{inner}{_text(item, inner)}' for item in value)}{margin}]" if value else "[]"


def _in_several(graphs: Mapping[Term, list[ox.Quad]]) -> set[ox.BlankNode]:
    """The blank nodes that stand in more than one graph or name one: these must keep their labels."""
    seen: dict[ox.BlankNode, Term] = {}
    shared = {name for name in graphs if isinstance(name, ox.BlankNode)}
    for name, quads in graphs.items():
        for quad in quads:
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.BlankNode) and seen.setdefault(term, name) != name:
                    shared.add(term)
    return shared


def _id(term: Term, context: Mapping[str, str]) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else curie(term.value, context)


class _Names(dict[str, str]):
    """Properties and classes, which are few, as CURIEs under a context."""

    def __init__(self, context: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.context = dict(context)

    def __missing__(self, iri: str) -> str:
        self[iri] = curie(iri, self.context)
        return self[iri]


# Many small documents have the same context.
_names = lru_cache(maxsize=64)(_Names)


class _Writer:
    """Turns the quads of one graph into nested records."""

    def __init__(self, quads: Sequence[ox.Quad], context: Mapping[str, str], labelled: set[ox.BlankNode]) -> None:
        self.context = context
        self.names = _names(tuple(context.items()))
        self.nodes: dict[Term, Properties] = {}
        for quad in quads:
            self.nodes.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
        references = Counter(quad.object for quad in quads if isinstance(quad.object, ox.BlankNode))
        # Nested: referred to exactly once, and not in a cycle, which would leave it outside every record.
        once = {node for node, count in references.items() if count == 1 and node not in labelled}
        self.nested = once - self._cyclic(once)
        self.listed = self._well_formed()
        self.nested -= self._deep()

    def _cyclic(self, once: set[ox.BlankNode]) -> set[ox.BlankNode]:
        parent = {o: s for s, properties in self.nodes.items() for os in properties.values() for o in os if o in once}
        rooted: set[Term] = set()
        cyclic: set[ox.BlankNode] = set()
        for node in parent:
            trail: set[Term] = set()
            current: Term = node
            while current in parent and current not in rooted and current not in cyclic and current not in trail:
                trail.add(current)
                current = parent[current]
            (cyclic if current in cyclic or current in trail else rooted).update(trail)
        return cyclic

    def _well_formed(self) -> dict[Term, Term]:
        """The nested cells of well-formed lists, each with the rest of its list."""
        rests = {
            node: properties[_REST][0]
            for node, properties in self.nodes.items()
            if node in self.nested
            and set(properties) == {_FIRST, _REST}
            and len(properties[_FIRST]) == len(properties[_REST]) == 1
        }
        before = {rest: node for node, rest in rests.items() if rest != _NIL}
        listed: dict[Term, Term] = {}
        for cell in [node for node, rest in rests.items() if rest == _NIL]:
            listed[cell] = _NIL
            while cell in before:
                listed[before[cell]] = cell
                cell = before[cell]
        return listed

    def _deep(self) -> set[ox.BlankNode]:
        """The nested nodes at every so many levels of nesting; a list is one level, however long."""
        parent = {
            o: s for s, properties in self.nodes.items() for os in properties.values() for o in os if o in self.nested
        }
        levels: dict[Term, int] = {}
        deep = set()
        for node in self.nodes:
            trail = []
            while node in self.nested and node not in levels:
                trail.append(node)
                node = parent[node]
            level = levels.get(node, 0)
            for inner in reversed(trail):
                if self.listed.get(parent[inner]) != inner:
                    level += 1
                    if level % _DEEPEST == 0:
                        deep.add(inner)
                levels[inner] = level
        return deep

    def records(self) -> list[dict[str, Any]]:
        """The records of all subjects that are not nested in another's, in the order of the quads."""
        return [self.record(node) for node in self.nodes if node not in self.nested]

    def record(self, node: Term) -> dict[str, Any]:
        """One node with its properties."""
        record: dict[str, Any] = {} if node in self.nested else {"@id": _id(node, self.context)}
        for predicate, objects in self.nodes.get(node, {}).items():
            if predicate.value == RDF_TYPE and all(isinstance(value, ox.NamedNode) for value in objects):
                types = [self.names[value.value] for value in objects]
                record["@type"] = types[0] if len(types) == 1 else types
            else:
                values = [self.value(value) for value in objects]
                record[self.names[predicate.value]] = values[0] if len(values) == 1 else values
        return record

    def value(self, term: Term) -> Any:
        """One object of a triple."""
        if isinstance(term, ox.Literal):
            return self.literal(term)
        if term == _NIL:
            return {"@list": []}
        if term in self.nested:
            return {"@list": self.items(term)} if term in self.listed else self.record(term)
        return {"@id": _id(term, self.context)}

    def literal(self, term: ox.Literal) -> Any:
        """A plain string as itself, every other literal with its language and direction, or its datatype."""
        if term.language:
            direction = {"@direction": str(term.direction)} if term.direction else {}
            return {"@value": term.value, "@language": term.language} | direction
        if term.datatype == _STRING:
            return term.value
        return {"@value": term.value, "@type": self.names[term.datatype.value]}

    def items(self, cell: Term) -> list[Any]:
        """The items of a list from one of its cells on."""
        items = []
        while cell != _NIL:
            items.append(self.value(self.nodes[cell][_FIRST][0]))
            cell = self.listed[cell]
        return items
