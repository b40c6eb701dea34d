"""Why a derived statement holds: each rule, its premises, and that nothing explains itself."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.publish.derivation import Fact, Known, steps
from claimgraph.publish.model import Model
from claimgraph.terms import PREFIXES
from publish.conftest import Build, tree, write

HEAD = (
    "\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("owl", "rdf", "rdfs")) + "\nPREFIX : <https://e.org/>\n"
)


def fact(text: str) -> Fact:
    subject, predicate, object_ = (ox.NamedNode(f"https://e.org/{name}") for name in text.split())
    return subject, predicate, object_


def why(ontology: str, given: list[str], derived: list[str]) -> dict[str, tuple[str, list[str]]]:
    model = Model().read(quad.triple for quad in ox.parse(HEAD + ontology, format=ox.RdfFormat.TURTLE))
    found = steps(map(fact, derived), Known(map(fact, given), lambda subject, name: ()), model)
    return {said(one): (step.rule, [said(premise) for premise in step.premises]) for one, step in found.items()}


def said(one: Fact) -> str:
    return " ".join(node.value.removeprefix("https://e.org/") for node in one)


@pytest.mark.parametrize(
    ("ontology", "given", "derived", "rule"),
    [
        (":p rdfs:subPropertyOf :q .", ["a p b"], "a q b", "prp-spo1"),
        (":p owl:equivalentProperty :q .", ["a p b"], "a q b", "prp-eqp1"),
        (":q owl:equivalentProperty :p .", ["a p b"], "a q b", "prp-eqp2"),
        (":p owl:inverseOf :q .", ["a p b"], "b q a", "prp-inv1"),
        (":q owl:inverseOf :p .", ["a p b"], "b q a", "prp-inv2"),
        (":q a owl:SymmetricProperty .", ["a q b"], "b q a", "prp-symp"),
        (":q a owl:TransitiveProperty .", ["a q b", "b q c"], "a q c", "prp-trp"),
        (":q owl:propertyChainAxiom ( :p :r :p ) .", ["a p b", "b r c", "c p d"], "a q d", "prp-spo2"),
    ],
)
def test_each_rule_is_named_with_its_premises(ontology: str, given: list[str], derived: str, rule: str) -> None:
    assert why(ontology, given, [derived]) == {derived: (rule, given)}


def test_what_follows_from_what_follows_is_explained_by_it() -> None:
    found = why(
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :r owl:inverseOf :s .",
        ["a p b"],
        ["b s a", "a r b", "a q b"],
    )
    assert found == {
        "a q b": ("prp-spo1", ["a p b"]),
        "a r b": ("prp-spo1", ["a q b"]),
        "b s a": ("prp-inv1", ["a r b"]),
    }


def test_nothing_explains_itself() -> None:
    cycle = ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p . :q a owl:SymmetricProperty ."
    assert why(cycle, [], ["a p b", "a q b", "b q a"]) == {}


def test_what_other_rules_give_is_left_out() -> None:
    assert why(":p a owl:FunctionalProperty .", ["a p b"], ["b q a"]) == {}


@pytest.mark.parametrize("cells", ["_:c rdf:first :p ; rdf:rest _:c .", "_:c rdf:first :p .", '_:c rdf:first "p" .'])
def test_a_broken_list_is_no_chain(cells: str) -> None:
    assert why(f":q owl:propertyChainAxiom _:c . {cells}", ["a p b"], ["a q b"]) == {}


def test_what_a_rule_gives_of_several_is_licensed_for_each_of_them(tmp_path: Path, build: Build) -> None:
    source = write(tmp_path / "project")
    with (source / "data" / "all.ttl").open("a", encoding="utf-8") as stream:
        stream.write(
            'c:6 a t:Trade ; rdfs:label "of two"@en ; cg:subject d:old, d:author ; cg:object w:wide, w:slash ;'
        )
        stream.write(" cg:polarity cg:Asserted .")
    build(source, tmp_path / "site")
    for name, number in (("old", 2), ("author", 2), ("town/wide", 2), ("claim/6", 4)):
        page = (tmp_path / "site" / "set" / name / "index.html").read_text(encoding="utf-8")
        found = re.findall("licensed by (.*)", page)
        assert len([one for one in found if "of two" in one]) == number, name


def test_what_rules_give_that_pages_do_not_know_is_not_said_to_take_several_steps(tmp_path: Path, build: Build) -> None:
    source = write(tmp_path / "project")
    with (source / "data" / "all.ttl").open("a", encoding="utf-8") as stream:
        stream.write("t:twin a owl:FunctionalProperty . w:Ada t:twin w:wide, d:old .")
    build(source, tmp_path / "site")
    page = (tmp_path / "site" / "set" / "old" / "index.html").read_text(encoding="utf-8")
    assert "by rules that this command tells" in page


def test_a_page_is_made_anew_where_what_a_derivation_names_is_called_otherwise(tmp_path: Path, build: Build) -> None:
    source = write(tmp_path / "project")
    terms, data = source / "ontology" / "terms.ttl", source / "data" / "all.ttl"
    terms.write_text(
        terms.read_text(encoding="utf-8").replace("t:tradesWith a", "t:tradesWith a owl:TransitiveProperty,"),
        encoding="utf-8",
    )
    with data.open("a", encoding="utf-8") as stream:
        stream.write(
            "\nc:4 a t:Trade ; cg:subject w:ada ; cg:object <https://example.org/about/x> ; cg:polarity cg:Asserted .\n"
        )
    build(source, tmp_path / "site")
    page = tmp_path / "site" / "set" / "town" / "Ada" / "index.html"
    assert "by prp-trp" in page.read_text(encoding="utf-8")
    told = data.read_text(encoding="utf-8")
    data.write_text(told.replace('"in a folder of ours"', '"elsewhere"'), encoding="utf-8")
    built = build(source, tmp_path / "site")
    assert built.kept
    build(source, tmp_path / "anew")
    assert tree(tmp_path / "site") == tree(tmp_path / "anew")
