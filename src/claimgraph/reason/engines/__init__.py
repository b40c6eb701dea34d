"""Reasoning engines, one module each: `construct(graph, query, prefixes)` and `close(graph, profile, everything)`."""

from collections.abc import Collection
from typing import NamedTuple

from claimgraph.reason._graph import Triple

__all__ = ["Closure", "Inconsistency"]


class Inconsistency(NamedTuple):
    """A rule whose conclusion is "false" applies: the triple that shows it and its counterpart, as in owl-rl.rls.

    premises are the triples of the input from which it follows, empty where the engine cannot say; words are the
    engine's own, where it says no more than that.
    """

    rule: str
    triple: Triple | None = None
    other: int = -1
    premises: tuple[Triple, ...] = ()
    words: str = ""


class Closure(NamedTuple):
    """What an engine derived: triples that the graph does not hold, and the contradictions in it."""

    triples: Collection[Triple]
    inconsistencies: list[Inconsistency]
