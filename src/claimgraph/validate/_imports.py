"""What data and shapes import, or ask to be validated with: it is never fetched, and never passed over in silence."""

from collections.abc import Iterator

import pyoxigraph as ox

from claimgraph import locate, sources
from claimgraph.model import Location
from claimgraph.terms import PREFIXES
from claimgraph.validate._graph import Graph
from claimgraph.validate._places import TYPE
from claimgraph.validate._shapes import SH, Node, Shapes
from claimgraph.validate._usage import IMPORTS, ONTOLOGY, SHAPES_GRAPH, Usage

__all__ = ["notices"]

Import = tuple[Node, Location | None]

_VERSION = ox.NamedNode(PREFIXES["owl"] + "versionIRI")
_SHACL = {f"<{SH}>", f"<{SH.rstrip('#')}>"}  # which the engines know by heart


def notices(shapes: Shapes, usage: Usage, graph: Graph) -> Iterator[str]:
    """A notice of what the data and one of what the shapes import that is not among the files given.

    SHACL says that engines SHOULD follow the imports of shapes and the sh:shapesGraph of data (sections 3.1 and 3.2);
    here the files that are given decide, for what an IRI yields tomorrow nobody knows.
    """
    given = {f"<{sources.base_iri(file)}>" for file in (*graph.files, *shapes.graph.files)}
    described = {str(triple.subject) for triple in shapes.triples} | _SHACL | given
    ontologies = {*_ontologies(graph), *given} if usage.imports else given
    data: list[Import] = []
    other: list[Import] = []
    for number, quad in usage.imports:
        asks = quad.predicate == SHAPES_GRAPH
        if str(quad.object) not in (described if asks else ontologies):
            (other if asks else data).append(_place(graph.blocks[number], quad))
    for triple in shapes.triples:
        if triple.predicate == IMPORTS and str(triple.object) not in described:
            other.append(_place(shapes.graph, triple))
    if data:
        yield f"imports are never fetched: the data is validated without {_say(data)}. Give the files with --ontology."
    if other:
        yield f"imports are never fetched: nothing is checked of {_say(other)}. Give the files with --shapes."


def _ontologies(graph: Graph) -> Iterator[str]:
    """The ontologies of the graph, by name and by version."""
    for file in graph.blocks:
        for quad in file.statements():
            if quad.predicate == _VERSION:
                yield str(quad.object)
            elif quad.predicate == TYPE and quad.object == ONTOLOGY:
                yield str(quad.subject)


def _place(where: Graph | locate.Blocks, triple: ox.Triple) -> Import:
    request = locate.Request(str(triple.subject), str(triple.predicate), str(triple.object))
    if isinstance(triple.subject, ox.BlankNode):
        # The parser gives blank nodes another name in each run; where the IRI is mentioned first is as good a place.
        request = locate.Request(str(triple.object))
    (place,) = locate.places(where.blocks if isinstance(where, Graph) else [where], [request])
    return triple.object, place.location


def _say(imports: list[Import]) -> str:
    return ", ".join(f"{iri} ({place})" for iri, place in imports)
