"""TriG: Turtle with named graphs."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph.formats import FORMATS
from claimgraph.rdf import serialized

__all__ = ["write"]


def write(quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """The quads as TriG (RDF 1.1 TriG), with those prefixes that it needs."""
    return serialized(quads, FORMATS["trig"], prefixes)
