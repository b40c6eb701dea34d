"""A dataset from Python: what is opened, and that each method gives what the command of its name gives."""

import json
from datetime import date
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDFS, XSD

import claimgraph
from claimgraph.model import Severity
from loopback import Asked, Reply, Served, answering
from support import ROOT, Run

DATA = """\
@prefix e: <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:a rdfs:label "A"@en ; e:rank 01 ; e:part [ e:rank 2 ] .
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of a few triples, outside any project."""
    path = tmp_path / "records.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def dataset() -> claimgraph.Dataset:
    """The dataset of this repository."""
    return claimgraph.open(ROOT)


def test_every_public_name_is_there() -> None:
    assert all(getattr(claimgraph, name) is not None for name in claimgraph.__all__)
    assert dir(claimgraph) == sorted(claimgraph.__all__)
    with pytest.raises(AttributeError, match="no attribute 'opn'"):
        getattr(claimgraph, "opn")  # noqa: B009 (mypy would refuse the name)


@pytest.mark.parametrize("place", ["", "data", "data/groups", "claimgraph.toml"])
def test_a_project_is_found_from_inside(place: str) -> None:
    opened = claimgraph.open(ROOT / place)
    assert (opened.project.root, opened.data) == (ROOT, ())


def test_a_file_in_a_project_is_the_data_and_the_project_gives_the_rest() -> None:
    opened = claimgraph.open(ROOT / "tests/shapes/people/bad.ttl")
    assert opened.project.root == ROOT
    assert len(opened.query("SELECT * { ?s ?p ?o }")) == len(opened.graph) < 100
    assert opened.validate().fails(Severity.VIOLATION)


def test_files_and_folders_without_a_project(file: Path) -> None:
    for opened in (claimgraph.open(file), claimgraph.open(file.parent), claimgraph.open(file.parent, data=[file])):
        assert opened.project.root is None
        assert len(opened.query("SELECT * { ?s ?p ?o }")) == 4
        assert not opened.queries


def test_what_is_not_there_is_an_error(tmp_path: Path, file: Path) -> None:
    with pytest.raises(claimgraph.InputError, match="nowhere: no such file or folder"):
        claimgraph.open(tmp_path / "nowhere")
    with pytest.raises(claimgraph.UsageError, match="no shapes are given"):
        claimgraph.open(file).validate()
    with pytest.raises(claimgraph.UsageError, match=r"no claimgraph\.toml here or above"):
        claimgraph.open(file).query("groups")
    with pytest.raises(claimgraph.RdfSyntaxError, match=r"bad\.ttl:1:"):
        (tmp_path / "bad.ttl").write_text("a b c", encoding="utf-8")
        len(claimgraph.open(tmp_path / "bad.ttl").graph)


def test_the_graph_keeps_lexical_forms(file: Path) -> None:
    graph = claimgraph.open(file).graph
    ranks = {str(term) for term in graph.objects(None, URIRef("http://e/rank"))}
    assert ranks == {"01", "2"}
    assert graph.value(URIRef("http://e/a"), RDFS.label) == Literal("A", lang="en")
    assert isinstance(graph.value(URIRef("http://e/a"), URIRef("http://e/part")), BNode)


def test_the_graph_is_never_stale(file: Path) -> None:
    opened = claimgraph.open(file)
    before = len(opened.graph)
    file.write_text(DATA + "e:b e:rank 3 .\n", encoding="utf-8")
    assert len(opened.graph) == before + 1


def test_a_named_query_answers_as_the_command_does(dataset: claimgraph.Dataset, run: Run) -> None:
    answer = dataset.query("fronts-of-group", {"group": "al-qaeda-in-the-islamic-maghreb"}, labels=True)
    outcome = run(
        "query", "fronts-of-group", "--param", "group=al-qaeda-in-the-islamic-maghreb", "--labels", "--format", "csv"
    )
    assert outcome.code == 0
    assert answer.render("csv").decode() == outcome.out
    assert "fronts-of-group" in dataset.queries


