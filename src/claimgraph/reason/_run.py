"""What the worker process does: read, apply the project's rules, close, and say what is new."""

import gc
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pyoxigraph as ox

from claimgraph import formats, rdf, registry, sources, worker, xml
from claimgraph.errors import DisagreementError, LimitError, UsageError
from claimgraph.model import Finding
from claimgraph.reason import _rules
from claimgraph.reason._findings import findings
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason._literals import STRINGS
from claimgraph.reason._trivial import expressible, without_blanks, worth_telling
from claimgraph.reason.engines import Closure
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["ENGINES", "Inference", "Job", "engine", "within", "work"]

ENGINES = "claimgraph.reason.engines"

Found = TypeVar("Found")

# What is allowed without being asked for; owlrl needs a minute for a megabyte of Turtle.
_SECONDS, _SECONDS_PER_MEGABYTE = 300, 120
_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 4096, 400

_SHOWN = 5  # of the triples on which two engines disagree

# Contradictions that owlrl does not look for, or not in every pair of a list; docs/engines.md says more.
_UNSEEN = {"eq-diff2", "eq-diff3", "prp-adp", "dt-not-type", "dt-diff"}


@dataclass(frozen=True)
class Job:
    """What is to be inferred, from what, and how."""

    files: tuple[Source, ...]
    rules: tuple[Path, ...]
    profile: str
    """owl-rl, rdfs, or rules for the project's own rules alone."""
    engine: str
    cross_check: bool
    everything: bool
    format: str
    prefixes: Mapping[str, str]


@dataclass(frozen=True)
class Inference:
    """The derived triples in an RDF format, how many they are, and the contradictions that were found on the way."""

    data: bytes
    count: int
    findings: tuple[Finding, ...]
    engine: str
    asserted: int
    notices: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    """Properties of which it is known that their triples bear on nothing here, whatever they are: as long as the same
    properties occur, and the same kinds of strings, and no typed literal or term of RDF, RDFS, OWL or XSD in them."""
    equal: bool = False
    """Whether two terms turned out to stand for one thing."""


def within(
    function: Callable[..., Found],
    *arguments: object,
    files: Sequence[Source],
    seconds: float | None,
    megabytes: int | None,
) -> Found:
    """What the function gives in a process of its own; without limits, within those that grow with the files.

    Raises what the function raises, and LimitError beyond the limits.
    """
    size = sources.size(files) / 2**20
    try:
        return worker.run(
            function,
            *arguments,
            seconds=seconds or _SECONDS + _SECONDS_PER_MEGABYTE * size,
            megabytes=megabytes or int(_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size),
            what="the reasoning",
        )
    except LimitError as error:
        hint = (
            "Long paths may be why: of a transitive property, or of one whose chain contains the property itself, a"
            " path twice as long takes about eight times as long. Allow more by --timeout and --memory."
        )
        raise LimitError(error.message, hint=error.hint or hint) from None


def engine(name: str, notices: list[str]) -> ModuleType:
    """The engine of that name; where the platform has no package of the fast one, the reference engine and a notice."""
    if name == "fast" and importlib.util.find_spec("nmo_python") is None:
        notices.append("the package nemo-python is not installed, so the reference engine works in its place.")
        name = "reference"
    return registry.load(ENGINES, name, "engine")


