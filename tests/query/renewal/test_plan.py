"""Which queries follow changes, and what they do where it matters how."""

import pyoxigraph as ox
import pytest

from claimgraph.query import renewal
from claimgraph.query.engines import fast
from claimgraph.query.guard import check
from claimgraph.query.renewal import affected, answer

PREFIXES = {"": "http://e/"}
ROWS = 1_000
DATA = """
:c1 :subject :a ; :object :b ; :label "one" ; :rank 1 . :c2 :subject :a ; :object :c ; :label "two" ; :rank 2 .
:c3 :subject :b ; :object :c ; :label "three" ; :rank 2 . :a :label "A" . :b :label "B" . :c :label "C" .
"""


def store(*texts: str) -> ox.Store:
    made = ox.Store()
    made.extend(quads(*texts))
    return made


def quads(*texts: str) -> list[ox.Quad]:
    return list(ox.parse("@prefix : <http://e/> . " + " ".join(texts), format=ox.RdfFormat.TURTLE))


def plan(text: str) -> renewal.Plan | None:
    return renewal.plan(check(text, "query", PREFIXES))


def follow(text: str, data: str, removed: str, added: str) -> tuple[list[str], list[str] | None]:
    """The rows before a change, and those after it that the plan gives, None where it does not; they are right."""
    made = plan(text)
    assert made
    before, after = store(data), store(data, added)
    for quad in quads(removed):
        after.remove(quad)
    first, anew = made.first(before, ROWS), made.first(after, ROWS)
    assert first
    assert anew
    renewed = made.renewed(first, renewal.Changes.of(before, after, quads(removed), quads(added)), ROWS)
    assert renewed is None or made.result(renewed) == made.result(anew)
    return rows(made, first), rows(made, renewed) if renewed else None


def rows(made: renewal.Plan, kept: renewal.Kept) -> list[str]:
    return made.result(kept).data.decode().split("\n")[1:-1]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?c :label ?n }",
        "CONSTRUCT WHERE { ?c :label ?n }",
        "DESCRIBE :a",
        "SELECT * { ?c :label ?n }",
        "SELECT REDUCED ?c { ?c :label ?n }",
        "SELECT ?c ?c { ?c :label ?n }",
        "SELECT ?c { ?c :label ?n } HAVING (1 = 1)",
        "SELECT ?c { GRAPH ?g { ?c :label ?n } }",
        "SELECT ?c { ?c :label ?n FILTER(RAND() < 0.5) }",
        "SELECT ?c { ?c :label ?n } ORDER BY (EXISTS { ?c :rank 1 })",
        "SELECT ?c (EXISTS { ?c :rank 1 } AS ?e) { ?c :label ?n }",
        "SELECT ?c { ?c :label ?n } VALUES ?c { :c1 }",
        "SELECT ?c { ?c !:label ?n }",
        "SELECT ?c { ?c :subject* ?d }",
        "SELECT ?c { ?c (:subject/:object)* ?d }",
        "SELECT ?c { ?c :subject ?s { SELECT ?s { ?s :label ?n } LIMIT 1 } }",
        "SELECT ?c { ?c :subject ?s { SELECT ?s (SUM(?r) AS ?all) { ?s :rank ?r } GROUP BY ?s } }",
        "SELECT ?c { ?c :subject (:a :b) }",
        "SELECT ?v { OPTIONAL { ?c :label ?v } }",
        "SELECT ?c { { ?c :label ?n } UNION { ?d :label ?n } FILTER(?c != :a) BIND(STR(?n) AS ?m) }".replace(
            "?n", "'a'"
        ),
        # The values of groups whose rows are told apart by nothing that they are grouped by, and that are not counts.
        "SELECT (MIN(STR(?n)) AS ?least) { ?c :label ?n }",
        "SELECT ?c (MIN(?n) AS ?least) { ?c :label ?n } GROUP BY ?c",
        "SELECT ?c (SAMPLE(?n) AS ?any) { ?c :label ?n } GROUP BY ?c",
        "SELECT ?c (SUM(DISTINCT ?r) AS ?sum) { ?c :rank ?r } GROUP BY ?c",
        "SELECT (STR(?c) AS ?x) (COUNT(*) AS ?k) { ?c :label ?n } GROUP BY (STR(?c))",
        # Where a key that is bound at the start would change what follows.
        "SELECT ?c { OPTIONAL { ?d :subject ?c } ?c :label 'a' }",
        "SELECT ?c { BIND(STR(?c) AS ?x) ?c :label 'a' }",
    ],
)
def test_what_does_not_follow(text: str) -> None:
    assert plan(text) is None


