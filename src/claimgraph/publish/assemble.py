"""From the inputs of a build to its pages: what the worker process does."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from claimgraph import registry, sources
from claimgraph.errors import InputError
from claimgraph.model import Report
from claimgraph.project import Project
from claimgraph.publish import near, render
from claimgraph.publish.claims import CG, Claims
from claimgraph.publish.derived import collect
from claimgraph.publish.history import iri, releases
from claimgraph.publish.model import Model
from claimgraph.publish.paths import Mounts, table
from claimgraph.publish.site import Answer, Page, Site
from claimgraph.publish.tree import beside
from claimgraph.publish.write import Writer
from claimgraph.share import processors, share
from claimgraph.sources import Source

__all__ = ["Inputs", "assemble", "every", "site"]

_PAGES = "claimgraph.publish.pages"

# So many pages are worth a process of their own.
_SHARE = 100


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that pages are made from, before it is read."""

    project: Project
    files: Sequence[Source]
    shapes: Sequence[Source]
    derived: bytes
    answers: Sequence[Answer]
    report: Report | None
    texts: dict[str, str]
    dumps: dict[str, bytes] = field(default_factory=dict)


def assemble(inputs: Inputs, target: Path) -> tuple[int, int]:
    """Write the site; how many pages it has, and how many of them were kept as they are."""
    # Nearly all that is read stays until the end: to look for garbage in it again and again is half as much work again,
    # and would copy memory that the processes share.
    gc.disable()
    here = site(inputs)
    writer = Writer(target, render.digest(inputs.project))
    pages = list(every(here))
    # What several pages need is made once, before there are copies of this process.
    _ = here.everything, here.claims.all, here.described, here.updated
    now = near.known(here)
    if before := near.Known.read(beside(target, "near"), writer.replaces):
        found = near.affected(here, before, now)
        writer.same = {page.key for page in pages if page.near and found is not None and page.key not in found}
        del before
    gc.freeze()
    gc.enable()
    looks = share(writer.look, pages, _processes(pages)) if writer.knows else []
    missing = writer.prepare(pages, looks)
    for part in share(writer.put, missing, _processes(missing)):
        writer.add(part)
    written = writer.publish()
    with suppress(InputError):  # then the next build looks at every page
        now.write(beside(target, "near"), written)
    return writer.pages, writer.kept


def _processes(pages: Sequence[Page]) -> int:
    return min(processors(), len(pages) // _SHARE + 1)


def every(here: Site) -> Iterator[Page]:
    """Every page of a site."""
    renderer = render.Renderer(here)
    for name in registry.names(_PAGES):
        yield from registry.load(_PAGES, name, "kind of page").pages(here, renderer)


def site(inputs: Inputs) -> Site:
    """The project as pages need it."""
    # In one call: blank nodes are named by their file's place in it, and must not be taken for one another.
    model = Model().take(sources.columns([*inputs.files, *inputs.shapes]))
    mounts = Mounts.of(inputs.project.namespaces)
    records = [node for node in model.out if isinstance(node, ox.NamedNode) and mounts.segments(node.value) is not None]
    iris = {node.value for node in records}
    # The dataset and the namespaces of what it uses are pages, whether or not anything is said of them.
    for name, base in inputs.project.namespaces.items():
        if name == "dataset":
            iris.add(base)
        elif any(known.startswith(base) for known in iris):
            iris.add(base.rstrip("#/"))
    made = releases(inputs.project)
    iris.update(iri(inputs.project, release.version) for release in made)
    if "ethics" in inputs.texts:
        dataset = ox.NamedNode(inputs.project.namespaces["dataset"])
        iris.update(node.value.partition("#")[0] for node in model.named(dataset, CG + "correctionProcedure"))
    derived = collect(inputs.derived, model)
    return Site(
        project=inputs.project,
        model=model,
        claims=Claims(model),
        table=table(iris, mounts),
        records=sorted(records, key=str),
        derived=derived,
        answers=inputs.answers,
        report=inputs.report,
        texts=inputs.texts,
        shape_headers=_headers(inputs.shapes),
        releases=made,
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
