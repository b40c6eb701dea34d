"""RDF/XML: for tools that read nothing newer."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph.errors import InputError
from claimgraph.export.formats import Triples, without_triple_terms
from claimgraph.formats import FORMATS
from claimgraph.rdf import serialize

__all__ = ["write"]


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the quads of the default graph as RDF/XML (RDF 1.1 XML Syntax).

    Raises InputError for a predicate that cannot be split into namespace and XML name, for a triple term, and for a
    character that XML cannot hold.
    """
    for quad in without_triple_terms(quads, "RDF/XML"):
        if not quad.predicate.value[-1].isalnum() and quad.predicate.value[-1] not in "_-.":
            raise InputError(f"RDF/XML cannot write the predicate {quad.predicate}.", hint="Export to turtle.")
    serialize(Triples(quads), FORMATS["rdfxml"], prefixes, stream)