def test_an_answer_that_nothing_affects_stays_itself() -> None:
    made = plan("SELECT ?c ?n { ?c :subject ?s . ?s :label ?n }")
    assert made
    before, added = store(DATA), quads(':d :label "D" . :c4 :object :a .')
    after = store(DATA)
    after.extend(added)
    first = made.first(before, ROWS)
    assert first
    assert made.renewed(first, renewal.Changes.of(before, after, [], added), ROWS) is first


def test_a_label_of_a_thing_is_followed_to_the_claims_about_it() -> None:
    text = "SELECT ?n ?c { ?c :subject/:label ?n OPTIONAL { ?c :rank ?r } } ORDER BY DESC(?n) ?c"
    before, after = follow(text, DATA, ':a :label "A" .', ':a :label "Z" .')
    assert before == ['"B"\t<http://e/c3>', '"A"\t<http://e/c1>', '"A"\t<http://e/c2>']
    assert after == ['"Z"\t<http://e/c1>', '"Z"\t<http://e/c2>', '"B"\t<http://e/c3>']


@pytest.mark.parametrize(
    ("text", "data", "removed", "added"),
    [
        # A variable that an OPTIONAL or a MINUS binds is not the one that is bound after it. (Of ?e most is said, so it
        # is the key.)
        (
            "SELECT ?a ?e { ?a :p ?b OPTIONAL { ?a :q ?c } ?c :r ?e . ?e :s ?f ; :t ?g ; :u ?h }",
            ":a :p :b . :c :r :e . :e :s 1 ; :t 1 ; :u 1 .",
            "",
            ":a :q :d .",
        ),
        (
            "SELECT ?a ?e { ?a :p ?b MINUS { ?a :q ?c } ?c :r ?e . ?e :s ?f ; :t ?g ; :u ?h }",
            ":a :p :b . :c :r :e . :e :s 1 ; :t 1 ; :u 1 .",
            "",
            ":a :q :d .",
        ),
        ("SELECT ?a ?v { ?a :p ?b OPTIONAL { ?a :q ?v } OPTIONAL { ?v :r ?w } }", ":a :p :b .", "", ":c :r :d ."),
        # Nor is a variable of a filter within a group, or of a subquery, the one outside.
        (
            "SELECT ?a ?v { { ?a :p ?b FILTER EXISTS { ?a :q ?v } } ?v :r ?e ; :s ?f ; :t ?g }",
            ":a :p :b . :v :r 1 ; :s 1 ; :t 1 .",
            "",
            ":a :q :u .",
        ),
        (
            "SELECT ?a ?v { { SELECT ?a { ?a :p ?b ; :q ?v } } ?v :r ?e ; :s ?f ; :t ?g }",
            ":a :p :b . :v :r 1 ; :s 1 ; :t 1 .",
            "",
            ":a :q :u .",
        ),
        # A solution that is removed in one way and comes in another; one that was there twice.
        ("SELECT ?c { ?c :p|:q ?o }", ":a :p :b .", ":a :p :b .", ":a :q :b ."),
        ("SELECT ?c { ?c :p|:q ?o }", ":a :p :b ; :q :b .", ":a :p :b .", ""),
        ("SELECT DISTINCT ?o { ?c :p|:q ?o }", ":a :p :b ; :q :b . :c :p :b .", ":a :p :b .", ""),
        # Doubled negation.
        (
            "SELECT ?a ?b { ?a :p ?x . ?b :p ?y FILTER NOT EXISTS { ?a :q ?v FILTER NOT EXISTS { ?b :q ?v } } }",
            ":a :p :x ; :q :v . :b :p :y .",
            "",
            ":b :q :v .",
        ),
        # Several changes of which none alone makes a row.
        ("SELECT ?a { ?a :p ?b . ?b :q ?c MINUS { ?c :r ?a } }", ":z :p :z .", "", ":a :p :b . :b :q :c . :d :r :a ."),
        # A group of a subquery that comes to hold.
        (
            "SELECT ?c ?s { ?c :p ?s { SELECT ?s { ?x :p ?s } GROUP BY ?s HAVING (COUNT(*) > 1) } }",
            ":a :p :s . :b :p :t .",
            ":b :p :t .",
            ":b :p :s .",
        ),
        # Terms that differ as they are written, and are the same to the engine.
        ("SELECT ?c { ?c :n 1 ; :p ?o }", ":a :n 1 ; :p :o .", ":a :n 01 .", ""),
        ("SELECT ?c ?n { ?c :n ?n }", ":a :n 1 .", ":a :n 01 .", ":b :n 001 ."),
        # The same variable twice in a pattern, and where the property is one.
        ("SELECT ?a { ?a :p ?a ; ?q :b }", ":a :p :a .", "", ":a :q :b . :c :p :d ; :q :b ."),
        ("SELECT ?a ?q { ?a ?q ?b . ?q :is ?c }", ":a :q :b . :q :is :c .", ":q :is :c .", ":r :is :c . :a :r :d ."),
    ],
)
def test_what_could_be_missed(text: str, data: str, removed: str, added: str) -> None:
    follow(text, data, removed, added)


