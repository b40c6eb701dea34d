"""What a release says of its changes, and what must not have changed in it without being said."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph import registry
from claimgraph.model import Finding, Severity
from claimgraph.project import Project
from claimgraph.publish import diff
from claimgraph.publish.history import CANONICAL, Release
from claimgraph.publish.kinds import head, names
from claimgraph.publish.model import Model
from claimgraph.publish.records import Records, canonical_lines
from claimgraph.publish.vocabulary import VERSION, document, terms

__all__ = ["changes", "stale"]

_CHANGES = {"md": "markdown", "json": "json", "html": "html", "rdfp": "rdf-patch"}


def stale(project: Project, before: Model, now: Model, history: Sequence[Release]) -> Finding | None:
    """The finding that the ontology has changed under the version IRI of one of the releases, or has none any more.

    It is the record of the ontology, its terms, and the axioms that have no name; an ontology that was removed has no
    version. `before` is what the last of the releases says that are not withdrawn.
    """
    base = project.namespaces.get("ontology", "")
    if not base or _document(project, before) == _document(project, now):
        return None
    releases = [one for one in history if one.canonical]
    known = {f"<{version}>": one for one in history for version in one.ontologies}
    known |= {version: one for one in releases for version in _versions(one, base)}
    last, heads = releases[-1], [*map(ox.NamedNode, names(base))]
    found = [str(version) for head in heads for version in now.named(head, VERSION)]
    if taken := next((version for version in found if version in known), None):
        said = f"its version IRI, {taken}, is that of release {known[taken].version}"
    elif not found and last in known.values() and not any(map(now.is_tombstone, heads)):
        said = "it has no version IRI any more"
    else:
        return None
    return Finding(
        Severity.VIOLATION,
        f"The ontology has changed since release {last.version}, and {said}.",
        focus_node=str(heads[0]),
        remedy="Give it another owl:versionIRI: under the old one others know what it said then.",
    )


def _document(project: Project, model: Model) -> list[str]:
    """What the ontology says, whatever its blank nodes are called."""
    node = ox.NamedNode(head("ontology", project.namespaces, model))
    triples = document(model, node, terms(model, project.namespaces))
    return canonical_lines([ox.Quad(*triple) for triple in dict.fromkeys(triples)])


def _versions(release: Release, base: str) -> set[str]:
    """The version IRIs that the ontology had in a release."""
    heads = tuple(f"<{name}> <{VERSION}> ".encode() for name in names(base))
    with (release.folder / CANONICAL).open("rb") as lines:
        return {line.split()[2].decode() for line in lines if line.startswith(heads)}


def changes(found: diff.Difference, now: Records, prefixes: Mapping[str, str]) -> dict[str, bytes]:
    """The change log in each form; where something was removed for good, with no more than is said now."""
    kinds = _CHANGES
    if any(change.kind == "tombstone" for change in found.changes):
        found, kinds = found.discreet(now), {suffix: name for suffix, name in _CHANGES.items() if suffix != "rdfp"}
    return {
        f"changes.{suffix}": registry.load(diff.FORMATS_PACKAGE, name, "form").render(found, prefixes).encode()
        for suffix, name in kinds.items()
    }
