"""Query: ask the data in SPARQL, in a process that can be stopped."""

import resource
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from types import ModuleType

from pyoxigraph import Quad

from claimgraph import registry, sources, worker
from claimgraph.errors import DisagreementError, UsageError
from claimgraph.query import compare, vocabulary
from claimgraph.query.guard import Checked, check
from claimgraph.query.parameters import Candidates, Value
from claimgraph.query.period import Period, restrict
from claimgraph.query.result import Kind, Result
from claimgraph.query.rewrite import bind, sort_keys
from claimgraph.sources import Source

__all__ = ["ENGINES_PACKAGE", "Kind", "Limits", "Question", "Result", "query"]

ENGINES_PACKAGE = "claimgraph.query.engines"


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

    def check(self) -> Checked:
        """The query, checked as `guard.check` does, which an engine may see."""
        return check(self.text, self.file, self.prefixes, self.services)


def query(
    question: Question,
    files: Sequence[Source],
    *,
    engine: str = "fast",
    cross_check: bool = False,
    limits: Limits | None = None,
) -> Result:
    """The answer to a question about the data of the files (SPARQL 1.1 Query Language).

    Raises InputError, located, for a query or file that does not parse, UsageError for a value that the data does
    not know, LimitError beyond the limits, and, with `cross_check`, DisagreementError where the engines differ.
    """
    limits = limits or Limits()
    checked = question.check()
    if question.labels and checked.kind is not Kind.ROWS:
        raise UsageError(f"labels go with rows, and the query gives {checked.kind.value}.")
    if engine not in registry.names(ENGINES_PACKAGE):
        raise UsageError(
            f"unknown engine {engine!r}.", hint=registry.suggestion(engine, registry.names(ENGINES_PACKAGE))
        )
    engines = ("fast", "reference") if cross_check else (engine,)
    return worker.run(
        _answer,
        question,
        checked,
        list(files),
        engines,
        limits.rows,
        seconds=limits.seconds,
        megabytes=limits.megabytes,
        what="the query",
    )


def _answer(question: Question, checked: Checked, files: Sequence[Source], engines: Sequence[str], rows: int) -> Result:
    """What `query` answers; runs in the worker."""
    # Oxigraph's parser is the stricter: what it takes is SPARQL. It evaluates an ASK at once, hence the seal.
    parser = registry.load(ENGINES_PACKAGE, "fast", "engine")
    with _sealed():
        parser.check(checked)
    notices: list[str] = []
    quads: Iterable[Quad] = sources.quads(files)
    if question.when:
        quads, left, claims = restrict(quads, question.when)
        notices.append(f"{left:,} of {claims:,} claims held then.")
    quads = list(quads) if len(engines) > 1 else quads
    modules = [registry.load(ENGINES_PACKAGE, name, "engine") for name in engines]
    datasets = [module.load(quads) for module in modules]
    with nullcontext() if question.services else _sealed():
        return _evaluate(question, checked, list(zip(modules, datasets, strict=True)), rows, notices)


def _evaluate(
    question: Question,
    checked: Checked,
    engines: Sequence[tuple[ModuleType, object]],
    rows: int,
    notices: Sequence[str],
) -> Result:
    def ask(text: str) -> Result:
        module, dataset = engines[0]
        result: Result = module.answer(dataset, check(text, "a question of our own", {}), rows)
        return result

    terms = {
        name: vocabulary.resolve(value, name, ask, question.prefixes) if isinstance(value, Candidates) else value
        for name, value in question.parameters.items()
    }
    bound = bind(checked, terms)
    first, *others = (module.answer(dataset, bound, rows) for module, dataset in engines)
    for other in others:
        if found := compare.difference(first, other, sort_keys(bound)[0]):
            raise DisagreementError(
                f"the engines fast and reference disagree: {found}.",
                hint="A LIMIT without a total order, SAMPLE, RAND and the order of GROUP_CONCAT are free to differ.",
            )
    result: Result = vocabulary.labelled(first, ask) if question.labels else first
    return replace(result, notices=(*notices, *vocabulary.unknown_terms(checked, ask, question.prefixes)))


@contextmanager
def _sealed() -> Iterator[None]:
    """Let this process open nothing meanwhile, neither file nor socket, whatever an engine is talked into."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
