"""The export formats, one file each: `write(quads, prefixes, stream)`, where quads may be gone through repeatedly."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from claimgraph.errors import InputError

__all__ = ["Triples", "without_triple_terms"]


@dataclass(frozen=True, slots=True)
class Triples:
    """Quads as triples, to be gone through as often as the quads."""

    quads: Iterable[ox.Quad]

    def __iter__(self) -> Iterator[ox.Triple]:
        return (quad.triple for quad in self.quads)


def without_triple_terms(quads: Iterable[ox.Quad], name: str) -> Iterator[ox.Quad]:
    """The quads; raises InputError at the first triple term (RDF 1.2 Concepts, section 3.1), not in this format."""
    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            raise InputError(
                f"{name} cannot hold triple terms, and the data has <<( {quad.object} )>>.",
                hint="Export to turtle, trig, ntriples or nquads.",
            )
        yield quad
