"""Claims at a time, against the definition: every reading of an uncertain date, day by day (docs/time.md)."""

from datetime import date, timedelta
from itertools import product

import pyoxigraph as ox
import pytest

from claimgraph.errors import UsageError
from claimgraph.query.period import Extent, Period, extent, period, restrict
from claimgraph.terms import CLAIM, PREFIXES

ORIGIN = date(2012, 1, 1)


def day(number: int) -> date:
    return ORIGIN + timedelta(days=number)


def spans(days: int) -> list[tuple[int, int]]:
    return [(first, last) for first in range(days) for last in range(first, days)]


def test_an_extent_meets_a_period_as_its_readings_do() -> None:
    """Every pair of bounds and period within six days; a reading is a first and a last day within the bounds."""
    checked = 0
    for (start1, start2), (end1, end2), (first, last) in product(spans(6), spans(6), spans(6)):
        if end1 < start1 or start2 > end2:
            continue  # bounds that `extent` tightens: no claim ends before it begins
        readings = [(s, e) for s in range(start1, start2 + 1) for e in range(end1, end2 + 1) if s <= e]
        meets = [s <= last and e >= first for s, e in readings]
        known = Extent(day(start1), day(start2), day(end1), day(end2))
        assert known.meets(Period(day(first), day(last), possibly=True)) == any(meets)
        assert known.meets(Period(day(first), day(last))) == all(meets)
        checked += 1
    assert checked > 2000


# Allen's relations of a claim's span to the period from the 10th to the 20th, for a date of which only the span is
# known ("2012-09": at some time within, or throughout): the span, and whether the claim held certainly, possibly.
RELATIONS = {
    "before": ((1, 5), False, False),
    "meets": ((1, 9), False, False),
    "overlaps its beginning": ((5, 15), False, True),
    "overlaps its first day": ((5, 10), False, True),
    "starts": ((10, 15), True, True),
    "during": ((12, 15), True, True),
    "finishes": ((15, 20), True, True),
    "equals": ((10, 20), True, True),
    "contains": ((5, 25), False, True),
    "is started by": ((10, 25), False, True),
    "is finished by": ((5, 20), False, True),
    "is overlapped by": ((15, 25), False, True),
    "is met by": ((21, 25), False, False),
    "after": ((23, 25), False, False),
}


@pytest.mark.parametrize(("span", "certainly", "possibly"), RELATIONS.values(), ids=RELATIONS)
def test_every_overlap_of_a_span(span: tuple[int, int], certainly: bool, possibly: bool) -> None:
    first, last = (f"2012-09-{number:02}" for number in span)
    known = extent("2012-09", first, last)
    assert known.meets(Period(date(2012, 9, 10), date(2012, 9, 20))) is certainly
    assert known.meets(Period(date(2012, 9, 10), date(2012, 9, 20), possibly=True)) is possibly


# The same of an interval with uncertain ends, "2012-03/2012-09": it began in March and ended in September.
INTERVAL = {
    "before it can have begun": ("2012-01", "2012-02", False, False),
    "while it may have begun": ("2012-02", "2012-03-15", False, True),
    "until it must have begun": ("2012-02", "2012-03", True, True),
    "on the last day on which it can begin": ("2012-03-31", "2012-03-31", True, True),
    "on a day of its beginning": ("2012-03-15", "2012-03-15", False, True),
    "between its ends": ("2012-05", "2012-06", True, True),
    "around the whole": ("2011", "2013", True, True),
    "on the first day on which it can end": ("2012-09-01", "2012-09-01", True, True),
    "on a day of its end": ("2012-09-15", "2012-09-15", False, True),
    "from when it may end": ("2012-09", "2012-12", True, True),
    "while it may have ended": ("2012-09-02", "2012-12", False, True),
    "after it must have ended": ("2012-10", "2012-12", False, False),
}


@pytest.mark.parametrize(("first", "last", "certainly", "possibly"), INTERVAL.values(), ids=INTERVAL)
def test_the_twelve_overlaps_of_an_interval_with_uncertain_ends(
    first: str, last: str, certainly: bool, possibly: bool
) -> None:
    known = extent("2012-03/2012-09", "2012-03-01", "2012-09-30")
    assert known.meets(period(first, last, False)) is certainly
    assert known.meets(period(first, last, True)) is possibly


