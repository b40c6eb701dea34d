"""Publish: the project as a static site in which every IRI answers (docs/publishing.md)."""

from collections.abc import Callable
from pathlib import Path

from claimgraph.project import Project
from claimgraph.publish import programs, unchanged
from claimgraph.publish.built import Built
from claimgraph.publish.seen import Seen
from claimgraph.publish.spare import looked

__all__ = ["Built", "build"]


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
    # What a link leads to is exchanged with another folder, not the link.
    target = target.resolve()
    if progress:
        progress("looking for changes")
    # There may be half a million files to look at, so that begins first; where nothing has changed, it is broken off.
    with looked(target, programs.pages(project)) as spare:
        seen = Seen(target)
        before = unchanged.state(project, seen, documents)
        if before and (said := unchanged.recall(target, before)):
            return Built(said.pages, said.pages, said.findings, said.unanswered, unchanged=True)
        # Late: it takes as long as all that comes before.
        from claimgraph.publish.making import make

        return make(project, target, seen, before, spare, progress, documents)
