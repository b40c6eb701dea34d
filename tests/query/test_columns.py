"""Columns take the type that all their terms allow, and Arrow and Parquet hold what they say."""

import io
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claimgraph.errors import UsageError
from claimgraph.query import arrow
from claimgraph.query.columns import Column, columns
from claimgraph.query.formats import View, writer
from claimgraph.query.result import Kind, Result
from claimgraph.terms import PREFIXES
from query.conftest import Ask
from support import Run

XSD = PREFIXES["xsd"]


def column(*cells: str) -> Column:
    data = "".join(f"{cell}\n" for cell in ("?x", *cells)).encode()
    return columns(Result(Kind.ROWS, data, ("x",), len(cells)))[0]


def typed(text: str, name: str) -> str:
    return f'"{text}"^^<{XSD}{name}>'


@pytest.mark.parametrize(
    ("kind", "name", "texts", "values"),
    [
        ("integer", "integer", ["1", "-02", "+3"], [1, -2, 3]),
        ("integer", "nonNegativeInteger", ["9223372036854775807"], [2**63 - 1]),
        ("decimal", "decimal", ["1.50", ".5", "2"], [Decimal("1.50"), Decimal("0.5"), Decimal(2)]),
        ("double", "double", ["1.5E3", "INF", "-INF"], [1500.0, float("inf"), float("-inf")]),
        ("double", "float", ["0.1"], [0.1]),
        ("boolean", "boolean", ["true", "0"], [True, False]),
        ("date", "date", ["2012-06-05"], [date(2012, 6, 5)]),
        ("datetime", "dateTime", ["2012-06-05T01:02:03.5"], [datetime(2012, 6, 5, 1, 2, 3, 500000)]),
        ("instant", "dateTimeStamp", ["2012-06-05T01:02:03Z"], [datetime(2012, 6, 5, 1, 2, 3, tzinfo=UTC)]),
        (
            "instant",
            "dateTime",
            ["2012-06-05T01:02:03+02:00"],
            [datetime(2012, 6, 5, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))],
        ),
    ],
)
def test_a_column_of_one_datatype_is_typed(kind: str, name: str, texts: list[str], values: list[object]) -> None:
    cells = [typed(text, name) for text in texts]
    assert column(*cells, "") == Column("x", kind, (*values, None), XSD + name)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("integer", ["1", "many"]),
        ("integer", ["9223372036854775808"]),
        ("decimal", ["1" * 30, "0." + "1" * 9]),
        ("double", ["1e"]),
        ("boolean", ["yes"]),
        ("date", ["2012-06-05", "2012-06-31"]),
        ("date", ["2012-06-05Z"]),
        ("dateTime", ["2012-06-05T01:02:03", "2012-06-05T01:02:03Z"]),
        ("dateTime", ["2012-06-05T01:02:03.1234567"]),
        ("dateTime", ["2012-06-05T25:02:03"]),
        ("gYear", ["2012"]),
    ],
)
def test_what_does_not_fit_the_type_stays_text(name: str, texts: list[str]) -> None:
    assert column(*(typed(text, name) for text in texts)) == Column("x", "string", tuple(texts), XSD + name)


def test_mixed_terms_are_text() -> None:
    assert column("1", '"a"@en', "<http://e/x>", "_:b", "") == Column(
        "x", "string", ("1", "a", "http://e/x", "_:b", None)
    )
    assert column(typed("1", "integer"), typed("1", "int")).kind == "string"
    assert column("", "").kind == "string"


@pytest.mark.parametrize(("texts", "scale"), [(["1" * 30, "0." + "1" * 8], 8), (["7"], 0), (["0.250"], 3)])
def test_decimals_keep_their_digits(texts: list[str], scale: int) -> None:
    data = "".join(f"{cell}\n" for cell in ("?x", *(typed(text, "decimal") for text in texts))).encode()
    table = arrow.table(Result(Kind.ROWS, data, ("x",), len(texts)))
    assert table.schema.field("x").type == pa.decimal128(38, scale)
    assert table.column("x").to_pylist() == [Decimal(text) for text in texts]


def test_a_graph_is_a_table_of_its_triples(ask: Ask) -> None:
    table = arrow.table(ask("CONSTRUCT WHERE { ?c :rank ?n }")[0])
    assert table.column_names == ["subject", "predicate", "object"]
    assert table.column("object").to_pylist() == [1, 2, 3]


def test_a_table_without_rows_or_columns_keeps_its_shape() -> None:
    table = arrow.table(Result(Kind.ROWS, b"?a\t?b\n", ("a", "b")))
    assert (table.column_names, table.num_rows) == (["a", "b"], 0)


def test_parquet_is_read_back_by_another_reader(run: Run, data: Path, tmp_path: Path) -> None:
    query = (
        "PREFIX : <http://e/> SELECT ?c ?rank ?when ?note (?rank * 0.5 AS ?half) (?rank = 1 AS ?first)"
        " { ?c :rank ?rank OPTIONAL { ?c :when ?when } OPTIONAL { ?c :note ?note } } ORDER BY ?rank"
    )
    path = tmp_path / "answer.parquet"
    outcome = run("query", query, "--data", data, "--output", path)
    assert (outcome.code, outcome.err) == (0, f"wrote {path} (3 rows)\n")
    frame = pl.read_parquet(path)
    assert frame.to_dicts() == [
        {"c": "http://e/c1", "rank": 1, "when": None, "note": 'a"b\\c\n', "half": Decimal("0.5"), "first": True},
        {"c": "http://e/c2", "rank": 2, "when": date(2012, 6, 5), "note": None, "half": Decimal("1.0"), "first": False},
        {"c": "http://e/c3", "rank": 3, "when": date(2013, 1, 1), "note": None, "half": Decimal("1.5"), "first": False},
    ]
    assert [str(kind) for kind in frame.dtypes[:4]] == ["String", "Int64", "Date", "String"]
    assert pl.read_parquet_metadata(path)["claimgraph.query"] == query


def test_the_schema_tells_the_datatypes(ask: Ask) -> None:
    write = writer("parquet", None, Kind.ROWS)
    data = write(ask("SELECT ?n ?g { ?c :rank ?n ; cg:object ?g }")[0], View({}, query="the query"))
    schema = pq.read_schema(io.BytesIO(data))
    assert schema.metadata[b"claimgraph.query"] == b"the query"
    assert schema.field("n").metadata[b"claimgraph.datatype"] == f"{XSD}integer".encode()
    assert schema.field("g").metadata[b"claimgraph.datatype"] == b""


def test_what_parquet_cannot_hold_is_refused_before_the_query_is_asked(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run("query", "ASK {}", "--data", data, "--format", "parquet")
    assert (outcome.code, "a truth value, which parquet cannot hold" in outcome.err) == (2, True)
    outcome = run("query", "DESCRIBE <http://e/c1>", "--data", data, "--format", "parquet")
    assert (outcome.code, "a graph, which parquet cannot hold" in outcome.err) == (2, True)
    with pytest.raises(UsageError, match="not for a terminal"):
        writer("parquet", None, Kind.ROWS, terminal=True)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    outcome = run("query", "SELECT * { ?s ?p ?o }", "--data", data, "--format", "parquet")
    assert outcome.code == 2
    assert "pip install 'claimgraph[tables]'" in outcome.err
