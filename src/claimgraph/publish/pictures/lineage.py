"""Where a thing comes from and what came of it: every step of a lineage, from left to right."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph.publish.claims import Claim
from claimgraph.publish.pictures import Picture, cut, document, element, width
from claimgraph.publish.pictures.layout import Point
from claimgraph.publish.pictures.network import line
from claimgraph.publish.site import Site
from claimgraph.publish.view import View

__all__ = ["around", "beside", "draw", "is_near"]

_MOST = 40
_ROW, _COLUMN, _LEFT = 40, 400, 20
_BACK = 30  # for a line that leads back


def around(site: Site, iri: str) -> list[ox.NamedNode]:
    """The claims of the lineage that a thing is in, the nearest first, up to as many as a picture shows."""
    found: dict[ox.NamedNode, None] = {}
    waiting, seen = deque([iri]), {iri}
    while waiting and len(found) < _MOST:
        for claim in site.lineages.get(waiting.popleft(), ()):
            found[claim] = None
            for end in site.stated[claim].ends:
                if end not in seen:
                    seen.add(end)
                    waiting.append(end)
    return list(found)[:_MOST]


def is_near(site: Site, iri: str, ends: Collection[str]) -> bool:
    """Whether fewer claims than a picture shows are nearer to a thing than the nearest of these things.

    That is so wherever a claim of one of them is in the picture of the thing.
    """
    here, seen, nearer = {iri}, {iri}, set[ox.NamedNode]()
    while here and here.isdisjoint(ends):
        nearer.update(claim for one in here for claim in site.lineages.get(one, ()))
        if len(nearer) >= _MOST:
            return False
        here = beside(site, here) - seen
        seen |= here
    return bool(here)


def beside(site: Site, iris: Iterable[str]) -> set[str]:
    """The things that claims of a lineage relate to these, with these."""
    return {end for iri in iris for claim in site.lineages.get(iri, ()) for end in site.stated[claim].ends}


def draw(view: View, node: ox.NamedNode | None, claims: Sequence[Claim], path: str) -> Picture | None:
    """The picture of the claims of a lineage, with or without a thing in the middle of it; None where there is none."""
    edges = [(old, new, claim) for claim in claims[:_MOST] for new, old in claim.pairs]
    if not edges:
        return None
    depth = _depths([(old, new) for old, new, _ in edges])
    rows: dict[int, list[ox.NamedNode]] = {}
    for one in sorted(depth, key=lambda one: view.site.model.label(one)):
        rows.setdefault(depth[one], []).append(one)
    height = max(map(len, rows.values())) * _ROW + 20
    left = _LEFT if all(depth[old] < depth[new] for old, new, _ in edges) else _LEFT + _BACK
    place = {
        one: (left + level * _COLUMN, height / 2 + (index - (len(members) - 1) / 2) * _ROW)
        for level, members in rows.items()
        for index, one in enumerate(members)
    }
    content: list[Markup] = []
    low = height - 10
    for old, new, claim in edges:
        x, y = place[old]
        start = (x + width(cut(view.site.model.label(old), 30)) + 14, y)
        # In a circle a line leads back, below all names.
        low += 0 if depth[old] < depth[new] else _BACK
        content.append(_edge(view, claim, start, place[new], low if depth[old] >= depth[new] else None))
    for one, (x, y) in place.items():
        words = element(
            "text",
            cut(view.site.model.label(one), 30),
            x=x,
            y=round(y + 4),
            class_="centre" if one == node else "",
            lang=view.site.model.language(one),
        )
        href = view.href(one)
        content.append(element("a", words, href=href) if href and one != node else words)
    caption = "What came from what, from left to right. Dashes are as in the network."
    if len(claims) >= _MOST:
        caption += f" No more than {_MOST} claims are shown."
    heading = f"Lineage of {view.site.model.label(node)}" if node else "Lineages"
    return document(heading, caption, path, (len(rows) * _COLUMN + left, int(low + 10)), content)


def _edge(view: View, claim: Claim, start: Point, end: Point, low: float | None) -> Markup:
    """The line of a claim from the end of one name to the beginning of another; down there, where it leads back."""
    (x1, y1), (x2, y2) = start, end
    if low is None:
        curve = f"C{x1 + 60:.0f} {y1:.0f} {x1 + 40:.0f} {y2:.0f} {x1 + 120:.0f} {y2:.0f}H{x2 - 14:.0f}"
        words = (x2 - 20, y2 - 6)
    else:
        turn = f"C{x1 + 50:.0f} {y1:.0f} {x1 + 50:.0f} {low:.0f} {x1:.0f} {low:.0f}"
        back = f"C{x2 - 60:.0f} {low:.0f} {x2 - 60:.0f} {y2:.0f} {x2 - 14:.0f} {y2:.0f}"
        curve, words = f"{turn}H{x2:.0f}{back}", (x1, low - 6)
    title = element("title", view.site.model.label(claim.node))
    drawn = element("path", title, d=f"M{x1:.0f} {y1:.0f}{curve}", class_=line(view, claim), data_when=claim.bounds)
    tip = element("path", d=f"M{x2 - 9:.0f} {y2:.0f}l-7 -3.5v7z", class_="tip")
    x, y = map(round, words)
    named = element("text", cut(view.site.claims.name(claim), 28), x=x, y=y, text_anchor="end", class_="small")
    return element("g", drawn, tip, named, data_when=claim.bounds)


def _depths(edges: Sequence[tuple[ox.NamedNode, ox.NamedNode]]) -> dict[ox.NamedNode, int]:
    """How many steps each is from a beginning; in a circle, which claims may well describe, counting stops."""
    depth = {one: 0 for edge in edges for one in edge}
    for _ in depth:
        changed = False
        for old, new in edges:
            if depth[new] <= depth[old] < len(depth) - 1:
                depth[new] = depth[old] + 1
                changed = True
        if not changed:
            break
    used = sorted(set(depth.values()))
    return {one: used.index(level) for one, level in depth.items()}
