"""The records in a store in memory, and questions to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import pyoxigraph as ox

from claimgraph import sources, worker
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["Row", "confined", "load", "select"]

Result = TypeVar("Result")

Row = Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal]

# Enough on a busy machine for any input that is honest.
_SECONDS, _SECONDS_PER_MEGABYTE = 120, 20
_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 2048, 150


def confined(function: Callable[..., Result], files: Sequence[Source], *arguments: object, what: str) -> Result:
    """What the function returns for files and arguments, in a process of its own (`worker.run`).

    Raises what the function raises, and LimitError beyond limits of time and memory that grow with the input.
    """
    size = sources.size(files) / 2**20
    return worker.run(
        function,
        files,
        *arguments,
        seconds=_SECONDS + _SECONDS_PER_MEGABYTE * size,
        megabytes=int(_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size),
        what=what,
    )


def load(files: Sequence[Source], properties: Collection[str] = ()) -> ox.Store:
    """The triples of the files in a store in memory; of these properties alone, if there are any."""
    store, triples = ox.Store(), sources.triples(files)
    if properties:
        triples = (triple for triple in triples if triple.predicate.value in properties)
    store.bulk_extend(ox.Quad(*triple) for triple in triples)
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
