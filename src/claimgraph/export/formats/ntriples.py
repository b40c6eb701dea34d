"""N-Triples: one triple a line, in canonical form."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph.formats import FORMATS
from claimgraph.rdf import serialized

__all__ = ["write"]


def write(quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """The quads of the default graph as canonical N-Triples (RDF 1.1 N-Triples, section 4)."""
    return serialized([quad.triple for quad in quads], FORMATS["ntriples"], prefixes)
