"""What a release says of its changes, and what must not have changed in it without being said."""

from collections.abc import Mapping

import pyoxigraph as ox

from claimgraph import registry
from claimgraph.model import Finding, Severity
from claimgraph.project import Project
from claimgraph.publish import diff
from claimgraph.publish.history import Release
from claimgraph.publish.records import Records
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["changes", "stale"]

_CHANGES = {"md": "markdown", "json": "json", "html": "html", "rdfp": "rdf-patch"}
_ONTOLOGY, _VERSION_IRI = (ox.NamedNode(PREFIXES["owl"] + name) for name in ("Ontology", "versionIRI"))


def stale(project: Project, found: diff.Difference, records: Records, before: Release) -> Finding | None:
    """The finding that the ontology has changed under the version IRI of an earlier release."""
    base = project.namespaces.get("ontology", "")
    if not base or not any(change.iri.startswith(base) for change in found.changes):
        return None
    changed = {one.quad.predicate for change in found.changes for one in change.statements if one.added}
    for name in records.names:
        versions = records.objects(name, _VERSION_IRI)
        if _ONTOLOGY in records.objects(name, ox.NamedNode(RDF_TYPE)) and versions and _VERSION_IRI not in changed:
            return Finding(
                Severity.VIOLATION,
                f"The ontology has changed since release {before.version}, and its version IRI is still {versions[0]}.",
                focus_node=f"<{name}>",
                remedy="Give it another owl:versionIRI: under the old one others know what it said then.",
            )
    return None


def changes(found: diff.Difference, prefixes: Mapping[str, str]) -> dict[str, bytes]:
    """The change log in each form; where something was removed for good, without what it was."""
    kinds = _CHANGES
    if any(change.kind == "tombstone" for change in found.changes):
        found, kinds = found.discreet(), {suffix: name for suffix, name in _CHANGES.items() if suffix != "rdfp"}
    return {
        f"changes.{suffix}": registry.load(diff.FORMATS_PACKAGE, name, "form").render(found, prefixes).encode()
        for suffix, name in kinds.items()
    }
