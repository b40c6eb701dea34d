"""RDF Patch, as Apache Jena defines it: applied to the old dataset in canonical N-Quads, it gives the new one."""

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from claimgraph.publish.diff import Difference

__all__ = ["render"]


def render(difference: Difference, prefixes: Mapping[str, str]) -> str:
    """One transaction, deletions first; blank nodes have the labels of the old dataset's canonical N-Quads."""
    rows = [
        ("A" if one.added else "D", " ".join(map(_term, one.quad.triple)), _graph(one.quad))
        for change in difference.changes
        for one in change.statements
    ]
    ordered = sorted(rows, key=lambda row: (row[0] == "A", *row))
    return "\n".join(["TX .", *(f"{code} {triple}{graph} ." for code, triple, graph in ordered), "TC .", ""])


def _graph(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {_term(quad.graph_name)}"


def _term(term: Any) -> str:
    # The form that Jena writes; of the other that the format has, _:label, Jena's reader drops a letter.
    if isinstance(term, ox.BlankNode):
        return f"<{term}>"
    return f"<<( {' '.join(map(_term, term))} )>>" if isinstance(term, ox.Triple) else str(term)
