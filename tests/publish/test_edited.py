"""A build after an edit gives what one from nothing gives: cases that random edits seldom meet."""

from pathlib import Path

import pytest

from publish.conftest import Build, tree

CONFIG = """
[project]
title = "T"
description = "D"
licence = "https://creativecommons.org/licenses/by/4.0/"
[namespaces]
dataset = "https://example.org/set/"
ontology = "https://example.org/terms#"
[prefixes]
d = "{dataset}"
t = "{ontology}"
"""
HEAD = """
@prefix d: <https://example.org/set/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
"""
PARTS = "# Question: Which parts are there?\nSELECT ?part { ?any t:near ?part }"
SHARED = """
d:f t:part [], [], [], [], [], [], [] .
d:x t:part [ t:p _:s ] .
d:y t:part [ t:p _:s ] .
_:s t:near d:z .
d:z t:age 1 .
"""

Files = dict[str, str]

THINGS = "d:x t:age 1 . d:y t:age 1 . d:z t:age 1 ."
ABOUT = "<https://w3id.org/claimgraph/allegiance#subject>"
ENDS = "<https://w3id.org/claimgraph/allegiance#object>"

EDITS: dict[str, tuple[Files, Files]] = {
    "a claim in a part comes to be about another thing": (
        {"a": THINGS, "b": f"d:f t:part [ {ABOUT} d:x ; {ENDS} d:y ] ."},
        {"b": f"d:f t:part [ {ABOUT} d:x ; {ENDS} d:z ] ."},
    ),
    "what was no claim comes to be one": (
        {"a": THINGS, "b": f"d:f {ENDS} d:x ."},
        {"b": f"d:f {ENDS} d:x ; {ABOUT} d:y ."},
    ),
    "a claim comes to be none": (
        {"a": THINGS, "b": f"d:f {ENDS} d:x ; {ABOUT} d:y ."},
        {"b": f"d:f {ENDS} d:x ."},
    ),
    "something comes to link to what a claim is about": (
        {"a": THINGS, "b": f"d:f {ABOUT} d:x ; {ENDS} d:y . d:g {ENDS} d:x ."},
        {"c": f"d:h t:near d:x ; {ENDS} d:x ."},
    ),
    "a file comes before one with a part that a query gives": (
        {"a": 'd:one rdfs:label "one"@en .', "c": "d:two t:near [ t:age 4 ] ."},
        {"b": "d:three t:other [ t:age 99 ] ."},
    ),
    "a file goes before one with a part that a query gives": (
        {"a": 'd:one rdfs:label "one"@en .', "c": "d:two t:near [ t:age 4 ] ."},
        {"a": ""},
    ),
    "parts of two things get other names": ({"a": SHARED}, {"a": f"d:new t:part [] .{SHARED}"}),
    "a part is another thing's": (
        {"a": "d:x t:part _:a . d:y t:age 1 . _:a t:near d:z ; t:part [ t:near d:z ] . d:z t:age 1 ."},
        {"a": "d:x t:age 1 . d:y t:part _:a . _:a t:near d:z ; t:part [ t:near d:z ] . d:z t:age 1 ."},
    ),
    "a part comes": (
        {"a": "d:x t:part [ t:part [ t:age 1 ] ] . d:y t:part [ t:near d:x ] ."},
        {"a": "d:y t:part [ t:near d:x ] , [ t:near d:y ] . d:x t:part [ t:part [ t:age 1 ] ] ."},
    ),
}


def put(folder: Path, files: Files) -> None:
    for name, text in files.items():
        path = folder / "data" / f"{name}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            path.write_text(HEAD + text, encoding="utf-8")
        else:
            path.unlink()


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_the_site_is_as_from_nothing(tmp_path: Path, build: Build, name: str) -> None:
    source = tmp_path / "project"
    (source / "queries").mkdir(parents=True)
    (source / "claimgraph.toml").write_text(CONFIG, encoding="utf-8")
    (source / "queries" / "parts.rq").write_text(PARTS, encoding="utf-8")
    before, after = EDITS[name]
    put(source, before)
    build(source, tmp_path / "site")
    put(source, after)
    build(source, tmp_path / "site")
    build(source, tmp_path / "fresh")
    assert tree(tmp_path / "site") == tree(tmp_path / "fresh")
