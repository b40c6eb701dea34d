"""One claim: what is said, by whom, how surely, about what time, on which passage, and how to check that."""

from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.claims import CG
from claimgraph.publish.pages import concerns, properties, shortened
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

# What the page shows in sections of its own.
_SHOWN = ("subject", "object", "value", "evidence", "edtf", "earliest", "latest", "polarity", "certainty")
_FILE = "http://purl.org/dc/terms/identifier"


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each claim."""
    for node in site.kinds.get("claim", ()):
        yield Page(node.value, partial(_inputs, site, node), partial(_make, site, renderer, node), near=True)


def _inputs(site: Site, node: ox.NamedNode) -> str:
    claim = site.claims.of(node)
    return concerns(site, node, [claim, *(one for pair in site.claims.pairs([claim]) for one in (pair[0], pair[2]))])


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    claim = site.claims.of(node)
    return renderer.resource(
        "claim.html",
        node,
        site.model.description(node),
        eyebrow=f"Claim: {site.claims.name(claim)}",
        claim=claim,
        properties=properties(site, node, *(CG + name for name in _SHOWN)),
        pairs=site.claims.pairs([claim]),
        derived=site.derived.of.get(node, []),
        incoming=shortened(site.around(node)),
        files={passage.document: site.model.text(passage.document, _FILE) for passage in claim.passages},
    )
