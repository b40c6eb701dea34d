"""Why a triple holds: a tree of rules and premises that ends at files and lines."""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from claimgraph import locate, sources
from claimgraph.errors import UsageError
from claimgraph.model import Location
from claimgraph.reason import _rules
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason._rules import Derived
from claimgraph.reason._run import engine, within
from claimgraph.reason._several import derivations
from claimgraph.reason.engines._derivation import Derivation
from claimgraph.sources import Source
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["FORMATS", "Explanations", "Step", "explain", "explanations"]

FORMATS = "claimgraph.reason.formats"


@dataclass(frozen=True)
class Step:
    """A triple in N-Triples syntax, and why it holds.

    rule is the name of a rule in the tables of OWL 2 RL or the file of a rule of the project, "" where the triple was
    asserted; then location says where.
    """

    triple: tuple[str, str, str]
    rule: str = ""
    premises: tuple["Step", ...] = ()
    location: Location | None = None


@dataclass(frozen=True)
class Explanations:
    """Derivations of one triple, no two from the same asserted triples; incomplete where the search was cut short."""

    steps: tuple[Step, ...]
    incomplete: bool


def explain(
    statement: str,
    paths: Sequence[Path],
    *,
    rules: Path | None = None,
    prefixes: Mapping[str, str] = PREFIXES,
    seconds: float | None = None,
    megabytes: int | None = None,
) -> Step | None:
    """A derivation of a statement from the files, None for none; otherwise as `explanations`."""
    found = explanations(statement, paths, rules=rules, prefixes=prefixes, seconds=seconds, megabytes=megabytes)
    return found.steps[0] if found.steps else None


def explanations(
    statement: str,
    paths: Sequence[Path],
    *,
    most: int = 1,
    rules: Path | None = None,
    prefixes: Mapping[str, str] = PREFIXES,
    seconds: float | None = None,
    megabytes: int | None = None,
    data_format: str = "turtle",
) -> Explanations:
    """At most so many derivations of a statement (subject, predicate and object as in Turtle) from the files.

    Rules, closure and limits are those of `infer`. Raises UsageError where the statement is not one triple or no
    engine is there that can explain, and what `infer` raises.
    """
    files = tuple(sources.expand(paths, data_format))
    queries = tuple(_rules.files(rules)) if rules else ()
    job = (statement, files, queries, dict(prefixes), most)
    return within(_explain, *job, files=files, seconds=seconds, megabytes=megabytes)


def _explain(
    statement: str, files: tuple[Source, ...], rules: tuple[Path, ...], prefixes: Mapping[str, str], most: int
) -> Explanations:
    gc.disable()  # as in _run.work
    wanted = _triple(statement, prefixes)
    notices: list[str] = []
    chosen = engine("fast", notices)
    if notices:
        raise UsageError("only the fast engine can explain, and the package nemo-python is not installed.")
    graph = Graph()
    graph.read(files)
    derived = _rules.apply(rules, graph, chosen, prefixes)

    def derive(without: frozenset[Triple]) -> Derivation | None:
        reasoner = chosen.Reasoner(graph, "owl-rl", without=without)
        # Only now: the program brings terms that the data need not have, owl:sameAs for one.
        triple = tuple(number for term in wanted if (number := graph.find(term)) is not None)
        found: Derivation | None = reasoner.derivation(triple) if len(triple) == len(wanted) else None
        return found

    found, incomplete = derivations(derive, graph.triples.keys(), most)
    return Explanations(_located([_step(each, graph, derived) for each in found], files), incomplete)


def _triple(statement: str, prefixes: Mapping[str, str]) -> tuple[str, str, str]:
    header = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
    try:
        triples = list(ox.parse(f"{header}{statement.rstrip(' .')} .", format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        reason = re.sub(r"^Parser error .*?\d: ", "", error.args[0])
        raise UsageError(
            f"{statement!r} is not a statement: {reason.rstrip('.')}.",
            hint="Write subject, predicate and object as in Turtle; the project's prefixes are known.",
        ) from None
    if len(triples) != 1:
        raise UsageError(f"{statement!r} is {len(triples)} statements; one at a time can be explained.")
    return str(triples[0].subject), str(triples[0].predicate), str(triples[0].object)


def _step(found: Derivation, graph: Graph, derived: Derived) -> Step:
    subject, predicate, object_ = (graph.terms[number] for number in found.triple)
    step = Step((subject, predicate, object_), found.rule)
    if found.rule:
        return replace(step, premises=tuple(_step(premise, graph, derived) for premise in found.premises))
    if found.triple not in derived.rules:
        return step
    return replace(step, rule=derived.rules[found.triple].name, premises=tuple(_claim(found.triple, graph, derived)))


def _claim(triple: Triple, graph: Graph, derived: Derived) -> Iterator[Step]:
    """What the claims behind a direct triple state: their type, their subject and their object."""
    type_, subject, object_ = (graph.find(f"<{iri}>") for iri in (RDF_TYPE, CLAIM + "subject", CLAIM + "object"))
    for claim in derived.claims.get(triple, ()):
        types = sorted(graph.terms[o] for s, p, o in graph.triples if s == claim and p == type_)
        stated = [(type_, term) for term in types]
        stated += [(subject, graph.terms[triple[0]]), (object_, graph.terms[triple[2]])]
        for step, term in stated:
            if step is not None and (claim, step, graph.find(term)) in graph.triples:
                yield Step((graph.terms[claim], graph.terms[step], term))


def _located(roots: Sequence[Step], files: Sequence[Source]) -> tuple[Step, ...]:
    """The trees with the places of what was asserted."""
    asserted = list(dict.fromkeys(leaf for root in roots for leaf in _leaves(root)))
    places = locate.places(files, [locate.Request(s, p, o) for s, p, o in asserted])
    where = {triple: place.location for triple, place in zip(asserted, places, strict=True)}

    def place(step: Step) -> Step:
        premises = tuple(place(premise) for premise in step.premises)
        return replace(step, premises=premises, location=None if step.rule else where.get(step.triple))

    return tuple(map(place, roots))


def _leaves(step: Step) -> Iterator[tuple[str, str, str]]:
    if not step.rule:
        yield step.triple
    for premise in step.premises:
        yield from _leaves(premise)
