"""The URI contract: what a release has published never goes dead (docs/releases.md).

Each URI of each release has to have a record still, or be deprecated with a replacement, or have a tombstone with a
reason.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

import pyoxigraph as ox

from claimgraph import files, sources, worker
from claimgraph.datatypes import TRUE
from claimgraph.known import Digests
from claimgraph.model import Finding, Location, Severity
from claimgraph.project import Project
from claimgraph.publish.history import Release, releases
from claimgraph.publish.kinds import ONTOLOGY, names
from claimgraph.publish.paths import Mounts
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["check", "published"]

# Enough on a busy machine for any input that is honest.
_SECONDS, _SECONDS_PER_MEGABYTE = 60, 10
_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 2048, 150

_DEPRECATED = PREFIXES["owl"] + "deprecated"
_REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
_INVALIDATED = PREFIXES["prov"] + "invalidatedAtTime"
_REASON = PREFIXES["rdfs"] + "comment"
_BACK = "Write [namespaces] in claimgraph.toml as they were."
_TOLD = {_DEPRECATED, _REPLACED, _INVALIDATED, _REASON}


def published(uri: str, project: Project) -> bool:
    """Whether a URI is one of the project's own: in one of its namespaces, or the document that a namespace names."""
    return _is_within(uri, project.namespaces.values())


def _is_within(uri: str, bases: Iterable[str]) -> bool:
    return any(uri.startswith(base) or uri in names(base) for base in bases)


def check(project: Project, digests: Digests = MappingProxyType({}), *, coming: str = "") -> tuple[Finding, ...]:
    """What the project breaks of its releases' promises; nothing where it has made none.

    A release that is `coming`, by its version, must not make one that is broken. Files with known `digests` are not
    read to tell whether they are what was released. Raises InputError for files that cannot be read, or are not,
    RdfSyntaxError, located, for those that do not parse.
    """
    history = releases(project)
    if not history and not coming:
        return ()
    for release in history:
        release.check(digests)
    lost = tuple(_contexts(history, project))
    read = sources.expand(project.existing("data", "ontology", "shapes"))
    size = sources.size(read, digests) / 2**20
    return lost + worker.run(
        _check,
        dict(project.namespaces),
        history,
        read,
        coming,
        seconds=round(_SECONDS + _SECONDS_PER_MEGABYTE * size),
        megabytes=int(_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size),
        what="the check of the releases' URIs",
    )


@dataclass
class _Now:
    """What is said today: of which things anything, and of these, what the contract asks for."""

    subjects: set[str] = field(default_factory=set)
    ontologies: set[str] = field(default_factory=set)
    told: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def read(self, triples: Iterable[ox.Triple]) -> "_Now":
        """Take in the triples, and give it back."""
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode):
                self.subjects.add(triple.subject.value)
                predicate = triple.predicate.value
                if triple.object == ONTOLOGY:
                    self.ontologies.add(triple.subject.value)
                # What is no IRI replaces nothing, and what is no text gives no reason.
                other = ox.Literal if predicate == _REASON else ox.NamedNode | ox.Literal
                kinds = ox.NamedNode if predicate == _REPLACED else other
                if predicate in _TOLD and isinstance(triple.object, kinds):
                    values = self.told.setdefault((triple.subject.value, predicate), [])
                    values.append(triple.object.value)
        return self

    def values(self, uri: str, predicate: str) -> list[str]:
        """The objects that a thing has by one of the predicates asked for."""
        return sorted(self.told.get((uri, predicate), ()))

    def is_deprecated(self, uri: str) -> bool:
        """Whether a thing is said to be."""
        return not TRUE.isdisjoint(self.values(uri, _DEPRECATED))

    def ends(self, uri: str) -> set[str]:
        """What is not deprecated itself of all that a thing was replaced by, one after the other."""
        seen, waiting = {uri}, [uri]
        while waiting:
            new = {*self.values(waiting.pop(), _REPLACED)} - seen
            seen |= new
            waiting += new
        return {one for one in seen - {uri} if not self.is_deprecated(one)}


def _check(
    namespaces: Mapping[str, str], history: Sequence[Release], read: Sequence[Source], coming: str
) -> tuple[Finding, ...]:
    now, bases = _Now().read(sources.triples(read)), namespaces.values()
    found = [*_missing(history), *_moved(history, Mounts.of(namespaces)), *_taken(history, now)]
    seen: set[str] = set()
    # The last release that had it is the one that readers know it from.
    for release in reversed(history):
        for uri, place in release.uris():
            if uri not in seen:
                seen.add(uri)
                found += [_finding(uri, release.version, place, *fault) for fault in _faults(uri, bases, now)]
    if coming:
        new = {uri for uri, _ in now.told if _is_within(uri, bases)} - seen
        found += [_finding(uri, coming, None, *fault) for uri in new for fault in _faults(uri, bases, now)]
    return tuple(sorted(found, key=lambda finding: (finding.focus_node, finding.message)))


