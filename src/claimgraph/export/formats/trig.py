"""TriG: Turtle with named graphs."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph.export.formats import serialized, used

__all__ = ["write"]


def write(quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """The quads as TriG (RDF 1.1 TriG), with those prefixes that it needs."""
    return serialized(quads, ox.RdfFormat.TRIG, used(quads, prefixes))
