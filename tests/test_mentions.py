"""The properties that decide on an answer, told from a query's tokens."""

import pytest

from claimgraph import project, sources
from claimgraph.census import count
from claimgraph.mentions import properties
from claimgraph.query import named
from claimgraph.query.guard import check
from claimgraph.sparql import scan
from support import ROOT

PREFIXES = {"": "http://e/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
CLASSES = {"http://e/C"}

CLOSED = {
    "SELECT * { ?s :p ?o }": {"p"},
    "SELECT ?a ?b ?c { ?s :p ?a , ?b ; :q ?c . ?c :r 1 , 1.5 , 'x'@en , true } ORDER BY ?a ?b ?c": {"p", "q", "r"},
    "PREFIX x: <http://e/> SELECT * { ?s x:p ?o FILTER(?o * 2 > 3 && !BOUND(?o)) ?s x:q ?t }": {"p", "q"},
    "SELECT * { ?s <http://e/p> ?o . BIND(STR(?o) AS ?t) ?t :q [ :r ?u ; a ?v ] }": {"p", "q", "r"},
    "SELECT * { [] (:p|^:q)/:r+ ?o . ?o a ?t . OPTIONAL { ?t :s () } }": {"p", "q", "r", "s"},
    "SELECT * { ?s a/:p* :C . (1 ?o) :q ?s }": {"p", "q", "C"},
    "SELECT * { { SELECT ?a ?b (COUNT(*) AS ?n) { ?a :p ?b } GROUP BY ?a ?b HAVING(COUNT(?b) > 1) } }": {"p"},
    "SELECT * { VALUES (?a ?b) { (:x UNDEF) } ?a :p ?b }": {"p", "x"},
    "CONSTRUCT { ?s ?q ?o . [ ?q ?o ] ?q ?s } WHERE { ?s :p ?q ; :q ?o }": {"p", "q"},
    "ASK { FILTER NOT EXISTS { ?s :p ?o MINUS { ?o :q ?s } } } # ?s ?p ?o": {"p", "q"},
}  # fmt: skip

OPEN = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { :s ?p 1 }",
    "SELECT * { ?s :p ?o ; ?q ?r }",
    "SELECT * { [] ?p ?o }",
    "SELECT * { [ ?p ?o ] :q ?r }",
    "SELECT * { [ :q ?r ] ?p ?o }",
    "SELECT * { (1 2) ?p ?o }",
    "SELECT * { ?s :p ( [ ?p ?o ] ) }",
    "SELECT * { ?s ?p (1) }",
    "SELECT * { FILTER(?x > 1) ?s ?p true }",
    "SELECT * { ?s :p ?o . OPTIONAL { ?s ?p ?o } }",
    "SELECT * { ?s :p ?o FILTER(?o > 1 || EXISTS { ?o ?p ?s }) }",
    "SELECT * { { SELECT ?s { ?s ?p ?o } GROUP BY ?s } }",
    "SELECT * { { SELECT ?s { ?s :p ?o } GROUP BY ?s HAVING(EXISTS { ?s ?q ?o }) } }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s :p ?o } WHERE { ?s ?q ?o }",
    "SELECT * { ?s :p* ?o }",
    "SELECT * { ?s :p? ?o }",
    "SELECT * { :C :p* ?o }",
    "SELECT * { ?s :p* :noclass }",
    "SELECT * { ?s (:p*)/:q :C }",
    "SELECT * { ?s !:p ?o }",
    "SELECT * { ?s !(:p|^:q) ?o }",
    "SELECT * { ?s (:p|!:q) ?o }",
    "SELECT * { << ?s ?p ?o >> :q 1 }",
    "SELECT * { <<( ?s ?p ?o )>> :q 1 }",
    "SELECT * { ?s :p ?o {| ?p ?q |} }",
    "SELECT * { GRAPH ?g { ?s :p ?o } }",
    "SELECT * { SERVICE :x { ?s :p ?o } }",
    "SELECT * FROM :x { ?s :p ?o }",
    "DESCRIBE :s",
    "SELECT (NOW() AS ?now) { ?s :p ?o }",
    "SELECT (rand() AS ?n) { ?s :p ?o }",
    "SELECT * { ?s :p ?o BIND(BNODE() AS ?b) }",
    "BASE <http://e/> SELECT * { ?s <p> ?o }",
    "SELECT * { ?s <p> ?o }",
    "SELECT * { ?s <http://e/\\u0070> ?o }",
    "SELECT * { ?s unknown:p ?o }",
]


@pytest.mark.parametrize(("text", "names"), CLOSED.items(), ids=range(len(CLOSED)))
def test_all_properties_that_a_query_can_ask_about_are_told(text: str, names: set[str]) -> None:
    found = properties(scan(text, "query"), PREFIXES, CLASSES)
    assert found is not None
    assert {iri for iri in found if iri.startswith("http://e/")} - {"http://e/"} == {f"http://e/{one}" for one in names}
    assert PREFIXES["rdfs"] + "subClassOf" in found


@pytest.mark.parametrize("text", OPEN)
def test_where_a_query_may_ask_about_others_it_is_open(text: str) -> None:
    assert properties(scan(text, "query"), PREFIXES, CLASSES) is None


def test_of_nearly_all_of_our_queries_the_properties_are_told() -> None:
    here = project.find(ROOT)
    folder = here.folder("queries")
    counts = [count(file, lambda digest: None) for file in sources.expand(here.existing("ontology"))]
    classes = {name for one in counts if one for name in one.classes}
    open_ = set()
    for name in named.names(folder):
        checked = check(named.find(folder, name).text, name, here.prefixes)
        if properties(checked.tokens, checked.prefixes, classes) is None:
            open_.add(name)
    assert open_ == {"as-of-month", "find-by-name", "names-and-identifiers"}