def _missing(history: Sequence[Release]) -> Iterator[Finding]:
    known = {release.version for release in history}
    for release in history:
        if release.previous and release.previous not in known:
            yield Finding(
                Severity.VIOLATION,
                f"Release {release.version} follows release {release.previous}, which is gone.",
                location=Location(str(release.folder)),
                remedy="Restore its folder from the history of the repository; a release may be withdrawn, but its "
                "release.json, uris.tsv and SHA256SUMS stay.",
            )


def _moved(history: Sequence[Release], mounts: Mounts) -> Iterator[Finding]:
    for release in history:
        named = {release.iri: "The version IRI"} | dict.fromkeys(release.ontologies, "The version IRI of the ontology")
        for iri in (iri for iri in named if mounts.segments(iri) is None):
            yield Finding(
                Severity.VIOLATION,
                f"{named[iri]} of release {release.version} lies outside the project's site now.",
                focus_node=f"<{iri}>",
                location=Location(str(release.folder)),
                remedy=_BACK,
            )


def _taken(history: Sequence[Release], now: _Now) -> Iterator[Finding]:
    for release in history:
        for iri in now.subjects.intersection(release.ontologies) - now.ontologies:
            if not now.values(iri, _INVALIDATED):
                yield Finding(
                    Severity.VIOLATION,
                    f"<{iri}>, the version IRI of the ontology of release {release.version}, is something else now.",
                    focus_node=f"<{iri}>",
                    location=Location(str(release.folder)),
                    remedy="Call that otherwise; of the version of the ontology, say that it is an owl:Ontology.",
                )


def _contexts(history: Sequence[Release], project: Project) -> Iterator[Finding]:
    """The contexts of JSON-LD that were published and are gone, or say something else."""
    here = {path.name: path for path in project.contexts}
    for release in history:
        for name, digest in release.contexts.items():
            fault = "is gone" if name not in here else "says something else now"
            if name not in here or sha256(files.read_bytes(here[name])).hexdigest() != digest:
                yield Finding(
                    Severity.VIOLATION,
                    f"The context {name}, by which the JSON-LD of release {release.version} is read, {fault}.",
                    focus_node=f"<{project.below(f'context/{name}')}>",
                    location=Location(str(release.folder)),
                    remedy="Restore it in the folder context from the history of the repository; a new context has "
                    "another version in its name.",
                )


def _faults(uri: str, bases: Collection[str], now: _Now) -> Iterator[tuple[str, str]]:
    """What is wrong with a URI that was published, and what to do about it."""
    if not _is_within(uri, bases):
        yield (
            "is in no namespace of the project any more, so that its site has no page for it.",
            _BACK,
        )
        return
    if uri not in now.subjects:
        remedy = (
            "Bring its record back; or keep it, deprecated, with its successor (owl:deprecated true ; "
            "dcterms:isReplacedBy <…>); or write data/tombstones/NAME.ttl: "
            f'<{uri}> prov:invalidatedAtTime "…"^^xsd:dateTime ; rdfs:comment "the reason"@en .'
        )
        yield "would go dead: nothing is said of it any more.", remedy
        return
    replacements = now.values(uri, _REPLACED)
    if now.values(uri, _INVALIDATED):
        if not any(reason.strip() for reason in now.values(uri, _REASON)):
            yield "has a tombstone without a reason.", 'Write rdfs:comment "the reason, in general"@en.'
    elif now.is_deprecated(uri) and not replacements:
        yield "is deprecated and has no replacement.", "Write dcterms:isReplacedBy <…>, or make it a tombstone."
    elif replacements and not now.ends(uri):
        yield "is replaced in a circle.", "Name a replacement that is not deprecated itself."
    for replacement in replacements:
        own = any(replacement.startswith(base) for base in bases)
        if own and (replacement not in now.subjects or now.values(replacement, _INVALIDATED)):
            yield (
                f"is replaced by <{replacement}>, which has no record either.",
                "Name a replacement that has a record.",
            )


def _finding(uri: str, version: str, place: Location | None, fault: str, remedy: str) -> Finding:
    message = f"<{uri}>, published in release {version}, {fault}"
    return Finding(Severity.VIOLATION, message, focus_node=f"<{uri}>", location=place, remedy=remedy)
