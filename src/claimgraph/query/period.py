"""Claims at a time: which held on a day or in a period, certainly or possibly (docs/time.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from claimgraph import dates
from claimgraph.errors import UsageError
from claimgraph.terms import CLAIM

__all__ = ["Extent", "Period", "extent", "period", "restrict"]

_SUBJECT, _EDTF, _EARLIEST, _LATEST, _AS_OF = (
    ox.NamedNode(CLAIM + name) for name in ("subject", "edtf", "earliest", "latest", "asOf")
)
_FACTS = {_SUBJECT, _EDTF, _EARLIEST, _LATEST, _AS_OF}
_DOUBT = "?~%"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included, and whether claims that possibly held then are kept too."""

    first: date
    last: date
    possibly: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """What is known of when a claim held: it began and ended within these bounds, all included."""

    first_start: date = date.min
    last_start: date = date.max
    first_end: date = date.min
    last_end: date = date.max

    def meets(self, when: Period) -> bool:
        """Whether the claim held on some day of the period: in some reading of its date, or else in every one."""
        if when.possibly:
            return self.first_start <= when.last and self.last_end >= when.first
        return self.last_start <= when.last and self.first_end >= when.first


def period(first: str, last: str, possibly: bool) -> Period:
    """The period from the first day of one date to the last day of another, each in EDTF and without open ends.

    Raises UsageError for what is no such date, and for an end before the beginning.
    """
    begin, end = _days(first)[0], _days(last)[1]
    if begin > end:
        raise UsageError(f"the period ends ({last}) before it begins ({first}).")
    return Period(begin, end, possibly)


def _days(text: str) -> tuple[date, date]:
    hint = "Write 2012, 2012-06 or 2012-06-05."
    try:
        first, last = dates.bounds(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date: {error}.", hint=hint) from None
    if first is None or last is None or "/" in text:
        raise UsageError(f"{text!r} is no date with a first and a last day.", hint=hint)
    return first, last


def extent(edtf: str = "", earliest: str = "", latest: str = "", as_of: str = "") -> Extent:
    """When a claim held, from its cg:edtf, cg:earliest, cg:latest (xsd:date) and cg:asOf; empty where it has none.

    A date of any precision, or a set, says that it held at some time within it, or throughout: it began at the
    latest on its last day and ended at the earliest on its first. An interval A/B says that it held from some day
    of A to some day of B. An open end (..) has no limit; of an unknown one nothing is known but that a claim ends
    no earlier than it begins. A date in doubt (? ~ %) makes nothing certain. Without any date, nothing is known.
    What lies before year 1 counts as the first day of it, what lies after 9999 as the last of that. What is no date
    says nothing, nor do days in the wrong order.
    """
    if not (edtf or earliest or latest):
        edtf = as_of
    low, high = dates.span(edtf, earliest, latest)
    low, high = low or date.min, high or date.max
    if any(sign in edtf for sign in _DOUBT):
        return Extent(first_start=low, last_end=high)
    first, slash, last = edtf.partition("/")
    if not slash or dates.clamped(edtf) == (None, None):  # where both ends are without bounds, so is each of them
        return Extent(low, high, low, high)
    last_start = date.min if first == ".." else dates.clamped(first)[1] or high
    first_end = date.max if last == ".." else dates.clamped(last)[0] or low
    # Days that are not those of the date may leave it no room.
    return Extent(low, max(low, min(last_start, high)), min(max(first_end, low), high), high)


def restrict(quads: Iterable[ox.Quad], when: Period) -> tuple[list[ox.Quad], int, int]:
    """The quads less the claims that did not hold then; how many claims are left, and of how many.

    A claim is what has a cg:subject. It goes with its outgoing triples, and with the blank nodes that only it, or
    what goes with it, refers to: its evidence.
    """
    everything = list(quads)
    facts: dict[object, dict[ox.NamedNode, str]] = {}
    for quad in everything:
        if quad.predicate in _FACTS:
            facts.setdefault(quad.subject, {})[quad.predicate] = getattr(quad.object, "value", "")
    claims = {node: known for node, known in facts.items() if _SUBJECT in known}
    gone = {
        node
        for node, known in claims.items()
        if not extent(*(known.get(name, "") for name in (_EDTF, _EARLIEST, _LATEST, _AS_OF))).meets(when)
    }
    left = len(claims) - len(gone)
    referrers: dict[object, set[object]] = {}
    owned: dict[object, list[ox.BlankNode]] = {}
    for quad in everything:
        if isinstance(quad.object, ox.BlankNode):
            referrers.setdefault(quad.object, set()).add(quad.subject)
            owned.setdefault(quad.subject, []).append(quad.object)
    waiting = list(gone)
    while waiting:
        for node in owned.get(waiting.pop(), ()):
            if node not in gone and referrers[node] <= gone:
                gone.add(node)
                waiting.append(node)
    return [quad for quad in everything if quad.subject not in gone], left, len(claims)
