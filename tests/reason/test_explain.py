"""claimgraph explain: from a triple back to the files and lines on which it rests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import PROV, RDF, RDFS

from claimgraph import sources
from claimgraph.errors import UsageError
from claimgraph.reason._graph import Graph
from claimgraph.reason._several import TRIES
from claimgraph.reason.engines import fast
from claimgraph.reason.explain import Step, explain, explanations
from support import Run

_DATA = """@prefix : <http://example.org/> .
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
:document a cg:SourceDocument ; dcterms:creator :author .
:x a cg:Cell .
:claim a cg:ChapterOf ;
    cg:subject :x ;
    cg:object :y ;
    cg:voice :author ;
    cg:polarity cg:Asserted ;
    cg:certainty cg:Unhedged ;
    cg:evidence [ a cg:Passage ; oa:hasSource :document ] .
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.ttl"
    path.write_text(_DATA, encoding="utf-8")
    return path


def _leaves(step: Step) -> Iterator[Step]:
    if not step.premises:
        yield step
    for premise in step.premises:
        yield from _leaves(premise)


def test_a_direct_triple_leads_back_to_the_lines_of_its_claim(data: Path, root: Path) -> None:
    step = explain(
        "<http://example.org/y> cg:hasChapter <http://example.org/x>", [data, root / "ontology"], rules=root / "rules"
    )
    assert step
    assert step.rule == "prp-inv1"
    places = [str(leaf.location) for leaf in _leaves(step) if leaf.location and leaf.location.file == str(data)]
    assert places == [f"{data}:7:10", f"{data}:8:16", f"{data}:9:15"]
    assert "direct.rq" in [premise.rule for premise in step.premises]
    assert all(leaf.location and not leaf.rule for leaf in _leaves(step))


