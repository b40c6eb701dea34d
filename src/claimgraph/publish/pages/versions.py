"""The ontology under its version IRIs: as it is now, and as releases had it."""

from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph import files
from claimgraph.publish import vocabulary
from claimgraph.publish.history import SUMS, VOCABULARY, Release
from claimgraph.publish.kinds import ONTOLOGY, names
from claimgraph.publish.model import Model
from claimgraph.publish.pages import TEXTS
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.statements import Node
from claimgraph.publish.twins import embedded, twins
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["pages"]


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each version IRI."""
    for iri, release in site.versions.items():
        yield Page(iri, partial(_inputs, site, iri, release), partial(_make, site, renderer, iri, release))


def _inputs(site: Site, iri: str, release: Release | None) -> str:
    """A digest of what the version says, of where its terms are, and of what is said of the IRI besides."""
    model, terms = site.model, site.kinds.get("term", ())
    nodes: set[Node] = {ox.NamedNode(iri), *_nodes(site), *terms, *vocabulary.axioms(model, terms)}
    released = (
        f"{release.version} {bool(release.canonical)} {files.read_text(release.folder / SUMS)}" if release else ""
    )
    return site.inputs(nodes, site.vocabulary, site.layout, released)


def _make(site: Site, renderer: Renderer, iri: str, release: Release | None) -> Mapping[str, bytes]:
    node = ox.NamedNode(iri)
    place = site.table.places[iri]
    now = next((one for one in _nodes(site) if one in site.model.out), None)
    triples = _released(node, release) if release else []
    if not release and now:
        triples = [*vocabulary.document(site.model, now, site.kinds.get("term", ()))]
    model = Model().read(triples)
    beside = twins([*triples, *site.model.description(node)], site.project.prefixes)
    named = sorted((one for one in model.out if isinstance(one, ox.NamedNode)), key=model.order)
    ontology = next((one for one in named if vocabulary.VERSION in model.out[one]), node)
    title = f"{model.label(ontology)}, version {model.text(ontology, PREFIXES['owl'] + 'versionInfo') or iri}"
    html = renderer.html(
        "version.html",
        place.page,
        title,
        node=node,
        types=[ONTOLOGY],
        twin=place.twin(""),
        embedded=embedded(beside[".jsonld"]),
        release=release,
        now=now,
        rows=[(term, model.label(term), model.literal(term, *TEXTS)) for term in named if term != ontology],
    )
    return {place.page: html} | {place.twin(suffix): data for suffix, data in beside.items()}


def _nodes(site: Site) -> list[ox.NamedNode]:
    """What the ontology may be called."""
    return [*map(ox.NamedNode, names(site.project.namespaces.get("ontology", "")))]


def _released(node: ox.NamedNode, release: Release) -> list[ox.Triple]:
    """What the ontology said in a release; of one that was withdrawn, what is still to be said."""
    if release.canonical:
        data = (release.folder / VOCABULARY).read_bytes()
        return [ox.Triple(*tuple(quad)[:3]) for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)]
    return [
        ox.Triple(node, ox.NamedNode(RDF_TYPE), ONTOLOGY),
        ox.Triple(node, ox.NamedNode(PREFIXES["rdfs"] + "comment"), ox.Literal("Withdrawn.", language="en")),
    ]