def test_parameters_may_be_values_of_python(file: Path) -> None:
    query = file.with_name("query.rq")
    query.write_text(
        "# Param: node (iri): a node\n# Param: least (integer, default 1): the least rank\n"
        "# Param: day (date, default 2012-01-01): a day\n"
        "SELECT ?node ?rank ?day { ?node <http://e/rank> ?rank FILTER(?rank >= ?least && ?day = ?day) }",
        encoding="utf-8",
    )
    params = {"node": URIRef("http://e/a"), "least": 1, "day": date(2012, 6, 5)}
    rows = list(claimgraph.open(file).query(query, params))
    rank, day = Literal(1), Literal("2012-06-05", datatype=XSD.date)
    assert rows == [{"node": URIRef("http://e/a"), "rank": rank, "day": day}]
    with pytest.raises(claimgraph.UsageError, match=r"no parameter 'leest'.*Did you mean 'least'"):
        claimgraph.open(file).query(query, {"node": "http://e/a", "leest": 2})


@pytest.mark.parametrize("day", ["2012", date(2012, 9, 11)])
def test_claims_at_a_time(dataset: claimgraph.Dataset, day: str | date) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?claim cg:subject ?subject }"
    certain = dataset.query(count, as_of=day)
    possible = dataset.query(count, between=(day, day), possibly=True)
    assert "claims held then" in certain.notices[0]
    assert int(str(next(iter(certain))["n"])) < int(str(next(iter(possible))["n"]))
    with pytest.raises(claimgraph.UsageError, match="exclude each other"):
        dataset.query(count, as_of=day, between=(day, day))


def test_both_engines_and_the_limits(dataset: claimgraph.Dataset) -> None:
    assert dataset.query("ASK { ?claim cg:polarity cg:Denied }", cross_check=True)
    assert dataset.query("ASK {}", engine="reference")
    with pytest.raises(claimgraph.LimitError, match="more than 10 rows"):
        dataset.query("SELECT * { ?s ?p ?o }", limit_rows=10)
    with pytest.raises(claimgraph.LimitError, match=r"longer than 0\.3 seconds"):
        dataset.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.3)


def test_validation(dataset: claimgraph.Dataset) -> None:
    clean = dataset.validate()
    assert not clean.findings
    assert str(clean).startswith("no findings in ")
    bad = claimgraph.open(ROOT, data=ROOT / "tests/shapes/people/bad.ttl").validate(cache=False)
    assert isinstance(bad, claimgraph.Report)
    assert bad.findings[0].location is not None
    assert bad.findings[0].location.line == 8
    assert str(bad.findings[0].message) in bad.render("csv")
    assert "8:1" in bad._repr_html_()
    assert repr(bad).startswith("<Validation: ")


def test_inference_and_explanation(tmp_path: Path) -> None:
    (tmp_path / "ontology.ttl").write_text(
        "@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "e:A rdfs:subClassOf e:B . e:C owl:disjointWith e:B .",
        encoding="utf-8",
    )
    (tmp_path / "data.ttl").write_text("@prefix e: <http://e/> . e:x a e:A .", encoding="utf-8")
    opened = claimgraph.open(tmp_path / "data.ttl", ontology=tmp_path / "ontology.ttl")
    derived = opened.infer()
    statement = (URIRef("http://e/x"), URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), URIRef("http://e/B"))
    assert statement in derived.graph
    assert (derived.findings, derived.asserted) == ((), 3)
    explanation = opened.explain("<http://e/x> a <http://e/B>")
    assert explanation is not None
    assert str(explanation).splitlines()[0].endswith("[cax-sco]")
    assert explanation.render("mermaid").startswith("flowchart BT")
    assert "data.ttl:1" in explanation.picture()
    assert opened.explain("<http://e/x> a <http://e/C>") is None
    (tmp_path / "data.ttl").write_text("@prefix e: <http://e/> . e:x a e:A , e:C .", encoding="utf-8")
    contradicted = opened.infer()
    assert [finding.component for finding in contradicted.findings] == ["cax-dw"]
    assert len(contradicted) == len(contradicted.graph) == 0


def test_a_trace_shows_what_the_command_shows(dataset: claimgraph.Dataset, run: Run) -> None:
    claim = "claim:foreign-fighters-in-libya-41-07"
    traced = dataset.trace(claim)
    assert str(traced) == run("trace", claim).out.rstrip("\n")
    assert traced.evidence[0].text is None
    assert "<b>Attribution</b>" in traced._repr_html_()
    with pytest.raises(claimgraph.UsageError, match="Did you mean"):
        dataset.trace(claim + "7")
    with pytest.raises(claimgraph.UsageError, match="neither an IRI nor a CURIE"):
        dataset.trace("nothing")


