"""Publish: the project as a static site in which every IRI answers (docs/publishing.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from claimgraph import sources, worker
from claimgraph.model import Finding
from claimgraph.project import Project
from claimgraph.publish import contract, history, left, steps, unchanged
from claimgraph.publish.assemble import assemble
from claimgraph.publish.inputs import Inputs
from claimgraph.publish.seen import Seen
from claimgraph.share import begun

__all__ = ["Built", "Inputs", "build"]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: pages with what lies beside them, those of them that were kept, and what went amiss."""

    pages: int
    kept: int
    findings: int
    unanswered: tuple[str, ...] = ()
    broken: tuple[Finding, ...] = ()
    """The promises of earlier releases that the project does not keep; where there are any, nothing was made."""
    unchanged: bool = False
    """Whether there was nothing to do, because the site is what this project gives; the rest is of when it was made."""


def build(
    project: Project, target: Path, progress: Callable[[str], None] | None = None, documents: Path | None = None
) -> Built:
    """Make the site of a project in a folder, whole or not at all; the same bytes for the same project.

    Checks the URIs of earlier releases, validates, derives and answers the named queries first, and checks passages
    against the documents where there is a folder of these; `progress` is told of each step. Does nothing where nothing
    has changed since the site was made; a page is made anew only where something that it shows has changed. Raises
    UsageError without a project, and where the folder holds something else than a site; InputError for files that
    cannot be read, data that contradict the ontology, or an altered document.
    """
    if project.root is None:
        project.folder("data")
    tell = progress or (lambda what: None)
    tell("looking for changes")
    seen = Seen(target)
    before = unchanged.state(project, seen, documents)
    if before and (said := unchanged.recall(target, before)):
        return Built(said.pages, said.pages, said.findings, said.unanswered, unchanged=True)
    files = sources.expand([project.folder("data"), *project.existing("ontology")])
    tell("checking the URIs of earlier releases")
    if broken := contract.check(project):
        return Built(0, 0, 0, broken=broken)
    held = steps.Documents(documents, before.documents if before else "") if documents else None
    inputs = Inputs(
        project,
        files,
        sources.expand(project.existing("shapes")),
        _texts(project),
        releases=history.releases(project),
        digests=seen.contents() if before else {},
    )
    digests = seen.settled() if before else {}
    with TemporaryDirectory() as folder:
        finding = partial(steps.find, project, files, left.read(target), digests, Path(folder), held)
        with begun(finding) as given:
            written = worker.run(
                assemble,
                inputs,
                given,
                target,
                seconds=steps.SECONDS,
                megabytes=steps.MEGABYTES,
                what="the build",
                progress=progress,
            )
        found, pages = written.found, written.pages
        unanswered = tuple(answer.query.name for answer in found.answers if answer.failure)
        faults = [*(found.report.findings if found.report else ()), *(found.checked.faults if found.checked else ())]
        # What was written to meanwhile may have been read in both of its states.
        if before and unchanged.state(project, seen, documents) == before:
            if found.kept:
                left.write(target, found.kept)
            if not any(answer.again for answer in found.answers):
                unchanged.remember(target, before, unchanged.Said(pages, len(faults), unanswered))
    return Built(pages, written.kept, len(faults), unanswered)


def _texts(project: Project) -> dict[str, str]:
    """The project's own pages, where it has them."""
    paths = {name: folder / file for folder in project.existing("docs") for name, file in unchanged.TEXTS.items()}
    if project.root:
        paths["changelog"] = project.root / unchanged.CHANGELOG
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}
