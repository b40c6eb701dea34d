"""What a release says of its changes, and what must not have changed in it without being said."""

from collections.abc import Mapping, Sequence
from functools import partial

import pyoxigraph as ox

from claimgraph import registry
from claimgraph.model import Finding, Severity
from claimgraph.project import Project
from claimgraph.publish import diff
from claimgraph.publish.history import CANONICAL, Release
from claimgraph.publish.kinds import names
from claimgraph.publish.records import Records
from claimgraph.publish.vocabulary import VERSION
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["changes", "stale"]

_CHANGES = {"md": "markdown", "json": "json", "html": "html", "rdfp": "rdf-patch"}
_VERSION_IRI = ox.NamedNode(VERSION)


def stale(project: Project, found: diff.Difference, records: Records, history: Sequence[Release]) -> Finding | None:
    """The finding that the ontology has changed under the version IRI of one of the releases, or has none any more.

    It is the record of the ontology's namespace, its terms, and the axioms that have no name. `found` is how it differs
    from the last of the releases that are not withdrawn.
    """
    base = project.namespaces.get("ontology", "")
    if not base or not any(map(partial(_is_ontology, base), found.changes)):
        return None
    releases = [one for one in history if one.canonical]
    known = {f"<{version}>": one for one in history for version in one.ontologies}
    known |= {version: one for one in releases for version in _versions(one, base)}
    last = releases[-1]
    now = [str(version) for name in names(base) for version in records.objects(name, _VERSION_IRI)]
    if taken := next((version for version in now if version in known), None):
        said = f"its version IRI, {taken}, is that of release {known[taken].version}"
    elif not now and last in known.values():
        said = "it has no version IRI any more"
    else:
        return None
    return Finding(
        Severity.VIOLATION,
        f"The ontology has changed since release {last.version}, and {said}.",
        focus_node=f"<{names(base)[0]}>",
        remedy="Give it another owl:versionIRI: under the old one others know what it said then.",
    )


def _is_ontology(base: str, change: diff.Change) -> bool:
    if change.iri:
        return change.iri.startswith(base) or change.iri in names(base)
    types = (one.quad.object for one in change.statements if one.quad.predicate.value == RDF_TYPE)
    return any(isinstance(one, ox.NamedNode) and one.value.startswith(PREFIXES["owl"]) for one in types)


def _versions(release: Release, base: str) -> set[str]:
    """The version IRIs that the ontology had in a release."""
    heads = tuple(f"<{name}> {_VERSION_IRI} ".encode() for name in names(base))
    with (release.folder / CANONICAL).open("rb") as lines:
        return {line.split()[2].decode() for line in lines if line.startswith(heads)}


def changes(found: diff.Difference, prefixes: Mapping[str, str]) -> dict[str, bytes]:
    """The change log in each form; where something was removed for good, without what it was."""
    kinds = _CHANGES
    if any(change.kind == "tombstone" for change in found.changes):
        found, kinds = found.discreet(), {suffix: name for suffix, name in _CHANGES.items() if suffix != "rdfp"}
    return {
        f"changes.{suffix}": registry.load(diff.FORMATS_PACKAGE, name, "form").render(found, prefixes).encode()
        for suffix, name in kinds.items()
    }
