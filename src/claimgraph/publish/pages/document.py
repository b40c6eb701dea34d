"""A document: its claims in reading order, paragraph by paragraph, and none of its text."""

from collections.abc import Collection, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.claims import CG, OA, Claim
from claimgraph.publish.pages import concerns, properties
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Referrers, Site

__all__ = ["nodes", "page"]


def nodes(site: Site) -> Collection[ox.NamedNode]:
    """The documents of which the dataset holds the digest."""
    return site.kinds.get("document", ())


def page(site: Site, renderer: Renderer, node: ox.NamedNode) -> Page:
    """The page of a document."""
    return Page(node.value, partial(_inputs, site, node), partial(_make, site, renderer, node))


def _inputs(site: Site, node: ox.NamedNode) -> str:
    paragraphs = [paragraph for *_, paragraph in site.claims.paragraphs(node)]
    return site.inputs(paragraphs, concerns(site, node, _claims(site, node), _around(site, node)))


def _around(site: Site, node: ox.NamedNode) -> list[Referrers]:
    """What refers to the document, other than the claims with a passage in it."""
    return [group for group in site.around(node) if group.property.value != OA + "hasSource"]


def _claims(site: Site, node: ox.NamedNode) -> list[Claim]:
    """The claims with a passage in the document, in reading order."""
    owners = {
        claim
        for passage in site.model.subjects(OA + "hasSource", node)
        for claim in site.model.subjects(CG + "evidence", passage)
        if isinstance(claim, ox.NamedNode) and site.model.is_claim(claim)
    }
    return sorted(map(site.claims.of, owners), key=lambda claim: (_start(claim, node), claim.node.value))


def _start(claim: Claim, node: ox.NamedNode) -> int:
    return min((passage.start for passage in claim.passages if passage.document == node), default=0)


def _make(site: Site, renderer: Renderer, node: ox.NamedNode) -> Mapping[str, bytes]:
    parts: dict[ox.NamedNode | None, list[Claim]] = {}
    claims = _claims(site, node)
    for claim in claims:
        for paragraph in dict.fromkeys(one.paragraph for one in claim.passages if one.document == node) or (None,):
            parts.setdefault(paragraph, []).append(claim)
    paragraphs = site.claims.paragraphs(node)
    anchors: dict[str, ox.NamedNode] = {}
    for place, (_, _, number, paragraph) in enumerate(paragraphs):
        name = f"paragraph-{number}"  # which two may have, though they should not
        anchors[f"{name}-{place}" if name in anchors else name] = paragraph
    return renderer.resource(
        "document.html",
        node,
        site.model.description(node),
        properties=properties(site, node),
        paragraphs=paragraphs,
        anchors={paragraph: name for name, paragraph in anchors.items()},
        parts=parts,
        claims=claims,
        incoming=_around(site, node),
    )
