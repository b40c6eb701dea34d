"""Nemo's traces as trees of triples: its helper facts are passed over, so that a premise is always a triple."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from claimgraph.reason._graph import Triple

__all__ = ["Derivation", "leaves", "read"]

_ATOM = re.compile(r"(~?)\b(\w+)\(([^()]*)\)")


class Derivation(NamedTuple):
    """A triple, the rule that gives it ("" where it was asserted), and the triples from which the rule does so."""

    triple: Triple
    rule: str
    premises: tuple["Derivation", ...]


def read(trace: Mapping[str, Any], triple: Triple) -> Derivation:
    """The derivation of a triple from Nemo's trace of it."""
    if _is_copy(trace):
        return Derivation(triple, "", ())
    return Derivation(triple, str(trace.get("name", "")), tuple(dict.fromkeys(_premises(trace))))


def leaves(trace: Mapping[str, Any]) -> Iterator[Triple]:
    """The asserted triples at the leaves of a trace, in their order."""
    for predicate, arguments, child in _children(trace):
        if predicate == "asserted":
            yield _triple(arguments)
        else:
            yield from leaves(child)


def _premises(trace: Mapping[str, Any]) -> Iterator[Derivation]:
    for predicate, arguments, child in _children(trace):
        if predicate == "triple":
            yield read(child, _triple(arguments))
        elif predicate == "asserted":
            yield Derivation(_triple(arguments), "", ())
        else:
            yield from _premises(child)


def _children(trace: Mapping[str, Any]) -> Iterator[tuple[str, list[str], Mapping[str, Any]]]:
    """The facts that a step of a trace rests on, each with its predicate, its arguments and its own trace.

    A trace names the rule and what its variables stand for; the facts are the atoms of its body, in their order.
    """
    body = str(trace.get("rule", "")).partition(":-")[2]
    standing = trace.get("assignment", {})
    atoms = [(match[2], match[3]) for match in _ATOM.finditer(body) if not match[1]]
    for (predicate, arguments), child in zip(atoms, trace.get("subtraces", ()), strict=True):
        words = [word.strip() for word in arguments.split(",")]
        yield predicate, [str(standing.get(word, word)) for word in words], child


def _is_copy(trace: Mapping[str, Any]) -> bool:
    return [predicate for predicate, _, _ in _children(trace)] == ["asserted"]


def _triple(arguments: list[str]) -> Triple:
    subject, predicate, object_ = (int(number) for number in arguments)
    return subject, predicate, object_
