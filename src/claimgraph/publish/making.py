"""What a build does where there is something to do."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from claimgraph import sources, worker
from claimgraph.project import Project
from claimgraph.publish import contract, history, left, steps, unchanged
from claimgraph.publish.built import Built
from claimgraph.publish.inputs import Inputs
from claimgraph.publish.seen import Seen
from claimgraph.publish.unchanged import State
from claimgraph.share import begun

__all__ = ["make"]


def make(
    project: Project,
    target: Path,
    seen: Seen,
    before: State | None,
    spare: Callable[[], str],
    progress: Callable[[str], None] | None,
    documents: Path | None,
) -> Built:
    """Make the site: `before` is what decides on it, as far as that can be told; raises as `publish.build`."""
    data, others = sources.grouped([[project.folder("data")], project.existing("ontology")])
    files = [*data, *others]
    digests = seen.settled() if before else {}
    if progress:
        progress("checking the URIs of earlier releases")
    if broken := contract.check(project, digests):
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
    with TemporaryDirectory() as folder:
        finding = partial(steps.find, project, files, data, target, digests, Path(folder), held)
        with begun(finding) as given:
            # Late, as in `publish.build`: this is for pages alone.
            from claimgraph.publish.assemble import assemble

            written = worker.run(
                assemble,
                inputs,
                given,
                target,
                spare,
                partial(unchanged.state, project, seen, documents),
                seconds=steps.SECONDS,
                megabytes=steps.MEGABYTES,
                what="the build",
                progress=progress,
            )
        said = unchanged.Said(written.pages, written.findings, written.unanswered)
        # What was written to meanwhile may have been read in both of its states.
        if before and written.state == before:
            if written.left:
                left.write(target, written.left)
            if not written.again:
                unchanged.remember(target, before, said)
    return Built(written.pages, written.kept, written.findings, written.unanswered)


def _texts(project: Project) -> dict[str, str]:
    """The project's own pages, where it has them."""
    paths = {name: folder / file for folder in project.existing("docs") for name, file in unchanged.TEXTS.items()}
    if project.root:
        paths["changelog"] = project.root / unchanged.CHANGELOG
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}
