"""The grammar finds the very token at which a query goes wrong, and nothing wrong with what Oxigraph takes."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.model import Location
from claimgraph.query import grammar
from claimgraph.sparql import scan

QUERIES = [
    "SELECT * { ?s ?p ?o }",
    "BASE <http://e/> PREFIX : <x#> SELECT DISTINCT ?s WHERE { ?s a :T ; :p 1, 2.5, -3e0 . } ORDER BY DESC(?s) LIMIT 5",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o } GROUP BY ?s (STR(?s) AS ?t) HAVING (COUNT(*) > 1) (?n < 5) OFFSET 2",
    "ASK { { ?a ?b 'x'@en } UNION { ?a ?b '''y'''^^<http://d> } UNION {} OPTIONAL { ?a ?c true } MINUS { ?a ?d () } }",
    "CONSTRUCT { ?s <http://p> [ <http://q> ?o ] } WHERE { GRAPH ?g { ?s ?p ?o } } OFFSET 1 LIMIT 2",
    "CONSTRUCT WHERE { ?s ?p ?o . _:b ?p [] }",
    "DESCRIBE <http://a> ?x WHERE { ?x (^<http://p>/<http://q>*|!(<http://r>|^a))+ ?y }",
    "SELECT ?x { VALUES (?x ?y) { (1 UNDEF) (<http://a> 'b') } VALUES ?z { true 2 } FILTER(?x NOT IN (1, 2)) }",
    "SELECT ?x { BIND(IF(BOUND(?y), CONCAT('a', STR(?y)), 'c') AS ?x) FILTER NOT EXISTS { ?a ?b ?c } }",
    "SELECT ?x { { SELECT (MAX(?y) AS ?x) { ?s ?p ?y } } FILTER(REGEX(STR(?x), 'a', 'i') && !(?x = 1 || -?x < 2)) }",
    "SELECT (GROUP_CONCAT(?y; SEPARATOR=', ') AS ?x) (1+2*3/4-5 AS ?z) (NOW() AS ?n) { ?s ?p ?y ; } VALUES () { () }",
    "SELECT * { FILTER(<http://www.w3.org/2001/XMLSchema#integer>(?o)) FILTER(SUBSTR(?o, 1) IN ()) }",
    "SELECT * { ?s ?p ?o . ?o <http://q>? (1 [ ?p ?q ] ?z) }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_a_grammatical_query_is_without_mistake(text: str) -> None:
    ox.Store().query(text)
    assert grammar.mistake(text, scan(text, "query"), "query") is None


def test_the_named_queries_are_without_mistake(root: Path) -> None:
    for path in (root / "queries").glob("*.rq"):
        text = path.read_text(encoding="utf-8")
        assert grammar.mistake(text, scan(text, path.name), path.name) is None


@pytest.mark.parametrize("text", QUERIES)
def test_a_strange_word_is_found_where_it_stands(text: str) -> None:
    for token in scan(text, "query"):
        wrong = f"{text[: token.start]} STRANGE {text[token.start :]}"
        error = grammar.mistake(wrong, scan(wrong, "query"), "query")
        assert error is not None
        assert error.location == Location.of("query", wrong, token.start + 1)
        assert error.message.startswith("unexpected 'STRANGE'")


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_that_breaks_off_ends_too_early(text: str) -> None:
    for token in scan(text, "query")[:-1]:
        cut = text[: token.end]
        error = grammar.mistake(cut, scan(cut, "query"), "query")
        if error is None:
            continue  # a query may well end here: what follows was optional
        assert error.message.startswith("the query ends too early")
        assert error.location == Location.of("query", cut, len(cut))


def test_what_oxigraph_takes_is_grammatical_however_it_is_mangled() -> None:
    dice = random.Random(7)  # noqa: S311 (a test, not a secret)
    store = ox.Store()
    taken = 0
    for _ in range(3000):
        text = dice.choice(QUERIES)
        tokens = scan(text, "query")
        pieces = [token.text for token in tokens]
        for _ in range(dice.randint(1, 2)):
            match dice.randint(0, 2):
                case 0:
                    del pieces[dice.randrange(len(pieces))]
                case 1:
                    pieces.insert(dice.randrange(len(pieces)), dice.choice(pieces))
                case _:
                    here, there = dice.randrange(len(pieces)), dice.randrange(len(pieces))
                    pieces[here], pieces[there] = pieces[there], pieces[here]
        mangled = " ".join(pieces)
        try:
            store.query(mangled)
        except (SyntaxError, RuntimeError):
            continue  # no SPARQL, or a function that is not there
        taken += 1
        assert grammar.mistake(mangled, scan(mangled, "query"), "query") is None, mangled
    assert taken > 100


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("SELEC * { ?s ?p ?o }", 1, 1, "unexpected 'SELEC'", "Did you mean SELECT?"),
        ("SELECT ?x, ?y { ?x ?p ?y }", 1, 10, "unexpected ','", ""),
        ("SELECT * {\n  ?s ?p ?o .\n  FILTR(?o > 1) }", 3, 3, "unexpected 'FILTR'", "Did you mean FILTER?"),
        ("SELECT * { ?s ?p }", 1, 18, "unexpected '}'; expected a term or variable.", ""),
        ("SELECT * { ?s ?p ?o ORDER BY ?s }", 1, 21, "unexpected 'ORDER'", ""),
        ("SELECT * { { ?s ?p ?o }", 1, 24, "the query ends too early", "The '{' of query:1:10 is not closed."),
        ("SELECT * { ?s ?p ?o } }", 1, 23, "unexpected '}'", ""),
        ("SELECT * { FILTER ?x = 1 }", 1, 19, "unexpected '?x'; expected a condition in parentheses", ""),
        ("  # nothing\n", 1, 1, "the query is empty", ""),
    ],
)
def test_a_mistake_is_told_in_plain_words(text: str, line: int, column: int, message: str, hint: str) -> None:
    error = grammar.mistake(text, scan(text, "query"), "query")
    assert error is not None
    assert str(error).startswith(f"query:{line}:{column}: {message}")
    assert error.hint == hint
