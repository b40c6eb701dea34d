"""The bounds of EDTF dates."""

from datetime import date

import pytest

from claimgraph.dates import bounds, clamped, span


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2012-09-11", date(2012, 9, 11), date(2012, 9, 11)),
        ("2012~", date(2012, 1, 1), date(2012, 12, 31)),
        ("199X", date(1990, 1, 1), date(1999, 12, 31)),
        ("198X/199X", date(1980, 1, 1), date(1999, 12, 31)),
        ("2014-21", date(2014, 3, 1), date(2014, 5, 31)),
        ("2011-09/2012-04", date(2011, 9, 1), date(2012, 4, 30)),
        ("2014-22/..", date(2014, 6, 1), None),
        ("2011-24", date(2011, 12, 1), date(2012, 2, 29)),
        ("2012-12/2012-24", date(2012, 12, 1), date(2013, 2, 28)),
        ("2012-28", date(2012, 12, 1), date(2013, 2, 28)),  # winter in the north
        ("2012-30", date(2012, 12, 1), date(2013, 2, 28)),  # summer in the south
        ("2012-32", date(2012, 6, 1), date(2012, 8, 31)),
        ("2014-21?", date(2014, 3, 1), date(2014, 5, 31)),
        ("2012-24~/2013-24%", date(2012, 12, 1), date(2014, 2, 28)),
        ("../2012-04", None, date(2012, 4, 30)),
        ("2014/", date(2014, 1, 1), None),
        ("/2014-21", None, date(2014, 5, 31)),
        ("[2013-01-06..2013-02-05]", date(2013, 1, 6), date(2013, 2, 5)),
        ("[2014-09..2014-12]", date(2014, 9, 1), date(2014, 12, 31)),
        ("[2011,2013]", date(2011, 1, 1), date(2013, 12, 31)),
        ("[2014-11..]", date(2014, 11, 1), None),
        ("XXXX-06-05", None, None),
        ("{1960..}", date(1960, 1, 1), None),
        ("[..1960]", None, date(1960, 12, 31)),
        ("{..1950,1960..}", None, None),
        ("1984-1X", date(1984, 10, 1), date(1984, 12, 31)),
        ("1984-1X?", date(1984, 10, 1), date(1984, 12, 31)),
        ("2012-X2", date(2012, 2, 1), date(2012, 12, 31)),
        ("2012-12-1X", date(2012, 12, 10), date(2012, 12, 19)),
        ("2011-X2-3X", date(2011, 12, 30), date(2011, 12, 31)),
        ("2012-XX-31", date(2012, 1, 31), date(2012, 12, 31)),
        ("201X-02-29", date(2012, 2, 29), date(2016, 2, 29)),
        ("201X-24", date(2010, 12, 1), date(2020, 2, 29)),
        ("2012-1X/2013", date(2012, 10, 1), date(2013, 12, 31)),
        ("2012-X1/2012-XX", date(2012, 1, 1), date(2012, 12, 31)),
        ("[2012-1X,2013]", date(2012, 10, 1), date(2013, 12, 31)),
    ],
)
def test_bounds(edtf: str, earliest: date | None, latest: date | None) -> None:
    assert bounds(edtf) == (earliest, latest)


@pytest.mark.parametrize(
    "edtf",
    [
        "",
        "..",
        "summer",
        "2014-13",
        "2014-02-30",
        "2015/2014",
        "Y170002",
        "5 June 2012",
        "[2014..2012]",
        "-0044",
        "9999-24",
        "2012-2X",
        "1XXX-02-3X",
        "2012-1X-05T10:00:00",
        "2012/2013/2014",
        "/..2012",
        "../..",
        "/",
        "2012??",
        "2012S" + 5000 * "9",  # more digits than Python makes a number of
    ],
)
def test_what_is_no_date_is_refused_in_silence(edtf: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=r"not a date|ends|out of range|empty"):
        bounds(edtf)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("-0044-03-15", date.min, date.min),
        ("-0044-XX", date.min, date.min),
        ("-004X", date.min, date.min),
        ("0000", date.min, date.min),
        ("00XX", date.min, date(99, 12, 31)),
        ("Y170000002", date.max, date.max),
        ("Y-170000002", date.min, date.min),
        ("Y2E3", date(2000, 1, 1), date(2000, 12, 31)),
        ("Y1E999999999", date.max, date.max),  # to write out its digits would take days
        ("Y-1E999999999", date.min, date.min),
        ("Y" + 5000 * "1", date.max, date.max),
        ("-2012-1X", date.min, date.min),
        ("-000X", date.min, date.min),
        ("9999-24", date(9999, 12, 1), date.max),
        ("-0044/2010", date.min, date(2010, 12, 31)),
        ("2010/Y170000002", date(2010, 1, 1), date.max),
        ("[-0044..2010]", date.min, date(2010, 12, 31)),
        ("-0044/..", date.min, None),
        ("../-0044", None, date.min),
        ("XXXX", None, None),
    ],
)
def test_what_the_calendar_cannot_hold_counts_as_its_first_or_last_day(
    edtf: str, earliest: date | None, latest: date | None
) -> None:
    assert clamped(edtf) == (earliest, latest)


@pytest.mark.parametrize("edtf", ["", "..", "summer", "12026", "Y170000002/2010"])
def test_what_is_no_date_limits_nothing(edtf: str) -> None:
    assert clamped(edtf) == (None, None)


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "days"),
    [
        ("2012", "", "", (date(2012, 1, 1), date(2012, 12, 31))),
        ("2012", "2012-03-01", "", (date(2012, 3, 1), date(2012, 12, 31))),
        ("2012/..", "", "2013-01-01Z", (date(2012, 1, 1), date(2013, 1, 1))),
        ("no date", "2012-03-01", "", (date(2012, 3, 1), None)),
        ("2012", "2012-02-30", "soon", (date(2012, 1, 1), date(2012, 12, 31))),
        ("", "-0044-03-15", "12026-01-01", (date.min, date.max)),
        ("", "0000-01-01", "2012-01-01, 2013-01-01", (date.min, None)),  # of two it is not known which
        ("", "2012-01-01", "2010-01-01", (None, None)),
        ("2015", "2012-01-01", "2010-01-01", (date(2015, 1, 1), date(2015, 12, 31))),
        ("2012", "2013-01-01", "", (date(2012, 1, 1), date(2012, 12, 31))),
        ("", "", "", (None, None)),
    ],
)
def test_days_are_as_written_or_else_those_of_the_date(
    edtf: str, earliest: str, latest: str, days: tuple[date | None, date | None]
) -> None:
    assert span(edtf, earliest, latest) == days
