"""Blank nodes that rules make: named by where they stand, for engines name them at random."""

from collections.abc import Sequence

import pyoxigraph as ox

from claimgraph.reason._graph import Graph
from claimgraph.reason._literals import value

__all__ = ["named", "values"]

Terms = tuple[str, str, str]

# Canonicalisation renames every blank node; those that are to keep their names go through it as IRIs.
_KEPT = "<blank-node:"


def named(triples: Sequence[Terms], graph: Graph, stem: str) -> list[Terms]:
    """The triples, of which the blank nodes that are new to the graph have names that begin with the stem.

    The names depend on the triples alone (RDF Dataset Canonicalization, section 4).
    """
    kept = {term for triple in triples for term in triple if term.startswith("_:") and graph.find(term) is not None}
    return _canonical(triples, kept, stem)


def values(triples: Sequence[Terms]) -> set[str]:
    """The triples for comparison: literals by their values, blank nodes by where they stand."""
    alike = [(s, p, _plain(o) if o.startswith('"') else o) for s, p, o in triples]
    return {" ".join(triple) for triple in _canonical(alike, set(), "")}


def _plain(literal: str) -> str:
    try:
        found = value(literal)
    except ValueError:
        return literal
    return literal if found is None else str(ox.Literal(" ".join(found)))


def _canonical(triples: Sequence[Terms], kept: set[str], stem: str) -> list[Terms]:
    if all(term in kept for triple in triples for term in triple if term.startswith("_:")):
        return list(triples)
    there = {term: f"{_KEPT}{term[2:]}>" for term in kept}
    lines = "".join(" ".join([*(there.get(term, term) for term in triple), ".\n"]) for triple in triples)
    dataset = ox.Dataset(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def back(term: object) -> str:
        text = str(term)
        if text.startswith("_:"):
            return f"_:{stem}{text[2:]}"
        return f"_:{text[len(_KEPT) : -1]}" if text.startswith(_KEPT) else text

    return [(back(quad.subject), back(quad.predicate), back(quad.object)) for quad in dataset]
