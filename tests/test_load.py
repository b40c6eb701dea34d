"""claimgraph load: into a real Virtuoso, and into servers that fail."""

import csv
import io
from collections.abc import Callable
from itertools import chain as joined
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import load
from loopback import Reply, Served
from support import Run
from virtuoso import Virtuoso

TRIPLES = """\
@prefix : <http://e/> .
:a :p [ :q "x\\ny\\u00e9" ; :r [ :q "z"@en ] ] ; :n 1 , 2.5 .
"""

Rows = Callable[[Virtuoso, str, str], list[list[str]]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "data.ttl"
    path.write_text(TRIPLES, encoding="utf-8")
    return path


@pytest.fixture
def credentials(virtuoso: Virtuoso, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_USER", virtuoso.user)
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_PASSWORD", virtuoso.password)


@pytest.fixture
def rows(run: Run) -> Rows:
    """What a query finds in a graph of the server."""

    def call(server: Virtuoso, graph: str, query: str) -> list[list[str]]:
        outcome = run("query", query, "--endpoint", server.sparql, "--graph", graph, "--format", "csv")
        assert outcome.code == 0, outcome.err
        return list(csv.reader(io.StringIO(outcome.out)))[1:]

    return call


def means(server: Virtuoso, how: str) -> list[str]:
    if how == "update":
        return ["--endpoint", server.updates, "--update"]
    return ["--endpoint", server.store, "--query", server.sparql]


@pytest.mark.parametrize("how", ["store", "update"])
def test_a_graph_is_replaced_or_added_to(
    run: Run, file: Path, virtuoso: Virtuoso, credentials: None, rows: Rows, how: str
) -> None:
    graph = f"http://e/{how}"
    for _ in range(2):
        outcome = run("load", file, *means(virtuoso, how), "--graph", graph)
        assert (outcome.code, outcome.out) == (0, ""), outcome.err
        assert outcome.err.startswith(f"loaded 6 triples; the graph {graph} at {virtuoso.base}")
        assert outcome.err.endswith("holds 6\n")
    # Blank nodes are one node within a load, and other nodes in the next.
    text = "SELECT ?x ?z { <http://e/a> <http://e/p> ?b . ?b <http://e/q> ?x ; <http://e/r>/<http://e/q> ?z }"
    assert rows(virtuoso, graph, text) == [["x\nyé", "z"]]
    outcome = run("load", file, *means(virtuoso, how), "--graph", graph, "--add")
    assert outcome.err.endswith("holds 10\n"), outcome.err
    assert len(rows(virtuoso, graph, text)) == 2


def test_without_credentials_nothing_is_loaded(run: Run, file: Path, virtuoso: Virtuoso) -> None:
    outcome = run("load", file, *means(virtuoso, "store"), "--graph", "http://e/none")
    assert outcome.code == 3
    assert "wants other credentials (status 401)" in outcome.err
    assert "Set CLAIMGRAPH_ENDPOINT_USER and CLAIMGRAPH_ENDPOINT_PASSWORD" in outcome.err


def test_a_store_that_cannot_be_counted_is_said(run: Run, file: Path, virtuoso: Virtuoso, credentials: None) -> None:
    outcome = run("load", file, "--endpoint", virtuoso.store, "--graph", "http://e/uncounted")
    assert outcome.code == 3
    assert "the server accepted 6 triples, which cannot be counted there" in outcome.err
    assert "Name the address that answers queries by --query." in outcome.err


COUNT = '{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"%d"}}]}}'


def test_a_graph_store_is_sent_what_the_protocol_says(run: Run, file: Path, served: Served) -> None:
    server = served(Reply(204), Reply(200, "application/sparql-results+json", (COUNT % 6).encode()))
    outcome = run("load", file, "--endpoint", f"{server.url}?x=1", "--graph", "http://e/g?a&b")
    assert outcome.code == 0, outcome.err
    put, count = server.requests
    assert (put.method, put.parameters) == ("PUT", [("x", "1"), ("graph", "http://e/g?a&b")])
    assert put.headers["Content-Type"] == "application/n-triples"
    sent = list(ox.parse(put.body, format=ox.RdfFormat.N_TRIPLES))
    assert len(sent) == 6
    assert dict(count.parameters)["query"] == "SELECT (COUNT(*) AS ?n) { GRAPH <http://e/g?a&b> { ?s ?p ?o } }"


def test_the_default_graph_is_named_so(run: Run, file: Path, served: Served) -> None:
    server = served(Reply(204), Reply(200, "application/sparql-results+json", (COUNT % 6).encode()))
    outcome = run("load", file, "--endpoint", server.url)
    assert outcome.err == f"loaded 6 triples; the default graph at {server.url} holds 6\n"
    assert server.requests[0].parameters == [("default", "")]


def test_a_count_that_is_wrong_is_an_error(run: Run, file: Path, served: Served) -> None:
    server = served(Reply(204), Reply(200, "application/sparql-results+json", (COUNT % 5).encode()))
    outcome = run("load", file, "--endpoint", server.url)
    assert outcome.code == 3
    assert "accepted 6 triples, but the graph holds 5 where 6 are expected" in outcome.err
    server = served(Reply(204), Reply(200, "application/json", b"[]"))
    assert "the answer (application/json) is no count" in run("load", file, "--endpoint", server.url).err


def test_a_load_that_breaks_off_says_how_far_it_came(run: Run, tmp_path: Path, served: Served) -> None:
    path = tmp_path / "many.nt"
    path.write_text("".join(f'<http://e/{n}> <http://e/p> "{n}" .\n' for n in range(2500)), encoding="utf-8")
    server = served(Reply(204), Reply(204), Reply(204), Reply(503, "text/plain", b"full\x1b[31m"))
    outcome = run("load", path, "--endpoint", server.url, "--update", "--graph", "http://e/g")
    assert outcome.code == 3
    assert "2,000 of 2,500 triples were loaded, and then:" in outcome.err
    assert "is not available now (status 503): full\\u001B[31m" in outcome.err
    texts = [request.form["update"] for request in server.requests]
    assert texts[0] == "CLEAR SILENT GRAPH <http://e/g>"
    assert [text.count(" .\n") for text in texts[1:]] == [1000, 1000, 500]


def test_what_shares_blank_nodes_goes_in_one_request() -> None:
    node = [ox.BlankNode(f"b{n}") for n in range(1500)]
    p, o = ox.NamedNode("http://e/p"), ox.NamedNode("http://e/o")
    chain = [ox.Triple(one, p, other) for one, other in pairwise(node)]
    plain = [ox.Triple(ox.NamedNode(f"http://e/{n}"), p, o) for n in range(1200)]
    batches = list(load._batches([*plain, *chain]))
    assert [len(batch) for batch in batches] == [1000, 200, 1499]
    assert sorted(map(str, joined(*batches))) == sorted(map(str, [*plain, *chain]))


def test_nothing_is_not_loaded(run: Run, tmp_path: Path, served: Served) -> None:
    path = tmp_path / "empty.ttl"
    path.write_text("# nothing\n", encoding="utf-8")
    server = served()
    outcome = run("load", path, "--endpoint", server.url)
    assert (outcome.code, server.requests) == (3, [])
    assert "the files hold no triples, and nothing was sent" in outcome.err
    path.write_text("<a", encoding="utf-8")
    assert f"{path}:1:" in run("load", path, "--endpoint", server.url).err
    outcome = run("load", path, "--endpoint", server.url, "--graph", "no iri> {}")
    assert (outcome.code, server.requests) == (2, [])
