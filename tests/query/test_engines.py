"""Both engines give the same answers, in the same form."""

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import sources
from claimgraph.errors import InputError, LimitError
from claimgraph.query import compare
from claimgraph.query.engines import fast, reference
from claimgraph.query.guard import check
from claimgraph.query.result import Kind, Result
from claimgraph.query.rewrite import sort_keys
from query.conftest import PREFIXES, Ask, E

QUERIES = {
    "all": "SELECT * { ?s ?p ?o }",
    "join": "SELECT ?c ?l { ?c cg:subject ?g ; a :Front . ?g rdfs:label ?l }",
    "path": "SELECT ?c ?t { ?c a/rdfs:subClassOf* ?t }",
    "path up": "SELECT ?c { ?c a/rdfs:subClassOf+ :Affiliation }",
    "optional": "SELECT ?c ?w { ?c :rank ?r OPTIONAL { ?c :when ?w } } ORDER BY ?w ?c",
    "order descending": "SELECT ?c ?r { ?c :rank ?r } ORDER BY DESC(?r)",
    "order by what may be unbound": "SELECT ?c { ?c :rank ?r OPTIONAL { ?c :when ?w } } ORDER BY STR(?w) ?c",
    "limit": "SELECT ?c { ?c :rank ?r } ORDER BY ?r LIMIT 1 OFFSET 1",
    "count": "SELECT ?g (COUNT(?c) AS ?n) { ?c cg:subject ?g } GROUP BY ?g HAVING (COUNT(?c) > 1)",
    "arithmetic": "SELECT (AVG(?r) / 3 AS ?a) (SUM(?r) AS ?s) (MIN(?r) AS ?m) { ?c :rank ?r }",
    "dates": "SELECT ?c (YEAR(?w) AS ?y) { ?c :when ?w FILTER(?w < '2013-01-01'^^xsd:date) }",
    "strings": "SELECT (UCASE(?l) AS ?u) (LANG(?l) AS ?t) (STRLEN(STR(?l)) AS ?n) { ?g rdfs:label ?l }",
    "union": "SELECT ?g { { ?c cg:subject ?g } UNION { ?c cg:object ?g } }",
    "distinct": "SELECT DISTINCT ?g { ?c cg:subject|cg:object ?g }",
    "minus": "SELECT ?c { ?c :rank ?r MINUS { ?c :when ?w } }",
    "not exists": "SELECT ?g { ?g rdfs:label ?l FILTER NOT EXISTS { ?c cg:subject ?g } }",
    "values": "SELECT * { VALUES (?g ?x) { (:g1 UNDEF) (:g2 'y'@en-GB) } ?c cg:subject ?g }",
    "subquery": "SELECT ?g ?n { { SELECT ?g (COUNT(*) AS ?n) { ?d cg:object ?g } GROUP BY ?g } ?g rdfs:label ?l }",
    "bind": "SELECT ?c ?x { ?c :rank ?r BIND(IF(?r > 1, :high, :low) AS ?x) }",
    "errors are unbound": "SELECT ?c (?r / 0 AS ?x) (ABS('x') AS ?y) { ?c :rank ?r }",
    "arithmetic on what is ill-typed": "SELECT ?l (?l + 1 AS ?x) (ABS(?l) AS ?y) { VALUES ?l { 'x'^^xsd:integer 2 } }",
    "blank nodes of the data": "SELECT ?b ?n { ?c :by ?b . ?b :start ?n }",
    "blank nodes made anew": "SELECT ?c (BNODE() AS ?b) { ?c :rank ?r }",
    "no rows": "SELECT ?c { ?c :rank 9 }",
    "no columns": "SELECT * { :c1 :rank 1 }",
    "ask yes": "ASK { ?c :rank 1 }",
    "ask no": "ASK { ?c :rank 9 }",
    "construct": "CONSTRUCT { ?g :said [ :in ?c ] } { ?c cg:subject ?g }",
    "construct where": "CONSTRUCT WHERE { ?c :by ?b . ?b ?p ?o }",
    "construct drops what is no triple": "CONSTRUCT { ?r :of ?c . ?c ?r :x . ?c :is ?r } { ?c :rank ?r }",
    "describe": "DESCRIBE :c1",
    "describe found": "DESCRIBE ?c { ?c a :Front }",
}


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES)
def test_the_engines_agree(ask: Ask, text: str) -> None:
    one, other = ask(text)
    assert compare.difference(one, other, sort_keys(check(text, "query", PREFIXES))[0]) == ""
    assert (one.kind, one.variables, one.count) == (other.kind, other.variables, other.count)


