"""Several questions about the same data: asked together, and after an edit changed where that will do."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from claimgraph import sources, worker
from claimgraph.errors import ClaimgraphError, LimitError
from claimgraph.known import Digests
from claimgraph.query import Limits, Question, Result, answered, cache, renewal
from claimgraph.query.engines import fast
from claimgraph.query.parameters import Candidates
from claimgraph.query.renewal import Changes, Kept, Plan
from claimgraph.query.rewrite import bind
from claimgraph.share import processors, share
from claimgraph.sources import Source
from claimgraph.sparql import sealed

__all__ = ["Answered", "queries"]

# Of so few questions a store is asked: that takes ten times as long for each, but nothing has to be read first.
_FEW = 4
_READ = 5_000_000  # bytes in a second, on a busy machine

# What may decide on an ASK besides the triples that match: an order, chance, or what a store knows that has no triples.
_OPEN = (
    *("SELECT", "GROUP", "HAVING", "LIMIT", "OFFSET", "GRAPH", "SERVICE", "FROM"),
    *("NOW", "RAND", "UUID", "STRUUID", "BNODE"),
)
_NO_LENGTH = ("*", "?")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the form in which it can follow an edit; empty where it cannot, or `stays` what it was."""

    result: Result
    form: bytes = b""
    stays: bool = False
    """Whether the form is the one that was given."""


Found = Mapping[int, Answered | ClaimgraphError]
"""What is answered, by the places of the questions."""


def queries(
    questions: Sequence[Question],
    files: Sequence[Source],
    *,
    forms: Sequence[bytes] = (),
    store: str = "",
    digests: Digests = MappingProxyType({}),
    limits: Limits | None = None,
) -> tuple[list[Answered | ClaimgraphError], str]:
    """The answers to several questions about the same data, which are read once; for one that has none, the error.

    And the key of a store of the data (`cache.kept`), where they are large. With that of a store of what they were, and
    of each question the form of its answer then, the answers follow what has changed, and the rest is asked. `digests`
    are as for `cache.opened`. Values of parameters are looked up in the data, as `query` does, but no notice says what
    the data do not know. The limit of time is on all of them together, so many times as long as on one. Raises
    InputError where the files cannot be read, and LimitError beyond the limits.
    """
    limits = limits or Limits()
    run = partial(
        worker.run,
        seconds=limits.seconds * max(1, len(questions)),
        megabytes=limits.megabytes,
        what="answering the queries",
    )
    size = sources.size(files, digests)
    large = size >= cache.THRESHOLD
    with ExitStack() as stack:
        found: dict[int, Answered | ClaimgraphError] = {}
        before = stack.enter_context(cache.kept(store)) if large and any(forms) else None
        after = (
            stack.enter_context(cache.opened(files, lambda message: None, digests, patient=True)) if before else None
        )
        if before and after:
            found |= run(_renewed, questions, forms, before, after, limits.rows)
        left = {place: question for place, question in enumerate(questions) if place not in found}
        if after and 0 < len(left) <= _FEW:
            # What takes longer than to read all data is asked of that.
            with suppress(LimitError):
                found |= run(_looked_up, left, after, limits.rows, seconds=max(1, size / _READ))
            left = {place: question for place, question in left.items() if place not in found}
        if left:
            found |= run(_asked, left, tuple(files), limits.rows, large)
        now = after.parent.name if after else ""
        if large and not now:
            # Without it, the next build asks anew.
            with suppress(ClaimgraphError), cache.opened(files, lambda message: None, digests) as made:
                now = made.parent.name if made else ""
    return [found[place] for place in range(len(questions))], now


def _asked(questions: Mapping[int, Question], files: tuple[Source, ...], rows: int, follow: bool) -> Found:
    """What is answered; runs in the worker, and in copies of it that share what has been read."""
    dataset = fast.load(sources.quads(files))

    def answer(question: Question) -> Answered | ClaimgraphError:
        try:
            kept = _first(_plan(question), dataset, rows) if follow else None
            return kept or Answered(answered(question, dataset, rows))
        except ClaimgraphError as error:
            return error

    def answers(places: Sequence[int]) -> list[tuple[int, Answered | ClaimgraphError]]:
        with sealed():
            return [(place, answer(questions[place])) for place in places]

    return dict(chain.from_iterable(share(answers, list(questions), min(processors(), max(1, len(questions))))))


def _looked_up(questions: Mapping[int, Question], store: Path, rows: int) -> Found:
    """What a store gives the same answer to as data in memory; runs in a worker.

    That is where rows are sorted here, as they are kept, and where there are none. Where SPARQL leaves an order open,
    an engine gives rows as it comes upon them, and it comes upon those in a store in another. Sums are left out, since
    those of floating-point numbers depend on an order.
    """
    found: dict[int, Answered | ClaimgraphError] = {}
    with suppress(OSError):
        dataset = fast.open_store(store)
        with sealed() if fast.is_open(store) else nullcontext():
            for place, question in questions.items():
                # An error is left to be given as always.
                with suppress(ClaimgraphError):
                    plan = _plan(question)
                    summed = plan and any(name.startswith("SUM") for _, _, name in plan.form.aggregates)
                    answer = None if summed else _first(plan, dataset, rows)
                    if not answer and _is_unordered(question):
                        answer = Answered(answered(question, dataset, rows))
                    if answer:
                        found[place] = answer
    return found


def _is_unordered(question: Question) -> bool:
    """Whether it asks for true or false, and no order, no chance and no term without triples has a part in that."""
    if any(isinstance(value, Candidates) for value in question.parameters.values()):
        return False
    tokens = question.check().tokens
    return any(token.is_word("ASK") for token in tokens) and not any(
        token.is_word(*_OPEN) or (token.kind == "sign" and token.text in _NO_LENGTH) for token in tokens
    )


def _first(plan: Plan | None, dataset: fast.Dataset, rows: int) -> Answered | None:
    """The answer, in the order in which it is kept, where it can follow an edit."""
    kept = plan.first(dataset, rows) if plan else None
    return Answered(plan.result(kept), kept.dump()) if plan and kept else None


def _plan(question: Question) -> Plan | None:
    values = {name: value for name, value in question.parameters.items() if not isinstance(value, Candidates)}
    if question.when or question.labels or len(values) < len(question.parameters):
        return None
    return renewal.plan(bind(question.check(), values))


def _renewed(questions: Sequence[Question], forms: Sequence[bytes], before: Path, after: Path, rows: int) -> Found:
    """What can be answered by what has changed from one store to another; runs in the worker."""
    differs = cache.changes(before, after)
    if differs is None:
        return {}
    found: dict[int, Answered | ClaimgraphError] = {}
    # What cannot be renewed, because a store is damaged or an engine fails, is asked.
    with suppress(OSError, ClaimgraphError):
        changes = Changes.of(fast.open_store(before), fast.open_store(after), *differs)
        # Oxigraph opens the files of a very large store as it goes.
        with sealed() if all(map(fast.is_open, (before, after))) else nullcontext():
            for place, (question, form) in enumerate(zip(questions, forms, strict=True)):
                plan = _plan(question) if form else None
                base = Kept.load(form) if plan else None
                kept = plan.renewed(base, changes, rows) if plan and base else None
                if plan and kept:
                    stays = kept is base
                    found[place] = Answered(plan.result(kept), b"" if stays else kept.dump(), stays)
    return found
