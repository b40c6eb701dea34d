"""claimgraph diff: by record and claim, blank nodes matched, in every form."""

import json
import re
import shutil
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph import registry
from claimgraph.publish import history
from claimgraph.publish.diff import FORMATS_PACKAGE, Difference, compare
from claimgraph.publish.differences import html, lines, markdown, rdf_patch, text
from claimgraph.publish.records import Records
from claimgraph.terms import PREFIXES, curie
from publish.patching import canonical, patched
from publish.releasing import HEAD, edit, project_in
from support import Run

NAMES: Mapping[str, str] = {**PREFIXES, "d": "https://example.org/set/", "t": "https://example.org/terms#"}


def read(turtle: str) -> list[ox.Quad]:
    return canonical(set(ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE)))


def changed(old: str, new: str) -> Difference:
    return compare(read(old), read(new))


nodes = st.sampled_from([*(ox.NamedNode(f"http://e/{n}") for n in "ab"), *(ox.BlankNode(f"b{n}") for n in range(4))])
objects = st.one_of(nodes, st.sampled_from([ox.Literal("x"), ox.Literal("y", language="en")]))
graphs = st.sampled_from([ox.DefaultGraph(), ox.NamedNode("http://e/g"), ox.BlankNode("b0")])
quads = st.builds(
    ox.Quad, nodes, st.sampled_from([ox.NamedNode("http://e/p"), ox.NamedNode("http://e/q")]), objects, graphs
)
FIRST, REST, NIL = (ox.NamedNode(PREFIXES["rdf"] + name) for name in ("first", "rest", "nil"))
cells = st.sampled_from([ox.BlankNode(f"b{n}") for n in range(6)])
links = st.builds(ox.Quad, cells, st.just(REST), cells | st.just(NIL)) | st.builds(
    ox.Quad, cells, st.just(FIRST), objects
)
datasets = st.sets(quads, max_size=9) | st.sets(links | quads, max_size=14)


# rdflib's readers and writers use what rdflib advises against.
@pytest.mark.filterwarnings("ignore:Dataset.* is deprecated")
@given(datasets, datasets)
@settings(max_examples=300, deadline=None)
def test_the_patch_turns_the_old_dataset_into_the_new(old: set[ox.Quad], new: set[ox.Quad]) -> None:
    before, after = canonical(old), canonical(new)
    found = compare(before, after)
    assert patched(rdf_patch.render(found, {}), before) == after
    assert bool(found.changes) == (before != after)


def test_blank_nodes_are_written_as_every_reader_takes_them() -> None:
    old, new = "d:a t:p [ t:q 1 ] .", "d:a t:p [ t:q 2 ; t:r [ t:q 3 ] ] . d:b t:p <<( _:x t:q _:x )>> ."
    lines = rdf_patch.render(changed(old, new), {}).splitlines()
    nodes = [re.findall(r"<?_:\w+>?", line) for line in lines]
    assert lines[:2] == [
        "TX .",
        'D <_:c14n0> <https://example.org/terms#q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    ]
    assert {node for line in nodes for node in line} == {"<_:c14n0>", "<_:n0>", "<_:n1>"}
    assert any(re.search(r"<<\( (<_:n\d>) <https://example.org/terms#q> \1 \)>> \.$", line) for line in lines)


@given(datasets)
@settings(max_examples=50, deadline=None)
def test_nothing_differs_from_itself(dataset: set[ox.Quad]) -> None:
    assert compare(canonical(dataset), canonical(dataset)).changes == ()


def test_one_offset_inside_one_of_two_passages_is_one_change() -> None:
    passages = [f'[ t:at [ t:start {start} ; t:end {end} ] ; t:sum "{start}" ]' for start, end in ((1, 5), (7, 9))]
    old = f"d:c a t:Trade ; t:ev {', '.join(passages)} ."
    found = changed(old, old.replace("t:end 9", "t:end 12"))
    (change,) = found.changes
    assert [(one.sign, tuple(step.predicate for step in one.path)) for one in change.statements] == [
        ("-", (NAMES["t"] + "ev", NAMES["t"] + "at")),
        ("+", (NAMES["t"] + "ev", NAMES["t"] + "at")),
    ]
    assert text.render(found, NAMES) == (
        "d:c: changed\n"
        '  - t:ev / t:at / t:end "9"^^xsd:integer\n'
        '  + t:ev / t:at / t:end "12"^^xsd:integer\n'
        "\n1 record differs: 1 changed\n"
    )


def test_a_blank_node_in_a_circle_and_a_chain_of_any_length_are_compared() -> None:
    circle = "_:a t:next _:b . _:b t:next _:a . d:x t:in _:a ."
    assert changed(circle, circle).changes == ()
    ends = [f"t:list ( {' '.join(map(str, range(3000)))} {end} )" for end in ("1", "2")]
    (change,) = changed(f"d:x {ends[0]} .", f"d:x {ends[1]} .").changes
    assert len(change.statements) == 2


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("_:x d:p _:y . _:y d:p _:x .", "_:x d:p _:y . _:y d:p _:z . _:z d:p _:x .", {"d:p / d:p / d:p []"}),
        ("d:a d:p _:x . _:x d:q _:y .", "d:a d:p _:x . _:x d:q _:y . _:y d:q _:x .", {"d:p / d:q / d:q []"}),
        ("d:a d:p 1 .", 'd:a d:p 1 , [ d:q [ d:r "2" ] ] .', {'d:p / d:q / d:r "2"'}),
    ],
    ids=["circles", "a way back", "a way there"],
)
def test_no_statement_about_what_has_no_name_is_left_out_unless_others_show_it(
    old: str, new: str, shown: set[str]
) -> None:
    found = changed(old, new)
    told = {line for change in found.changes for one, line in lines(change, found.labels, NAMES) if one.added}
    assert told == shown