def test_rows_come_as_terms_in_the_order_of_the_columns(ask: Ask) -> None:
    for result in ask("SELECT ?r ?c ?w { ?c :rank ?r OPTIONAL { ?c :when ?w } } ORDER BY ?r LIMIT 2"):
        assert result.kind is Kind.ROWS
        assert result.variables == ("r", "c", "w")
        assert result.count == 2
        one, two = result.rows()
        assert one == (ox.Literal(1), ox.NamedNode(E + "c1"), None)
        assert two[2] == ox.Literal("2012-06-05", datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))


def test_a_star_gives_the_columns_in_the_order_of_the_query(ask: Ask) -> None:
    for result in ask("SELECT * { ?z :rank ?a { SELECT * { ?z cg:subject ?m } } OPTIONAL { ?z :when ?b } }"):
        assert result.variables == ("z", "a", "m", "b")
        assert {row[1] for row in result.rows()} == {ox.Literal(n) for n in (1, 2, 3)}


def test_every_character_of_a_string_survives(ask: Ask) -> None:
    for result in ask("SELECT ?n { ?c :note ?n }"):
        assert result.rows() == [(ox.Literal('a"b\\c\n'),)]


def test_a_graph_comes_as_sorted_triples(ask: Ask) -> None:
    for result in ask("CONSTRUCT { ?g :in ?c . ?g :in ?c } { ?c cg:subject ?g }"):
        triples = result.triples()
        assert result.count == len(triples) == 3
        assert [str(triple) for triple in triples] == sorted(str(triple) for triple in triples)


def test_truth(ask: Ask) -> None:
    assert [result.truth for result in ask("ASK { ?c :rank 1 }")] == [True, True]
    assert [result.truth for result in ask("ASK { ?c :rank 9 }")] == [False, False]


@pytest.mark.parametrize("text", ["SELECT ?c { ?c :rank ?r }", "CONSTRUCT { ?c :a ?r } { ?c :rank ?r }"])
def test_the_limit_on_rows_is_exact(quads: list[ox.Quad], text: str) -> None:
    query = check(text, "query", PREFIXES)
    assert fast.answer(fast.load(quads), query, 3).count == 3
    assert reference.answer(reference.load(quads), query, 3).count == 3
    with pytest.raises(LimitError, match="the answer has more than 2 rows"):
        fast.answer(fast.load(quads), query, 2)
    with pytest.raises(LimitError, match="the answer has more than 2 rows"):
        reference.answer(reference.load(quads), query, 2)


ODD = """\
@prefix : <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :n "01"^^xsd:integer ; :year "2012"^^xsd:gYear ; :day "2012-06-05"^^xsd:date . :b :n 1 ; :small "5"^^xsd:byte .
:c :self :c ; :time "2013-06-05T00:00:00"^^xsd:dateTime .
"""

