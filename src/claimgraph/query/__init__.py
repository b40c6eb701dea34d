"""Query: ask the data in SPARQL, in a process that can be stopped."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache as once
from functools import partial
from pathlib import Path
from types import ModuleType

from pyoxigraph import Quad

from claimgraph import registry, sources, worker
from claimgraph.errors import DisagreementError, EngineError, InputError, UsageError
from claimgraph.protocol import Endpoint
from claimgraph.query import cache, compare, shelf, vocabulary
from claimgraph.query.engines import fast
from claimgraph.query.guard import Checked, check
from claimgraph.query.parameters import Candidates, Value
from claimgraph.query.period import Period, restrict
from claimgraph.query.result import Kind, Result
from claimgraph.query.rewrite import bind, sort_keys
from claimgraph.sources import Source
from claimgraph.sparql import sealed

__all__ = ["ENGINES_PACKAGE", "Kind", "Limits", "Question", "Result", "answered", "query"]

ENGINES_PACKAGE = "claimgraph.query.engines"

_ATTEMPTS = 2

# The limit of rows is one on the answer; what we ask ourselves besides has its own.
_OWN_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a query may take: seconds of wall time, megabytes of address space, rows or triples of its answer."""

    seconds: float = 30
    megabytes: int = 4096
    rows: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the text of a query, the file that it is from, and what goes with it."""

    text: str
    file: str = "query"
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """The prefixes that the query may use without declaring them."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    """What those of its variables stand for that are parameters."""
    when: Period | None = None
    labels: bool = False
    services: tuple[str, ...] = ()
    """The URLs below which SERVICE may go."""
    elsewhere: bool = False
    """Whether an endpoint executes the query, which then decides on FROM and SERVICE."""

    def check(self) -> Checked:
        """The query, checked as `guard.check` does, which an engine may see."""
        return check(self.text, self.file, self.prefixes, self.services, elsewhere=self.elsewhere)


def query(
    question: Question,
    data: Sequence[Source] | Endpoint,
    *,
    engine: str = "fast",
    cross_check: bool = False,
    limits: Limits | None = None,
    keep: bool = True,
    notify: Callable[[str], None] = lambda message: None,
) -> Result:
    """The answer to a question about the data of the files, or of an endpoint (SPARQL 1.1 Query Language, Protocol).

    An endpoint answers by itself, except for claims at a time: for those its data are fetched whole and asked here.
    With `keep`, large data are kept in the store cache for the next question; `notify` is told when that takes a
    while. Raises InputError, located, for a query or file that does not parse, UsageError for a value that the data
    does not know, LimitError beyond the limits, EndpointError where the endpoint fails, and, with `cross_check`,
    DisagreementError where the engines differ.
    """
    checked = question.check()
    if question.labels and checked.kind is not Kind.ROWS:
        raise UsageError(f"labels go with rows, and the query gives {checked.kind.value}.")
    known = registry.names(ENGINES_PACKAGE)
    if engine not in known:
        raise UsageError(f"unknown engine {engine!r}.", hint=registry.suggestion(engine, known))
    engines = ("fast", "reference") if cross_check else (engine,)
    limits = limits or Limits()
    what = f"the query to {data}" if isinstance(data, Endpoint) else "the query"

    @once
    def checking() -> float:
        """Check the query in a process of its own, before its data are loaded; the seconds that this took."""
        began = time.monotonic()
        worker.run(_check, checked, question.elsewhere, seconds=limits.seconds, megabytes=limits.megabytes, what=what)
        return time.monotonic() - began

    def loading(message: str) -> None:
        checking()
        notify(message)

    def run(store: Path | None) -> Result:
        spent = 0 if store else checking()
        job = _Job(question, checked, data, engines, limits.rows, store)
        return worker.run(_answer, job, seconds=limits.seconds, megabytes=limits.megabytes, what=what, spent=spent)

    if isinstance(data, Endpoint):
        return run(None)
    for _ in range(_ATTEMPTS if keep and engines == ("fast",) and not question.when else 0):
        with cache.opened(data, loading) as store:
            if store is None:
                break
            try:
                return run(store)
            except cache.DamagedError:
                damaged = store
        shelf.discard(damaged)
    return run(None)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a worker does."""

    question: Question
    checked: Checked
    data: Sequence[Source] | Endpoint
    engines: tuple[str, ...]
    rows: int
    store: Path | None


