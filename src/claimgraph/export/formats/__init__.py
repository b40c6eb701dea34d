"""The export formats, one file each: `write(quads, prefixes)` gives the bytes."""

from collections.abc import Iterable

import pyoxigraph as ox

from claimgraph.errors import InputError

__all__ = ["refuse_triple_terms"]


def refuse_triple_terms(quads: Iterable[ox.Quad], name: str) -> None:
    """Raises InputError at the first triple term (RDF 1.2 Concepts, section 3.1), which the format named so lacks."""
    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            raise InputError(
                f"{name} cannot hold triple terms, and the data has <<( {quad.object} )>>.",
                hint="Export to turtle, trig, ntriples or nquads.",
            )
