"""Validate RDF data against SHACL shapes: every finding points at file, line and column."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from claimgraph import registry
from claimgraph.errors import UsageError
from claimgraph.known import Digests
from claimgraph.model import Report
from claimgraph.terms import PREFIXES

if TYPE_CHECKING:
    from claimgraph.sources import Source

__all__ = ["CHECKS", "ENGINES", "REPORTS", "chosen", "validate"]

Result = TypeVar("Result")

CHECKS = "claimgraph.validate.checks"
ENGINES = "claimgraph.validate.engines"
REPORTS = "claimgraph.validate.reports"

# What is allowed without being asked for: enough on a busy machine for any input that is honest.
_SECONDS, _SECONDS_PER_MEGABYTE = 60, 10
_SLOWER = 5  # times as long, where the reference engine is asked for
_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 2048, 150


def chosen(checks: Sequence[str]) -> tuple[str, ...]:
    """The names of the checks: of all, of none, or of those that are named; each once."""
    return registry.names(CHECKS) if "all" in checks else tuple(sorted({*checks} - {"none"}))


def validate(
    data: Sequence[Path],
    *,
    shapes: Sequence[Path],
    ontology: Sequence[Path] = (),
    engine: str = "fast",
    inference: str = "none",
    cross_check: bool = False,
    checks: Sequence[str] = (),
    seconds: float | None = None,
    megabytes: int | None = None,
    prefixes: Mapping[str, str] = PREFIXES,
    bases: Mapping[str, str] = MappingProxyType({}),
    cache: bool = False,
    digests: Digests = MappingProxyType({}),
    progress: Callable[[str], object] | None = None,
    data_format: str = "turtle",
    lint: bool = True,
    files: Sequence["Source"] = (),
) -> Report:
    """Validate the data files, with the ontology's triples among theirs, against the shapes (SHACL, section 3).

    Runs in a process of its own, within `seconds` of wall time and `megabytes` of memory; without them, within
    limits that grow with the input. `inference` is none, rdfs or owlrl. `cross_check` runs both engines; `checks` are
    the names of those beyond SHACL that are to run. `prefixes` shorten terms in messages. `bases` are those of the
    dataset's own IRIs, each with the regular expression that all of an IRI behind the base has to match, or "". With
    `cache`, what earlier runs left in the user's cache folder is used and added to; the report is that of a full run
    all the same. Files whose `digests` are known are not read to see whether they have changed. `progress` is called
    again and again with what is being done. `data_format` is that of standard input. With `lint`, a notice names
    targets that match nothing, and paths that nothing uses. `files` are those that `data` stands for, where that is
    known.

    Raises UsageError without shapes, InputError for files that cannot be read, RdfSyntaxError, located, for those that
    do not parse, ShapesError for shapes that are ill-formed or that no engine supports, LimitError beyond the limits,
    and DisagreementError where the engines of a cross-check give different findings.
    """
    # Late, so that the command line can list engines and reports without loading a parser.
    from claimgraph import sources
    from claimgraph.validate._job import Job
    from claimgraph.validate.cache import answer

    if not shapes:
        raise UsageError("no shapes are given.", hint="Give them with --shapes.")
    job = Job(
        data=tuple(files or sources.expand(data, data_format)),
        ontology=tuple(sources.expand(ontology)),
        shapes=tuple(sources.expand(shapes)),
        engine=engine,
        inference=inference,
        cross_check=cross_check,
        checks=tuple(checks),
        prefixes=dict(prefixes),
        bases=dict(bases),
        lint=lint,
    )

    def run(function: Callable[..., Result], *arguments: object) -> Result:
        from claimgraph import worker

        size = sources.size(job.data + job.ontology + job.shapes, digests) / 2**20
        allowed = (_SECONDS + _SECONDS_PER_MEGABYTE * size) * (_SLOWER if engine != "fast" or cross_check else 1)
        return worker.run(
            function,
            *arguments,
            seconds=seconds or round(allowed),
            megabytes=megabytes or int(_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size),
            what="the validation",
            progress=progress,
        )

    if cache:
        question = [*map(str, data), "", *map(str, ontology), "", *map(str, shapes), data_format]
        return answer(job, question, run, digests)
    from claimgraph.validate._run import work

    return run(work, job)
