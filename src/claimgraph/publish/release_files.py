"""The files of a release: the data, canonical and in every format, with hashes, changes and a description."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import pyoxigraph as ox

from claimgraph import __version__, sources
from claimgraph.errors import InputError, UsageError
from claimgraph.export import NOTHING, canonical, export
from claimgraph.formats import FORMATS
from claimgraph.model import Finding
from claimgraph.project import Project
from claimgraph.publish import contract, diff, metadata, vocabulary
from claimgraph.publish.archive import packed
from claimgraph.publish.changelog import changes, stale
from claimgraph.publish.downloads import ARCHIVE_SUFFIX, Distribution, downloads, stem
from claimgraph.publish.history import CANONICAL, MANIFEST, SUMS, URIS, VOCABULARY, Release, iri
from claimgraph.publish.kinds import names
from claimgraph.publish.metadata import Subject
from claimgraph.publish.model import Model
from claimgraph.publish.records import Records, canonical_lines, digest
from claimgraph.publish.removed import unlinked
from claimgraph.publish.revision import Revision
from claimgraph.publish.statistics import Statistics
from claimgraph.publish.twins import twins
from claimgraph.publish.whole import views
from claimgraph.sources import Source

__all__ = ["Job", "Made", "make"]


@dataclass(frozen=True, slots=True)
class Job:
    """What a release is made from."""

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
        """All that is read."""
        return [source for files in self.parts.values() for source in files]

    @property
    def stem(self) -> str:
        """What the archive and the folder in it are called."""
        return f"{stem(self.project)}-{self.version}"


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a release, by name, and what there is to say of them; or the findings that speak against it."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()
    notices: tuple[str, ...] = ()


def make(job: Job) -> Made:
    """Make the files; raises as `canonical` and `export` do, but for formats that cannot hold the data."""
    quads = canonical(job.files)
    records = Records(quads)
    before = next((earlier for earlier in reversed(job.history) if earlier.canonical), None)
    lines = sorted(f"{quad} .\n" for quad in quads)
    own = [name for name in records.names if contract.published(name, job.project)]
    hashes = "".join(f"{name}\t{digest(canonical_lines(records.record(name)))}\n" for name in own)
    files = {CANONICAL: "".join(lines).encode(), URIS: f"uri\tsha256\n{hashes}".encode()}
    notices: list[str] = []
    # All of it is to be downloaded, with ontology and shapes.
    model = Model().read(quad.triple for quad in quads)
    if before and before.canonical:
        was = canonical(sources.expand([before.canonical]))
        if finding := stale(job.project, Model().read(quad.triple for quad in was), model, job.history):
            return Made({}, (finding,))
        found = diff.compare(was, quads, (f"release {before.version}", f"release {job.version}"))
        files |= changes(found, records, job.project.prefixes)
        if flagged := len(found.flagged()):
            number = f"{flagged} record{'s' * (flagged > 1)}"
            notices.append(f"{number} may mean something else than in {before.version}: see changes.md.")
    else:
        text = f"# Release {job.version}\n\nThe first that others are compared with: {len(own):,} records.\n"
        files["changes.md"] = text.encode()
    versions = [*vocabulary.versions(model, job.project, ())]
    files |= _vocabulary(job, model, versions)
    inside = files | {"derived.ttl": unlinked(job.derived, job.gone, job.project.prefixes) or NOTHING}
    inside |= _formats(job, notices) | _described(job, model, [])
    inside |= views(job.project, job.parts["data"], notices)
    files[job.stem + ARCHIVE_SUFFIX] = packed(inside, job.stem, job.date)
    told = {name: (len(data), sha256(data).hexdigest()) for name, data in files.items()}
    files |= _described(job, model, downloads(iri(job.project, job.version), told))
    manifest: dict[str, object] = {
        "version": job.version,
        "iri": iri(job.project, job.version),
        "date": job.date,
        "previous": job.history[-1].version if job.history else "",
        "statements": len(lines),
        "uris": len(own),
        "sha256": digest(lines),
        "ontologies": versions,
        "contexts": {path.name: sha256(path.read_bytes()).hexdigest() for path in job.project.contexts},
        "madeBy": f"claimgraph {__version__}",
    }
    if job.revision:
        manifest |= {"commit": job.revision.commit, "uncommitted": bool(job.revision.changed)}
    files[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
    files[SUMS] = "".join(f"{sha256(files[key]).hexdigest()}  {key}\n" for key in sorted(files)).encode()
    return Made(files, notices=tuple(notices))


def _formats(job: Job, notices: list[str]) -> dict[str, bytes]:
    """Each part of the project in every RDF format that can hold it."""
    found = {}
    for part, files in job.parts.items():
        for name in FORMATS:
            try:
                found[part + FORMATS[name].suffixes[0]] = export(files, name, job.project.prefixes)
            except (InputError, UsageError) as error:
                notices.append(f"the archive has no {part} in {name}: {error.message}")
    return found


def _vocabulary(job: Job, model: Model, versions: Collection[str]) -> dict[str, bytes]:
    """The ontology, where it is known by a version IRI that the site answers."""
    if not versions:
        return {}
    known = names(job.project.namespaces["ontology"])
    node = next(node for node in map(ox.NamedNode, known) if model.named(node, vocabulary.VERSION))
    triples = vocabulary.document(model, node, vocabulary.terms(model, job.project.namespaces))
    return {VOCABULARY: twins(triples, job.project.prefixes)[".ttl"]}


def _described(job: Job, model: Model, parts: Sequence[Distribution]) -> dict[str, bytes]:
    subject = Subject(job.project, job.version, job.date, job.history, parts, job.revision)
    counts = Statistics.of(model, [*job.project.namespaces.values()])
    beside = twins(metadata.describe(subject, model, counts), job.project.prefixes)
    return {f"metadata{suffix}": beside[suffix] for suffix in (".ttl", ".jsonld")}
