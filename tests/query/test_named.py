"""Named queries are read with their headers, and a slip in a header is pointed at."""

from pathlib import Path

import pytest

from claimgraph import project
from claimgraph.errors import InputError, UsageError
from claimgraph.query.guard import check
from claimgraph.query.named import Parameter, find, names, parse, read
from claimgraph.query.parameters import values

QUERY = """\
# Question: Who says that a group is a front for another,
#   and how surely?
# Shows: subject, object
# Param: group (iri, default group:a): the group (or person)
#   asked about
# Param: words (string, default "a b (c)"): some words
# Param: rank (integer): a rank

# no header any more: Nonsense: here
SELECT * { ?group ?words ?rank }
"""


def test_the_header_is_the_documentation() -> None:
    asked = parse(QUERY, Path("a/fronts.rq"))
    assert asked.name == "fronts"
    assert asked.question == "Who says that a group is a front for another, and how surely?"
    assert asked.shows == "subject, object"
    assert asked.parameters == (
        Parameter("group", "iri", "group:a", "the group (or person) asked about"),
        Parameter("words", "string", "a b (c)", "some words"),
        Parameter("rank", "integer", None, "a rank"),
    )
    assert asked.text == QUERY


def test_a_query_needs_no_header() -> None:
    asked = parse("SELECT * { ?s ?p ?o }", Path("query"))
    assert (asked.question, asked.parameters) == ("", ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Question: Who?\n# Parm: x (iri): y\n", "q.rq:2: unknown key 'Parm' in the header. Did you mean 'Param'?"),
        ("# Param: x iri: y\nASK { ?x ?y ?z }", "q.rq:1: not a parameter: 'x iri: y'. Write: name (type"),
        ("# Param: x (irl): y\nASK { ?x ?y ?z }", "q.rq:1: unknown type 'irl'. Did you mean 'iri'?"),
        ("# Param: x (iri): y\nASK { ?xx ?y ?z }", "q.rq:1: the parameter x does not occur in the query."),
        ("# Param: x (iri): y\n# Param: x (iri): z\nASK { ?x ?y ?z }", "q.rq:2: the parameter x is declared twice."),
    ],
)
def test_a_slip_in_a_header_is_pointed_at(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, Path("q.rq"), strict=True)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("line", ["# Author: someone", "#http://example.org/"])
def test_elsewhere_a_comment_is_only_a_comment(line: str) -> None:
    asked = parse(f"{line}\n# Question: Who?\n{line}\n#   and when\nASK {{}}", Path("q.rq"))
    assert (asked.question, asked.parameters) == ("Who?", ())


def test_queries_are_found_by_name(tmp_path: Path) -> None:
    for name in ("fronts", "denials"):
        (tmp_path / f"{name}.rq").write_text(QUERY, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    assert names(tmp_path) == ["denials", "fronts"]
    assert find(tmp_path, "fronts").path == tmp_path / "fronts.rq"
    with pytest.raises(UsageError, match=r"no query 'front' in .*\. Did you mean 'fronts'\?"):
        find(tmp_path, "front")


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read(tmp_path / "none.rq")
    (tmp_path / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe9' }")
    with pytest.raises(InputError, match="not UTF-8"):
        read(tmp_path / "latin.rq")


def test_every_query_of_the_project_is_well_formed(root: Path) -> None:
    here = project.read(root / project.FILE_NAME)
    folder = here.folder("queries")
    for name in names(folder):
        asked = find(folder, name)
        assert asked.question.endswith("?"), name
        assert asked.shows, name
        check(asked.text, name, here.prefixes)
        values(asked.parameters, {}, here.prefixes, [])
