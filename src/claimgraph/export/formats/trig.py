"""TriG: Turtle with named graphs."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph.formats import FORMATS
from claimgraph.rdf import serialize

__all__ = ["write"]


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the quads as TriG (RDF 1.1 TriG), with those prefixes that it needs."""
    serialize(quads, FORMATS["trig"], prefixes, stream)
