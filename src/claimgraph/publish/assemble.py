"""From the inputs of a build to its pages: what the worker process does."""

import gc
import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from claimgraph import sources
from claimgraph.errors import LimitError
from claimgraph.publish import near, programs, render
from claimgraph.publish.edited import edit
from claimgraph.publish.every import Pages
from claimgraph.publish.holdings import Holdings
from claimgraph.publish.inputs import Found, Inputs, Stowed
from claimgraph.publish.memory import recall, remember
from claimgraph.publish.said import Said, read
from claimgraph.publish.site import Site
from claimgraph.publish.unchanged import State
from claimgraph.publish.write import Writer
from claimgraph.share import begun, deal, processors
from claimgraph.sources import Source
from claimgraph.worker import doing, hold

__all__ = ["Written", "assemble", "site"]

# So many pages are worth a process of their own.
_SHARE = 10


# Of an answer with a blank node, at least.
_NAMELESS = b"_:"


@dataclass(frozen=True, slots=True)
class Written:
    """What there is to say of a site: how many pages it has, how many of these were kept, and what is amiss."""

    pages: int
    kept: int
    findings: int
    unanswered: tuple[str, ...]
    """The queries that have no answer."""
    again: bool
    """Whether one of them might have one the next time."""
    left: Stowed | None
    state: State | None
    """What decided on the site when all had been read."""


def assemble(
    inputs: Inputs,
    given: Callable[[], Found],
    target: Path,
    spare: Callable[[], str],
    state: Callable[[], State | None],
) -> Written:
    """Write the site. What is not to be had from the files is waited for as late as can be."""
    # Nearly all that is read stays until the end: to look for garbage in it again and again is half as much work again,
    # and would copy memory that the processes share.
    gc.disable()
    writer = Writer(target, programs.pages(inputs.project))
    doing("validating, deriving, answering the queries and writing the downloads")
    memory = recall(target, writer.replaces)
    edited = edit(inputs, memory) if memory else None
    templates = render.templates(inputs.project)
    knows = writer.knows
    if edited:
        edited.holdings.find()
    found = given()
    if edited and edited.moved and any(answer.result and _NAMELESS in answer.result.data for answer in found.answers):
        edited = None
    doing("telling the pages")
    said = edited.said(found) if edited else read(inputs, found.derived.read())
    here = site(inputs, found, said, edited.holdings if edited else None)
    pages = Pages(here, render.Renderer(here, templates))
    if edited and memory:
        close = near.affected(here, edited.before, edited.changed, memory.derived.digests)
        writer.changed = close.union(pages.whole)
        # Of a page with a name less, its records do not tell.
        if edited.renamed <= here.cards.keys() and here.asked == memory.asked:
            writer.changed -= pages.apart(edited.renamed)
    # What several pages need is made once, before there are copies of this process.
    here.find()
    _ = here.everything, here.layout, here.described
    gc.freeze()
    gc.enable()
    # After an edit few pages are left, which are told from what they were when they are put.
    digests = deal(writer.look, list(pages.values()), _processes(pages)) if knows and not edited else []
    _put(writer, pages, writer.plan(pages, digests))
    # Another process sees meanwhile whether all that was read is still what it was.
    with begun(state) as now:
        manifest = writer.seal()

        def keep() -> None:
            with suppress(ValueError):  # then the next build reads everything
                remember(target, said.reading(), here, found.derived.sha256, manifest)

        with begun(keep) as kept:
            # All the rest is put where somebody has changed the spare site.
            if left := writer.settle(spare()):
                _put(writer, pages, left)
                writer.seal()
            writer.publish()
            decided = None
            with suppress(LimitError):  # what is not left, the next build finds itself
                kept()
                decided = state() if left else now()
    # To free all of it takes a third of a second.
    hold(memory, edited, said, here, pages, writer)
    faults = [*(found.report.findings if found.report else ()), *(found.checked.faults if found.checked else ())]
    return Written(
        pages=writer.pages,
        kept=writer.kept,
        findings=len(faults),
        unanswered=tuple(answer.query.name for answer in found.answers if answer.failure),
        again=any(answer.again for answer in found.answers),
        left=found.kept,
        state=decided,
    )


def _put(writer: Writer, pages: Pages, keys: Sequence[str]) -> None:
    doing(f"writing {len(keys):,} pages")
    for part in deal(writer.put, [pages[key] for key in keys], _processes(keys)):
        writer.add(part)


def _processes(pages: Collection[object]) -> int:
    return min(processors(), len(pages) // _SHARE + 1)


def site(inputs: Inputs, found: Found, said: Said, holdings: Holdings | None = None) -> Site:
    """The project as pages need it; what it is about may have been told before."""
    return Site.of(
        holdings or Holdings(project=inputs.project, model=said.model, table=said.table, cards=said.cards),
        claims=said.claims,
        ranks=said.ranks,
        vocabulary=said.vocabulary,
        sums=said.sums,
        elsewhere=said.elsewhere,
        derived=said.derived,
        answers=found.answers,
        report=found.report,
        texts=inputs.texts,
        checked=found.checked,
        shape_headers=_headers(inputs.shapes),
        releases=inputs.releases,
        dumps=found.dumps,
    )


def _headers(shapes: Sequence[Source]) -> dict[str, str]:
    """The comment at the top of each file of shapes, which says problem and remedy."""
    found = {}
    for source in shapes:
        lines = []
        for line in sources.read_text(source).splitlines():
            if not line.startswith("#"):
                break
            lines.append(line.lstrip("#").strip())
        if text := re.sub(r"\s+", " ", " ".join(lines)).strip():
            found[source.path.stem] = text
    return found
