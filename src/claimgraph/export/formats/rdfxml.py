"""RDF/XML: for tools that read nothing newer."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph.errors import InputError
from claimgraph.export.formats import refuse_triple_terms
from claimgraph.formats import FORMATS
from claimgraph.rdf import serialized

__all__ = ["write"]


def write(quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """The quads of the default graph as RDF/XML (RDF 1.1 XML Syntax).

    Raises InputError for a predicate that cannot be split into namespace and XML name, for a triple term, and for a
    character that XML cannot hold.
    """
    refuse_triple_terms(quads, "RDF/XML")
    for quad in quads:
        if not quad.predicate.value[-1].isalnum() and quad.predicate.value[-1] not in "_-.":
            raise InputError(f"RDF/XML cannot write the predicate {quad.predicate}.", hint="Export to turtle.")
    return serialized([quad.triple for quad in quads], FORMATS["rdfxml"], prefixes)