@pytest.mark.parametrize("subject", ["x", "z"])
def test_a_claim_with_several_subjects_explains_what_follows_of_each(subject: str, tmp_path: Path, root: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(_DATA.replace("cg:subject :x ;", "cg:subject :x, :z ;"), encoding="utf-8")
    triple = f"<http://example.org/{subject}> cg:chapterOf <http://example.org/y>"
    step = explain(triple, [path, root / "ontology"], rules=root / "rules")
    assert step and step.rule == "direct.rq"
    assert f"<http://example.org/{subject}>" in [premise.triple[2] for premise in step.premises]


def test_what_is_asserted_is_its_own_explanation(data: Path) -> None:
    step = explain("<http://example.org/x> a cg:Cell", [data])
    assert step
    assert (step.rule, step.premises, str(step.location)) == ("", (), f"{data}:6:6")


def test_a_chain_of_steps(data: Path, root: Path) -> None:
    step = explain("<http://example.org/x> a prov:Organization", [data, root / "ontology"])
    assert step
    assert step.rule == "cax-sco"
    assert {leaf.triple[2].rpartition("#")[2] for leaf in _leaves(step)} >= {"Cell>", "ArmedGroup>", "Organization>"}


@pytest.mark.parametrize("statement", ["<http://example.org/x> a cg:Person", "<http://example.org/new> a cg:Cell"])
def test_what_does_not_follow(statement: str, data: Path, root: Path) -> None:
    assert explain(statement, [data, root / "ontology"]) is None


@pytest.mark.parametrize(
    "statement", ["", "cg:Cell", "none:x a cg:Cell", "cg:a a cg:b, cg:c", "cg:a a cg:b . cg:c a cg:d", "cg:a a 'x"]
)
def test_what_is_no_statement(statement: str, data: Path) -> None:
    with pytest.raises(UsageError):
        explain(statement, [data])


def test_a_term_that_only_the_rules_have(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(
        "@prefix : <http://e/> .\n:f a <http://www.w3.org/2002/07/owl#FunctionalProperty> .\n:a :f :one , :two .\n",
        encoding="utf-8",
    )
    step = explain("<http://e/one> owl:sameAs <http://e/two>", [path])
    assert step
    assert (step.rule, len(step.premises)) == ("prp-fp", 3)


def test_mermaid_takes_no_signs_for_html(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "data.ttl"
    path.write_text('<http://e/a> <http://e/f> "<b>x</b> #" .', encoding="utf-8")
    outcome = run("explain", '<http://e/a> <http://e/f> "<b>x</b> #"', "--data", path, "--format", "mermaid")
    assert "&lt;http://e/f&gt; #quot;&lt;b&gt;x&lt;/b&gt; #35;#quot;<br/>" in outcome.out


def test_the_command(data: Path, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = run("explain", "<http://example.org/x> cg:partOfGroup <http://example.org/y>", "--data", data)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[0].endswith("[prp-spo1]")
    assert lines[-1] == f"   └─ <http://example.org/claim> cg:object <http://example.org/y>   {data}:9:15"
    outcome = run("explain", "<http://example.org/y> cg:partOfGroup <http://example.org/x>", "--data", data)
    assert outcome.code == 1
    assert outcome.out == ""
    assert "does not follow" in outcome.err


def test_json(data: Path, root: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    target = tmp_path / "why.json"
    statement = "<http://example.org/x> a cg:ArmedGroup"
    assert run("explain", statement, "--data", data, "--format", "json", "--output", target).code == 0
    found: dict[str, Any]
    (found,) = json.loads(target.read_text(encoding="utf-8"))
    assert found["rule"] == "cax-sco"
    asserted = [premise for premise in found["premises"] if premise["subject"] == "<http://example.org/x>"]
    assert [(each["file"], each["line"], each["column"]) for each in asserted] == [(str(data), 6, 6)]


def test_mermaid(data: Path, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = run("explain", "<http://example.org/x> a cg:ArmedGroup", "--data", data, "--format", "mermaid")
    assert outcome.out.startswith("flowchart BT\n")
    assert outcome.out.count('-->|"cax-sco"| n0') == 2


# ---------------------------------------------------------------- several derivations

_SEVERAL = {
    "two ways up": (":a a :D", 2, ":B rdfs:subClassOf :D . :C rdfs:subClassOf :D . :a a :B, :C ."),
    "asserted, and derived": (":a a :D", 2, ":B rdfs:subClassOf :D . :a a :B, :D ."),
    "a circle of equals": (
        ":a :p :x",
        3,
        ":a owl:sameAs :b . :b owl:sameAs :c . :c owl:sameAs :a . :b :p :x . :c :p :x .",
    ),
    "a symmetric property": (":a :p :b", 2, ":p a owl:SymmetricProperty . :b :p :a . :a :p :b ."),
    "inverse of itself, and symmetric": (
        ":a :p :b",
        2,
        ":p a owl:SymmetricProperty ; owl:inverseOf :p . :b :p :a .",
    ),
    "transitive, in a circle": (
        ":a :p :d",
        2,
        ":p a owl:TransitiveProperty . :a :p :b, :c . :b :p :d . :c :p :d . :d :p :a .",
    ),
    "only one": (":a a :D", 1, ":B rdfs:subClassOf :D . :a a :B ."),
    "true of everything": ("owl:Thing a owl:Class", 1, ":a :p owl:Thing, owl:Class, rdf:type ."),
}
_PREFIXES = {
    "": "http://example.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "cg": "https://w3id.org/claimgraph/allegiance#",
}


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "some.ttl"
    path.write_text("".join(f"@prefix {p}: <{n}> .\n" for p, n in _PREFIXES.items()) + text, encoding="utf-8")
    return path


def _steps(step: Step) -> Iterator[Step]:
    yield step
    for premise in step.premises:
        yield from _steps(premise)


def _closed(triples: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    graph = Graph()
    graph.add(triples)
    new = fast.close(graph, "owl-rl", False).triples
    return triples | {(graph.terms[s], graph.terms[p], graph.terms[o]) for s, p, o in new}


@pytest.mark.parametrize(("statement", "count", "text"), _SEVERAL.values(), ids=_SEVERAL)
def test_several_derivations(statement: str, count: int, text: str, tmp_path: Path) -> None:
    path = _write(tmp_path, text)
    found = explanations(statement, [path], most=10, prefixes=_PREFIXES)
    asserted = {(str(t.subject), str(t.predicate), str(t.object)) for t in sources.triples(sources.expand([path]))}
    closure = _closed(asserted)
    assert not found.incomplete
    assert len(found.steps) >= count
    rests = {frozenset(leaf.triple for leaf in _leaves(step)) & asserted for step in found.steps}
    assert len(rests) == len(found.steps)
    for step in (inner for root in found.steps for inner in _steps(root)):
        assert step.triple in closure
        if step.rule:
            # The rule applies to these premises: they alone give the triple.
            assert step.triple in _closed({premise.triple for premise in step.premises})
            assert step.triple not in {inner.triple for premise in step.premises for inner in _steps(premise)}
        elif step.triple in asserted:
            assert step.location
        else:
            assert statement == "owl:Thing a owl:Class"


def test_no_more_derivations_than_asked_for(tmp_path: Path) -> None:
    path = _write(tmp_path, "".join(f":C{n} rdfs:subClassOf :D . :a a :C{n} . " for n in range(5)))
    assert [len(explanations(":a a :D", [path], most=most, prefixes=_PREFIXES).steps) for most in (1, 3)] == [1, 3]


def test_a_search_that_is_cut_short_says_so(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimgraph.reason._several.TRIES", 3)
    monkeypatch.chdir(tmp_path)
    path = _write(tmp_path, "".join(f":C{n} rdfs:subClassOf rdf:List . :a a :C{n} . " for n in range(3)))
    outcome = run("explain", "<http://example.org/a> a rdf:List", "--data", path, "--max", 9, "-e", path)
    assert outcome.code == 0
    assert "there may be more" in outcome.err
    assert outcome.out.count("[cax-sco]") == 3
    assert TRIES > 3


def test_prov(data: Path, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = run(
        "explain", "<http://example.org/y> cg:hasChapter <http://example.org/x>", "--data", data, "--format", "turtle"
    )
    graph = rdflib.Graph().parse(data=outcome.out, format="turtle")
    (derived,) = set(graph.subjects(RDF.subject, rdflib.URIRef("http://example.org/y"))) & set(
        graph.subjects(PROV.wasGeneratedBy)
    )
    activity = graph.value(derived, PROV.wasGeneratedBy)
    plan = graph.value(graph.value(activity, PROV.qualifiedAssociation), PROV.hadPlan)
    assert str(graph.value(plan, RDFS.label)) == "prp-inv1"
    assert set(graph.objects(activity, PROV.used)) == set(graph.objects(derived, PROV.wasDerivedFrom))
    # Down to the claim, and to the line of what it states.
    claim = rdflib.URIRef("http://example.org/claim")
    assert (None, PROV.wasDerivedFrom, claim) in graph
    quoted = {str(graph.value(node, PROV.wasQuotedFrom)) for node in graph.subjects(RDF.subject, claim)}
    assert quoted == {f"{data.as_uri()}#line={line - 1},{line}" for line in (7, 8, 9)}
    for entity in graph.subjects(RDF.type, RDF.Statement):
        assert (entity, PROV.wasGeneratedBy, None) in graph or (entity, PROV.wasQuotedFrom, None) in graph
        assert len(set(graph.objects(entity, PROV.wasGeneratedBy))) <= 1
