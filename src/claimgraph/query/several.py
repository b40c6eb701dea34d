"""Several questions about the same data: asked together, and after an edit changed where that will do."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from claimgraph import sources, worker
from claimgraph.errors import ClaimgraphError
from claimgraph.query import Limits, Question, Result, answered, cache, renewal
from claimgraph.query.engines import fast
from claimgraph.query.parameters import Candidates
from claimgraph.query.renewal import Changes, Kept, Plan
from claimgraph.query.rewrite import bind
from claimgraph.share import processors, share
from claimgraph.sources import Source
from claimgraph.sparql import sealed

__all__ = ["Answered", "queries"]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the form in which it can follow an edit; empty where it cannot."""

    result: Result
    form: bytes = b""


Found = Mapping[int, Answered | ClaimgraphError]
"""What is answered, by the places of the questions."""


def queries(
    questions: Sequence[Question],
    files: Sequence[Source],
    *,
    forms: Sequence[bytes] = (),
    store: str = "",
    limits: Limits | None = None,
) -> tuple[list[Answered | ClaimgraphError], str]:
    """The answers to several questions about the same data, which are read once; for one that has none, the error.

    And the key of a store of the data (`cache.kept`), where they are large. With that of a store of what they were, and
    of each question the form of its answer then, the answers follow what has changed, and the rest is asked. Values of
    parameters are looked up in the data, as `query` does, but no notice says what the data do not know. The limit of
    time is on all of them together, so many times as long as on one. Raises InputError where the files cannot be read,
    and LimitError beyond the limits.
    """
    limits = limits or Limits()
    run = partial(
        worker.run,
        seconds=limits.seconds * max(1, len(questions)),
        megabytes=limits.megabytes,
        what="answering the queries",
    )
    large = sources.size(files) >= cache.THRESHOLD
    with ExitStack() as stack:
        found: dict[int, Answered | ClaimgraphError] = {}
        before = stack.enter_context(cache.kept(store)) if large and any(forms) else None
        after = stack.enter_context(cache.opened(files, lambda message: None)) if before else None
        if before and after:
            found |= run(_renewed, questions, forms, before, after, limits.rows)
        left = [place for place in range(len(questions)) if place not in found]
        if left:
            found |= run(_asked, {place: questions[place] for place in left}, tuple(files), limits.rows, large)
        now = after.parent.name if after else ""
        if large and not now:
            # Without it, the next build asks anew.
            with suppress(ClaimgraphError), cache.opened(files, lambda message: None) as made:
                now = made.parent.name if made else ""
    return [found[place] for place in range(len(questions))], now


def _asked(questions: Mapping[int, Question], files: tuple[Source, ...], rows: int, follow: bool) -> Found:
    """What is answered; runs in the worker, and in copies of it that share what has been read."""
    dataset = fast.load(sources.quads(files))

    def answer(question: Question) -> Answered | ClaimgraphError:
        try:
            plan = _plan(question) if follow else None
            kept = plan.first(dataset, rows) if plan else None
            if plan and kept:
                return Answered(plan.result(kept), kept.dump())
            return Answered(answered(question, dataset, rows))
        except ClaimgraphError as error:
            return error

    def answers(places: Sequence[int]) -> list[tuple[int, Answered | ClaimgraphError]]:
        with sealed():
            return [(place, answer(questions[place])) for place in places]

    return dict(chain.from_iterable(share(answers, list(questions), min(processors(), max(1, len(questions))))))


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
                kept = plan.renewed(Kept.load(form), changes, rows) if plan else None
                if plan and kept:
                    found[place] = Answered(plan.result(kept), kept.dump())
    return found
