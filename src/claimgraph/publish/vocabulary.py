"""The ontology as one document, and the version IRIs under which it is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from claimgraph.project import Project
from claimgraph.publish.history import Release
from claimgraph.publish.kinds import ONTOLOGY, kind, names
from claimgraph.publish.model import Model
from claimgraph.publish.paths import Mounts
from claimgraph.publish.statements import Node
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["VERSION", "axioms", "document", "terms", "versions"]

VERSION = PREFIXES["owl"] + "versionIRI"

# What an axiom without a name is an instance of (OWL 2 Mapping to RDF Graphs, section 3.2).
_AXIOMS = ("AllDifferent", "AllDisjointClasses", "AllDisjointProperties", "Axiom", "Class", "Restriction")


def terms(model: Model, namespaces: Mapping[str, str]) -> list[ox.NamedNode]:
    """The terms of the ontology, those that were removed not among them."""
    named = (node for node in model.out if isinstance(node, ox.NamedNode))
    return [node for node in named if kind(node, model, namespaces) == "term"]


def axioms(model: Model, terms: Iterable[ox.NamedNode]) -> list[ox.BlankNode]:
    """The axioms that belong to nothing with a name and are about these terms, in an order of their own."""
    about = set(terms)
    found = [
        node
        for name in _AXIOMS
        for node in model.subjects(RDF_TYPE, ox.NamedNode(PREFIXES["owl"] + name))
        if isinstance(node, ox.BlankNode) and model.owner(node) is None and not about.isdisjoint(model.named_by(node))
    ]
    # One that is a part of another is told with that.
    parts = {node for node in found if model.into.get(node)}
    return sorted((node for node in found if node not in parts), key=model.digest)


def document(model: Model, node: ox.NamedNode, terms: Sequence[ox.NamedNode]) -> Iterator[ox.Triple]:
    """What an ontology says: of itself, of its terms, and in axioms about several of these (OWL 2, section 3.2)."""
    told: list[Node] = [node, *terms, *axioms(model, terms)]
    for one in told:
        yield from model.description(one)


def versions(model: Model, project: Project, releases: Iterable[Release]) -> dict[str, Release | None]:
    """The version IRIs of the ontology that are the site's: each with the last release that has it, else None.

    What a release had under one stays there, whatever the ontology says by now. Those that are the site's for another
    reason are none of them, nor those of which the data say that they are something else, or were removed.
    """
    mounts, spaces = Mounts.of(project.namespaces), project.namespaces
    ours = {project.dataset, *(name for base in spaces.values() for name in names(base))}
    history = list(releases)
    ours.update(release.iri for release in history)
    now = [
        version for name in names(spaces.get("ontology", "")) for version in model.named(ox.NamedNode(name), VERSION)
    ]
    # Of a release that was withdrawn, nothing is known but that it had one.
    found: dict[str, Release | None] = _had(one for one in history if not one.canonical)
    found |= dict.fromkeys(version.value for version in now)
    found |= _had(one for one in history if one.canonical)
    return {
        iri: one
        for iri, one in found.items()
        if iri not in ours
        and "#" not in iri
        and not iri.startswith(project.below("releases/"))
        and mounts.segments(iri)
        and not _is_other(model, ox.NamedNode(iri))
    }


def _had(releases: Iterable[Release]) -> dict[str, Release | None]:
    return {iri: release for release in releases for iri in release.ontologies}


def _is_other(model: Model, node: ox.NamedNode) -> bool:
    return node in model.out and ONTOLOGY not in model.types(node)
