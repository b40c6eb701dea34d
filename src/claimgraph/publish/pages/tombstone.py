"""What answers where something was removed: that it was, when, and on what ground; neither name nor content."""

from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.removed import GROUND, INSTEAD, WHEN
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.twins import TWINS, twins

__all__ = ["pages"]


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each."""
    for node in site.kinds.get("tombstone", ()):
        yield Page(node.value, partial(site.inputs, [node], site.vocabulary), partial(_make, site, renderer, node))


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    place = site.table.places[node.value]
    told = [
        ox.Triple(node, ox.NamedNode(name), term)
        for name in (WHEN, GROUND, INSTEAD)
        for term in site.model.objects(node, name)
    ]
    html = renderer.html(
        "tombstone.html",
        place.page,
        "Removed",
        # It answers at the IRI itself, which may end in a slash or not, so its links start from the host.
        root=site.root_path,
        iri=node.value,
        when=site.model.text(node, WHEN)[:10],
        grounds=site.model.texts(node, GROUND),
        instead=site.model.named(node, INSTEAD),
    )
    beside = twins(told, site.project.prefixes)
    return {place.page: html} | {place.twin(kind.suffixes[0]): beside[kind.suffixes[0]] for kind in TWINS}
