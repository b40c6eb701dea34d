"""The nearest of many terms."""

import difflib
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from claimgraph.terms import curie
from claimgraph.validate.checks import namespace

__all__ = ["Near", "vocabularies"]

_NEAR = 0.75  # how alike two names have to be
_FEW, _NEIGHBOURS = 300, 15

_FILE = Path(__file__).with_name("vocabularies.txt")


class Near:
    """Finds the nearest of many terms."""

    def __init__(self, known: Iterable[ox.NamedNode | str], prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        # Of each namespace, the local names in order, and in the order of their ends.
        self._names: dict[str, tuple[list[str], list[str]]] = {}
        names: dict[str, set[str]] = defaultdict(set)
        for term in known:
            iri = term if isinstance(term, str) else term.value
            here = namespace(iri)
            names[here].add(iri[len(here) :])
        for here, those in names.items():
            self._names[here] = sorted(those), sorted(name[::-1] for name in those)

    def __call__(self, iri: str) -> str:
        """A sentence that proposes the term of the same namespace that is nearest to the IRI; "" where none is near."""
        here = namespace(iri)
        name = iri[len(here) :]
        starts, ends = self._names.get(here, ([], []))
        candidates = {*_around(starts, name), *(end[::-1] for end in _around(ends, name[::-1]))}
        found = difflib.get_close_matches(name, sorted(candidates), n=1, cutoff=_NEAR)
        return f"Did you mean {curie(here + found[0], self._prefixes)}?" if found else ""


def _around(names: list[str], name: str) -> list[str]:
    """Of few names all, of many those that begin most like it: to compare it with each would take too long."""
    if len(names) <= _FEW:
        return names
    place = bisect(names, name)
    return names[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]


@cache
def vocabularies() -> Mapping[str, frozenset[str]]:
    """The IRIs of the terms of well-known vocabularies, by namespace."""
    found: dict[str, list[str]] = {}
    here = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith(" "):
            found[here] += [here + name for name in line.split()]
        else:
            here = line
            found[here] = []
    return {name: frozenset(terms) for name, terms in found.items()}
