"""A person, a group, a place, an event, a cited source, or whatever else claims are about."""

from collections.abc import Collection, Mapping
from functools import partial
from itertools import groupby

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph.publish.claims import Claim
from claimgraph.publish.pages import concerns, properties
from claimgraph.publish.pictures import lineage, network, timeline
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.view import View

__all__ = ["nodes", "page"]


def nodes(site: Site) -> Collection[ox.NamedNode]:
    """All of them."""
    return site.kinds.get("entity", ())


def page(site: Site, renderer: Renderer, node: ox.NamedNode) -> Page:
    """The page of one of them."""
    return Page(node.value, partial(_inputs, site, node), partial(_make, site, renderer, node))


def _inputs(site: Site, node: ox.NamedNode) -> str:
    claims = site.claims.about(node)
    pairs = [one for pair in site.claims.pairs(claims) for one in (pair[0], pair[2])]
    return concerns(site, node, [*claims, *pairs, *_lineage(site, node)], site.around(node))


def _lineage(site: Site, node: ox.NamedNode) -> list[Claim]:
    return list(map(site.claims.of, lineage.around(site, node.value)))


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    place = site.table.places[node.value]
    view = View(site, place.page)
    claims = site.claims.about(node)
    pairs = site.claims.pairs(claims)
    steps = _lineage(site, node)
    pictures = {
        "network": network.draw(view, node, claims, f"{place.folder}/network.svg"),
        "timeline": timeline.draw(view, node, claims, f"{place.folder}/timeline.svg"),
        "lineage": lineage.draw(view, node, steps, f"{place.folder}/lineage.svg"),
    }
    files = renderer.resource(
        "entity.html",
        node,
        site.model.description(node),
        properties=properties(site, node),
        groups=[(name, list(members)) for name, members in groupby(claims, key=site.claims.name)],
        claims=claims,
        pairs=pairs,
        steps=steps,
        flags=_flags(view, pairs),
        derived=site.derived.of(node),
        incoming=site.around(node),
        pictures=pictures,
    )
    return files | {picture.path: picture.file for picture in pictures.values() if picture}


def _flags(view: View, pairs: list[tuple[Claim, ox.NamedNode, Claim]]) -> dict[ox.NamedNode, list[Markup]]:
    """What stands in a claim's row where another claim speaks against it."""
    flags: dict[ox.NamedNode, list[Markup]] = {}
    for later, relation, earlier in pairs:
        name = view.label(relation)
        flags.setdefault(later.node, []).append(name + " another claim")
        flags.setdefault(earlier.node, []).append("another claim " + name + " this")
    return flags