def test_circles_without_a_name_stay_what_they_are() -> None:
    circles = "_:a d:p _:b . _:b d:p _:a . _:c d:p _:d ; d:q 1 . _:d d:p _:e . _:e d:p _:c ; d:q 2 . "
    more = " ".join(f"d:z d:q [ d:q {n} ] ." for n in range(20))
    assert [change.iri for change in changed(circles, circles + more).changes] == [NAMES["d"] + "z"]


def test_a_node_of_which_nothing_was_said_is_the_one_of_which_something_is() -> None:
    old = "d:b d:p _:o . d:c d:q _:o ."
    found = changed(old, old + " _:o d:r 'x' .")
    assert text.render(found, NAMES) == 'd:b: changed\n  + d:p / d:r "x"\n\n1 record differs: 1 changed\n'


def test_a_list_is_told_by_its_items_however_long_it_is() -> None:
    old, numbers = "d:a t:p 1 .", " ".join(map(str, range(3000)))
    found = changed(old, f"{old} d:a t:l ( {numbers} ( d:b [ t:q 2 ] ) ) .")
    told = text.render(found, NAMES).splitlines()
    assert told[1:3] == [f'  + t:l / item {n} "{n - 1}"^^xsd:integer' for n in (1, 2)]
    assert set(told) >= {
        "  + t:l / after item 3001 rdf:nil",
        "  + t:l / item 3001 / item 1 d:b",
        '  + t:l / item 3001 / item 2 / t:q "2"^^xsd:integer',
        "  + t:l / item 3001 / after item 2 rdf:nil",
    }
    assert len(told) == 3000 + 4 + 3
    (record,) = json.loads(registry.load(FORMATS_PACKAGE, "json", "form").render(found, NAMES))["changes"]
    (last,) = (one["path"] for one in record["statements"] if one["predicate"] == f"<{NAMES['t']}q>")
    assert last == [NAMES["t"] + "l", 3001, PREFIXES["rdf"] + "first", 2, PREFIXES["rdf"] + "first"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1 2 3", "0 1 2 3", {"- d:p []", "+ d:p / item 1 0", "+ d:p / after item 1 []"}),
        ("1 2 3", "1 2 4 3", {"- d:p / after item 2 []", "+ d:p / item 3 4", "+ d:p / after item 3 []"}),
        ("1 2 3", "1 2", {"- d:p / item 3 3", "- d:p / after item 3 rdf:nil", "+ d:p / after item 2 rdf:nil"}),
        ("1 [ d:q 2 ; d:r 2 ] 3", "1 [ d:q 3 ; d:r 2 ] 3", {"- d:p / item 2 / d:q 2", "+ d:p / item 2 / d:q 3"}),
    ],
    ids=["in front", "in the middle", "at the end", "inside an item"],
)
def test_one_edit_of_a_list_is_a_short_difference(old: str, new: str, told: set[str]) -> None:
    long = " ".join(map(str, range(10, 400)))
    found = changed(
        f"d:a d:p ( {old} ) ; d:l ( {long} ( {old} ) ) .", f"d:a d:p ( {new} ) ; d:l ( 9 {long} ( {old} ) ) ."
    )
    (change,) = found.changes
    shown = [
        (f"{one.sign} {line}".replace('"', "").removesuffix("^^xsd:integer")) for one, line in lines(change, {}, NAMES)
    ]
    assert {line for line in shown if "d:l" not in line} == told
    assert len(shown) == len(told) + 3


