"""The first page: what this is, the network of the whole, and the ways in."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pyoxigraph as ox

from claimgraph.publish import schema_org
from claimgraph.publish.claims import CG, Claim
from claimgraph.publish.pages import metadata
from claimgraph.publish.paths import queried
from claimgraph.publish.pictures import graph, lineage, timeline
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.twins import embedded
from claimgraph.publish.view import View

__all__ = ["pages"]

_PATH = "index.html"
_MOST = 500  # claims in a table: each is on the pages of those whom it relates


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The page at the root."""
    yield Page("home", site.whole, partial(_make, site, renderer))


def _make(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    view = View(site, _PATH)
    related, steps = site.relating(CG + "RelationClaim"), sorted(site.steps, key=str)
    degree, between = graph.most(site, related)
    # Where the table has not all, it has what is drawn.
    listed = related if len(related) <= _MOST else [*dict.fromkeys([*between, *related])]
    dated, count = timeline.first(site)
    dates = _claims(site, dated)
    pictures = {
        "network": graph.draw(view, degree, between, "network.svg"),
        "lineage": lineage.draw(view, None, _claims(site, steps), "lineages.svg"),
        "timeline": timeline.draw(view, None, dates, "timeline.svg", count),
    }
    about = json.dumps(schema_org.dataset(site.described, site.dataset), ensure_ascii=False)
    context: dict[str, Any] = {
        "about": embedded(about.encode()),
        "description": site.project.description,
        "items": site.downloads,
        "pictures": pictures,
        "related": (_claims(site, listed), len(related)),
        "steps": (_claims(site, steps), len(steps)),
        "dates": timeline.shown(dates),
        "claims": len(site.stated),
        "queried": queried,
        "documents": site.kinds.get("document", ()),
    }
    if site.table.places[site.dataset.value].folder:
        files = {_PATH: renderer.html("home.html", _PATH, site.title, node=site.dataset, twin=metadata.PATH, **context)}
    else:
        description = site.model.description(site.dataset)
        files = dict(renderer.resource("home.html", site.dataset, description, **context))
    return files | {picture.path: picture.file for picture in pictures.values() if picture}


def _claims(site: Site, nodes: Sequence[ox.NamedNode]) -> list[Claim]:
    """The first of the claims."""
    return list(map(site.claims.of, nodes[:_MOST]))