# Every line of the table in docs/engines.md that can be asked; when an engine changes its mind, so must the table.
KNOWN = {
    "lexical form of a number": "SELECT (STR(?n) AS ?s) { :a :n ?n }",
    "lexical form of a number in the query": "SELECT (STR('01'^^xsd:integer) AS ?s) {}",
    "lexical form of a duration": "SELECT (STR('P12M'^^xsd:yearMonthDuration) AS ?s) {}",
    "datatype derived from another": "SELECT (DATATYPE(?n) AS ?s) { :b :small ?n }",
    "number in a pattern": "SELECT ?x { ?x :n 1 }",
    "distinct numbers": "SELECT DISTINCT ?n { ?x :n ?n }",
    "group_concat of numbers": "SELECT (GROUP_CONCAT(?n) AS ?s) { ?x :n ?n }",
    "order of different datatypes": "SELECT ?o { ?x :year|:day ?o } ORDER BY ?o",
    "year of a year": "SELECT (YEAR(?y) AS ?z) { ?x :year ?y }",
    "zero-length path of a term that the data do not have": "SELECT ?y { :nowhere :self* ?y }",
    "path that comes back to its beginning": "SELECT ?y { :c :self* ?y }",
    "optional step after the same step": "SELECT ?y { :c :self/:self? ?y }",
    "alternative that is written twice": "SELECT ?y { :c :self|:self ?y }",
    "variable from outside in BIND in EXISTS": "SELECT ?x { ?x :n ?n FILTER EXISTS { BIND(?n AS ?m) FILTER(?m = 1) } }",
    "order of booleans": "SELECT (true < false AS ?x) {}",
    "strings with and without language": 'SELECT ("a" < "b"@en AS ?x) {}',
    "dateTime with and without zone": "SELECT ?x { ?x :time ?t FILTER(?t > '2012-06-05T00:00:00Z'^^xsd:dateTime) }",
    "difference of dates": "SELECT ('2013-06-05'^^xsd:date - '2012-06-05'^^xsd:date AS ?x) {}",
    "error in IN": "SELECT (1 IN (2, 1/0) AS ?x) {}",
    "product of doubles": "SELECT (1e1 * 2 AS ?x) {}",
    "double by zero": "SELECT (1e0 / 0 AS ?x) {}",
    "substring before the first character": "SELECT (SUBSTR('hello', 0, 3) AS ?x) {}",
    "dollar zero": "SELECT (REPLACE('ab', 'b', '[$0]') AS ?x) {}",
    "pattern with x": "SELECT (REGEX('A b', 'a b', 'ix') AS ?x) {}",
    "digest of a text with language": "SELECT (SHA1('a'@en) AS ?x) {}",
    "no strings": "SELECT (CONCAT() AS ?x) {}",
    "having without grouping": "SELECT ?y { ?x :n ?y } GROUP BY ?y HAVING (?x = :b)",
}


@pytest.mark.parametrize("text", KNOWN.values(), ids=KNOWN)
def test_the_known_disagreements_are_still_there(text: str) -> None:
    quads = list(ox.parse(ODD, format=ox.RdfFormat.TURTLE))
    query = check(text, "query", PREFIXES)
    one = fast.answer(fast.load(quads), query, 99)
    other = reference.answer(reference.load(quads), query, 99)
    assert compare.difference(one, other, sort_keys(query)[0])


def test_a_path_that_rdflib_does_not_know_is_no_fault_of_ours() -> None:
    text = "SELECT ?x ?y { ?x !^:n ?y }"
    dataset = reference.load(ox.parse(ODD, format=ox.RdfFormat.TURTLE))
    with pytest.raises(InputError, match="rdflib cannot evaluate this query"):
        reference.answer(dataset, check(text, "query", PREFIXES), 99)


def test_nothing_makes_no_group(ask: Ask) -> None:
    """rdflib by itself gives a row without values, for each solution of the join too."""
    for result in ask("SELECT ?g (COUNT(*) AS ?n) { ?c cg:nowhere ?g } GROUP BY ?g"):
        assert result.count == 0
    text = "SELECT ?c ?n { ?c cg:subject ?g { SELECT ?g (COUNT(*) AS ?n) { ?d cg:object ?g } GROUP BY ?g } }"
    for result in ask(text):
        assert result.rows() == [(ox.NamedNode(E + "c2"), ox.Literal(1))]


