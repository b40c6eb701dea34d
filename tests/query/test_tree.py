"""The parse tree of a query."""

from pathlib import Path

import pytest

from claimgraph.query.tree import Branch, parsed
from claimgraph.sparql import scan
from support import ROOT


def tree(text: str) -> Branch:
    found = parsed(scan(text, "query"))
    assert found
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_a_tree_has_the_tokens_of_its_query(path: Path) -> None:
    tokens = scan(path.read_text(encoding="utf-8"), path.name)
    found = parsed(tokens)
    assert found
    assert [token for token in found.tokens() if token.kind != "END"] == tokens


@pytest.mark.parametrize("text", ["", "SELECT", "SELECT ?a { ?a ?b }", "SELECT ?a { ?a ?b ?c } } "])
def test_what_is_not_grammatical_has_no_tree(text: str) -> None:
    assert parsed(scan(text, "query")) is None


def test_rules_are_found_where_they_are_applied() -> None:
    found = tree("SELECT DISTINCT ?a (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?a a ?d } { SELECT ?e { ?e ?f ?g } } }")
    assert found.rule == "Query"
    query = found.branch("SelectQuery")
    assert query
    select = query.branch("SelectClause")
    assert select
    assert select.has("DISTINCT")
    assert not select.has("*")  # which stands within the aggregate
    assert [part.rule for part in select.branches()] == ["Expression"]
    groups = list(found.all("GroupGraphPattern"))
    assert [len(list(group.all("TriplesBlock"))) for group in groups] == [3, 1, 1, 1]
    assert found.branch("AskQuery") is None
    assert [clause.parts for clause in found.branches("ValuesClause")] == [[]]
