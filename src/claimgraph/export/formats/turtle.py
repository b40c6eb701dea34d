"""Turtle: grouped by subject, with prefixes."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph.formats import FORMATS
from claimgraph.rdf import serialized

__all__ = ["write"]


def write(quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """The quads of the default graph as Turtle (RDF 1.1 Turtle), with those prefixes that it needs."""
    return serialized([quad.triple for quad in quads], FORMATS["turtle"], prefixes)
