"""The Datalog programs: where they lie, and how their vocabulary becomes numbers."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from claimgraph.errors import UsageError
from claimgraph.reason._graph import Graph
from claimgraph.registry import suggestion
from claimgraph.terms import PREFIXES

__all__ = ["PROFILES", "rules", "vocabulary"]

PROFILES = ("owl-rl", "rdfs")

_COMMENT = re.compile(r"%.*")
_DECLARATION = re.compile(r"^@prefix .*$", re.MULTILINE)
_RULE = re.compile(r'\s*(?:#\[name\("([^"]+)"\)\])?(.*?) \.(?=\s|$)', re.DOTALL)
_CURIE = re.compile(r"\b(owl|rdf|rdfs|xsd):(\w+)")

# Rules that say the same of every term, each with the one thing that must be spoken about for it to matter.
_OF_EVERYTHING = {
    "eq-ref": f"<{PREFIXES['owl']}sameAs>",
    "rdfs4a": f"<{PREFIXES['rdfs']}Resource>",
    "rdfs4b": f"<{PREFIXES['rdfs']}Resource>",
}


@cache
def _text(profile: str) -> str:
    """The program as it was written: in the package where it is installed, else in the project's own folder."""
    if profile not in PROFILES:
        raise UsageError(f"unknown profile {profile!r}.", hint=suggestion(profile, PROFILES))
    installed = files("claimgraph") / "rules" / f"{profile}.rls"
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "rules" / f"{profile}.rls").read_text(encoding="utf-8")


def rules(profile: str, graph: Graph, everything: bool) -> str:
    """The rules of a profile with the graph's numbers in the place of terms.

    A rule that says the same of every term is left out unless `everything` is asked for or the graph says something
    about that very thing, so that the rule's conclusions can lead to others.
    """
    text = _DECLARATION.sub("", _COMMENT.sub("", _text(profile)))
    kept = (
        rule[0]
        for rule in _RULE.finditer(text)
        if everything or rule[1] not in _OF_EVERYTHING or _is_spoken_of(_OF_EVERYTHING[rule[1]], graph)
    )
    return _CURIE.sub(lambda match: str(graph.number(f"<{PREFIXES[match[1]]}{match[2]}>")), "".join(kept))


def vocabulary(profile: str) -> frozenset[str]:
    """The terms that the rules of a profile name, by IRI."""
    text = _DECLARATION.sub("", _COMMENT.sub("", _text(profile)))
    return frozenset(PREFIXES[match[1]] + match[2] for match in _CURIE.finditer(text))


def _is_spoken_of(term: str, graph: Graph) -> bool:
    number = graph.find(term)
    return number is not None and any(number in (s, o) for s, _, o in graph.triples)
