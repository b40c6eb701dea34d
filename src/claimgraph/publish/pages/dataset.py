"""The dataset itself: what it is, and all that it holds, by collection."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256

import pyoxigraph as ox

from claimgraph.publish.claims import CG
from claimgraph.publish.pages import properties
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """Its page, and a page for each collection, which is what lies in one folder of its IRIs."""
    node = site.dataset
    # Else the first page is its page, or that of a namespace which is the same document.
    if site.table.places[node.value].folder and site.kind(node) == "dataset":
        yield Page(node.value, site.whole, partial(_dataset, site, renderer, node))
    for name, path in site.collected.items():
        members = site.collections[name]
        inputs, make = partial(_inputs, site, members), partial(_collection, site, renderer, name)
        yield Page(path, inputs, make, names=members)


def _inputs(site: Site, members: Sequence[ox.NamedNode]) -> str:
    cards = [(node.value, card.label, card.language, card.types) for node in members if (card := site.cards[node])]
    return sha256(repr(cards).encode()).hexdigest() + site.vocabulary


def _dataset(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    return renderer.resource(
        "dataset.html",
        node,
        site.model.description(node),
        properties=properties(site, node, CG + "ethicsStatement"),
        incoming=site.around(node),
        items=site.downloads,
    )


def _collection(site: Site, renderer: Renderer, name: str) -> Mapping[str, bytes]:
    by_class: dict[tuple[ox.NamedNode, ...], list[ox.NamedNode]] = {}
    for node in site.collections[name]:
        kinds = sorted(map(ox.NamedNode, site.cards[node].types), key=site.model.order)
        by_class.setdefault(tuple(kinds), []).append(node)
    in_order = sorted(by_class.items(), key=lambda one: list(map(site.model.order, one[0])))
    groups = [(kinds, sorted(members, key=site.model.order)) for kinds, members in in_order]
    path = site.collection_path(name)
    title = f"Collection: {name}"
    return {path: renderer.html("collection.html", path, title, name=name, groups=groups)}
