"""N-Quads: one statement a line with its graph, in canonical form."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph.formats import FORMATS
from claimgraph.rdf import serialize

__all__ = ["write"]


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the quads as canonical N-Quads (RDF Dataset Canonicalization, section 5)."""
    serialize(quads, FORMATS["nquads"], prefixes, stream)