def test_a_claim_is_told_as_a_sentence_and_objects_by_their_labels() -> None:
    known = (
        'd:a rdfs:label "Ada"@en . d:b rdfs:label "Bee"@en . t:Trade rdfs:label "trade"@en . d:e rdfs:label "Cee"@en .'
    )
    said = "d:c a t:Trade ; cg:subject d:a ; cg:object d:b ; cg:polarity t:Denied . "
    told = text.render(changed(said + known, said.replace("d:b", "d:e") + known), NAMES)
    assert told.startswith("d:c: changed\n  Ada – trade – Cee (Denied)\n")
    assert "  may mean something else now: cg:object\n  - cg:object d:b (Bee)\n  + cg:object d:e (Cee)\n" in told


@pytest.mark.parametrize(
    ("old", "new", "meaning"),
    [
        ('skos:definition "One."@en', 'skos:definition "Two."@en', ["skos:definition"]),
        ("rdfs:comment 'one'", "<http://purl.obolibrary.org/obo/IAO_0000115> 'One.'", ["obo:IAO_0000115"]),
        ("rdfs:domain t:A", "rdfs:domain t:B", ["rdfs:domain"]),
        ("rdfs:range t:A", "rdfs:comment 'x'", ["rdfs:range"]),
        ("rdfs:subClassOf [ owl:onProperty t:p ]", "rdfs:subClassOf [ owl:onProperty t:q ]", ["rdfs:subClassOf"]),
        ("a owl:FunctionalProperty", "a owl:SymmetricProperty", ["rdf:type"]),
        ('rdfs:label "one"@en', 'rdfs:label "two"@en', []),
        ("rdfs:comment 'one'", "owl:deprecated true", []),
    ],
)
def test_edits_that_change_the_meaning_of_a_term_are_flagged(old: str, new: str, meaning: list[str]) -> None:
    (change,) = changed(f"t:T a owl:Class ; {old} .", f"t:T a owl:Class ; {new} .").changes
    names = {**NAMES, "obo": "http://purl.obolibrary.org/obo/"}
    assert [curie(name, names) for name in change.meaning] == meaning


def test_an_axiom_without_a_name_is_flagged() -> None:
    axiom = "[] a owl:AllDisjointClasses ; owl:members ( t:A t:B ) ."
    (change,) = changed(axiom, axiom.replace("t:B", "t:C")).changes
    assert (change.iri, change.meaning) == ("", (PREFIXES["owl"] + "members",))


def test_what_happened_to_a_record_is_named() -> None:
    old = 'd:a rdfs:label "a"@en . d:b rdfs:label "b"@en . d:c rdfs:label "c"@en .'
    new = """d:n rdfs:label "n"@en . d:b rdfs:label "b"@en ; owl:deprecated true ; dcterms:isReplacedBy d:n .
        d:c prov:invalidatedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime ; rdfs:comment "On request."@en ."""
    found = changed(old, new)
    assert [(change.iri[-1], change.kind) for change in found.changes] == [
        ("a", "removed"),
        ("b", "deprecated"),
        ("c", "tombstone"),
        ("n", "added"),
    ]
    discreet = [render.render(found.discreet(Records(read(new))), NAMES) for render in (text, markdown, html)]
    assert all("On request." in told and '"c"@en' not in told for told in discreet)


def test_a_discreet_difference_names_nothing_by_what_it_was_called() -> None:
    claim = "d:c a t:Trade ; cg:subject d:a ; cg:object <http://other.example/bob>"
    old = f'{claim} . d:bob rdfs:label "SECRET"@en . <http://other.example/bob> rdfs:label "SECRET"@en . d:x t:p 1 .'
    new = f'{claim} ; t:p 2 . d:bob t:p 2 . d:a t:near d:bob ; rdfs:label "Ada" . d:x t:p d:a .'
    assert "SECRET" in text.render(changed(old, new), NAMES)
    found = changed(old, new).discreet(Records(read(new)))
    assert not [
        name
        for name in registry.names(FORMATS_PACKAGE)
        if "SECRET" in registry.load(FORMATS_PACKAGE, name, "form").render(found, NAMES)
    ]
    assert "d:c: changed\n  Ada – Trade – bob\n  + t:p" in text.render(found, NAMES)
    assert found.labels == {"https://example.org/set/a": "Ada"}


