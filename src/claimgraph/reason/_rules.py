"""A project's own rules: SPARQL CONSTRUCT queries, one per file, whose triples join the data before entailment."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from claimgraph.errors import InputError, UsageError
from claimgraph.model import Location
from claimgraph.reason._graph import Graph, Triple
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["Derived", "apply", "files"]

_POSITION = re.compile(r" at (\d+):(\d+)|\(at char \d+\), \(line:(\d+), col:(\d+)\)")
_OPAQUE = re.compile(
    r"<[^<>\s]*>|\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*", re.DOTALL
)
_OUTWARD = re.compile(r"\b(SERVICE|FROM)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Derived:
    """What the project's rules gave: each triple with the file of its rule, and the claims to which some lead back."""

    rules: Mapping[Triple, Path] = field(default_factory=dict)
    claims: Mapping[Triple, list[int]] = field(default_factory=dict)


def files(folder: Path) -> list[Path]:
    """The rule files of a folder, in the order of their names, which is that in which they apply."""
    return sorted(folder.glob("*.rq"))


def apply(rules: Iterable[Path], graph: Graph, engine: ModuleType, prefixes: Mapping[str, str]) -> Derived:
    """Add to the graph what the rules construct, each once and in turn.

    Raises InputError, located, for a file that cannot be read or is not a CONSTRUCT query that keeps to the graph.
    """
    new: dict[Triple, Path] = {}
    for path in rules:
        query = _read(path)
        try:
            new.update(dict.fromkeys(graph.add(engine.construct(graph, query, prefixes)), path))
        except InputError as error:
            place = _POSITION.search(error.message)
            line, column = (int(n) for n in (place.groups() if place else ()) if n) if place else (0, 0)
            message = _POSITION.sub("", error.message)
            raise InputError(message, location=Location(str(path), line, column)) from None
    return Derived(new, _claims(graph, new))


def _read(path: Path) -> str:
    try:
        query = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}.", location=Location(str(path))) from error
    # Blanks in the place of what is no keyword, so that places stay what they are.
    bare = _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), query)
    if outward := _OUTWARD.search(bare):
        before = bare[: outward.start()]
        location = Location(str(path), before.count("\n") + 1, outward.start() - before.rfind("\n"))
        raise UsageError(
            f"a rule keeps to the data that it is given, and this one says {outward[0]}.", location=location
        )
    return query


def _claims(graph: Graph, triples: Iterable[Triple]) -> dict[Triple, list[int]]:
    """The claims to which statements in the triples (RDF Schema, section 5.3.1) lead back."""
    rdf = PREFIXES["rdf"]
    names = ("subject", "predicate", "object")
    steps = [graph.find(f"<{iri}>") for iri in (*(rdf + name for name in names), CLAIM + "derivedFromClaim")]
    said: dict[int, dict[int, int]] = {}
    for s, p, o in triples:
        if p in steps:
            said.setdefault(s, {})[p] = o
    found: dict[Triple, list[int]] = {}
    for values in said.values():
        if len(values) == len(steps):
            subject, predicate, object_, claim = (values[step] for step in steps if step is not None)
            found.setdefault((subject, predicate, object_), []).append(claim)
    return {triple: sorted(claims) for triple, claims in found.items()}
