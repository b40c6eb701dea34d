"""A document of which nothing is said itself, for the records with hash IRIs in it: all who ask for one ask for it."""

from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.pages import concerns
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each."""
    for node in site.documents:
        yield Page(node.value, partial(_inputs, site, node), partial(_make, site, renderer, node), near=True)


def _inputs(site: Site, node: ox.NamedNode) -> str:
    return concerns(site, node, (), site.around(node))


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    return renderer.resource("document-within.html", node, (), incoming=site.around(node))