@pytest.mark.parametrize(
    ("removed", "added", "wanted"),
    [
        (":c3 :subject :b .", "", ["<http://e/a>\t2"]),
        ("", ":c4 :subject :b . :c5 :subject :c .", ["<http://e/a>\t2", "<http://e/b>\t2"]),
        (":c1 :subject :a .", ":c1 :subject :b .", ["<http://e/b>\t2"]),
        (":c1 :subject :a . :c2 :subject :a . :c3 :subject :b .", "", []),
    ],
)
def test_groups_come_into_an_answer_and_go(removed: str, added: str, wanted: list[str]) -> None:
    text = "SELECT ?s (COUNT(?c) AS ?n) { ?c :subject ?s } GROUP BY ?s HAVING (COUNT(?c) > 1) ORDER BY DESC(?n) ?s"
    before, after = follow(text, DATA, removed, added)
    assert before == ["<http://e/a>\t2"]
    assert after == wanted


def test_without_group_by_there_is_a_row_when_nothing_is_left() -> None:
    text = "SELECT (COUNT(*) AS ?n) (SUM(?r) + 1 AS ?more) { ?c :rank ?r }"
    assert follow(text, ":a :rank 2 .", ":a :rank 2 .", "") == (["1\t3"], ["0\t1"])


def test_sums_of_what_are_no_whole_numbers_are_asked_anew() -> None:
    text = "SELECT ?s (SUM(?r) AS ?sum) { ?c :subject ?s ; :rank ?r } GROUP BY ?s"
    assert follow(text, DATA, "", ":c1 :rank 0.5 .")[1] is None
    assert follow(text, DATA, "", ":c1 :rank 5 .")[1] == ["<http://e/a>\t8", "<http://e/b>\t2"]


def test_of_an_answer_with_a_limit_few_more_rows_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "_SPARE", 1)
    text = "SELECT ?n ?c { ?c :subject ?s ; :label ?n } ORDER BY ?n LIMIT 1"
    data = DATA + ':c4 :subject :a ; :label "zero" .'
    assert follow(text, data, ':c1 :label "one" .', "")[1] == ['"three"\t<http://e/c3>']
    assert follow(text, data, ':c1 :label "one" . :c3 :label "three" .', "")[1] is None
    assert follow(text, data, "", ':c2 :label "an" .')[1] == ['"an"\t<http://e/c2>']


