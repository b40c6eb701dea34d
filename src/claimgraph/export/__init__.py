"""Export: one canonical form of the data, in every RDF format, with the same bytes for the same statements."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph import registry, sources
from claimgraph.errors import UsageError
from claimgraph.formats import by_name
from claimgraph.sources import Source

__all__ = ["FORMATS_PACKAGE", "canonical", "export"]

FORMATS_PACKAGE = "claimgraph.export.formats"


def export(files: Sequence[Source], format_name: str, prefixes: Mapping[str, str]) -> bytes:
    """The statements of all the files in one format, blank nodes labelled and everything ordered canonically.

    Raises UsageError for an unknown format, or one that would lose the names of named graphs, and InputError
    for a file that cannot be read.
    """
    writer = registry.load(FORMATS_PACKAGE, format_name, "export format")
    quads = canonical(files)
    if not by_name(format_name).quads and (named := [q for q in quads if q.graph_name != ox.DefaultGraph()]):
        raise UsageError(
            f"{format_name} cannot hold named graphs, and the data has {named[0].graph_name}.",
            hint="Export to trig, nquads or jsonld.",
        )
    data: bytes = writer.write(quads, prefixes)
    return data


def canonical(files: Sequence[Source]) -> list[ox.Quad]:
    """The distinct statements of all the files, blank nodes renamed by RDFC-1.0, in code point order.

    Raises RdfSyntaxError, located, for a relative IRI without a base in the file: its place says nothing to others.
    """
    dataset = ox.Dataset(sources.quads(files, relative=False))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=_order)


def _order(quad: ox.Quad) -> tuple[bool, str, str, str, str]:
    # Named subjects first: readers look for records, not for the blank nodes inside them.
    subject, predicate, object_, graph = quad
    return isinstance(subject, ox.BlankNode), str(graph), str(subject), str(predicate), str(object_)
