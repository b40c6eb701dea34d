"""RDF/XML: for tools that read nothing newer."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph.export.formats import Triples, without_triple_terms
from claimgraph.formats import FORMATS
from claimgraph.rdf import serialize

__all__ = ["write"]


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the quads of the default graph as RDF/XML (RDF 1.1 XML Syntax).

    Raises InputError for a predicate that cannot be the name of an element, for a triple term, and for a character that
    XML cannot hold.
    """
    for _ in without_triple_terms(quads, "RDF/XML"):
        pass
    serialize(Triples(quads), FORMATS["rdfxml"], prefixes, stream)
