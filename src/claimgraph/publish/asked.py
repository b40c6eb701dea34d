"""The questions of a build, of which only those are asked whose answers may have changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from claimgraph.census import Census
from claimgraph.errors import ClaimgraphError, EngineError
from claimgraph.known import Digests
from claimgraph.project import Project
from claimgraph.publish.inputs import Answer
from claimgraph.publish.kept import Kept, form_key, question_key
from claimgraph.query import Limits, Question, Result, named, parameters
from claimgraph.query.named import NamedQuery
from claimgraph.query.several import Answered, queries
from claimgraph.sources import Source

__all__ = ["Asked", "Named", "answers", "ask", "named_queries"]

Named = Sequence[tuple[NamedQuery, Question | None]]
"""The named queries, each as a question by the defaults of its parameters; None where it needs more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What questions give, and what is kept of that."""

    results: Sequence[tuple[Result | ClaimgraphError, str]]
    """Of each question its answer, or why it has none; and the key under which the answer is kept."""
    stopped: bool
    """Whether all together took too long, or too much memory."""
    now: str
    """The key of a store of the data; empty where none was needed."""
    store: str
    """As `Kept` has it, like what follows."""
    forms: Mapping[str, str]
    bodies: Mapping[str, bytes]

    def kept(self) -> Mapping[str, Result]:
        """The answers, by their keys."""
        return {key: result for result, key in self.results if key and not isinstance(result, ClaimgraphError)}


def named_queries(project: Project) -> Named:
    """The project's queries; raises as `named.find` and `parameters.values`."""
    base = project.namespaces.get("dataset", "")
    bare = [namespace for namespace in project.prefixes.values() if base and namespace.startswith(base)]
    found: list[tuple[NamedQuery, Question | None]] = []
    for query in (named.find(folder, name) for folder in project.existing("queries") for name in named.names(folder)):
        if any(parameter.default is None for parameter in query.parameters):
            found.append((query, None))
            continue
        values = parameters.values(query.parameters, {}, project.prefixes, bare)
        found.append((query, Question(query.text, str(query.path), dict(project.prefixes), values)))
    return found


def answers(queries: Named, asked: Asked) -> list[Answer]:
    """The queries with their answers, which are the first that were asked."""
    results = iter(asked.results)
    found = []
    for query, question in queries:
        if question is None:
            found.append(Answer(query, None, "The question has no answer before its parameters are given."))
            continue
        result, _ = next(results)
        if isinstance(result, ClaimgraphError):
            found.append(Answer(query, None, str(result), asked.stopped or isinstance(result, EngineError)))
        else:
            found.append(Answer(query, result))
    return found


def ask(
    questions: Sequence[Question], files: Sequence[Source], census: Census | None, earlier: Kept, digests: Digests
) -> Asked:
    """What the questions give; only those are asked whose answers may be others than were kept."""
    found: dict[int, tuple[Result | ClaimgraphError, str]] = {}
    waiting: list[tuple[int, str]] = []
    forms: dict[str, str] = {}
    for place, question in enumerate(questions):
        key = question_key(census, question) if census else ""
        if known := earlier.answers.get(key):
            found[place] = known, key
            if name := earlier.forms.get(form_key(question)):
                forms[form_key(question)] = name
        else:
            waiting.append((place, key))
    results, now, stopped = _ask([questions[place] for place, _ in waiting], files, earlier, digests)
    bodies = dict.fromkeys(forms.values(), b"")
    for (place, key), result in zip(waiting, results, strict=True):
        if isinstance(result, ClaimgraphError):
            found[place] = result, ""
            continue
        found[place] = result.result, key
        if result.form or result.stays:
            form = form_key(questions[place])
            forms[form] = name = earlier.forms[form] if result.stays else sha256(result.form).hexdigest()
            bodies[name] = result.form
    store = now if waiting else earlier.store
    return Asked([found[place] for place in range(len(questions))], stopped, now, store, forms, bodies)


def _ask(
    questions: Sequence[Question], files: Sequence[Source], earlier: Kept, digests: Digests
) -> tuple[Sequence[Answered | ClaimgraphError], str, bool]:
    """What is answered, the key of the store from which the answers can follow, and whether that was stopped early."""
    if not questions:
        return [], "", False
    names = [earlier.forms.get(form_key(question), "") for question in questions]
    forms = [earlier.bodies.get(name, b"") for name in names]
    try:
        limits = Limits()
        found, store = queries(questions, files, forms=forms, store=earlier.store, digests=digests, limits=limits)
    except ClaimgraphError as error:
        return [error for _ in questions], "", True
    return found, store, False
