"""A document of which nothing is said itself, for the records with hash IRIs in it: all who ask for one ask for it."""

from collections.abc import Collection, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.pages import concerns
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["nodes", "page"]


def nodes(site: Site) -> Collection[ox.NamedNode]:
    """Such documents."""
    return site.documents


def page(site: Site, renderer: Renderer, node: ox.NamedNode) -> Page:
    """The page of one of them."""
    return Page(node.value, partial(_inputs, site, node), partial(_make, site, renderer, node))


def _inputs(site: Site, node: ox.NamedNode) -> str:
    return concerns(site, node, (), site.around(node))


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    return renderer.resource("document-within.html", node, (), incoming=site.around(node))