@pytest.mark.parametrize(
    ("known", "when", "certainly", "possibly"),
    [
        (extent("2012-03/..", "2012-03-01"), "2030", True, True),  # open: it has no end
        (extent("2012-03/..", "2012-03-01"), "2012-03-15", False, True),
        (extent("2012-03/..", "2012-03-01"), "2012-02", False, False),
        (extent("2012-03/", "2012-03-01"), "2030", False, True),  # unknown: it may have ended on the day it began
        (extent("2012-03/", "2012-03-01"), "2012-03", True, True),
        (extent("../2012-03", "", "2012-03-31"), "1990", True, True),
        (extent("../2012-03", "", "2012-03-31"), "2012-04", False, False),
        (extent("/2012-03", "", "2012-03-31"), "1990", False, True),
        (extent("/2012-03", "", "2012-03-31"), "2012-03", True, True),
        (extent("2012-03", "2012-03-01", "2012-03-31"), "2012-03", True, True),
        (extent("2012-03", "2012-03-01", "2012-03-31"), "2012-03-15", False, True),
        (extent("2012-03-15", "2012-03-15", "2012-03-15"), "2012-03-15", True, True),
        (extent("[2012-03..2012-06]", "2012-03-01", "2012-06-30"), "2012-04", False, True),  # a set: some day in it
        (extent("[2012-03..2012-06]", "2012-03-01", "2012-06-30"), "2012", True, True),
        (extent("[2012-03..2012-06]", "2012-03-01", "2012-06-30"), "2012-07", False, False),
        (extent("[2011,2013]", "2011-01-01", "2013-12-31"), "2012", False, True),
        (extent("[..2012-03]", "", "2012-03-31"), "1990", False, True),  # by then: not all the time before
        (extent("[..2012-03]", "", "2012-03-31"), "2012-03", False, True),
        (extent("[..2012-03]", "", "2012-03-31"), "2012-04", False, False),
        (extent("[2012-03..]", "2012-03-01"), "2012-02", False, False),
        (extent("[2012-03..]", "2012-03-01"), "2012-03", False, True),
        (extent("[2012-03..]", "2012-03-01"), "2030", False, True),
        (extent("[..2012-03]"), "2012-04", False, False),  # bounds that are not there come from the date
        (extent("[2012-03..]"), "2012-02", False, False),
        (extent("2012-03~", "2012-03-01", "2012-03-31"), "2012", False, True),
        (extent("2012?/2013", "2012-01-01", "2013-12-31"), "2012", False, True),
        (extent("XXXX-06-05"), "2012", False, True),
        (extent(), "2012", False, True),
        (extent("", "2012-03-01", "2012-03-31"), "2012-03", True, True),
        (extent(as_of="2012-03"), "2012", True, True),
        (extent(as_of="2012-03"), "2013", False, False),
        (extent("2012-03", "2012-03-01", "2012-03-31", as_of="2015"), "2015", False, False),
        (extent("no date", "neither", ""), "2012", False, True),
        (extent("-0044-03-15"), "2010", False, False),  # before and after all years that there are in the calendar
        (extent("0000"), "2010", False, False),
        (extent("-0044?"), "2010", False, False),
        (extent("Y170000002"), "2010", False, False),
        (extent("-0044/2010"), "1990", True, True),
        (extent("2010/Y170000002"), "2030", True, True),
        (extent("../-0044"), "0002", False, False),
        (extent("", "-0044-03-15", "-0044-03-15"), "2010", False, False),
        (extent("", "0000-01-01Z", "0000-12-31Z"), "2010", False, False),
        (extent("", "12026-01-01", "12026-12-31"), "2010", False, False),
        (extent(as_of="-0044"), "2010", False, False),
        (extent(as_of="no date"), "2012", False, True),
        (extent("2013/2012"), "2012", False, True),  # its ends are each a date, but it is none
        (extent("2012/2013/2014"), "2012", False, True),
        (extent("2012/soon"), "2012", False, True),
        (extent("../.."), "2012", False, True),
        (extent("2013/2012", "2011-01-01", "2011-12-31"), "2011", True, True),
        (extent("2013/2012", "2011-01-01", "2011-12-31"), "2012", False, False),
        (extent("", "2012-01-01", "2010-01-01"), "2011", False, True),  # days in the wrong order
        (extent("2015", "2012-01-01", "2010-01-01"), "2011", False, False),
        (extent("2015", "2012-01-01", "2010-01-01"), "2015", True, True),
        (extent("2012", "2013-01-01"), "2012", True, True),
        (extent("2012/2013", "2015-01-01", "2016-12-31"), "2014", False, False),  # days of another date
        (extent("2012/..", "2012-01-01", "2014-12-31"), "2015", False, False),
    ],
)
def test_open_unknown_and_doubtful_dates(known: Extent, when: str, certainly: bool, possibly: bool) -> None:
    assert known.meets(period(when, when, False)) is certainly
    assert known.meets(period(when, when, True)) is possibly


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2012", "2012", ("2012-01-01", "2012-12-31")),
        ("2012-02", "2012-02", ("2012-02-01", "2012-02-29")),
        ("2012-06-05", "2013", ("2012-06-05", "2013-12-31")),
    ],
)
def test_a_period_runs_from_the_first_day_to_the_last(first: str, last: str, days: tuple[str, str]) -> None:
    found = period(first, last, False)
    assert (found.first.isoformat(), found.last.isoformat()) == days


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("yesterday", "2012", "'yesterday' is no date"),
        ("2012/2013", "2014", "'2012/2013' is no date with a first and a last day"),
        ("XXXX-06-05", "2014", "'XXXX-06-05' is no date with a first and a last day"),
        ("2013", "2012", r"the period ends \(2012\) before it begins \(2013\)"),
        ("", "2012", "'' is no date"),
    ],
)
def test_what_is_no_period_is_wrong_usage(first: str, last: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        period(first, last, False)


TURTLE = f"""\
@prefix : <http://e/> . @prefix cg: <{CLAIM}> . @prefix xsd: <{PREFIXES["xsd"]}> .
:in cg:subject :a ; cg:earliest "2012-03-01"^^xsd:date ; cg:latest "2012-03-31"^^xsd:date ; cg:evidence [ :at _:one ] .
_:one :n 1 .
:out cg:subject :a ; cg:earliest "2013-03-01"^^xsd:date ; cg:latest "2013-03-31"^^xsd:date ; cg:evidence [ :at _:two ] .
_:two :n 2 .
:undated cg:subject :a ; cg:contests :out ; cg:evidence [ :at [ :n 3 ] ] .
:a :kept 1 ; :since "2013"^^xsd:gYear .
:event cg:earliest "2013-03-01"^^xsd:date .
:out :uses _:shared . :in :uses _:shared . _:shared :n 4 .
"""


@pytest.mark.parametrize(
    ("possibly", "subjects", "numbers"),
    [(False, {"in", "a", "event"}, {1, 4}), (True, {"in", "undated", "a", "event"}, {1, 3, 4})],
)
def test_claims_go_with_what_is_theirs_alone(possibly: bool, subjects: set[str], numbers: set[int]) -> None:
    quads = ox.parse(TURTLE, format=ox.RdfFormat.TURTLE)
    left, kept, claims = restrict(quads, period("2012", "2012", possibly))
    assert (kept, claims) == (len(subjects) - 2, 3)
    named = {quad.subject.value for quad in left if isinstance(quad.subject, ox.NamedNode)}
    assert {name.removeprefix("http://e/") for name in named} == subjects
    assert {quad.object for quad in left if quad.predicate.value == "http://e/n"} == set(map(ox.Literal, numbers))


@pytest.mark.parametrize("bounds", [("", ""), ("2012-01-01", ""), ("", "2012-12-31")])
def test_bounds_that_are_missing_come_from_the_date(bounds: tuple[str, str]) -> None:
    known = extent("2012", *bounds)
    assert known == extent("2012", "2012-01-01", "2012-12-31")
    assert not known.meets(period("1990", "1990", True))
    assert extent("2012-03/..", *bounds).last_end == (date(2012, 12, 31) if bounds[1] else date.max)
