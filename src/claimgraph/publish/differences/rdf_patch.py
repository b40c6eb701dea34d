"""RDF Patch, as Apache Jena defines it: applied to the old dataset in canonical N-Quads, it gives the new one."""

from collections.abc import Mapping

import pyoxigraph as ox

from claimgraph.publish.diff import Difference

__all__ = ["render"]


def render(difference: Difference, prefixes: Mapping[str, str]) -> str:
    """One transaction, deletions first; blank nodes have the labels of the old dataset's canonical N-Quads."""
    rows = [
        ("A" if one.added else "D", f"{one.quad.subject} {one.quad.predicate} {one.quad.object}", _graph(one.quad))
        for change in difference.changes
        for one in change.statements
    ]
    ordered = sorted(rows, key=lambda row: (row[0] == "A", *row))
    return "\n".join(["TX .", *(f"{code} {triple}{graph} ." for code, triple, graph in ordered), "TC .", ""])


def _graph(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
