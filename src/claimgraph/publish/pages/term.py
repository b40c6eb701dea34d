"""A term of the ontology or a shape: its definition, its place, and the claims that use it."""

from collections.abc import Collection, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.claims import Claim
from claimgraph.publish.pages import concerns, properties
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.terms import PREFIXES

__all__ = ["nodes", "page"]

_MOST = 200
_DEFINITION = PREFIXES["skos"] + "definition"


def nodes(site: Site) -> Collection[ox.NamedNode]:
    """The terms, and the shapes."""
    return [*site.kinds.get("term", ()), *site.kinds.get("shape", ())]


def page(site: Site, renderer: Renderer, node: ox.NamedNode) -> Page:
    """The page of a term, or of a shape."""
    return Page(node.value, partial(_inputs, site, node), partial(_make, site, renderer, node))


def _inputs(site: Site, node: ox.NamedNode) -> str:
    claims, count = _claims(site, node)
    return f"{concerns(site, node, claims, site.around(node, claims=False))} {count}"


def _claims(site: Site, node: ox.NamedNode) -> tuple[list[Claim], int]:
    """The first claims of a relation type, and how many there are."""
    found, count = site.model.instances(node, _MOST, claims=True)
    return list(map(site.claims.of, site.ordered(found)[:_MOST])), count


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    claims, count = _claims(site, node)
    definition = site.model.literal(node, _DEFINITION)
    return renderer.resource(
        "term.html",
        node,
        site.model.description(node),
        definition=definition,
        properties=properties(site, node, shown=[(_DEFINITION, definition)]),
        claims=claims,
        count=count,
        incoming=site.around(node, claims=False),
    )
