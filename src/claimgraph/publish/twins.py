"""What stands beside a page: the same resource in Turtle, JSON-LD and N-Triples, the same bytes for the same data."""

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from claimgraph.export import serialized
from claimgraph.formats import FORMATS, RdfFormat
from claimgraph.publish.characters import escaped

__all__ = ["TWINS", "embedded", "twins"]

TWINS: tuple[RdfFormat, ...] = (FORMATS["turtle"], FORMATS["jsonld"], FORMATS["ntriples"])


def twins(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, bytes]:
    """The triples in each of the formats, by suffix, blank nodes labelled by RDFC-1.0."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    if any(isinstance(node, ox.BlankNode) for quad in dataset for node in (quad.subject, quad.object)):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    quads = sorted(dataset, key=lambda quad: (isinstance(quad.subject, ox.BlankNode), str(quad)))
    return {kind.suffixes[0]: serialized(quads, kind.name, prefixes) for kind in TWINS}


def embedded(jsonld: bytes) -> str:
    """JSON-LD as it may stand inside a script element: nothing in it ends the element (HTML, section 4.12.1.3)."""
    text = escaped(jsonld.decode().strip())
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028")