def test_named_graphs_can_be_asked_apart_and_together(tmp_path: Path) -> None:
    path = tmp_path / "data.trig"
    path.write_text("<http://a> <http://p> 1 . <http://g> { <http://b> <http://p> 2 }", encoding="utf-8")
    quads = list(sources.quads(sources.expand([path])))
    every = check("SELECT ?s { ?s <http://p> ?o } ORDER BY ?s", "query", {})
    named = check("SELECT ?g ?s { GRAPH ?g { ?s <http://p> ?o } }", "query", {})
    store, dataset = fast.load(quads), reference.load(quads)
    for result in (fast.answer(store, every, 9), reference.answer(dataset, every, 9)):
        assert [row[0] for row in result.rows()] == [ox.NamedNode("http://a"), ox.NamedNode("http://b")]
    for result in (fast.answer(store, named, 9), reference.answer(dataset, named, 9)):
        assert result.rows() == [(ox.NamedNode("http://g"), ox.NamedNode("http://b"))]


def test_a_function_that_is_not_there_is_pointed_at() -> None:
    query = check("SELECT ?x {\n  BIND(:f(1) AS ?x) }", "query", PREFIXES)
    with pytest.raises(InputError, match=r"^query:2:8: The custom function <http://e/f> is not supported"):
        fast.check(query)


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_the_answer_does_not_depend_on_the_hash_seed(data: Path, engine: str) -> None:
    text = "SELECT * { ?s ?p ?o . ?s a ?t } ORDER BY ?t"
    command = [sys.executable, "-m", "claimgraph", "query", text, "--data", str(data), "--engine", engine]
    outputs = {
        subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout for seed in "123"
    }
    assert len(outputs) == 1
    assert len(next(iter(outputs)).splitlines()) > 10


def rows(tsv: str, count: int) -> Result:
    return Result(Kind.ROWS, tsv.encode(), ("x", "y"), count)


@pytest.mark.parametrize(
    ("one", "other", "keys", "words"),
    [
        ("1\t2\n", "1\t2\n", [], ""),
        ("1\t2\n3\t4\n", "3\t4\n1\t2\n", [], ""),
        ("1\t2\n3\t4\n", "3\t4\n1\t2\n", ["x"], "row 1 is"),
        ("1\t2\n1\t4\n", "1\t4\n1\t2\n", ["x"], ""),
        ("1\t2\n", '"01"^^<http://www.w3.org/2001/XMLSchema#integer>\t2\n', [], ""),
        (
            '"0.33333333333333333"^^<http://www.w3.org/2001/XMLSchema#decimal>\t\n',
            "0.333333333333333333333\t\n",
            [],
            "",
        ),
        ("1\t2\n", "1\t2.0\n", [], "only the first has the row"),
        ("1\t2\n", "1\t\n", [], "only the first has the row"),
        ("1\t2\n", "1\t2\n1\t2\n", [], "only the second has the row"),
        ("_:n0\t2\n", "_:n1\t2\n", [], ""),
        ("_:f0b0\t2\n", "_:f0b1\t2\n", [], "only the first has the row"),
        ('"x"@en-GB\t\n', '"x"@en-gb\t\n', [], ""),
        ("true\t\n", '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>\t\n', [], ""),
    ],
)
def test_what_counts_as_a_difference(one: str, other: str, keys: list[str], words: str) -> None:
    header = "?x\t?y\n"
    found = compare.difference(rows(header + one, 1), rows(header + other, 1), keys)
    assert found.startswith(words) if words else not found


def test_graphs_differ_when_they_are_not_isomorphic() -> None:
    def graph(text: str) -> Result:
        return Result(Kind.GRAPH, text.encode())

    one = graph("_:a <http://p> _:b .\n_:b <http://q> <http://x> .\n")
    assert not compare.difference(one, graph("_:y <http://q> <http://x> .\n_:x <http://p> _:y .\n"), [])
    assert compare.difference(one, graph("_:y <http://q> <http://z> .\n_:x <http://p> _:y .\n"), [])
    assert compare.difference(one, Result(Kind.TRUTH, b"true"), []) == "one gives a graph, the other a truth value"
    assert compare.difference(Result(Kind.TRUTH, b"false"), Result(Kind.TRUTH, b"true"), [])
