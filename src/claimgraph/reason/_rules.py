"""A project's own rules: SPARQL CONSTRUCT queries, one per file, whose triples join the data before entailment."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from types import ModuleType

from claimgraph.errors import DisagreementError, InputError, UsageError
from claimgraph.files import read_text
from claimgraph.mentions import HIERARCHIES
from claimgraph.mentions import properties as properties_of
from claimgraph.model import Location
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason._nodes import named, values
from claimgraph.sparql import excerpt, scan
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["Derived", "apply", "files", "mentioned"]

_POSITION = re.compile(r" at (\d+):(\d+)|\(at char \d+\), \(line:(\d+), col:(\d+)\)")


@dataclass(frozen=True)
class Derived:
    """What the project's rules gave: each triple with the file of its rule, and the claims to which some lead back."""

    rules: Mapping[Triple, Path] = field(default_factory=dict)
    claims: Mapping[Triple, list[int]] = field(default_factory=dict)
    properties: frozenset[int] = frozenset()
    """Those of all triples that the rules construct, asserted ones among them."""


def files(folder: Path) -> list[Path]:
    """The rule files of a folder, in the order of their names, which is that in which they apply."""
    return sorted(folder.glob("*.rq"))


def apply(
    rules: Iterable[Path],
    graph: Graph,
    engine: ModuleType,
    prefixes: Mapping[str, str],
    other: ModuleType | None = None,
) -> Derived:
    """Add to the graph what the rules construct, each once and in turn.

    Raises InputError, located, for a file that cannot be read or is not a CONSTRUCT query, UsageError for one that
    does not keep to the graph, and DisagreementError where the other engine, if any, constructs something else.
    """
    new: dict[Triple, Path] = {}
    properties: set[int] = set()
    for index, path in enumerate(rules):
        query = _read(path)
        found = _construct(path, query, graph, engine, prefixes)
        if other:
            _compare(path, values(found), values(_construct(path, query, graph, other, prefixes)))
        triples = named(found, graph, f"r{index}")
        new.update(dict.fromkeys(graph.add(triples), path))
        properties.update(graph.number(p) for _, p, _ in triples)
    return Derived(new, _claims(graph, new), frozenset(properties))


def mentioned(rules: Iterable[Path], prefixes: Mapping[str, str], graph: Graph) -> frozenset[str] | None:
    """IRIs among which are all properties that the rules ask the graph about; None where they may ask about others."""
    above = {graph.find(f"<{iri}>") for iri in HIERARCHIES}
    classes = {graph.terms[number][1:-1] for s, p, o in graph.triples if p in above for number in (s, o)}
    found = [properties_of(scan(read_text(path), str(path)), prefixes, classes) for path in rules]
    return frozenset().union(*(one for one in found if one is not None)) if None not in found else None


def _construct(
    path: Path, query: str, graph: Graph, engine: ModuleType, prefixes: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    try:
        found: list[tuple[str, str, str]] = engine.construct(graph, query, prefixes)
    except InputError as error:
        at = _POSITION.search(error.message)
        line, column = (int(n) for n in at.groups() if n) if at else (0, 0)
        message = _POSITION.sub("", error.message)
        raise InputError(message, location=Location(str(path), line, column)) from None
    return found


def _compare(path: Path, ours: set[str], theirs: set[str]) -> None:
    if differing := sorted(ours ^ theirs):
        raise DisagreementError(
            f"the engines disagree on this rule in {len(differing)} triples, among them {differing[0]}.",
            location=Location(str(path)),
            hint="docs/engines.md lists the differences that are known.",
        )


def _read(path: Path) -> str:
    query = read_text(path)
    for token in scan(query, str(path)):
        if token.is_word("SERVICE", "FROM"):
            raise UsageError(
                f"a rule keeps to the data that it is given, and this one says {token.text}.",
                location=Location.of(str(path), query, token.start),
                excerpt=excerpt(query, token.start),
            )
    return query


def _claims(graph: Graph, triples: Iterable[Triple]) -> dict[Triple, list[int]]:
    """The claims to which statements in the triples (RDF Schema, section 5.3.1) lead back.

    One with several subjects or objects states each with each other of which the graph has the triple.
    """
    rdf = PREFIXES["rdf"]
    names = ("subject", "predicate", "object")
    steps = [graph.find(f"<{iri}>") for iri in (*(rdf + name for name in names), CLAIM + "derivedFromClaim")]
    said: dict[int, dict[int, list[int]]] = {}
    for s, p, o in triples:
        if p in steps:
            said.setdefault(s, {}).setdefault(p, []).append(o)
    found: dict[Triple, set[int]] = {}
    for known in said.values():
        if len(known) == len(steps):
            *parts, claims = (known[step] for step in steps if step is not None)
            for subject, predicate, object_ in product(*parts):
                if (triple := (subject, predicate, object_)) in graph.triples:
                    found.setdefault(triple, set()).update(claims)
    return {triple: sorted(claims) for triple, claims in found.items()}
