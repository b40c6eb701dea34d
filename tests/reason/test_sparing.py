"""Nemo is spared what no rule can use, and given it after all where one can."""

from pathlib import Path

import pytest

from claimgraph import sources
from claimgraph.reason._graph import Graph
from claimgraph.reason._program import rules
from claimgraph.reason._sparing import identifies, sparing
from claimgraph.reason.engines import fast
from claimgraph.terms import RDF_TYPE

_HEADER = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :plain :b ; :size 1 , 01 , "x"^^xsd:integer ; a :A . :A rdfs:subClassOf :B .
:c :used :d . :used rdfs:range :C ; rdfs:subPropertyOf :plain .
"""

_SPARED = {
    "properties of which nothing is said": "",
    "a property that is only declared": ":plain a owl:ObjectProperty .",
    "what is derived and asserted": ":used rdfs:subPropertyOf :other . :c :other :d .",
    "types by another property": ":kind rdfs:subPropertyOf rdf:type . :a :kind :B . :e :kind :A . :b a :A .",
}
_NOT_SPARED = {
    "equality": ":a owl:sameAs :c .",
    "equality that is derived": ":size a owl:FunctionalProperty . :p a owl:FunctionalProperty . :a :p :b , :c .",
    "a contradiction": ":A owl:disjointWith :B .",
    "an axiom that is derived": ":over rdfs:subPropertyOf rdfs:domain . :plain :over :D .",
    "rdf:type itself": "rdf:type rdfs:domain :D .",
    "types under another name": "rdf:type rdfs:subPropertyOf :kind .",
}


def _graph(tmp_path: Path, text: str) -> Graph:
    (tmp_path / "data.ttl").write_text(_HEADER + text, encoding="utf-8")
    graph = Graph()
    graph.read(sources.expand([tmp_path]))
    return graph


@pytest.mark.parametrize(
    ("text", "spared"),
    [(text, True) for text in _SPARED.values()] + [(text, False) for text in _NOT_SPARED.values()],
    ids=[*_SPARED, *_NOT_SPARED],
)
def test_the_closure_is_the_same(text: str, spared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = _graph(tmp_path, text)
    whole = fast.Reasoner(graph, "owl-rl")
    monkeypatch.setattr(fast, "_FEW", 0)
    found = fast._spared(graph, rules("owl-rl", graph, False))
    assert (found is not None) == spared
    monkeypatch.setattr(fast, "_LARGE", 0)
    closure = fast.close(graph, "owl-rl", False)
    assert sorted(closure.triples) == sorted(whole.new())
    assert closure.inconsistencies == whole.inconsistencies()


@pytest.mark.parametrize(("profile", "everything"), [("owl-rl", True), ("rdfs", False)])
def test_a_rule_that_looks_at_every_triple_gets_every_triple(profile: str, everything: bool) -> None:
    graph = Graph()
    assert sparing(rules(profile, graph, everything), graph.number(f"<{RDF_TYPE}>")) is None


def test_two_values_where_there_should_be_one() -> None:
    functional, inverse = 10, 11
    apart = [(1, functional, 2), (2, functional, 2), (1, inverse, 2), (1, inverse, 3), (1, 12, 4), (1, 12, 5)]
    assert not identifies(apart, {functional}, {inverse})
    assert identifies([*apart, (1, functional, 3)], {functional}, {inverse})
    assert identifies([*apart, (2, inverse, 2)], {functional}, {inverse})


def test_what_is_copied_is_no_use_of_it(root: Path) -> None:
    """The words that make the exception are those of the rule files."""
    for profile in ("owl-rl", "rdfs"):
        assert "\ntriple(?s, ?p, ?o) :- asserted(?s, ?p, ?o) .\n" in (root / "rules" / f"{profile}.rls").read_text(
            "utf-8"
        )


def test_little_else_than_axioms_is_closed_at_once(tmp_path: Path) -> None:
    graph = _graph(tmp_path, "")
    assert fast._spared(graph, rules("owl-rl", graph, False)) is None
