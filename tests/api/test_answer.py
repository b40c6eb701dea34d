"""Answers as rows, data frames, graphs and pictures."""

import sys
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from rdflib import Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import XSD

import claimgraph
from query.conftest import DATA

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> claimgraph.Dataset:
    """The small dataset of the tests of query."""
    path = tmp_path_factory.mktemp("data") / "claims.ttl"
    path.write_text(DATA, encoding="utf-8")
    return claimgraph.open(path)


ROWS = "PREFIX : <http://e/> SELECT ?c ?rank ?when { ?c :rank ?rank OPTIONAL { ?c :when ?when } } ORDER BY ?rank"


def test_rows_are_terms_of_rdflib(dataset: claimgraph.Dataset) -> None:
    answer = dataset.query(ROWS)
    assert (answer.kind, answer.variables, len(answer)) == (claimgraph.Kind.ROWS, ("c", "rank", "when"), 3)
    first, second, _ = answer
    assert first == {"c": URIRef("http://e/c1"), "rank": Literal("1", datatype=XSD.integer), "when": None}
    assert second["when"] == Literal("2012-06-05", datatype=XSD.date)
    assert (repr(answer), bool(answer)) == ("<Answer: 3 rows>", True)
    assert not dataset.query("SELECT * { ?s <http://e/none> ?o }")


def test_lexical_forms_are_kept_in_rows_and_are_values_in_tables(dataset: claimgraph.Dataset) -> None:
    # The fast engine keeps the values of numbers alone (docs/engines.md).
    answer = dataset.query("SELECT ?n { ?x <http://e/share> ?n }", engine="reference")
    assert [str(row["n"]) for row in answer] == ["2.50"]
    assert answer.to_dicts() == [{"n": Decimal("2.5")}]


def test_data_frames(dataset: claimgraph.Dataset) -> None:
    answer = dataset.query(ROWS)
    expected = {"c": ["http://e/c1", "http://e/c2", "http://e/c3"], "rank": [1, 2, 3]}
    days = [None, date(2012, 6, 5), date(2013, 1, 1)]
    assert answer.to_polars().to_dict(as_series=False) == {**expected, "when": days}
    frame = answer.to_pandas()
    assert frame[["c", "rank"]].to_dict(orient="list") == expected
    assert frame["rank"].dtype == pd.Int64Dtype()
    assert frame["when"].isna().tolist() == [True, False, False]
    assert frame["when"].tolist()[1:] == days[1:]
    assert answer.to_arrow().to_pylist() == answer.to_dicts()
    assert isinstance(answer.to_polars(), pl.DataFrame)


def test_whole_numbers_stay_whole_where_some_are_missing(dataset: claimgraph.Dataset) -> None:
    frame = dataset.query(
        "SELECT ?c ?n { ?c cg:subject ?g OPTIONAL { ?c <http://e/rank> ?n FILTER(?n > 1) } }"
    ).to_pandas()
    assert sorted(frame["n"].dropna()) == [2, 3]
    assert frame["n"].dtype == pd.Int64Dtype()


