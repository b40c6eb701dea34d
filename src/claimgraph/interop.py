"""Terms and graphs of rdflib from those of Oxigraph, and terms back, every literal with its lexical form."""

import logging
from collections.abc import Iterable, Mapping
from contextvars import ContextVar

import pyoxigraph as ox
import rdflib.term
from rdflib import XSD, BNode, Graph, Literal, URIRef

from claimgraph.errors import EngineError, InputError

__all__ = ["BNode", "Graph", "Literal", "Node", "URIRef", "back", "graph", "term"]

Node = URIRef | BNode | Literal

_STRING = str(XSD.string)

# rdflib logs each ill-typed literal with a traceback, for which there is no reason here: its form is all that is asked.
# Nothing else of what it logs is held back, nor what it logs in other threads.
_making: ContextVar[bool] = ContextVar("making", default=False)
logging.getLogger("rdflib.term").addFilter(lambda record: not _making.get())


def term(found: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """The term in rdflib, its lexical form as it is; raises InputError for a triple term, which rdflib has not."""
    if isinstance(found, ox.NamedNode):
        return URIRef(found.value)
    if isinstance(found, ox.BlankNode):
        return BNode(found.value)
    if isinstance(found, ox.Triple):
        raise InputError("rdflib cannot hold triple terms.", hint=f"There is one: {found}.")
    if found.language:
        return Literal(found.value, lang=found.language)
    # Plain strings are xsd:string in RDF 1.1, which rdflib tells apart.
    datatype = None if found.datatype.value == _STRING else URIRef(found.datatype.value)
    making = _making.set(True)
    try:
        # Its own way would make 1 of "01".
        return Literal(found.value, datatype=datatype, normalize=False)
    finally:
        _making.reset(making)


def back(found: rdflib.term.Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term of Oxigraph for one of rdflib; raises EngineError for what is no term of RDF."""
    if isinstance(found, URIRef):
        return ox.NamedNode(str(found))
    if isinstance(found, BNode):
        return ox.BlankNode(str(found))
    if not isinstance(found, Literal):
        raise EngineError(f"rdflib gave a {type(found).__name__}.")
    if found.language:
        return ox.Literal(str(found), language=found.language)
    datatype = ox.NamedNode(str(found.datatype)) if found.datatype else None
    return ox.Literal(str(found), datatype=datatype)


def graph(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> Graph:
    """The triples as a graph of rdflib with those prefixes; raises InputError as `term` does."""
    made = Graph(bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        made.bind(prefix, namespace)
    for triple in triples:
        made.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return made