def test_more_than_a_few_affected_things_are_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "SELECT ?c { ?c :subject ?s . ?s :label ?n }"
    data = ":s :label 'S' . " + " ".join(f":c{number} :subject :s ." for number in range(30))
    before, after = follow(text, data, "", ":s :label 'T' .")
    assert after
    assert (len(before), len(after)) == (30, 60)
    monkeypatch.setattr(affected, "_VALUES", 20)
    assert follow(text, data, "", ":s :label 'T' .")[1] is None


def test_many_changes_are_not_followed() -> None:
    labels = " ".join(f":s :label '{number}' ." for number in range(3_000))
    made = plan("SELECT ?c { ?c :subject ?s . ?s :label ?n FILTER(STR(?n) = '2999') }")
    assert made
    before, after = store(":c :subject :s ."), store(":c :subject :s .", labels)
    first = made.first(before, ROWS)
    assert first
    assert made.renewed(first, renewal.Changes.of(before, after, [], quads(labels)), ROWS) is None


def test_what_is_looked_at_for_all_queries_is_limited() -> None:
    made = plan("SELECT ?c { ?c :subject ?s . ?s :label ?n }")
    assert made
    added = quads(':a :label "also A" .')
    before, after = store(DATA), store(DATA, ':a :label "also A" .')
    changes = renewal.Changes.of(before, after, [], added)
    first = made.first(before, ROWS)
    assert first
    assert made.renewed(first, changes, ROWS)
    changes.left = 0
    assert made.renewed(first, changes, ROWS) is None


def test_a_hierarchy_that_changes_is_asked_anew() -> None:
    text = "SELECT ?c { ?c :type/:sub* :Top }"
    data = ":c1 :type :A . :c2 :type :Top . :c3 :type :B . :A :sub :Top ."
    assert follow(text, data, "", ":B :sub :Top .")[1] is None
    assert follow(text, data, ":c3 :type :B .", ":c3 :type :A .")[1] == [
        "<http://e/c1>",
        "<http://e/c2>",
        "<http://e/c3>",
    ]
    # The end of the path is known to the data by one triple alone.
    assert follow("SELECT ?c ?t { ?c :type ?t . ?t :sub* :D }", ":c1 :type :A .", "", ":c2 :type :D .")[1] is None


def test_blank_nodes_are_no_keys_and_no_terms_of_an_answer() -> None:
    made = plan("SELECT ?n ?b { ?c :label ?n ; :evidence ?b }")
    assert made
    assert made.first(store(':c :label "C" ; :evidence [ :at 1 ] .'), ROWS) is None
    text = "SELECT ?n ?d { ?c :subject ?d . ?d :label ?n . ?c :rank ?r ; :note ?m }"
    data = '[] :subject :d ; :rank 1 ; :note "x" . :d :label "D" .'
    assert follow(text, data, ':d :label "D" .', ':d :label "E" .') == (['"D"\t<http://e/d>'], ['"E"\t<http://e/d>'])


def test_more_rows_than_allowed_are_not_kept() -> None:
    made = plan("SELECT ?c { ?c :label ?n }")
    assert made
    assert made.first(store(DATA), 5) is None


def test_of_named_graphs_counts_what_the_default_graph_has_of_them() -> None:
    made = plan("SELECT ?c { ?c :label ?n }")
    assert made
    before = store(DATA)
    first = made.first(before, ROWS)
    assert first
    (quad,) = quads(':d :label "D" .')
    named = ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("http://e/graph"))
    assert made.renewed(first, renewal.Changes.of(before, store(DATA), [], [named]), ROWS) is first
    after = store(DATA, ':d :label "D" .')
    renewed = made.renewed(first, renewal.Changes.of(before, after, [], [named]), ROWS)
    assert renewed
    assert rows(made, renewed)[-1] == "<http://e/d>"


def test_the_answer_is_that_of_the_engine_before_any_change() -> None:
    text = "SELECT ?s (COUNT(?c) * 10 AS ?n) { ?c :subject ?s } GROUP BY ?s ORDER BY ?n ?s LIMIT 1 OFFSET 1"
    made = plan(text)
    assert made
    first = made.first(store(DATA), ROWS)
    assert first
    assert made.result(first).data == fast.answer(store(DATA), check(text, "query", PREFIXES), ROWS).data