def _check(checked: Checked, elsewhere: bool) -> None:
    """Raise InputError where the query is not SPARQL; Oxigraph's parser is the stricter."""
    with sealed():  # for it evaluates an ASK at once
        fast.check(checked, elsewhere=elsewhere)


def _answer(job: _Job) -> Result:
    """What `query` answers; runs in the worker."""
    if job.store:
        _check(job.checked, job.question.elsewhere)
    notices: list[str] = []
    if isinstance(job.data, Endpoint):
        from claimgraph.query import endpoint  # here, for it loads TLS and HTTP, which files do not need

        if not job.question.when:
            return _explained(job, [(endpoint, job.data)], notices)
        quads: Iterable[Quad] = endpoint.fetch(job.data)
    else:
        quads = sources.quads(job.data)
    modules = [registry.load(ENGINES_PACKAGE, name, "engine") for name in job.engines]
    try:
        if job.store:
            datasets = [fast.open_store(job.store)]
        else:
            if job.question.when:
                quads, left, claims = restrict(quads, job.question.when)
                notices.append(f"{left:,} of {claims:,} claims held then.")
            quads = list(quads) if len(modules) > 1 else quads
            datasets = [module.load(quads) for module in modules]
        # Oxigraph opens the files of a very large store as it goes.
        unsealed = job.question.services or (job.store and not fast.is_open(job.store))
        with nullcontext() if unsealed else sealed():
            return _explained(job, list(zip(modules, datasets, strict=True)), notices)
    except OSError as error:
        if job.question.services:
            raise InputError(f"an endpoint that SERVICE names failed: {error}.") from None
        if job.store:
            raise cache.DamagedError(f"the store {job.store} is damaged: {error}.") from None
        raise EngineError(f"the engine failed: {error}.") from None


def _ask(engine: tuple[ModuleType, object], text: str) -> Result:
    module, dataset = engine
    result: Result = module.answer(dataset, check(text, "a question of our own", {}), _OWN_ROWS)
    return result


def answered(question: Question, dataset: object, rows: int) -> Result:
    """What the fast engine answers to a question about a dataset of its own; raises as `query`."""
    return _evaluate(_Job(question, question.check(), (), ("fast",), rows, None), [(fast, dataset)])


def _evaluate(job: _Job, engines: Sequence[tuple[ModuleType, object]]) -> Result:
    question = job.question
    ask = partial(_ask, engines[0])
    terms = {
        name: vocabulary.resolve(value, name, ask, question.prefixes) if isinstance(value, Candidates) else value
        for name, value in question.parameters.items()
    }
    bound = bind(job.checked, terms)
    results: list[Result] = [module.answer(dataset, bound, job.rows) for module, dataset in engines]
    first, *others = results
    for other in others:
        if found := compare.difference(first, other, sort_keys(bound)[0]):
            raise DisagreementError(
                f"the engines fast and reference disagree: {found}.",
                hint="A LIMIT without a total order, SAMPLE, RAND and the order of GROUP_CONCAT are free to differ.",
            )
    return vocabulary.labelled(first, ask) if question.labels else first


def _explained(job: _Job, engines: Sequence[tuple[ModuleType, object]], notices: Sequence[str]) -> Result:
    """The answer with the notices and, where one is worth while, a word on what the data do not know."""
    result = _evaluate(job, engines)
    # A stranger's server may be slow to search what it knows: it is asked only where that may be why nothing came.
    if job.question.elsewhere and result.count:
        return replace(result, notices=tuple(notices))
    ask = partial(_ask, engines[0])
    suggest = not job.question.elsewhere
    unknown = vocabulary.unknown_terms(job.checked, ask, job.question.prefixes, suggest=suggest)
    return replace(result, notices=(*notices, *unknown))
