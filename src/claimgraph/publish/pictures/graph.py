"""The network of the whole dataset: those related by claims, drawn to one another by them."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph.publish.claims import Claim
from claimgraph.publish.pictures import Picture, cut, document, element, width
from claimgraph.publish.pictures.network import line
from claimgraph.publish.view import View

__all__ = ["draw"]

_MOST = 70
_STEPS = 240
_WIDTH, _HEIGHT = 1100, 820

_Point = tuple[float, float]
_Pair = tuple[ox.NamedNode, ox.NamedNode]


def draw(view: View, claims: Sequence[ox.NamedNode], path: str) -> Picture | None:
    """The picture of claims that state relations; of a large dataset, of those relations that have most of them."""
    model, stated = view.site.model, view.site.stated
    if not claims:
        return None
    ends = [stated[claim].ends for claim in claims]
    counts = Counter(chain.from_iterable(ends))
    first = sorted(counts, key=lambda iri: (-counts[iri], iri))[:_MOST]
    nodes, degree = list(map(ox.NamedNode, first)), {ox.NamedNode(iri): counts[iri] for iri in first}
    kept = set(first)
    # Most of many claims are not read: their ends alone tell whether they are drawn.
    related = (claim for claim, both in zip(claims, ends, strict=True) if len(kept.intersection(both)) > 1)
    read = list(map(view.site.claims.of, related))
    edges = [
        (one, other, claim) for claim in read for one, other in claim.pairs if one.value in kept and other.value in kept
    ]
    labels = {node: cut(model.label(node), 34) for node in nodes}
    places = _layout(nodes, [(one, other) for one, other, _ in edges], labels)
    drawn = [_edge(view, claim, places[one], places[other]) for one, other, claim in edges]
    names = [_name(view, node, labels[node], places[node], degree[node]) for node in nodes]
    number = len({claim.node for _, _, claim in edges})
    caption = (
        f"The {number} claims of a relation between two of the {len(nodes)} that have most of them. A whole line is"
        " asserted without hedge, a dashed one hedged, a dotted one denied or called ill-supported."
    )
    return document("Network of the whole dataset", caption, path, (_WIDTH, _HEIGHT), [*drawn, *names])


def _edge(view: View, claim: Claim, start: _Point, end: _Point) -> Markup:
    title = element("title", view.site.model.label(claim.node))
    # A slight bend keeps the lines there and back apart.
    bend = 0.08
    x = (start[0] + end[0]) / 2 + (end[1] - start[1]) * bend
    y = (start[1] + end[1]) / 2 - (end[0] - start[0]) * bend
    curve = f"M{start[0]:.0f} {start[1]:.0f}Q{x:.0f} {y:.0f} {end[0]:.0f} {end[1]:.0f}"
    return element("path", title, d=curve, class_=line(view, claim), data_when=claim.bounds)


def _name(view: View, node: ox.NamedNode, label: str, place: _Point, degree: int) -> Markup:
    x, y = place
    dot = element("circle", cx=round(x), cy=round(y), r=round(2 + min(math.sqrt(degree), 6), 1), class_="dot")
    language = view.site.model.language(node)
    text = element("text", label, x=round(x), y=round(y - 10), text_anchor="middle", class_="halo", lang=language)
    href = view.href(node)
    return element("a", dot, text, href=href) if href else element("g", dot, text)


def _layout(
    nodes: Sequence[ox.NamedNode], edges: Sequence[_Pair], labels: dict[ox.NamedNode, str]
) -> dict[ox.NamedNode, _Point]:
    """Places by forces (Fruchterman and Reingold 1991) from a fixed beginning, then labels moved off one another."""
    count = len(nodes)
    index = {node: number for number, node in enumerate(nodes)}
    links = {tuple(sorted((index[one], index[other]))) for one, other in edges}
    # A spiral: the best connected in the middle.
    xs = [_WIDTH / 2 + 26 * math.sqrt(n) * math.cos(2.4 * n) for n in range(count)]
    ys = [_HEIGHT / 2 + 22 * math.sqrt(n) * math.sin(2.4 * n) for n in range(count)]
    ideal = 0.9 * math.sqrt(_WIDTH * _HEIGHT / count)
    strength = ideal**2
    for step in range(_STEPS):
        heat = 60 * (1 - step / _STEPS)
        dx, dy = [0.0] * count, [0.0] * count
        for a in range(count):
            # A quarter of a million times in all: nothing is looked up twice.
            here_x, here_y, to_x, to_y = xs[a], ys[a], 0.0, 0.0
            for b in range(a):
                x, y = here_x - xs[b], here_y - ys[b]
                square = x * x + y * y
                force = strength / square if square > 1 else strength
                x, y = x * force, y * force
                to_x += x
                to_y += y
                dx[b] -= x
                dy[b] -= y
            dx[a] += to_x
            dy[a] += to_y
        for a, b in sorted(links):
            x, y = xs[a] - xs[b], ys[a] - ys[b]
            force = math.hypot(x, y) / ideal
            dx[a], dy[a], dx[b], dy[b] = dx[a] - x * force, dy[a] - y * force, dx[b] + x * force, dy[b] + y * force
        for a in range(count):
            # Towards the middle, or what is not connected drifts to the edge.
            dx[a] += (_WIDTH / 2 - xs[a]) * 0.9
            dy[a] += (_HEIGHT / 2 - ys[a]) * 1.3
            length = max(math.hypot(dx[a], dy[a]), 0.01)
            xs[a] += dx[a] / length * min(length, heat)
            ys[a] += dy[a] / length * min(length, heat)
    widths = [width(labels[node]) for node in nodes]
    _inside(xs, ys, widths)
    for _ in range(120):
        if not _apart(xs, ys, widths):
            break
        _inside(xs, ys, widths)
    return {node: (xs[number], ys[number]) for node, number in index.items()}


def _apart(xs: list[float], ys: list[float], widths: Sequence[float]) -> bool:
    """Move labels that lie on one another; whether there were any."""
    moved = False
    for a in range(len(xs)):
        for b in range(a):
            across = (widths[a] + widths[b]) / 2 + 8 - abs(xs[a] - xs[b])
            down = 27 - abs(ys[a] - ys[b])
            if across > 0 and down > 0:
                moved = True
                if down < across:
                    move = down / 2 + 0.5 if ys[a] >= ys[b] else -down / 2 - 0.5
                    ys[a], ys[b] = ys[a] + move, ys[b] - move
                else:
                    move = across / 2 + 0.5 if xs[a] >= xs[b] else -across / 2 - 0.5
                    xs[a], xs[b] = xs[a] + move, xs[b] - move
    return moved


def _inside(xs: list[float], ys: list[float], widths: Sequence[float]) -> None:
    for number, wide in enumerate(widths):
        xs[number] = min(max(xs[number], wide / 2 + 6), _WIDTH - wide / 2 - 6)
        ys[number] = min(max(ys[number], 26), _HEIGHT - 14)
