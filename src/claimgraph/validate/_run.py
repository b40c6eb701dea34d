"""One validation, in the process that may be killed: choose the engine, run it, and make findings of its results."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from claimgraph import locate
from claimgraph.model import Finding, Location, Report, Severity
from claimgraph.sources import Source
from claimgraph.validate import _checks, _engine, _wellformed, _words
from claimgraph.validate._graph import Graph
from claimgraph.validate._shapes import SH, Shapes
from claimgraph.validate.engines import Result

__all__ = ["Job", "work"]

_SEVERITIES = {SH + str(severity).capitalize(): severity for severity in Severity}


@dataclass(frozen=True)
class Job:
    """What is to be validated, against what, and how."""

    data: tuple[Source, ...]
    ontology: tuple[Source, ...]
    shapes: tuple[Source, ...]
    engine: str
    inference: str
    cross_check: bool
    checks: tuple[str, ...]
    prefixes: Mapping[str, str]


def work(job: Job) -> Report:
    """The report on the job; raises as validate() does."""
    notices: list[str] = []
    shapes = Shapes(job.shapes)
    notices += _wellformed.check(shapes, _engine.checker())
    given = {file.path.absolute() for file in job.data}
    graph = Graph([*job.data, *(file for file in job.ontology if file.path.absolute() not in given)])
    if job.cross_check:
        outcome = _engine.cross_check(graph, shapes, job.inference)
    else:
        outcome = _engine.run(job.engine, graph, shapes, job.inference, notices)
    # What the project calls a namespace goes before what a file calls it.
    prefixes: dict[str, str] = {}
    for declared in (*(file.prefixes for file in reversed(graph.blocks)), shapes.prefixes(), job.prefixes):
        prefixes |= declared
    triples = sum(outcome.counts[: len(job.data)])
    if not triples:
        notices.append("nothing to validate: no triples.")
    findings = _findings(outcome.results, graph, shapes, prefixes)
    if job.checks:
        findings += _checks.run(job.checks, graph, len(job.data), prefixes)
    return Report(
        findings=tuple(sorted(findings, key=_order)),
        engine=outcome.engine,
        files=len(job.data),
        triples=triples,
        notices=tuple(notices),
        prefixes=prefixes,
    )


def _finding(result: Result, shapes: Shapes, prefixes: Mapping[str, str]) -> Finding:
    node = locate.term(result.source_shape)
    shape = shapes.named(node)
    return Finding(
        severity=_SEVERITIES.get(result.severity, Severity.VIOLATION),
        message=_words.message(result, node, shapes, prefixes),
        messages=_words.messages(result, node, shapes),
        focus_node=result.focus_node,
        path=result.path,
        value=result.value,
        shape=shape.value if shape else "",
        component=result.component,
        source_shape=result.source_shape,
        severity_iri="" if result.severity in _SEVERITIES else result.severity,
    )


def _findings(results: list[Result], graph: Graph, shapes: Shapes, prefixes: Mapping[str, str]) -> list[Finding]:
    """The results as findings, located."""
    if not results:
        return []
    requests = [locate.Request(result.focus_node, result.path, result.value) for result in results]
    places = locate.places(graph.blocks, requests)
    remedies = shapes.remedies()
    findings = []
    for result, place in zip(results, places, strict=True):
        finding = _finding(result, shapes, prefixes)
        near = _words.suggestion(result, locate.term(result.source_shape), shapes, prefixes, place.predicates)
        remedy = " ".join(filter(None, [near, remedies.get(finding.shape, "")]))
        findings.append(replace(finding, location=place.location, related=place.related, remedy=remedy))
    return findings


def _order(finding: Finding) -> tuple[object, ...]:
    location = finding.location or Location("\U0010ffff")
    return location, -finding.severity, finding.key(), finding.source_shape, finding.message
