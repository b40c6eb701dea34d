"""The records in a store in memory, and questions to it."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["Row", "load", "select"]

Row = Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal]


def load(files: Sequence[Source]) -> ox.Store:
    """The triples of the files in a store in memory."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in sources.triples(files))
    return store


def select(store: ox.Store, query: str) -> list[Row]:
    """The solutions of a SELECT query of ours; unbound variables are left out."""
    solutions = store.query(query, prefixes=dict(PREFIXES))
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    names = [variable.value for variable in solutions.variables]
    return [
        {name: term for name in names if isinstance(term := row[name], ox.NamedNode | ox.BlankNode | ox.Literal)}
        for row in solutions
    ]