_JSON = "application/sparql-results+json"
_ROW = {
    "s": {"type": "uri", "value": "http://e/a"},
    "x": {"type": "literal", "value": "01", "datatype": str(XSD.integer)},
}
_ROWS = json.dumps({"head": {"vars": ["s", "x"]}, "results": {"bindings": [_ROW]}}).encode()


def test_an_endpoint_is_asked_in_place_of_the_files(
    file: Path, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_TOKEN", "sesame")
    server = served(Reply(200, _JSON, _ROWS))
    query = "SELECT ?s ?x { ?s <http://e/rank> ?x }"
    answer = claimgraph.open(file).query(query, endpoint=server.url, graphs=["http://e/g"])
    assert list(answer) == [{"s": URIRef("http://e/a"), "x": Literal("01", datatype=XSD.integer, normalize=False)}]
    (asked,) = server.requests
    assert asked.parameters == [("query", query), ("default-graph-uri", "http://e/g")]
    assert asked.headers["Authorization"] == "Bearer sesame"


def test_claims_of_an_endpoint_at_a_time(file: Path) -> None:
    held = ox.Store()
    for year in ("2011", "2012"):
        claim, terms = ox.NamedNode(f"http://e/{year}"), "https://w3id.org/claimgraph/allegiance#"
        held.add(ox.Quad(claim, ox.NamedNode(terms + "subject"), ox.NamedNode("http://e/g")))
        for bound, day in (("earliest", "-01-01"), ("latest", "-12-31")):
            literal = ox.Literal(year + day, datatype=ox.NamedNode(str(XSD.date)))
            held.add(ox.Quad(claim, ox.NamedNode(terms + bound), literal))

    def reply(asked: Asked) -> Reply:
        found = held.query(dict(asked.parameters)["query"])
        if isinstance(found, ox.QueryTriples):
            return Reply(200, "text/turtle", found.serialize(format=ox.RdfFormat.TURTLE) or b"")
        return Reply(200, _JSON, found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    with answering(reply) as server:
        answer = claimgraph.open(file).query(
            "SELECT ?c { ?c cg:subject ?g }", endpoint=server.url, as_of="2012", possibly=True
        )
    assert [str(row["c"]) for row in answer] == ["http://e/2012"]


def test_an_endpoint_that_fails(file: Path, served: Served) -> None:
    opened = claimgraph.open(file)
    with pytest.raises(claimgraph.EndpointError, match="503"):
        opened.query("ASK {}", endpoint=served(Reply(503)).url)
    for ask in (
        partial(opened.query, engine="reference"),
        partial(opened.query, cross_check=True),
        partial(opened.query, allow_service=["http://e/"]),
    ):
        with pytest.raises(claimgraph.UsageError, match="an endpoint excludes"):
            ask("ASK {}", endpoint="http://e/")
    with pytest.raises(claimgraph.UsageError, match="graphs are those of an endpoint"):
        opened.query("ASK {}", graphs=["http://e/g"])
    with pytest.raises(claimgraph.UsageError, match="no address of HTTP"):
        opened.query("ASK {}", endpoint="ftp://e/")


def test_an_ill_typed_literal_is_given_without_a_word(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text('<http://e/a> <http://e/rank> "many"^^<http://www.w3.org/2001/XMLSchema#integer> .', "utf-8")
    opened = claimgraph.open(file)
    (row,) = opened.query("SELECT ?x { ?s ?p ?x }")
    many = row["x"]
    assert isinstance(many, Literal)
    assert (str(many), many.datatype) == ("many", XSD.integer)
    assert many in set(opened.graph.objects())
    assert not caplog.records
    # What rdflib says to others is theirs to hear.
    Literal("many", datatype=XSD.integer)
    assert [record.name for record in caplog.records] == ["rdflib.term"]


def test_a_hint_is_for_who_calls_from_python(file: Path) -> None:
    with pytest.raises(claimgraph.UsageError) as caught:
        claimgraph.open(file).validate()
    assert caught.value.hint == "Give them to claimgraph.open: shapes='folder or file'."
