"""The network around one thing: on the left what points to it, on the right what it points to."""

from collections.abc import Sequence

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph.publish.claims import CG, Claim
from claimgraph.publish.pictures import Picture, cut, document, element
from claimgraph.publish.view import View

__all__ = ["LINES", "draw", "line"]

_MOST = 24  # on each side
_ROW, _WIDTH, _COLUMN = 34, 900, 290


LINES = (
    "A whole line is asserted without hedge, a dashed one hedged, a dotted one denied or called ill-supported;"
    " of a thin one that is not said."
)
"""What `line` tells."""


def line(view: View, claim: Claim) -> str:
    """The class of a line: how a claim is put decides on its dashes."""
    said = [one.value for one in claim.polarities if isinstance(one, ox.NamedNode)]
    if any(iri != CG + "Asserted" for iri in said):
        return "edge is-doubted"
    known = view.site.ranks
    ranks = [known[one] for one in claim.certainties if isinstance(one, ox.NamedNode) and one in known]
    if any(rank != most for rank, most in ranks):
        return "edge is-hedged"
    return "edge" if said and ranks else "edge is-unsaid"


def draw(view: View, node: ox.NamedNode, claims: Sequence[Claim], path: str) -> Picture | None:
    """The picture of a thing's neighbours by its claims; None where it has none."""
    sides: tuple[dict[ox.NamedNode, list[Claim]], ...] = ({}, {})
    for claim in claims:
        for side, here, there in ((0, claim.objects, claim.subjects), (1, claim.subjects, claim.objects)):
            for other in there if node in here else ():
                if isinstance(other, ox.NamedNode) and other != node:
                    sides[side].setdefault(other, []).append(claim)
    if not (sides[0] or sides[1]):
        return None

    def order(item: tuple[ox.NamedNode, list[Claim]]) -> tuple[int, str, str]:
        return -len(item[1]), view.site.model.label(item[0]), item[0].value

    shown = [sorted(side.items(), key=order)[:_MOST] for side in sides]
    rows = max(map(len, shown))
    height = max(rows * _ROW + 30, 90)
    label = view.site.model.label(node)
    middle, half = height / 2, min(len(label), 26) * 3.8 + 12
    content: list[Markup] = []
    for side, neighbours in enumerate(shown):
        sign = 1 if side else -1
        top = middle - (len(neighbours) - 1) * _ROW / 2
        for index, (other, theirs) in enumerate(neighbours):
            y = top + index * _ROW
            x = _WIDTH / 2 + sign * (_WIDTH / 2 - _COLUMN)
            content.append(_neighbour(view, other, theirs, (x, y), sign, (half, middle)))
    content.append(
        element(
            "text",
            cut(label, 26),
            x=_WIDTH // 2,
            y=round(middle + 4),
            text_anchor="middle",
            class_="centre",
            lang=view.site.model.language(node),
        )
    )
    left_out = sum(map(len, sides)) - sum(map(len, shown))
    caption = (
        f"Who and what the claims relate to it: on the left what points to it, on the right what it points to. {LINES}"
    )
    if left_out:
        caption += f" {left_out} with fewer claims are left out; the tables have all."
    return document(f"Network around {label}", caption, path, (_WIDTH, height), content)


def _neighbour(
    view: View,
    node: ox.NamedNode,
    claims: Sequence[Claim],
    place: tuple[float, float],
    sign: int,
    centre: tuple[float, float],
) -> Markup:
    (x, y), (half, middle) = place, centre
    start = _WIDTH / 2 + sign * half
    lines = [
        element(
            "path",
            element("title", view.site.model.label(claim.node)),
            # Several claims are several lines, a little apart.
            d=f"M{start:.0f} {middle:.0f}C{(start + x) / 2:.0f} {middle + 7 * shift:.0f} {(start + x) / 2:.0f} "
            f"{y + 7 * shift:.0f} {x - sign * 8:.0f} {y:.0f}",
            class_=line(view, claim),
            data_when=claim.bounds,
        )
        for shift, claim in _spread(claims)
    ]
    # The tip is at the object: beside the neighbour where it is one, else beside the centre.
    tip = (x - sign * 8, sign) if sign > 0 else (start, 1)
    at = y if sign > 0 else middle
    arrow = element("path", d=f"M{tip[0]:.0f} {at:.0f}l-7 -3.5v7z", class_="tip")
    relations = ", ".join(dict.fromkeys(view.site.claims.name(claim) for claim in claims))
    anchor = "start" if sign > 0 else "end"
    label, language = cut(view.site.model.label(node), 38), view.site.model.language(node)
    name = element("text", label, x=round(x), y=round(y + 1), text_anchor=anchor, lang=language)
    kind = element("text", cut(relations, 44), x=round(x), y=round(y + 14), text_anchor=anchor, class_="small")
    href = view.href(node)
    words = element("a", name, href=href) if href else name
    every = " | ".join(claim.bounds for claim in claims)
    return element("g", *lines, arrow, words, kind, data_when=every)


def _spread(claims: Sequence[Claim]) -> list[tuple[float, Claim]]:
    most = claims[:7]
    return [(index - (len(most) - 1) / 2, claim) for index, claim in enumerate(most)]
