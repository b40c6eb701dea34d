"""The network of the whole dataset: those related by claims, drawn to one another by them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph.publish.claims import Claim
from claimgraph.publish.pictures import Picture, cut, document, element, width
from claimgraph.publish.pictures.layout import Point, layout
from claimgraph.publish.pictures.network import LINES, line
from claimgraph.publish.site import Site
from claimgraph.publish.view import View

__all__ = ["draw", "most"]

_MOST = 70
_WIDTH, _HEIGHT = 1100, 820


def most(site: Site, claims: Sequence[ox.NamedNode]) -> tuple[Mapping[ox.NamedNode, int], Sequence[ox.NamedNode]]:
    """Of claims that state relations: those that have most of them, with how many, and the claims between these."""
    # Most of many claims are not read: their ends alone tell whether they are drawn.
    ends = [site.stated[claim].ends for claim in claims]
    counts = Counter(chain.from_iterable(ends))
    first = sorted(counts, key=lambda iri: (-counts[iri], iri))[:_MOST]
    kept = set(first)
    between = [claim for claim, both in zip(claims, ends, strict=True) if len(kept.intersection(both)) > 1]
    return {ox.NamedNode(iri): counts[iri] for iri in first}, between


def draw(view: View, degree: Mapping[ox.NamedNode, int], claims: Sequence[ox.NamedNode], path: str) -> Picture | None:
    """The picture of those that have `most` claims of relations, and of the claims between them."""
    model, nodes = view.site.model, list(degree)
    if not nodes:
        return None
    read = map(view.site.claims.of, claims)
    edges = [(one, other, claim) for claim in read for one, other in claim.pairs if one in degree and other in degree]
    labels = {node: cut(model.label(node), 34) for node in nodes}
    index = {node: number for number, node in enumerate(nodes)}
    links = {(min(pair), max(pair)) for pair in ((index[one], index[other]) for one, other, _ in edges)}
    points = layout((_WIDTH, _HEIGHT), [width(labels[node]) for node in nodes], sorted(links))
    places = dict(zip(nodes, points, strict=True))
    drawn = [_edge(view, claim, places[one], places[other]) for one, other, claim in edges]
    names = [_name(view, node, labels[node], places[node], degree[node]) for node in nodes]
    number = len({claim.node for _, _, claim in edges})
    caption = f"The {number} claims of a relation between two of the {len(nodes)} that have most of them. {LINES}"
    return document("Network of the whole dataset", caption, path, (_WIDTH, _HEIGHT), [*drawn, *names])


def _edge(view: View, claim: Claim, start: Point, end: Point) -> Markup:
    title = element("title", view.site.model.label(claim.node))
    # A slight bend keeps the lines there and back apart.
    bend = 0.08
    x = (start[0] + end[0]) / 2 + (end[1] - start[1]) * bend
    y = (start[1] + end[1]) / 2 - (end[0] - start[0]) * bend
    curve = f"M{start[0]:.0f} {start[1]:.0f}Q{x:.0f} {y:.0f} {end[0]:.0f} {end[1]:.0f}"
    return element("path", title, d=curve, class_=line(view, claim), data_when=claim.bounds)


def _name(view: View, node: ox.NamedNode, label: str, place: Point, degree: int) -> Markup:
    x, y = place
    dot = element("circle", cx=round(x), cy=round(y), r=round(2 + min(math.sqrt(degree), 6), 1), class_="dot")
    language = view.site.model.language(node)
    text = element("text", label, x=round(x), y=round(y - 10), text_anchor="middle", class_="halo", lang=language)
    href = view.href(node)
    return element("a", dot, text, href=href) if href else element("g", dot, text)
