"""Parameters are bound as terms: the same answer in both engines wherever the variable stands, and no injection."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.errors import UsageError
from claimgraph.query import compare
from claimgraph.query.engines import fast, reference
from claimgraph.query.guard import check
from claimgraph.query.named import Parameter
from claimgraph.query.parameters import Candidates, values
from claimgraph.query.rewrite import bind
from query.conftest import PREFIXES, Ask, E

G1 = ox.NamedNode(E + "g1")

# Where a variable may stand, and the rows (or triples) that it must give when ?g is :g1.
PLACES = {
    "pattern": ("SELECT ?c { ?c cg:subject ?g }", 2),
    "column": ("SELECT ?g ?c { ?c cg:subject ?g }", 2),
    "filter": ("SELECT ?c { ?c cg:subject ?x FILTER(?x = ?g) }", 2),
    "filter in a group of its own": ("SELECT ?c { { ?c cg:subject ?x FILTER(?x = ?g) } }", 2),
    "bind": ("SELECT ?y { ?c cg:subject ?x BIND(?g AS ?y) FILTER(?x = ?y) }", 2),
    "subquery": ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?c cg:subject ?g } } FILTER(?n = 2) }", 1),
    "subquery that does not project it": ("SELECT ?c { { SELECT ?c { ?c cg:subject ?g } LIMIT 5 } }", 2),
    "union": ("SELECT ?c { { ?c cg:subject ?g } UNION { ?c :rank 2 FILTER(?g = :g1) } }", 3),
    "optional": ("SELECT ?c ?l { ?c :rank ?r OPTIONAL { ?c cg:subject ?x FILTER(?x = ?g) ?x rdfs:label ?l } }", 3),
    "minus": ("SELECT ?c { ?c :rank ?r MINUS { ?c cg:subject ?g } }", 1),
    "not exists": ("SELECT ?c { ?c :rank ?r FILTER NOT EXISTS { ?c cg:subject ?g } }", 1),
    "exists with a filter": ("SELECT ?c { ?c :rank ?r FILTER EXISTS { ?c cg:subject ?x FILTER(?x = ?g) } }", 2),
    "expression of a column": ("SELECT (?g AS ?h) { ?c :rank 1 }", 1),
    "group by": ("SELECT ?g (COUNT(?c) AS ?n) { ?c cg:subject ?g } GROUP BY ?g", 1),
    "having": ("SELECT ?x { ?c cg:subject ?x } GROUP BY ?x HAVING (?x = SAMPLE(?g))", 1),
    "order by": ("SELECT ?c { ?c cg:subject ?x } ORDER BY (?x = ?g) ?c", 3),
    "beside values": ("SELECT ?c { VALUES ?g { :g1 :g2 } ?c cg:subject ?g }", 2),
    "beside values in rows": ("SELECT ?c { VALUES (?g ?x) { (:g1 1) (:g2 1) } ?c cg:subject ?g }", 2),
    "values at the end": ("SELECT ?c { ?c cg:subject ?g } VALUES ?g { :g1 :g2 }", 2),
    "path": ("SELECT ?c { ?c cg:subject/rdfs:label ?l . ?g ^cg:subject ?c }", 2),
    "template": ("CONSTRUCT { ?g :has ?c } { ?c :rank ?r }", 3),
    "template and pattern": ("CONSTRUCT { ?g :has ?c } WHERE { ?c cg:subject ?g }", 2),
    "describe": ("DESCRIBE ?g { ?c cg:subject ?g }", 1),
    "ask": ("ASK { ?c cg:subject ?g }", 1),
    "star": ("SELECT * { ?c cg:subject ?g }", 2),
    "comment and string": ("SELECT ?c { # ?g\n ?c cg:subject ?g . ?c :rank ?r FILTER(STR(?r) != '?g { }') }", 2),
}


@pytest.mark.parametrize(("text", "count"), PLACES.values(), ids=PLACES)
def test_the_engines_agree_wherever_the_variable_stands(ask: Ask, text: str, count: int) -> None:
    one, other = ask(text, {"g": G1})
    assert one.count == other.count == count
    assert compare.difference(one, other, []) == ""


def test_several_parameters(ask: Ask) -> None:
    for result in ask("SELECT ?c { ?c cg:subject ?a ; cg:object ?b }", {"a": G1, "b": ox.NamedNode(E + "g3")}):
        assert result.rows() == [(ox.NamedNode(E + "c3"),)]


@pytest.mark.parametrize("text", ["CONSTRUCT WHERE { ?c cg:subject ?g }", "DESCRIBE ?g", "SELECT * { ?c a :Front }"])
def test_a_parameter_without_a_pattern_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"no pattern mentions the parameter \?g"):
        bind(check(text, "query", PREFIXES), {"g": G1})


# \u is left out: rdflib reads `\\u0041`, an escaped backslash before u0041, as an escape.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\\"), max_size=30)
NASTY = st.sampled_from(
    ['"', "'", '"""', "}", "} UNION { ?s ?p ?o", "?g", "<", "#", "\n", "\r\n", "{ SERVICE <http://e/> {} }"]
)


