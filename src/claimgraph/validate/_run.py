"""One validation, in the process that may be killed: choose the engine, run it, and make findings of its results."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from claimgraph import locate, worker
from claimgraph.errors import RdfSyntaxError
from claimgraph.locate import TornError
from claimgraph.model import Finding, Location, Report, Severity
from claimgraph.share import processors, share
from claimgraph.validate import _checks, _engine, _imports, _wellformed, _words
from claimgraph.validate._base import Predicates
from claimgraph.validate._facts import Facts
from claimgraph.validate._graph import Graph
from claimgraph.validate._job import Job
from claimgraph.validate._shapes import SH, Shapes
from claimgraph.validate._usage import Usage
from claimgraph.validate.engines import Result

__all__ = ["Observed", "located", "merged", "observed", "order", "work"]

_SEVERITIES = {SH + str(severity).capitalize(): severity for severity in Severity}
_MANY = 100  # results that are located beside the checks
# The components whose results name no value although a value is too many (SHACL, sections 4.2.2, 4.4.5 and 4.7.3).
_SURPLUS = {
    SH + "MaxCountConstraintComponent": "value",
    SH + "QualifiedMaxCountConstraintComponent": "value",
    SH + "UniqueLangConstraintComponent": "language",
}


class Observed(NamedTuple):
    """A report, what the shapes and the data have in common, what the checks know, and the graph that was read."""

    report: Report
    usage: Usage
    facts: Facts
    graph: Graph


def work(job: Job) -> Report:
    """The report on the job; raises as validate() does."""
    return observed(job, wide=bool(job.checks)).report


def observed(job: Job, wide: bool, watcher: Predicates | None = None) -> Observed:
    """The report on the job, and what was seen on the way, of a graph with that index; raises as validate() does."""

    def read(alone: bool) -> Observed:
        graph = Graph(job.graph(), wide, alone)
        if watcher:
            watcher.watch(graph)
        return _observed(job, graph)

    try:
        return read(alone=False)
    except (RdfSyntaxError, TornError) as error:
        # Whichever file was read first: all that do not parse are named.
        Graph([*job.graph(), *job.shapes]).counts()
        if isinstance(error, RdfSyntaxError):
            raise
    return read(alone=True)


def _observed(job: Job, graph: Graph) -> Observed:
    notices: list[str] = []
    shapes = Shapes(job.shapes)
    notices += _wellformed.check(shapes, _engine.checker())
    facts = Facts(len(job.data))
    if job.checks:
        facts.watch(graph)
    usage = Usage(shapes, whole=job.lint or _checks.lints(job.checks))
    usage.watch(graph)
    if job.cross_check:
        outcome = _engine.cross_check(graph, shapes, job.inference, {**shapes.prefixes(), **job.prefixes})
    else:
        outcome = _engine.run(job.engine, graph, shapes, job.inference, notices)
    prefixes = merged((file.prefixes for file in graph.blocks), shapes, job)
    # Then the data has triples that no file shows.
    inferred = job.inference != "none" or any(True for _ in shapes.users("rule"))
    notices += _imports.notices(shapes, usage, graph)
    notices += _idle(job, shapes, usage, sum(outcome.counts[: len(job.data)]), inferred)

    def place() -> tuple[list[Finding], list[str]]:
        return located(outcome.results, graph, shapes, prefixes), []

    def check() -> tuple[list[Finding], list[str]]:
        worker.doing("checking what lies beyond SHACL")
        facts.prefixes, facts.bases, facts.expected = prefixes, job.bases, set(shapes.prefixes().values())
        found, more = _checks.run(job.checks, facts, graph, len(job.data))
        return found + ([] if inferred else _checks.lint(job.checks, shapes, usage, prefixes)), more

    steps = [place, check] if job.checks else [place]
    # The engine is done, and would be the only one that could not go on in a copy of this process.
    apart = min(len(steps), processors()) if len(outcome.results) > _MANY else 1
    done = chain.from_iterable(share(lambda those: [step() for step in those], steps, apart))
    findings, told = zip(*done, strict=True)
    notices += chain.from_iterable(told)
    report = Report(
        findings=tuple(sorted(chain.from_iterable(findings), key=order)),
        engine=outcome.engine,
        files=len(graph.files),
        triples=sum(outcome.counts),
        notices=tuple(notices),
        prefixes=prefixes,
    )
    return Observed(report, usage, facts, graph)


def _idle(job: Job, shapes: Shapes, usage: Usage, triples: int, inferred: bool) -> Iterator[str]:
    """Notices of shapes that do not meet the data."""
    if not triples:
        yield "nothing to validate: no triples."
    elif not (inferred or usage.met()):
        yield "no target of the shapes matches anything in the data, so nothing was checked."
    elif job.lint and not (inferred or _checks.lints(job.checks)):
        yield from _checks.idle(shapes, usage, {**shapes.prefixes(), **job.prefixes})


def _finding(result: Result, shapes: Shapes, prefixes: Mapping[str, str], missing: str) -> Finding:
    node = locate.term(result.source_shape)
    shape = shapes.named(node)
    return Finding(
        severity=_SEVERITIES.get(result.severity, Severity.VIOLATION),
        message=_words.message(result, node, shapes, prefixes, missing),
        messages=_words.messages(result, node, shapes),
        focus_node=result.focus_node,
        path=result.path,
        value=result.value,
        shape=shape.value if shape else "",
        component=result.component,
        source_shape=result.source_shape,
        severity_iri="" if result.severity in _SEVERITIES else result.severity,
    )


def merged(declared: Iterable[Mapping[str, str]], shapes: Shapes, job: Job) -> dict[str, str]:
    """All prefixes, from those that each file declares: a file goes before the next, shapes and project before all."""
    prefixes: dict[str, str] = {}
    for table in (*reversed(list(declared)), shapes.prefixes(), job.prefixes):
        prefixes |= table
    return prefixes


def located(results: list[Result], graph: Graph, shapes: Shapes, prefixes: Mapping[str, str]) -> list[Finding]:
    """The results as findings, located."""
    if not results:
        return []
    worker.doing("locating findings")
    requests = [
        locate.Request(result.focus_node, result.path, result.value, _SURPLUS.get(result.component, ""))
        for result in results
    ]
    places = locate.places(graph.blocks, requests)
    remedies = shapes.remedies()
    seen = Counter[Result]()
    findings = []
    for result, place in zip(results, places, strict=True):
        shape = locate.term(result.source_shape)
        missing = _words.missing(result, shape, shapes, place.values, seen[result])
        seen[result] += 1
        finding = _finding(result, shapes, prefixes, missing)
        near = _words.suggestion(result, shape, shapes, prefixes, place.predicates)
        told = "" if near else _words.remedy(result, shape, shapes, prefixes, missing)
        own = remedies.get(finding.shape, "") or told
        remedy = " ".join(filter(None, [near, own]))
        findings.append(replace(finding, location=place.location, related=place.related, remedy=remedy))
    return findings


def order(finding: Finding) -> tuple[object, ...]:
    """By which findings are sorted."""
    location = finding.location or Location("\U0010ffff")
    return location, -finding.severity, finding.key(), finding.source_shape, finding.message
