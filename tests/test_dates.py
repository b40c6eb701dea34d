"""The bounds of EDTF dates."""

from datetime import date

import pytest

from claimgraph.dates import bounds


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
    ],
)
def test_bounds(edtf: str, earliest: date | None, latest: date | None) -> None:
    assert bounds(edtf) == (earliest, latest)


@pytest.mark.parametrize(
    "edtf", ["", "..", "summer", "2014-13", "2014-02-30", "2015/2014", "Y170002", "5 June 2012", "[2014..2012]"]
)
def test_what_is_no_date_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|ends|out of range|empty"):
        bounds(edtf)
