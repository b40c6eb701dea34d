"""A release: what the project publishes, dated, hashed, packed, compared with the one before (docs/releases.md)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimgraph import output, sources, worker
from claimgraph.errors import UsageError
from claimgraph.model import Finding, Severity
from claimgraph.project import Project
from claimgraph.publish import contract, metadata
from claimgraph.publish.follows import follows
from claimgraph.publish.history import MANIFEST, Release, order, releases
from claimgraph.publish.release_files import Job, make
from claimgraph.publish.removed import discreet, removed
from claimgraph.publish.revision import committed
from claimgraph.sources import Source
from claimgraph.validate import chosen, validate

__all__ = ["Released", "release"]

# Far beyond need.
_SECONDS, _MEGABYTES = 7200, 24_000

_PARTS = ("data", "ontology", "shapes")


@dataclass(frozen=True, slots=True)
class Released:
    """What became of a release: its folder and what it says of itself, or the findings that speak against it."""

    folder: Path
    findings: tuple[Finding, ...] = ()
    notices: tuple[str, ...] = ()
    uris: int = 0
    sha256: str = ""


def release(
    project: Project,
    version: str,
    date: str,
    progress: Callable[[str], None] | None = None,
    *,
    allow_dirty: bool = False,
) -> Released:
    """Make the release of that version and date (ISO 8601) in the project's folder of releases, whole or not at all.

    Where validation, the ontology, the URI contract or the description of the dataset speak against it, nothing is
    made and the findings are given; `progress` is told of each step. The same project, at the same commit, gives the
    same bytes.

    Raises UsageError without a project, for a version that is none, is not that of claimgraph.toml, is there already
    or is not higher or not later than all that are, and, unless `allow_dirty`, for files that are not as git has them;
    InputError for files that cannot be read or written.
    """
    tell = progress or (lambda what: None)
    folder, history = _place(project, version, date)
    paths = {name: project.existing(name) for name in _PARTS}
    parts: dict[str, Sequence[Source]] = {name: sources.expand(of) for name, of in paths.items() if of}
    read = [source.path for files in parts.values() for source in files]
    revision = committed(project, history, read, allow_dirty)
    tell("checking the URIs of earlier releases")
    findings = [*contract.check(project, coming=version)]
    tell("validating")
    findings += _invalid(project, paths)
    tell("deriving")
    parts, gone = worker.run(
        _discreet, parts, seconds=_SECONDS, megabytes=_MEGABYTES, what="the reading of what was removed"
    )
    inferred = follows(project, [*parts["data"], *parts.get("ontology", ())], "turtle")
    if findings := [*findings, *inferred.findings]:
        return Released(folder, tuple(findings))
    tell("writing the release")
    job = Job(project, version, date, history, revision, parts, inferred.data, gone)
    made = worker.run(make, job, seconds=_SECONDS, megabytes=_MEGABYTES, what="the release")
    if against := made.findings or metadata.faults(made.files["metadata.ttl"]):
        return Released(folder, against)
    folder.parent.mkdir(exist_ok=True)
    output.write_folder(folder, made.files)
    told = json.loads(made.files[MANIFEST])
    return Released(folder, notices=made.notices, uris=told["uris"], sha256=told["sha256"])


def _place(project: Project, version: str, date: str) -> tuple[Path, tuple[Release, ...]]:
    """Where the release will be, and those before it."""
    project.folder("data")
    if "dataset" not in project.namespaces:
        raise UsageError("[namespaces] of claimgraph.toml names no dataset.", hint='Write dataset = "https://…/".')
    here = order(version)
    if here is None:
        raise UsageError(f"{version!r} is no version.", hint="Write three numbers, such as 1.2.0.")
    history = releases(project)
    for earlier in history:
        if earlier.version == version:
            raise UsageError(
                f"release {version} is there already: {earlier.folder}.",
                hint="A release never changes; make one with a higher version.",
            )
    if history and date < history[-1].date:
        last = history[-1]
        raise UsageError(f"{date} is before {last.date}, the day of release {last.version}.", hint="Take a later date.")
    if history and here < (order(history[-1].version) or ()):
        raise UsageError(
            f"{version} is not higher than {history[-1].version}, the last release.", hint="Take a higher version."
        )
    if project.release != version:
        raise UsageError(
            f"claimgraph.toml says that the release is {project.release or 'none'}, not {version}.",
            hint=f'Write release = "{version}" in [project], which the site shows.',
        )
    return project.folders["releases"] / version, history


def _invalid(project: Project, paths: Mapping[str, Sequence[Path]]) -> list[Finding]:
    """What `claimgraph validate` would fail for."""
    if not paths["shapes"]:
        return []
    report = validate(
        paths["data"],
        shapes=paths["shapes"],
        ontology=paths["ontology"],
        checks=chosen(project.checks),
        prefixes=project.prefixes,
        bases=project.bases(),
        cache=True,
    )
    return [finding for finding in report.findings if finding.severity >= Severity.VIOLATION]


def _discreet(parts: Mapping[str, Sequence[Source]]) -> tuple[dict[str, Sequence[Source]], frozenset[object]]:
    """The parts without what must not be said of what was removed, and that."""
    gone = removed([source for files in parts.values() for source in files])
    return {name: discreet(files, gone) for name, files in parts.items()}, gone
