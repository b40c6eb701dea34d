"""The nearest of many terms."""

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from claimgraph.terms import curie
from claimgraph.validate.checks import namespace

__all__ = ["near", "vocabularies"]

_FILE = Path(__file__).with_name("vocabularies.txt")


def near(iri: str, known: Iterable[ox.NamedNode | str], prefixes: Mapping[str, str]) -> str:
    """A sentence that proposes the term of the same namespace that is nearest to the IRI; "" where none is near."""
    here = namespace(iri)
    names = (term if isinstance(term, str) else term.value for term in known)
    locals_ = sorted({name[len(here) :] for name in names if name.startswith(here)})
    found = difflib.get_close_matches(iri[len(here) :], locals_, n=1, cutoff=0.75)
    return f"Did you mean {curie(here + found[0], prefixes)}?" if found else ""


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
