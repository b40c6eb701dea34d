"""A release: what the project publishes, dated, hashed, packed, compared with the one before (docs/releases.md)."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from claimgraph import __version__, output, sources, worker
from claimgraph.errors import InputError, UsageError
from claimgraph.export import canonical, export
from claimgraph.formats import FORMATS
from claimgraph.model import Finding, Severity
from claimgraph.project import Project
from claimgraph.publish import contract, diff, metadata
from claimgraph.publish.archive import packed
from claimgraph.publish.changelog import changes, stale
from claimgraph.publish.downloads import ARCHIVE_SUFFIX, Distribution, downloads, stem
from claimgraph.publish.history import CANONICAL, MANIFEST, SUMS, URIS, Release, iri, order, releases
from claimgraph.publish.metadata import Subject
from claimgraph.publish.model import Model
from claimgraph.publish.records import Records, canonical_lines, digest
from claimgraph.publish.removed import discreet, removed, unlinked
from claimgraph.publish.revision import Revision, committed
from claimgraph.publish.statistics import Statistics
from claimgraph.publish.twins import twins
from claimgraph.publish.whole import views
from claimgraph.reason import Inference, infer
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


@dataclass(frozen=True, slots=True)
class _Job:
    project: Project
    version: str
    date: str
    history: Sequence[Release]
    revision: Revision | None
    parts: Mapping[str, Sequence[Source]]
    derived: bytes
    gone: frozenset[object]

    @property
    def files(self) -> list[Source]:
        return [source for files in self.parts.values() for source in files]

    @property
    def stem(self) -> str:
        """What the archive and the folder in it are called."""
        return f"{stem(self.project)}-{self.version}"


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
    findings = [*contract.check(project)]
    tell("validating")
    findings += _invalid(project, paths)
    tell("deriving")
    parts, gone = worker.run(
        _discreet, parts, seconds=_SECONDS, megabytes=_MEGABYTES, what="the reading of what was removed"
    )
    inferred = _inferred(project, [*parts["data"], *parts.get("ontology", ())])
    if findings := [*findings, *inferred.findings]:
        return Released(folder, tuple(findings))
    tell("writing the release")
    job = _Job(project, version, date, history, revision, parts, inferred.data, gone)
    made = worker.run(_made, job, seconds=_SECONDS, megabytes=_MEGABYTES, what="the release")
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


def _inferred(project: Project, files: Sequence[Source]) -> Inference:
    rules = project.existing("rules")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, source in enumerate(files):
            paths.append(source.path if source.data is None else Path(folder, f"{number}.nq"))
            if source.data is not None:
                paths[-1].write_bytes(source.data)
        return infer(paths, rules=rules[0] if rules else None, prefixes=project.prefixes)


@dataclass(frozen=True, slots=True)
class _Made:
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()
    notices: tuple[str, ...] = ()


def _made(job: _Job) -> _Made:
    """The files of the release, by name: what the worker process does."""
    quads = canonical(job.files)
    records = Records(quads)
    before = next((earlier for earlier in reversed(job.history) if earlier.canonical), None)
    lines = sorted(f"{quad} .\n" for quad in quads)
    own = [name for name in records.names if contract.published(name, job.project)]
    hashes = "".join(f"{name}\t{digest(canonical_lines(records.record(name)))}\n" for name in own)
    files = {CANONICAL: "".join(lines).encode(), URIS: f"uri\tsha256\n{hashes}".encode()}
    notices: list[str] = []
    if before and before.canonical:
        found = diff.compare(
            canonical(sources.expand([before.canonical])),
            quads,
            (f"release {before.version}", f"release {job.version}"),
        )
        if finding := stale(job.project, found, records, before):
            return _Made({}, (finding,))
        files |= changes(found, job.project.prefixes)
        if flagged := len(found.flagged()):
            number = f"{flagged} record{'s' * (flagged > 1)}"
            notices.append(f"{number} may mean something else than in {before.version}: see changes.md.")
    else:
        text = f"# Release {job.version}\n\nThe first that others are compared with: {len(own):,} records.\n"
        files["changes.md"] = text.encode()
    inside = files | {"derived.ttl": unlinked(job.derived, job.gone, job.project.prefixes)}
    inside |= _formats(job, notices) | _described(job, [])
    inside |= views(job.project, job.parts["data"], notices)
    files[job.stem + ARCHIVE_SUFFIX] = packed(inside, job.stem, job.date)
    files |= _described(job, downloads(job.project, job.version, files))
    manifest: dict[str, object] = {
        "version": job.version,
        "iri": iri(job.project, job.version),
        "date": job.date,
        "previous": job.history[-1].version if job.history else "",
        "statements": len(lines),
        "uris": len(own),
        "sha256": digest(lines),
        "madeBy": f"claimgraph {__version__}",
    }
    if job.revision:
        manifest |= {"commit": job.revision.commit, "uncommitted": bool(job.revision.changed)}
    files[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
    files[SUMS] = "".join(f"{sha256(files[key]).hexdigest()}  {key}\n" for key in sorted(files)).encode()
    return _Made(files, notices=tuple(notices))


def _formats(job: _Job, notices: list[str]) -> dict[str, bytes]:
    """Each part of the project in every RDF format that can hold it."""
    found = {}
    for part, files in job.parts.items():
        for name in FORMATS:
            try:
                found[part + FORMATS[name].suffixes[0]] = export(files, name, job.project.prefixes)
            except (InputError, UsageError) as error:
                notices.append(f"the archive has no {part} in {name}: {error.message}")
    return found


def _described(job: _Job, parts: Sequence[Distribution]) -> dict[str, bytes]:
    subject = Subject(job.project, job.version, job.date, job.history, parts, job.revision)
    model = Model().read(sources.triples(job.parts["data"]))
    counts = Statistics.of(model, [*job.project.namespaces.values()])
    beside = twins(metadata.describe(subject, model, counts), job.project.prefixes)
    return {f"metadata{suffix}": beside[suffix] for suffix in (".ttl", ".jsonld")}
