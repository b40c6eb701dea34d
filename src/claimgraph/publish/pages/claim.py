"""One claim: what is said, by whom, how surely, about what time, on which passage, and how to check that."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.claims import CG, MOST, Claim
from claimgraph.publish.pages import concerns, properties
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.statements import Term

__all__ = ["nodes", "page"]

_DATES = ("edtf", "earliest", "latest")
_FILE = "http://purl.org/dc/terms/identifier"


def nodes(site: Site) -> Collection[ox.NamedNode]:
    """The claims."""
    return site.kinds.get("claim", ())


def page(site: Site, renderer: Renderer, node: ox.NamedNode) -> Page:
    """The page of a claim."""
    return Page(node.value, partial(_inputs, site, node), partial(_make, site, renderer, node))


def _inputs(site: Site, node: ox.NamedNode) -> str:
    claim = site.claims.of(node)
    pairs = (one for pair in site.claims.pairs([claim]) for one in (pair[0], pair[2]))
    return concerns(site, node, [claim, *pairs], site.around(node))


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    claim = site.claims.of(node)
    return renderer.resource(
        "claim.html",
        node,
        site.model.description(node),
        claim=claim,
        properties=properties(site, node, *_shown(site, claim)),
        pairs=site.claims.pairs([claim]),
        derived=site.derived.of(node),
        incoming=site.around(node),
        files={passage.document: site.model.text(passage.document, _FILE) for passage in claim.passages},
    )


def _shown(site: Site, claim: Claim) -> Iterator[str]:
    """The properties of which the sections above the record show every value."""

    def said(name: str) -> Sequence[Term]:
        return site.model.objects(claim.node, CG + name)

    yield CG + "value"
    for name, terms in (
        ("subject", claim.subjects),
        ("object", claim.objects),
        ("polarity", claim.polarities),
        ("certainty", claim.certainties),
    ):
        if len(terms) == len(said(name)) <= MOST:
            yield CG + name
    yield from (CG + name for name in _DATES if len(said(name)) == 1)
    if len(said("evidence")) == len(claim.passages):
        yield CG + "evidence"
