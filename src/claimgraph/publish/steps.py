"""What a build needs besides the files: what validation, the rules, the queries and the downloads give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from claimgraph import files as plain
from claimgraph import sources, worker
from claimgraph.census import Census
from claimgraph.errors import ClaimgraphError, EngineError, UsageError
from claimgraph.model import Report
from claimgraph.project import Project
from claimgraph.publish.checked import check, checked_key
from claimgraph.publish.derived import shown
from claimgraph.publish.follows import follows
from claimgraph.publish.inputs import Answer, Found
from claimgraph.publish.kept import Derivation, Kept, counted, derivation_key, form_key, question_key
from claimgraph.publish.removed import WHEN, discreet, removed
from claimgraph.publish.whole import dumps
from claimgraph.query import Limits, Question, named, parameters
from claimgraph.query.several import Answered, queries
from claimgraph.share import processors, share
from claimgraph.sources import Source
from claimgraph.validate import chosen, validate

__all__ = ["MEGABYTES", "SECONDS", "Documents", "find"]

SECONDS, MEGABYTES = 7200, 24_000
"""Far beyond what the largest datasets that it is measured with need."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The named queries with their answers, and what is kept of these."""

    answers: Sequence[tuple[Answer, str]]
    """Each with the key of its answer."""
    store: str
    """As `Kept` has it, like what follows."""
    forms: Mapping[str, str]
    bodies: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Documents:
    """The folder that holds the documents, and a digest of what is in it; empty where that is not known."""

    folder: Path
    digest: str


def find(project: Project, files: Sequence[Source], earlier: Kept, documents: Documents | None = None) -> Found:
    """Take the steps side by side, because none needs another, and those not at all whose result cannot have changed.

    Where the files say more of what was removed than may be said, all are taken, and nothing is kept of them.
    Raises as the steps do: `validate`, `infer`, `queries`, `dumps`, `check`; UsageError where the data contradict the
    ontology.
    """
    work = partial(counted, files, earlier.files)
    census: Census | None = worker.run(work, seconds=SECONDS, megabytes=MEGABYTES, what="the count of the statements")
    visible: Sequence[Source] | None = None
    if census is None or WHEN in census.properties:
        looked = partial(_visible, files, census)
        visible = worker.run(looked, seconds=SECONDS, megabytes=MEGABYTES, what="the reading of what was removed")
        if visible:
            files, census, earlier = visible, None, Kept()
    rules = (dict(project.prefixes), [(path.name, plain.read_text(path)) for path in _rules(project)])
    steps: dict[str, Callable[[], Any]] = {
        "report": partial(_validated, project),
        "answers": partial(_answers, project, files, census, earlier),
        "dumps": partial(_dumps, project),
        "derived": lambda: earlier.derived(census, rules) or _derived(project, files),
    }
    # Of two processes, each takes every other step, and then they have about the same to do: where answers follow an
    # edit, the downloads take as long as they do; from nothing, deriving takes longer.
    order = ["report", "answers", "dumps", "derived"] if earlier.store else ["report", "answers", "derived", "dumps"]
    key = checked_key(census, documents.digest) if census and documents and documents.digest else ""
    if documents:
        steps["checked"] = lambda: earlier.checked.get(key) or check(visible or _own(project), documents.folder)
        order.append("checked")

    def take(names: Sequence[str]) -> dict[str, Any]:
        return {name: steps[name]() for name in names}

    parts = share(take, order, min(processors(), len(order)))
    found = {name: result for part in parts for name, result in part.items()}
    asked: Asked = found["answers"]
    derived: Derivation = found["derived"]
    kept = None
    if census:
        answers = {key: answer.result for answer, key in asked.answers if key and answer.result}
        given = {derivation_key(census, rules, derived.idle): derived}
        checked = {key: found["checked"]} if key else {}
        kept = Kept(census.files, given, answers, asked.store, asked.forms, asked.bodies, checked)
    answered = [answer for answer, _ in asked.answers]
    return Found(derived.data, found["report"], answered, found["dumps"], found.get("checked"), kept)


def _visible(files: Sequence[Source], census: Census | None) -> Sequence[Source] | None:
    """The files without what they must not say of what was removed; None where there is no such thing."""
    holding = [one for one in files if census is None or WHEN in census.files[str(one)].properties]
    visible = discreet(files, removed(holding))
    return None if visible is files else visible


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


def _own(project: Project) -> Sequence[Source]:
    return sources.expand([project.folder("data")])


def _rules(project: Project) -> Sequence[Path]:
    return sorted(path for folder in project.existing("rules") for path in folder.glob("*.rq"))


def _derived(project: Project, files: Sequence[Source]) -> Derivation:
    found = follows(project, files, "ntriples")
    if found.findings:
        raise UsageError(
            f"the data contradict the ontology: {found.findings[0].message}",
            hint="`claimgraph infer` gives all contradictions.",
        )
    return Derivation(shown(found.data), found.idle)


def _dumps(project: Project) -> dict[str, bytes]:
    return worker.run(
        dumps, project, _own(project), seconds=SECONDS, megabytes=MEGABYTES, what="the writing of the downloads"
    )


def _answers(project: Project, files: Sequence[Source], census: Census | None, earlier: Kept) -> Asked:
    """The named queries with what they give by the defaults of their parameters; only those are asked that must be."""
    base = project.namespaces.get("dataset", "")
    bare = [namespace for namespace in project.prefixes.values() if base and namespace.startswith(base)]
    found: dict[str, tuple[Answer, str]] = {}
    waiting: list[tuple[named.NamedQuery, Question, str]] = []
    forms: dict[str, str] = {}
    for query in (named.find(folder, name) for folder in project.existing("queries") for name in named.names(folder)):
        if any(parameter.default is None for parameter in query.parameters):
            found[query.name] = Answer(query, None, "The question has no answer before its parameters are given."), ""
            continue
        values = parameters.values(query.parameters, {}, project.prefixes, bare)
        question = Question(query.text, str(query.path), dict(project.prefixes), values)
        key = question_key(census, question) if census else ""
        if known := earlier.answers.get(key):
            found[query.name] = Answer(query, known), key
            if name := earlier.forms.get(form_key(question)):
                forms[form_key(question)] = name
        else:
            found[query.name] = Answer(query, None), key  # to be asked
            waiting.append((query, question, key))
    results, store, stopped = _ask([question for _, question, _ in waiting], files, earlier)
    bodies = dict.fromkeys(forms.values(), b"")
    for (query, question, key), result in zip(waiting, results, strict=True):
        if isinstance(result, ClaimgraphError):
            found[query.name] = Answer(query, None, str(result), stopped or isinstance(result, EngineError)), ""
            continue
        found[query.name] = Answer(query, result.result), key
        if result.form:
            name = sha256(result.form).hexdigest()
            forms[form_key(question)], bodies[name] = name, result.form
    return Asked(list(found.values()), store, forms, bodies)


def _ask(
    questions: Sequence[Question], files: Sequence[Source], earlier: Kept
) -> tuple[Sequence[Answered | ClaimgraphError], str, bool]:
    """What is answered, the key of the store from which the answers can follow, and whether that was stopped early."""
    if not questions:
        return [], earlier.store, False
    names = [earlier.forms.get(form_key(question), "") for question in questions]
    forms = [earlier.bodies.get(name, b"") for name in names]
    try:
        found, store = queries(questions, files, forms=forms, store=earlier.store, limits=Limits())
    except ClaimgraphError as error:
        return [error for _ in questions], "", True
    return found, store, False