def test_a_label_of_several_lines_stays_in_its_line_of_markdown() -> None:
    found = changed("d:a t:p 1 .", 'd:a t:p 1 ; t:near d:b . d:b rdfs:label "one\\n\\n# two" .')
    assert "    - `+ t:near d:b (one # two)`\n" in markdown.render(found, NAMES)


def test_white_space_is_told_and_what_no_page_may_hold_is_not() -> None:
    found = changed('d:a rdfs:label "A  2\\n\U0001ffff" .', 'd:a rdfs:label "A 2\\n\U0001ffff" .')
    told = [render.render(found, NAMES) for render in (text, markdown, html)]
    assert all("A  2\\n\ufffd" in one and "A 2\\n\ufffd" in one for one in told)


class Strict(HTMLParser):
    """The elements of a page, and that each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_hostile_text_is_only_text(name: str) -> None:
    hostile = '"<script>alert(1)</script> `*[x](javascript:a)\\u001b[31m\\n# no heading"@en'
    found = changed('d:a rdfs:label "a"@en .', f"d:a rdfs:label {hostile} . ")
    told: str = registry.load(FORMATS_PACKAGE, name, "form").render(found, NAMES)
    assert "\x1b" not in told
    if name == "html":
        page = Strict()
        page.feed(told)
        assert not page.open
        assert "script" not in page.seen
    if name == "markdown":
        assert not re.search(r"^# no heading", told, re.MULTILINE)


def test_the_command_has_the_exit_codes_of_diff(tmp_path: Path, run: Run) -> None:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(HEAD + "d:a t:p [ t:q 1 ] .", encoding="utf-8")
    new.write_text(HEAD + "d:a t:p _:other . _:other t:q 1 .", encoding="utf-8")
    same = run("diff", old, new)
    assert (same.code, same.out) == (0, "no difference\n")
    new.write_text(HEAD + "d:a t:p [ t:q 2 ] .", encoding="utf-8")
    other = run("diff", old, new, "--format", "json")
    assert other.code == 1
    assert json.loads(other.out)["counts"] == {"changed": 1}
    assert run("diff", old, tmp_path / "none.ttl").code == 3
    assert "no file, folder or release 0.9.0." in run("diff", old, "0.9.0").err
    assert run("diff", old, new, "--format", "jsn").code == 2
    written = run("diff", old, new, "--format", "html", "--output", tmp_path / "changes.html")
    assert (written.code, written.out) == (1, "")
    page = (tmp_path / "changes.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert re.search(r"<body>\s*<main>.*</main>\s*</body>", page, re.DOTALL)


def test_a_release_is_compared_with_the_project_as_it_is(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_in(tmp_path / "p")
    monkeypatch.chdir(project)
    assert run("release", "1.0.0").code == 0
    assert run("diff", "1.0.0").code == 0
    edit(project, "data/all.ttl", '"Cee"', '"Sea"')
    found = run("diff", "1.0.0")
    assert (found.code, found.out.splitlines()[0]) == (1, "d:cee: changed")
    for folder in ("releases/1.0.0", shutil.copytree("releases/1.0.0", tmp_path / "elsewhere")):
        assert run("diff", folder).out == found.out
        assert run("diff", "1.0.0", folder).out == "no difference\n"
    (tmp_path / "elsewhere" / "canonical.nq").write_bytes(b"")
    assert "its digest is not that in SHA256SUMS" in run("diff", tmp_path / "elsewhere").err
    damaged = project / "releases" / "1.0.0" / "canonical.nq"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert run("diff", "1.0.0").code == 3
    for path in (project / "releases" / "1.0.0").iterdir():
        if path.name not in (history.MANIFEST, history.SUMS, history.URIS):
            path.unlink()
    withdrawn = run("diff", "1.0.0")
    assert (withdrawn.code, "withdrawn" in withdrawn.err) == (2, True)
