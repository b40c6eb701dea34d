"""N-Quads: one statement a line with its graph, in canonical form."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph.formats import FORMATS
from claimgraph.rdf import serialized

__all__ = ["write"]


def write(quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """The quads as canonical N-Quads (RDF Dataset Canonicalization, section 5)."""
    return serialized(quads, FORMATS["nquads"], prefixes)
