"""Kept rows are in the order that the engine gives them."""

import os
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.query.engines import fast
from claimgraph.query.guard import check
from claimgraph.query.renewal.kept import kept
from claimgraph.query.renewal.order import By, IncomparableError, sort_key

XSD = "http://www.w3.org/2001/XMLSchema#"

TEXT = st.text(st.sampled_from("aAbzé-> \t\n\r\\\"'.0\x01\x7f\u2028😀"), max_size=4)
TEXTS = st.one_of(
    st.builds(ox.Literal, TEXT),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXT, st.sampled_from(["en", "en-gb", "de"])),
    st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode("http://e/date")), TEXT),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD + name)),
        st.sampled_from(["2012", "2012-01", "2012-01-02", "1999-12-31", "no", "2012-02-30"]),
        st.sampled_from(["date", "gYear", "gYearMonth"]),
    ),
)
NUMBERS = st.one_of(
    st.integers(-30, 30).map(ox.Literal),
    st.decimals(-5, 5, places=2).map(lambda n: ox.Literal(str(n), datatype=ox.NamedNode(XSD + "decimal"))),
)
IRIS = st.text(st.sampled_from("ab-/é"), max_size=3).map(lambda text: ox.NamedNode("http://e/" + text))
COLUMNS = st.one_of(
    st.lists(st.one_of(TEXTS, IRIS, st.none()), max_size=8), st.lists(st.one_of(NUMBERS, IRIS, st.none()), max_size=8)
)


def cells(condition: str, terms: Sequence[ox.NamedNode | ox.Literal | None], order: str = "") -> list[bytes]:
    """The cells of some rows, as the engine writes them, each with its number to tell it from others."""
    values = " ".join(f"({'UNDEF' if term is None else term} {number})" for number, term in enumerate(terms))
    text = f"SELECT ?n {condition} WHERE {{ VALUES (?x ?n) {{ {values} }} }} {order}"
    return fast.answer(ox.Store(), check(text, "query", {}), 100).data.split(b"\n")[1:-1]


@settings(max_examples=int(os.environ.get("CLAIMGRAPH_EXAMPLES", "200")), deadline=None)
@given(COLUMNS, st.booleans(), st.booleans())
def test_rows_are_in_the_order_of_the_engine(
    terms: list[ox.NamedNode | ox.Literal | None], lexical: bool, descending: bool
) -> None:
    lines = cells("?x", terms)
    by = By(1, lexical, descending)
    try:
        found = kept([(line, b"") for line in lines], [by], ())
    except IncomparableError:
        return
    expression = "STR(?x)" if lexical else "?x"
    wanted = cells("?x", terms, f"ORDER BY {'DESC' if descending else 'ASC'}({expression})")

    def keys(rows: Sequence[bytes]) -> list[object]:
        return [sort_key(row.split(b"\t")[1], by) for row in rows]

    assert keys(found.rows.split(b"\n")[:-1]) == keys(wanted)


@pytest.mark.parametrize(
    "terms",
    [
        [ox.Literal("a"), ox.Literal(1)],
        [ox.Literal(True)],
        [ox.Literal(1.5)],
        [ox.Literal("2012-01-01Z", datatype=ox.NamedNode(XSD + "date"))],
        [ox.Literal("99999999999999999999", datatype=ox.NamedNode(XSD + "integer"))],
        [ox.Literal("no", datatype=ox.NamedNode(XSD + "integer"))],
    ],
)
def test_what_is_not_known_to_be_comparable_is_not_compared(terms: list[ox.Literal]) -> None:
    with pytest.raises(IncomparableError):
        kept([(line, b"") for line in cells("?x", terms)], [By(1)], ())


def test_rows_that_are_alike_to_order_by_are_in_the_order_of_their_text() -> None:
    lines = [(b"<b>\t1", b""), (b"<a>\t1", b""), (b"<a>\t0", b"")]
    assert kept(lines, [By(1)], ()).rows == b"<a>\t0\n<a>\t1\n<b>\t1\n"
    assert kept(lines, [], ()).rows == b"<a>\t0\n<a>\t1\n<b>\t1\n"
