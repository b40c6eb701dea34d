"""Reasoning engines, one module each: `construct(graph, query, prefixes)` and `close(graph, profile, everything)`."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from claimgraph.reason._graph import Triple

__all__ = ["Closure", "Inconsistency", "distinct"]


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


_SYMMETRIC = {"eq-diff1", "eq-diff2", "eq-diff3", "prp-asyp", "dt-diff"}


def distinct(found: Iterable[Inconsistency]) -> list[Inconsistency]:
    """Of those that say the same from both sides, one."""
    return list({_key(one): one for one in found}.values())


def _key(one: Inconsistency) -> object:
    if one.triple is None:
        return one.words
    subject, predicate, object_ = one.triple
    if one.rule in _SYMMETRIC:
        return one.rule, frozenset((subject, object_ if one.rule != "dt-diff" else one.other)), predicate
    # Of two classes or two properties it does not matter which is named first.
    if one.rule in ("cax-dw", "cax-adc", "cls-com"):
        return one.rule, subject, frozenset((object_, one.other))
    if one.rule in ("prp-pdw", "prp-adp"):
        return one.rule, subject, object_, frozenset((predicate, one.other))
    return one


class Closure(NamedTuple):
    """What an engine derived: triples that the graph does not hold, and the contradictions in it."""

    triples: Collection[Triple]
    inconsistencies: list[Inconsistency]
    idle: frozenset[int] = frozenset()
    """Properties of which the engine knows that no rule uses a triple of theirs, or gives one."""
