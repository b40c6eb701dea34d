"""What is refused before an engine sees it, with the place and what to do."""

import pytest

from claimgraph.errors import InputError, LimitError
from claimgraph.query.guard import check, fault
from claimgraph.query.result import Kind
from claimgraph.sparql import MAX_CHARACTERS

KNOWN = {"cg": "http://example.org/cg#", "claim": "http://example.org/claim/", "rdfs": "http://example.org/rdfs#"}


def refused(text: str, *services: str) -> InputError:
    with pytest.raises(InputError) as caught:
        check(text, "query", KNOWN, services)
    return caught.value


def test_only_the_prefixes_that_are_used_and_not_declared_are_lent() -> None:
    checked = check("PREFIX cg: <http://own/> SELECT * { ?s cg:a rdfs:b }", "query", KNOWN)
    assert checked.prefixes == {"rdfs": KNOWN["rdfs"]}
    assert checked.declared == {"cg": "http://own/"}
    assert [iri for token in checked.tokens if (iri := checked.iri(token))] == [
        "http://own/",
        "http://own/",
        "http://own/a",
        "http://example.org/rdfs#b",
    ]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("SELECT * { ?s clam:a ?o }", 15, "the prefix clam: is neither declared nor known. Did you mean 'claim'?"),
        ("SELECT * { ?s <a> ?o }", 15, "<a> is a relative IRI."),
        ("SELECT * FROM <http://e/> { }", 10, "FROM is not followed"),
        ("SELECT * FROM NAMED <file:///etc/passwd> { }", 10, "FROM is not followed"),
        ("INSERT DATA { <http://a> <http://b> 1 }", 1, "INSERT is an update"),
        ("PREFIX a: <http://b> LOAD <http://c>", 22, "LOAD is an update"),
        ("ASK { SERVICE <http://e/> {} }", 7, "SERVICE is not followed"),
        ("ASK { service silent <http://e/> {} }", 7, "SERVICE is not followed"),
        ("ASK { SERVICE ?where {} }", 7, "SERVICE is not followed"),
        ("ASK { \\u0053ERVICE <http://e/> {} }", 7, "codepoint escapes are allowed within strings and IRIs alone."),
        ("ASK { ?s ?p '\\u0027 } SERVICE <http://e/> {} #' }", 14, "the escape \\u0027 stands for a character"),
        ("ASK { ?s ?p '\\u00000027 } SERVICE <http://e/> {} #' }", 14, "the escape \\u0000 stands for"),
        ("ASK { ?s ?p 'open }", 13, "the string that begins here has no end."),
        ('ASK { ?s ?p """open" }', 13, "the string that begins here has no end."),
        ("ASK { ?s ?p\u00a0SERVICE <http://e/> {} }", 12, "'\\xa0' cannot stand here."),
        ("ASK { ?s ?p ?o } \\", 18, "'\\\\' cannot stand here."),
    ],
)
def test_refusals_point_at_the_token(text: str, column: int, message: str) -> None:
    error = refused(text)
    assert str(error).startswith(f"query:1:{column}: {message}")
    assert error.excerpt.splitlines()[1].index("^") == column - 1


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'SERVICE <http://e/> {}' }",
        'ASK { ?s ?p """FROM\n"SERVICE" \\"""" } # SERVICE <http://e/>',
        "ASK { <http://SERVICE/#FROM> cg:SERVICE ?SERVICE . _:SERVICE cg:p 'x'@SERVICE } # LOAD",
        "SELECT ?x WHERE { ?x cg:with ?load }",
    ],
)
def test_words_in_strings_names_and_comments_are_no_clauses(text: str) -> None:
    assert check(text, "query", KNOWN).text == text


@pytest.mark.parametrize(
    ("url", "allowed", "goes"),
    [
        ("http://e.org/sparql", "http://e.org/sparql", True),
        ("http://e.org/sparql/x", "http://e.org/sparql", True),
        ("http://e.org/sparql", "http://e.org", True),
        ("http://e.org/sparql-other", "http://e.org/sparql", False),
        ("http://e.org.evil/sparql", "http://e.org", False),
        ("http://e.org:81/", "http://e.org:8", False),
        ("http://me@e.org/", "http://e.org/", False),
        ("https://e.org/", "http://e.org/", False),
        ("http://e.org/a/../b", "http://e.org/a", False),
        ("http://e.org/a/\\u002e./b", "http://e.org/a", False),
    ],
)
def test_a_service_may_go_where_it_is_allowed(url: str, allowed: str, goes: bool) -> None:
    text = f"ASK {{ SERVICE <{url}> {{}} }}"
    if goes:
        check(text, "query", KNOWN, [allowed])
    else:
        assert "SERVICE is not followed" in refused(text, allowed).message


def test_a_prefixed_name_can_name_the_service() -> None:
    check("ASK { SERVICE SILENT claim:x {} }", "query", KNOWN, ["http://example.org/claim"])


@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_nesting_has_a_limit(brackets: str) -> None:
    def nested(depth: int) -> str:
        return f"ASK {{ {brackets[0] * (depth - 1)} 1 {brackets[1] * (depth - 1)} }}"

    check(nested(200), "query", KNOWN)
    with pytest.raises(LimitError, match="brackets nest 201 deep, and 200 is the limit"):
        check(nested(201), "query", KNOWN)


def test_length_has_a_limit() -> None:
    with pytest.raises(LimitError, match="longer than 1,048,576 characters"):
        check("ASK {}" + " " * MAX_CHARACTERS, "query", KNOWN)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PREFIX a: <http://b> SELECT * {}", Kind.ROWS),
        ("ask {}", Kind.TRUTH),
        ("CONSTRUCT WHERE {}", Kind.GRAPH),
        ("DESCRIBE ?x { { SELECT ?x {} } }", Kind.GRAPH),
    ],
)
def test_the_kind_of_answer_is_known_beforehand(text: str, kind: Kind) -> None:
    assert check(text, "query", KNOWN).kind is kind


def test_what_is_grammatical_and_yet_refused_is_told_in_the_words_of_the_engine() -> None:
    checked = check("SELECT ?a { ?a ?b ?c } GROUP BY ?b", "query", KNOWN)
    error = fault(checked, "error at 1:35: expected one of IF, The SELECT contains a variable that is unbound, [_]")
    assert str(error) == "query:1:1: The SELECT contains a variable that is unbound."
    checked = check("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", "query", KNOWN)
    assert str(fault(checked, "error at 1:41: expected [_]")).startswith(
        "query:1:41: the query is not valid: a variable"
    )


@pytest.mark.parametrize("namespace", ["", "#", "a/"])
def test_what_a_relative_prefix_names_is_left_to_the_engine(namespace: str) -> None:
    text = f"BASE <http://e/> PREFIX : <{namespace}> ASK {{ ?s :p ?o }}"
    checked = check(text, "query", {"": "http://known/"})
    assert [checked.iri(token) for token in checked.tokens if token.text == ":p"] == [None]
    assert "SERVICE is not followed" in refused(f"{text[:-1]} SERVICE :x {{}} }}", "http://e/").message
