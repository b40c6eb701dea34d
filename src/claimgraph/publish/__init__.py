"""Publish: the project as a static site in which every IRI answers (docs/publishing.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from claimgraph import sources, worker
from claimgraph.errors import ClaimgraphError, UsageError
from claimgraph.model import Finding, Report
from claimgraph.project import Project
from claimgraph.publish import contract
from claimgraph.publish.assemble import Inputs, assemble
from claimgraph.publish.site import Answer
from claimgraph.publish.whole import dumps
from claimgraph.query import Limits, Question, Result, named, parameters, queries
from claimgraph.reason import infer
from claimgraph.share import processors, share
from claimgraph.sources import Source
from claimgraph.validate import chosen, validate

__all__ = ["Built", "Inputs", "build"]

# Far beyond what the largest datasets that it is measured with need.
_SECONDS, _MEGABYTES = 7200, 24_000

_TEXTS = {"ethics": "ethics.md"}
_CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: pages with what lies beside them, those of them that were kept, and what went amiss."""

    pages: int
    kept: int
    findings: int
    unanswered: tuple[str, ...] = ()
    broken: tuple[Finding, ...] = ()
    """The promises of earlier releases that the project does not keep; where there are any, nothing was made."""


def build(project: Project, target: Path, progress: Callable[[str], None] | None = None) -> Built:
    """Make the site of a project in a folder, whole or not at all; the same bytes for the same project.

    Checks the URIs of earlier releases, validates, derives and answers the named queries first; `progress` is told of
    each step. A page is made anew only where something that it shows has changed. Raises UsageError without a project,
    and where the folder holds something else than a site; InputError for files that cannot be read, or data that
    contradict the ontology.
    """
    if project.root is None:
        project.folder("data")
    data = [project.folder("data"), *project.existing("ontology")]
    files = sources.expand(data)
    tell = progress or (lambda what: None)
    tell("checking the URIs of earlier releases")
    if broken := contract.check(project):
        return Built(0, 0, 0, broken=broken)
    tell("validating, deriving, answering the queries and writing the downloads")
    found = _found(project, data, files)
    shapes = sources.expand(project.existing("shapes"))
    report, answers = found.report, found.answers
    inputs = Inputs(project, files, shapes, found.derived, answers, report, _texts(project), found.dumps)
    tell("writing the pages")
    pages, kept = worker.run(
        assemble, inputs, target, seconds=_SECONDS, megabytes=_MEGABYTES, what="the build", progress=progress
    )
    unanswered = tuple(answer.query.name for answer in answers if answer.failure)
    return Built(pages, kept, len(report.findings) if report else 0, unanswered)


@dataclass(frozen=True, slots=True)
class _Found:
    report: Report | None
    answers: list[Answer]
    derived: bytes
    dumps: dict[str, bytes]


def _found(project: Project, data: Sequence[Path], files: Sequence[Source]) -> _Found:
    """What validation, the queries, the rules and the downloads give: side by side, because none needs another."""
    # In this order two processes have about the same to do: the queries take as long as the others together.
    steps: dict[str, Callable[[], Any]] = {
        "report": partial(_validated, project),
        "answers": partial(_answers, project, files),
        "derived": partial(_derived, project, data),
        "dumps": partial(_dumps, project),
    }

    def take(names: Sequence[str]) -> dict[str, Any]:
        return {name: steps[name]() for name in names}

    parts = share(take, list(steps), min(processors(), len(steps)))
    return _Found(**{name: result for part in parts for name, result in part.items()})


def _validated(project: Project) -> Report | None:
    shapes = project.existing("shapes")
    if not shapes:
        return None
    return validate(
        [project.folder("data")],
        shapes=shapes,
        ontology=project.existing("ontology"),
        checks=chosen(project.checks),
        prefixes=project.prefixes,
        bases=project.bases(),
        cache=True,
    )


def _derived(project: Project, data: Sequence[Path]) -> bytes:
    rules = project.existing("rules")
    found = infer(data, rules=rules[0] if rules else None, format_name="ntriples", prefixes=project.prefixes)
    if found.findings:
        raise UsageError(
            f"the data contradict the ontology: {found.findings[0].message}",
            hint="`claimgraph infer` gives all contradictions.",
        )
    return found.data


def _dumps(project: Project) -> dict[str, bytes]:
    own = sources.expand([project.folder("data")])
    return worker.run(dumps, project, own, seconds=_SECONDS, megabytes=_MEGABYTES, what="the writing of the downloads")


def _answers(project: Project, files: Sequence[Source]) -> list[Answer]:
    """The named queries with what they give by the defaults of their parameters."""
    folders = project.existing("queries")
    asked = [named.find(folder, name) for folder in folders for name in named.names(folder)]
    base = project.namespaces.get("dataset", "")
    bare = [namespace for namespace in project.prefixes.values() if base and namespace.startswith(base)]
    answers: dict[str, Answer] = {}
    questions = []
    for query in asked:
        if any(parameter.default is None for parameter in query.parameters):
            answers[query.name] = Answer(query, None, "The question has no answer before its parameters are given.")
            continue
        values = parameters.values(query.parameters, {}, project.prefixes, bare)
        questions.append((query, Question(query.text, str(query.path), dict(project.prefixes), values)))
    try:
        found: list[Result | ClaimgraphError] = queries([question for _, question in questions], files, limits=Limits())
    except ClaimgraphError as error:
        found = [error for _ in questions]
    for (query, _), result in zip(questions, found, strict=True):
        if isinstance(result, ClaimgraphError):
            answers[query.name] = Answer(query, None, str(result))
        else:
            answers[query.name] = Answer(query, result)
    return [answers[query.name] for query in asked]


def _texts(project: Project) -> dict[str, str]:
    """The project's own pages, where it has them."""
    paths = {name: folder / file for folder in project.existing("docs") for name, file in _TEXTS.items()}
    if project.root:
        paths["changelog"] = project.root / _CHANGELOG
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}
