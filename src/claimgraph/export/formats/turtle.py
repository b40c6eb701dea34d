"""Turtle: grouped by subject, with prefixes."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph.export.formats import Triples
from claimgraph.formats import FORMATS
from claimgraph.rdf import serialize

__all__ = ["write"]


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the quads of the default graph as Turtle (RDF 1.1 Turtle), with those prefixes that it needs."""
    serialize(Triples(quads), FORMATS["turtle"], prefixes, stream)
