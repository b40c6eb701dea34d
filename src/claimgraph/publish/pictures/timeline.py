"""The dated claims on a line of time: strong where they held by every reading of their dates, faint where they may."""

from collections.abc import Callable, Sequence
from datetime import date
from heapq import nsmallest

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph.publish.claims import Claim
from claimgraph.publish.pictures import Picture, cut, document, element
from claimgraph.publish.site import Site
from claimgraph.publish.statements import Term
from claimgraph.publish.view import View

__all__ = ["draw", "first", "shown"]

_MOST = 60
_ROW, _LEFT, _DAYS = 22, 330, 570
_MORE = 170  # on the left where both ends of a claim are named
_LEAST = 3  # pixels of a bar
_OPEN = (date.min.toordinal(), date.max.toordinal())


def first(site: Site) -> tuple[list[ox.NamedNode], int]:
    """The claims that are drawn of all that have a date, in the order in which they are, and how many these are."""
    found = []
    for claim, one in site.stated.items():
        if one.dated and (days := [day for day in one.days if day not in _OPEN]):
            found.append((min(days), max(days), claim.value))
    return [ox.NamedNode(iri) for _, _, iri in nsmallest(_MOST, found)], len(found)


def draw(view: View, node: ox.NamedNode | None, claims: Sequence[Claim], path: str, count: int = 0) -> Picture | None:
    """The picture of the claims that have a date; None where none has.

    Where a count is given, the claims are the first of so many, and a table has only those that are drawn.
    """
    dated = _dated(claims)
    if not dated:
        return None
    drawn = dated[:_MOST]
    days = [day for claim in drawn for day in _days(claim)]
    first, last = min(days).year, max(days).year + 1
    left = _LEFT if node else _LEFT + _MORE
    wide = left + _DAYS
    scale = (_DAYS - 30) / max(1, (last - first) * 365.2425)

    def x(day: date) -> float:
        if day == date.min:
            return left - 12
        return wide - 18 if day == date.max else left + (day - date(first, 1, 1)).days * scale

    height = 34 + len(drawn) * _ROW
    content = _axis(first, last, height, x)
    for index, claim in enumerate(drawn):
        words = element("text", _words(view, node, claim), x=left - 18, y=44 + index * _ROW, text_anchor="end")
        content.append(_row(view, claim, words, 40 + index * _ROW, x))
    caption = "When the claims held: strong by every reading of the date, faint possibly, to the edge where it is open."
    if count > len(drawn):
        caption += f" The first {len(drawn)} of {count}; the table has these."
    elif len(dated) > len(drawn):
        caption += f" The first {len(drawn)} of {len(dated)}; the tables have all."
    title = f"Timeline of {view.site.model.label(node) if node else view.site.title}"
    return document(title, caption, path, (wide, height), content)


def shown(claims: Sequence[Claim]) -> list[Claim]:
    """Those of the claims that are drawn, in the order in which they are."""
    return _dated(claims)[:_MOST]


def _dated(claims: Sequence[Claim]) -> list[Claim]:
    dated = [claim for claim in claims if claim.dated and _days(claim)]
    return sorted(dated, key=lambda claim: (min(_days(claim)), max(_days(claim)), claim.node.value))


def _days(claim: Claim) -> list[date]:
    found = claim.extent
    days = (found.first_start, found.last_start, found.first_end, found.last_end)
    return [day for day in days if day not in (date.min, date.max)]


def _axis(first: int, last: int, height: int, x: Callable[[date], float]) -> list[Markup]:
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 500, 10_000) if (last - first) / size <= 14)
    content = []
    for year in range(first, last + 1):
        if year % step == 0 or (year == first and (-year) % step > step / 2):
            here = round(x(date(year, 1, 1)))
            content.append(element("line", x1=here, x2=here, y1=22, y2=height, class_="axis"))
            content.append(element("text", str(year), x=here, y=15, text_anchor="middle", class_="small"))
    return content


def _row(view: View, claim: Claim, words: Markup, y: int, x: Callable[[date], float]) -> Markup:
    found = claim.extent
    left, right = x(found.first_start), x(found.last_end)
    bars = [_bar(left, right, y, "unsure", _LEAST)]
    # Of a month or a year it is known only that the claim held within it: no day of it is certain, however narrow.
    if found.last_start <= found.first_end:
        sure = x(found.last_start), x(found.first_end)
        bars.append(_bar(*sure, y, "sure", _LEAST if sure == (left, right) else 1))
    title = element("title", f"{view.site.model.label(claim.node)}: {claim.written or claim.as_of}")
    href = view.href(claim.node)
    return element("g", title, *bars, element("a", words, href=href) if href else words, data_when=claim.bounds)


def _bar(left: float, right: float, y: int, kind: str, least: int) -> Markup:
    wide = round(max(right - left, least), 1)
    return element("rect", x=round(left, 1), y=y - 5, width=wide, height=10, class_=kind, rx=2)


def _words(view: View, node: ox.NamedNode | None, claim: Claim) -> str:
    """What a claim says of a thing, or says at all where none is given."""
    relation, ends = view.site.claims.name(claim), claim.objects or claim.values
    if node:
        return cut(" – ".join(filter(None, (relation, _called(view, claim.parties(node) or claim.values)))), 42)
    words = (cut(_called(view, claim.subjects), 28), relation, _called(view, ends))
    return cut(" – ".join(filter(None, words)), 66)


def _called(view: View, ends: Sequence[Term]) -> str:
    """The first of several terms and how many more there are; empty where there is none, or it has no name."""
    if not ends or not isinstance(ends[0], ox.NamedNode | ox.Literal):
        return ""
    name = view.site.model.label(ends[0]) if isinstance(ends[0], ox.NamedNode) else ends[0].value
    return f"{name} and {len(ends) - 1} more" if len(ends) > 1 else name