@given(st.one_of(TEXTS, st.lists(NASTY, max_size=5).map("".join)))
def test_a_string_comes_back_as_it_was_given(text: str) -> None:
    query = bind(check("SELECT ?y { BIND(?x AS ?y) }", "query", {}), {"x": ox.Literal(text)})
    assert fast.answer(fast.load([]), query, 9).rows() == [(ox.Literal(text),)]
    assert reference.answer(reference.load([]), query, 9).rows() == [(ox.Literal(text),)]


IRI = Parameter("group", "iri", "group:a", "the group")
KNOWN = {"group": "http://e/group/", "event": "http://e/event/", "rdfs": "http://r#"}
BARE = ["http://e/group/", "http://e/event/"]


@pytest.mark.parametrize(
    ("text", "iris"),
    [
        (None, ["http://e/group/a"]),
        ("group:b", ["http://e/group/b"]),
        ("http://x.org/y", ["http://x.org/y"]),
        ("<http://x.org/y>", ["http://x.org/y"]),
        ("b", ["http://e/group/b", "http://e/event/b"]),
        ("b> } UNION", []),
    ],
)
def test_an_iri_may_be_written_in_several_ways(text: str | None, iris: list[str]) -> None:
    found = values([IRI], {} if text is None else {"group": text}, KNOWN, BARE)["group"]
    assert isinstance(found, Candidates)
    assert list(found.iris) == iris


@pytest.mark.parametrize(
    ("kind", "text", "datatype"),
    [("string", "a b", "string"), ("integer", "-12", "integer"), ("date", "2012-06-05", "date")],
)
def test_literals_have_their_type(kind: str, text: str, datatype: str) -> None:
    parameter = Parameter("x", kind, None, "a value")
    literal = ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))
    assert values([parameter], {"x": text}, KNOWN, BARE) == {"x": literal}


@pytest.mark.parametrize(
    ("parameter", "given", "message"),
    [
        (
            Parameter("n", "integer", None, "how many"),
            {"n": "1.5"},
            "n: '1.5' is not of type integer. Write it like 42.",
        ),
        (Parameter("d", "date", None, "when"), {"d": "2012-02-30"}, "d: '2012-02-30' is not of type date."),
        (Parameter("d", "date", None, "when"), {"d": "20120203"}, "d: '20120203' is not of type date."),
        (
            Parameter("d", "date", None, "when"),
            {},
            r"the query needs a value for d \(date\): when. Give it as --param d=",
        ),
        (IRI, {"grop": "x"}, "the query has no parameter 'grop'. Did you mean 'group'?"),
        (IRI, {"group": "grop:x"}, "group: unknown prefix 'grop'. Did you mean 'group'?"),
    ],
)
def test_wrong_values_are_wrong_usage(parameter: Parameter, given: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        values([parameter], given, KNOWN, BARE)