@pytest.mark.parametrize("package", ["pyarrow", "pandas", "polars"])
def test_a_missing_package_is_named(dataset: claimgraph.Dataset, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = dataset.query(ROWS)
    convert = {"pyarrow": answer.to_arrow, "pandas": answer.to_pandas, "polars": answer.to_polars}[package]
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(claimgraph.UsageError, match=rf"{package}.* not installed.* pip install"):
        convert()


def test_a_truth_value(dataset: claimgraph.Dataset) -> None:
    yes, no = dataset.query("ASK { ?s cg:subject ?o }"), dataset.query("ASK { ?s cg:subject 1 }")
    assert (bool(yes), bool(no), str(no), repr(yes)) == (True, False, "false", "<Answer: true>")
    assert yes._repr_html_() == "<p>true</p>\n"
    for use in (yes.to_dicts, yes.to_arrow, lambda: list(yes), lambda: yes.graph, lambda: yes.variables):
        with pytest.raises(claimgraph.UsageError, match="gives a truth value"):
            use()


def test_a_graph(dataset: claimgraph.Dataset) -> None:
    answer = dataset.query("CONSTRUCT { ?c ?p ?o } WHERE { ?c ?p ?o }", engine="reference")
    assert isomorphic(answer.graph, dataset.graph)
    assert answer.variables == ("subject", "predicate", "object")
    assert len(list(answer)) == len(answer) == len(answer.graph)
    with pytest.raises(claimgraph.UsageError, match="gives rows, which is no graph"):
        _ = dataset.query(ROWS).graph


def test_a_file_in_the_format_of_its_name(dataset: claimgraph.Dataset, tmp_path: Path) -> None:
    dataset.query(ROWS).write(tmp_path / "answer.csv")
    assert (tmp_path / "answer.csv").read_bytes() == dataset.query(ROWS).render("csv")
    dataset.query(ROWS).write(tmp_path / "answer.dat", "parquet")
    assert pl.read_parquet(tmp_path / "answer.dat")["rank"].to_list() == [1, 2, 3]
    with pytest.raises(claimgraph.UsageError, match="which turtle cannot hold"):
        dataset.query(ROWS).render("turtle")


def test_what_jupyter_shows_is_escaped(dataset: claimgraph.Dataset) -> None:
    query = """CONSTRUCT { <http://e/?a&b> <http://e/p> <http://e/x> ; rdfs:label ?l }
        { VALUES ?l { "<script>alert(1)</script>\\u202E\\u0001" } }"""
    shown = dataset.query(query)._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert r"\u202E\u0001" in shown
    assert shown.replace("\n", "").isprintable()
    ET.fromstring(dataset.query(query).picture())  # noqa: S314 (our own output)
    assert "javascript" not in dataset.query('SELECT ("x" AS ?l) {}')._repr_html_()


def test_a_long_table_is_cut(dataset: claimgraph.Dataset) -> None:
    answer = dataset.query("SELECT * { ?a ?b ?c . ?d ?e ?f }", limit_rows=1000)
    shown = answer._repr_html_()
    assert shown.count("<tr>") == 51
    assert f"{len(answer):,} rows, of which the first 50 are shown" in shown
    assert "occurs nowhere in the data" in dataset.query("SELECT * { ?s cg:nowhere ?o }")._repr_html_()


def test_the_picture_of_a_network(dataset: claimgraph.Dataset) -> None:
    answer = dataset.query(
        "CONSTRUCT { ?s cg:knows ?o . ?s rdfs:label ?l . ?s a cg:Group . ?o cg:knows ?o }"
        " { ?c cg:subject ?s ; cg:object ?o . ?s rdfs:label ?l }"
    )
    picture = ET.fromstring(answer.picture())  # noqa: S314
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert texts == ["Second Group", "First Group", "http://e/g3", "cg:knows"]
    assert len(list(picture.iter(f"{SVG}polygon"))) == 3
    assert picture.get("aria-label") == "a network of 3 nodes and 5 edges"
    shown = answer._repr_html_()
    assert shown.startswith("<svg")
    assert "<details><summary>" in shown


def test_no_picture_where_there_is_none(dataset: claimgraph.Dataset) -> None:
    labels = dataset.query("CONSTRUCT { ?s rdfs:label ?l } { ?s rdfs:label ?l }")
    with pytest.raises(claimgraph.UsageError, match="nothing to draw"):
        labels.picture()
    assert "<svg" not in labels._repr_html_()
    many = dataset.query(
        "CONSTRUCT { ?s cg:knows ?o } { VALUES ?n { 1 2 3 4 5 6 7 } VALUES ?m { 1 2 3 4 5 6 7 }"
        ' BIND(IRI(CONCAT("http://e/", STR(?n * 10 + ?m))) AS ?s) BIND(IRI(CONCAT("http://e/", STR(?m))) AS ?o) }'
    )
    with pytest.raises(claimgraph.UsageError, match="too many for a picture"):
        many.picture()
