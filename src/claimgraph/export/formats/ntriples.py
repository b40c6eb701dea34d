"""N-Triples: one triple a line, in canonical form."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph.export.formats import Triples
from claimgraph.formats import FORMATS
from claimgraph.rdf import serialize

__all__ = ["write"]


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the quads of the default graph as canonical N-Triples (RDF 1.1 N-Triples, section 4)."""
    serialize(Triples(quads), FORMATS["ntriples"], prefixes, stream)
