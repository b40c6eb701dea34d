"""The first page: what this is, the network of the whole, and the ways in."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from claimgraph.publish import schema_org
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
    claims = site.claims.all
    drawn = graph.draw(view, claims, "network.svg")
    steps = sorted(site.claims.steps, key=lambda claim: str(claim.node))
    pictures = {
        "network": drawn,
        "lineage": lineage.draw(view, None, steps, "lineages.svg"),
        "timeline": timeline.draw(view, None, claims, "timeline.svg"),
    }
    about = json.dumps(schema_org.dataset(site.described, site.dataset), ensure_ascii=False)
    related = graph.related(view, claims) if drawn else []
    context: dict[str, Any] = {
        "about": embedded(about.encode()),
        "description": site.project.description,
        "items": site.downloads,
        "pictures": pictures,
        "related": (related[:_MOST], len(related)),
        "steps": (steps[:_MOST], len(steps)),
        "claims": len(claims),
        "queried": queried,
        "documents": site.kinds.get("document", ()),
    }
    if site.table.places[site.dataset.value].folder:
        files = {_PATH: renderer.html("home.html", _PATH, site.title, node=site.dataset, twin=metadata.PATH, **context)}
    else:
        description = site.model.description(site.dataset)
        files = dict(renderer.resource("home.html", site.dataset, description, **context))
    return files | {picture.path: picture.file for picture in pictures.values() if picture}
