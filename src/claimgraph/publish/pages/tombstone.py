"""What answers where something was removed: that it was, when, and on what ground; neither name nor content."""

from collections.abc import Collection, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.pages import concerns, parts
from claimgraph.publish.removed import GROUND, INSTEAD, WHEN
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.twins import embedded, twins
from claimgraph.publish.within import said

__all__ = ["nodes", "page"]


def nodes(site: Site) -> Collection[ox.NamedNode]:
    """All that was removed."""
    return site.kinds.get("tombstone", ())


def page(site: Site, renderer: Renderer, node: ox.NamedNode) -> Page:
    """The page of one thing that was."""
    return Page(node.value, partial(concerns, site, node, (), ()), partial(_make, site, renderer, node))


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    place = site.table.places[node.value]
    within = parts(site, node)
    told = [triple for one in (node, *(part.node for part in within)) for triple in said(site.model, one)]
    beside = twins(told, site.project.prefixes)
    # What the page only lists stands beside it, not in it.
    brief = beside if all(part.whole for part in within) else twins(said(site.model, node), site.project.prefixes)
    html = renderer.html(
        "tombstone.html",
        place.page,
        "Removed",
        # It answers at the IRI itself, which may end in a slash or not, so its links start from the host.
        root=site.root_path if node in site.gone else "",
        iri=node.value,
        when=site.model.text(node, WHEN)[:10],
        grounds=site.model.literals(node, GROUND),
        instead=site.model.named(node, INSTEAD),
        within=within,
        twin=place.twin(""),
        embedded=embedded(brief[".jsonld"]),
    )
    return {place.page: html} | {place.twin(suffix): data for suffix, data in beside.items()}
