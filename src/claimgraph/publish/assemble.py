"""From the inputs of a build to its pages: what the worker process does."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from claimgraph import registry, sources
from claimgraph.publish import near, render
from claimgraph.publish.edited import edit
from claimgraph.publish.inputs import Inputs
from claimgraph.publish.memory import recall, remember
from claimgraph.publish.said import Said, read
from claimgraph.publish.site import Page, Site
from claimgraph.publish.write import Writer
from claimgraph.share import processors, share
from claimgraph.sources import Source

__all__ = ["assemble", "every", "site"]

_PAGES = "claimgraph.publish.pages"

# So many pages are worth a process of their own.
_SHARE = 100


def assemble(inputs: Inputs, target: Path) -> tuple[int, int]:
    """Write the site; how many pages it has, and how many of them were kept as they are."""
    # Nearly all that is read stays until the end: to look for garbage in it again and again is half as much work again,
    # and would copy memory that the processes share.
    gc.disable()
    writer = Writer(target, render.digest(inputs.project))
    memory = recall(target, writer.replaces)
    edited = edit(inputs, memory) if memory else None
    said = edited.said if edited else read(inputs)
    here = site(inputs, said)
    pages = list(every(here))
    if edited and memory:
        found = near.affected(here, edited.before, edited.changed, memory.derived.digests)
        writer.same = {page.key for page in pages if page.near and page.key not in found}
    # What several pages need is made once, before there are copies of this process.
    _ = here.everything, here.described, here.stated, here.lineages
    gc.freeze()
    gc.enable()
    looks = share(writer.look, pages, _processes(pages)) if writer.knows else []
    missing = writer.prepare(pages, looks)
    for part in share(writer.put, missing, _processes(missing)):
        writer.add(part)
    written = writer.publish()
    with suppress(ValueError):  # then the next build reads everything
        remember(target, said.reading(), here, inputs.given, written)
    return writer.pages, writer.kept


def _processes(pages: Sequence[Page]) -> int:
    return min(processors(), len(pages) // _SHARE + 1)


def every(here: Site) -> Iterator[Page]:
    """Every page of a site."""
    renderer = render.Renderer(here)
    for name in registry.names(_PAGES):
        yield from registry.load(_PAGES, name, "kind of page").pages(here, renderer)


def site(inputs: Inputs, said: Said) -> Site:
    """The project as pages need it."""
    return Site(
        project=inputs.project,
        model=said.model,
        claims=said.claims,
        table=said.table,
        cards=said.cards,
        ranks=said.ranks,
        vocabulary=said.vocabulary,
        sums=said.sums,
        elsewhere=said.elsewhere,
        derived=said.derived,
        answers=inputs.answers,
        report=inputs.report,
        texts=inputs.texts,
        checked=inputs.checked,
        shape_headers=_headers(inputs.shapes),
        releases=inputs.releases,
        dumps=inputs.dumps,
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
