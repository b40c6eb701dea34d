"""Every format says what the answer says, and says so when it cannot."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import formats as rdf
from claimgraph.errors import InputError, UsageError
from claimgraph.query.formats import View, names, writer
from claimgraph.query.result import Kind, Result
from query.conftest import PREFIXES, Ask

VIEW = View(PREFIXES)
ROWS = Result(
    Kind.ROWS,
    '?name\t?node\t?n\n"a, \\"b\\"\\n| c"@en\t<http://e/x>\t1\n\t_:f0b0\t22\n"日本 é"\t<http://other/y>\t\n'.encode(),
    ("name", "node", "n"),
    3,
)
TRUE = Result(Kind.TRUTH, b"true", count=1)


def written(result: Result, name: str, view: View = VIEW) -> str:
    return writer(name, None, result.kind)(result, view).decode()


def test_a_table_has_curies_and_numbers_to_the_right() -> None:
    assert written(ROWS, "table").splitlines() == [
        "name        node             n",
        "──────────  ──────────────  ──",
        'a, "b" | c  :x               1',
        "            _:f0b0          22",
        "日本 é      http://other/y",
    ]


@pytest.mark.parametrize("width", [22, 24, 26, 29])
def test_a_table_fits_the_terminal(width: int) -> None:
    lines = written(ROWS, "table", View(PREFIXES, width)).splitlines()
    assert len(lines) == 5
    assert max(map(len, lines)) <= width
    assert "…" in "".join(lines)


def test_a_table_that_cannot_fit_keeps_something_of_each_column() -> None:
    rows = Result(Kind.ROWS, b"?a\t?b\n" + b'"0123456789"\t"0123456789"\n', ("a", "b"), 1)
    assert written(rows, "table", View({}, 5)).splitlines()[2] == "0123456…  0123456…"


def test_a_table_hides_what_would_change_the_terminal() -> None:
    rows = Result(Kind.ROWS, '?a\n"\\u001B[31mred\u202e\\u0007\\t."\n'.encode(), ("a",), 1)
    assert written(rows, "table").splitlines()[2] == r"\u001B[31mred\u202E\u0007 ."


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_an_iri_hides_it_too(name: str) -> None:
    rows = Result(Kind.ROWS, "?a\n<http://e/\u202eevil>\n".encode(), ("a",), 1)
    assert r"\u202Eevil" in written(rows, name)


@pytest.mark.parametrize("text", ["e\u0301", "\u0915\u0947", "\u2764\ufe0f", "\u0645\u200c", "\u1100\u1161"])
def test_marks_and_joiners_take_no_column(text: str) -> None:
    rows = Result(Kind.ROWS, f'?a\t?b\n"{text}"\t"x"\n'.encode(), ("a", "b"), 1)
    wide = len("\u1100") * (2 if text[0] == "\u1100" else 1)
    assert written(rows, "table").splitlines()[2] == text + " " * (2 - wide if wide > 1 else 0) + "  x"


def test_a_table_without_rows_or_columns() -> None:
    assert written(Result(Kind.ROWS, b"?a\t?bc\n", ("a", "bc")), "table") == "a  bc\n─  ──\n"
    assert written(Result(Kind.ROWS, b"\n\n", (), 1), "table") == "\n\n\n"


def test_markdown_escapes_its_own_signs() -> None:
    assert written(ROWS, "markdown").splitlines()[:3] == [
        "| name | node | n |",
        "| --- | --- | --- |",
        '| a, "b" \\| c | :x | 1 |',
    ]


def test_csv_is_read_back_by_another_reader() -> None:
    assert list(csv.reader(io.StringIO(written(ROWS, "csv")))) == [
        ["name", "node", "n"],
        ['a, "b"\n| c', "http://e/x", "1"],
        ["", "_:f0b0", "22"],
        ["日本 é", "http://other/y", ""],
    ]


@pytest.mark.parametrize("name", ["tsv", "json", "xml"])
def test_the_standard_formats_lose_nothing(name: str) -> None:
    kind = getattr(ox.QueryResultsFormat, name.upper())
    back = ox.parse_query_results(written(ROWS, name), format=kind)
    assert isinstance(back, ox.QuerySolutions)
    assert [variable.value for variable in back.variables] == list(ROWS.variables)
    assert [tuple(row) for row in back] == ROWS.rows()


def test_json_and_xml_are_read_by_other_readers() -> None:
    bindings = json.loads(written(ROWS, "json"))["results"]["bindings"]
    assert bindings[0]["name"] == {"type": "literal", "value": 'a, "b"\n| c', "xml:lang": "en"}
    assert "n" not in bindings[2]
    results = ET.fromstring(written(ROWS, "xml")).findall(".//{*}result")  # noqa: S314 (our own output)
    assert [len(result) for result in results] == [3, 2, 2]


@pytest.mark.parametrize("name", ["table", "csv", "tsv", "markdown"])
def test_a_truth_value_as_text(name: str) -> None:
    assert written(TRUE, name) == "true\n"


def test_a_truth_value_in_the_standard_formats() -> None:
    assert json.loads(written(TRUE, "json"))["boolean"] is True
    assert ET.fromstring(written(TRUE, "xml")).findtext("{*}boolean") == "true"  # noqa: S314


@pytest.mark.parametrize("name", rdf.FORMATS)
def test_a_graph_goes_out_in_every_rdf_format(ask: Ask, name: str) -> None:
    graph, _ = ask("CONSTRUCT { ?c :note ?n ; :by ?b } { ?c :by ?b ; :note ?n }")
    back = ox.parse(written(graph, name), format=getattr(ox.RdfFormat, rdf.by_name(name).oxigraph))
    one, two = ox.Dataset(back), ox.Dataset(ox.Quad(*triple) for triple in graph.triples())
    for dataset in (one, two):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert one == two


def test_turtle_has_the_prefixes_that_it_needs(ask: Ask) -> None:
    graph, _ = ask("CONSTRUCT { ?c cg:subject ?g } { ?c cg:subject ?g ; :rank 1 }")
    *prefixes, statement = written(graph, "turtle").splitlines()
    assert set(prefixes) == {"@prefix : <http://e/> .", f"@prefix cg: <{PREFIXES['cg']}> ."}
    assert statement == ":c1 cg:subject :g1 ."


@pytest.mark.parametrize(
    ("name", "output", "kind", "chosen"),
    [
        ("", None, Kind.ROWS, "table"),
        ("", None, Kind.TRUTH, "table"),
        ("", None, Kind.GRAPH, "turtle"),
        ("", "a.csv", Kind.ROWS, "csv"),
        ("", "a.SRX", Kind.ROWS, "xml"),
        ("", "a.json", Kind.ROWS, "json"),
        ("", "a.json", Kind.GRAPH, "jsonld"),
        ("", "a.nt", Kind.GRAPH, "ntriples"),
        ("", "a.unknown", Kind.ROWS, "table"),
        ("tsv", "a.csv", Kind.ROWS, "tsv"),
    ],
)
def test_the_format_follows_the_output(ask: Ask, name: str, output: str | None, kind: Kind, chosen: str) -> None:
    result = {Kind.ROWS: ROWS, Kind.TRUTH: TRUE, Kind.GRAPH: ask("DESCRIBE :c1")[0]}[kind]
    write = writer(name, Path(output) if output else None, kind)
    assert write(result, VIEW) == writer(chosen, None, kind)(result, VIEW)


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        (
            "turtle",
            Kind.ROWS,
            "the query gives rows, which turtle cannot hold. These can: csv, json, markdown",
        ),
        ("ntriples", Kind.TRUTH, "the query gives a truth value, which ntriples cannot hold."),
        ("csv", Kind.GRAPH, "the query gives a graph, which csv cannot hold. These can: turtle, ntriples"),
        ("tabel", Kind.ROWS, "unknown format 'tabel'. Did you mean 'table'?"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(name: str, kind: Kind, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        writer(name, None, kind)
    assert str(caught.value).startswith(message)
    assert name == "tabel" or name in names()


def test_xml_keeps_line_ends_and_refuses_what_it_cannot_hold() -> None:
    rows = Result(Kind.ROWS, rb"?a" + b"\n" + rb'"1\r2\n3\t4"' + b"\n", ("a",), 1)
    root = ET.fromstring(written(rows, "xml"))  # noqa: S314 - our own text
    assert [node.text for node in root.iter() if node.tag.endswith("literal")] == ["1\r2\n3\t4"]
    with pytest.raises(InputError, match=r"XML cannot hold the character U\+FFFE, which stands in 'a\\ufffeb'"):
        written(Result(Kind.ROWS, '?a\n"a\ufffeb"\n'.encode(), ("a",), 1), "xml")
    with pytest.raises(InputError, match=r"XML cannot hold the character U\+0007"):
        written(Result(Kind.GRAPH, rb'<http://e/s> <http://e/p> "\u0007" .', count=1), "rdfxml")
