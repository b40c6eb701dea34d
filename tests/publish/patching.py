"""RDF patches applied by somebody else's reader."""

import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from claimgraph import interop

__all__ = ["canonical", "patched"]


def canonical(quads: "set[ox.Quad] | ox.Dataset") -> list[ox.Quad]:
    """The statements, canonically labelled, in the order of canonical N-Quads."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=str)


def patched(patch: str, old: list[ox.Quad]) -> list[ox.Quad]:
    """What rdflib's reader of RDF Patch makes of the old dataset, canonically labelled."""
    dataset = rdflib.Dataset()
    for quad in old:
        graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else interop.term(quad.graph_name)
        subject, predicate, object_ = map(interop.term, quad.triple)
        dataset.get_context(graph or DATASET_DEFAULT_GRAPH_ID).add((subject, predicate, object_))
    rows = [line[0] for line in patch.splitlines() if line[1] == " "]
    dataset.parse(data=patch, format="patch")
    nquads = dataset.serialize(format="nquads").replace(f" <{DATASET_DEFAULT_GRAPH_ID}> .\n", " .\n")
    found = list(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    # The reader says nothing of a statement that is not there to be removed, or there already.
    assert len(found) == len(old) - rows.count("D") + rows.count("A")
    return canonical(set(found))