def work(job: Job) -> Inference:
    """Do the job; raises what `infer` raises."""
    # Millions of tuples and no circles: the collector would look at all of them again and again.
    gc.disable()
    notices: list[str] = []
    chosen = engine(job.engine, notices)
    if job.cross_check and importlib.util.find_spec("nmo_python") is None:
        raise UsageError("--cross-check needs both engines, and the package nemo-python is not installed.")
    ours = chosen.__name__.rpartition(".")[2]
    beside = "fast" if ours == "reference" else "reference"
    other = registry.load(ENGINES, beside, "engine") if job.cross_check else None
    graph = Graph()
    graph.read(job.files)
    asserted = len(graph.triples)
    derived = _rules.apply(job.rules, graph, chosen, job.prefixes, other)
    closure = Closure([], [])
    if job.profile != "rules":
        closure = chosen.close(graph, job.profile, job.everything)
        if other:
            _compare(job, graph, closure, other.close(graph, job.profile, job.everything), beside)
    new = expressible(graph, chain(closure.triples, derived.rules))
    if not job.everything:
        telling = worth_telling(graph, new)
        new = without_blanks(graph, telling)
        if len(new) < len(telling) and not closure.inconsistencies:
            left_out = len(telling) - len(new)
            notices.append(
                f"{left_out:,} derived triple{'s' * (left_out > 1)} with blank nodes left out, because these have no"
                " name outside their file; --trivial gives them too."
            )
    return Inference(
        data=_serialised(graph, new, job),
        count=len(new),
        findings=tuple(findings(closure.inconsistencies, graph, derived, job.files, job.prefixes)),
        engine=ours,
        asserted=asserted,
        notices=tuple(notices),
        idle=_idle(graph, closure, derived, job),
        equal=_equal(graph, closure),
    )


def _equal(graph: Graph, closure: Closure) -> bool:
    same = graph.find(f"<{PREFIXES['owl']}sameAs>")
    return any(p == same and s != o for s, p, o in chain(graph.triples, closure.triples))


def _idle(graph: Graph, closure: Closure, derived: _rules.Derived, job: Job) -> tuple[str, ...]:
    # Which datatypes a plain string belongs to, and what it equals, must not depend on the string.
    written = tuple(f"^^<{iri}>" for iri in STRINGS)
    if any(graph.find(f"<{iri}>") is not None for iri in STRINGS) or any(
        term.endswith(written) for term in graph.terms
    ):
        return ()
    asked = _rules.mentioned(job.rules, job.prefixes, graph) if closure.idle else None
    if asked is None:
        return ()
    return tuple(sorted({graph.terms[number][1:-1] for number in closure.idle - derived.properties} - asked))


def _compare(job: Job, graph: Graph, closure: Closure, other: Closure, name: str) -> None:
    """Raise DisagreementError, naming the first differences, where the other engine comes to another closure."""
    ours, theirs = (expressible(graph, each.triples) for each in (closure, other))
    if not job.everything:
        # The engines derive different amounts of what is true of everything.
        ours, theirs = worth_telling(graph, ours), worth_telling(graph, theirs)
    known, others = set(ours), set(theirs)
    hint = "docs/engines.md lists the differences that are known."
    for engine_name, more in ((job.engine, known - others), (name, others - known)):
        if more:
            shown = "".join(sorted(graph.lines(more))[:_SHOWN])
            raise DisagreementError(
                f"the engines disagree: only {engine_name} derives {len(more)} triples, among them {shown}", hint=hint
            )
    contradicted = [{one.rule for one in each.inconsistencies} - _UNSEEN for each in (closure, other)]
    if bool(contradicted[0]) != bool(contradicted[1]):
        rules = ", ".join(sorted(contradicted[0] | contradicted[1]))
        raise DisagreementError(f"the engines disagree: only one of them finds a contradiction ({rules}).", hint=hint)


def _serialised(graph: Graph, triples: Sequence[Triple], job: Job) -> bytes:
    lines = "".join(sorted(graph.lines(triples)))
    kind = formats.by_name(job.format)
    if kind.name == "ntriples":
        return lines.encode()
    used = _used("".join([graph.terms[number] for number in set(chain.from_iterable(triples))]), job.prefixes)
    parsed = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
    target = getattr(ox.RdfFormat, kind.oxigraph)
    # Formats that cannot declare prefixes refuse them.
    if kind.name == "rdfxml":
        return xml.safe(ox.serialize(rdf.for_xml(parsed), format=target, prefixes=rdf.xml_prefixes(used)) or b"")
    return ox.serialize(parsed, format=target, prefixes=used) or b""


def _used(terms: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    return {prefix: prefixes[prefix] for prefix in sorted(prefixes) if f"<{prefixes[prefix]}" in terms}
