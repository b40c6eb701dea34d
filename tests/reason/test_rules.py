"""Each rule of tables 4 to 9 of OWL 2 Profiles, by its name: what it derives, or what contradiction it finds."""

import re
from pathlib import Path

import pytest

from claimgraph import sources
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason.engines._derivation import Derivation
from claimgraph.reason.engines.fast import Reasoner
from claimgraph.terms import PREFIXES

_PREFIXES = {"": "http://example.org/", **PREFIXES}
_HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _PREFIXES.items())

# Rule, input, and the triple that it derives.
_DERIVES = [
    ("eq-sym", ":a owl:sameAs :b .", ":b owl:sameAs :a"),
    ("eq-trans", ":a owl:sameAs :b . :b owl:sameAs :c .", ":a owl:sameAs :c"),
    ("eq-rep-s", ":a owl:sameAs :b ; :p :c .", ":b :p :c"),
    ("eq-rep-p", ":p owl:sameAs :q . :a :p :c .", ":a :q :c"),
    ("eq-rep-o", ":a owl:sameAs :b . :c :p :a .", ":c :p :b"),
    ("prp-dom", ":p rdfs:domain :C . :a :p :b .", ":a rdf:type :C"),
    ("prp-rng", ":p rdfs:range :C . :a :p :b .", ":b rdf:type :C"),
    ("prp-fp", ":p a owl:FunctionalProperty . :a :p :b, :c .", ":b owl:sameAs :c"),
    ("prp-ifp", ":p a owl:InverseFunctionalProperty . :a :p :c . :b :p :c .", ":a owl:sameAs :b"),
    ("prp-ifp", ":p a owl:InverseFunctionalProperty . :a :p 1 . :b :p 01 .", ":a owl:sameAs :b"),
    ("prp-symp", ":p a owl:SymmetricProperty . :a :p :b .", ":b :p :a"),
    ("prp-trp", ":p a owl:TransitiveProperty . :a :p :b . :b :p :c .", ":a :p :c"),
    ("prp-spo1", ":p rdfs:subPropertyOf :q . :a :p :b .", ":a :q :b"),
    ("prp-spo2", ":r owl:propertyChainAxiom ( :p ) . :a :p :b .", ":a :r :b"),
    ("prp-spo2", ":r owl:propertyChainAxiom ( :p :q :s ) . :a :p :b . :b :q :c . :c :s :d .", ":a :r :d"),
    ("prp-eqp1", ":p owl:equivalentProperty :q . :a :p :b .", ":a :q :b"),
    ("prp-eqp2", ":p owl:equivalentProperty :q . :a :q :b .", ":a :p :b"),
    ("prp-inv1", ":p owl:inverseOf :q . :a :p :b .", ":b :q :a"),
    ("prp-inv2", ":p owl:inverseOf :q . :a :q :b .", ":b :p :a"),
    ("prp-key", ":C owl:hasKey ( :p ) . :a a :C ; :p 1 . :b a :C ; :p 1 .", ":a owl:sameAs :b"),
    ("prp-key", ":C owl:hasKey ( :p ) . :a a :C ; :p 1 . :b a :C ; :p 1.0 .", ":a owl:sameAs :b"),
    ("prp-key", ":C owl:hasKey ( :p :q ) . :a a :C ; :p 1 ; :q 2 . :b a :C ; :p 1 ; :q 2, 3 .", ":a owl:sameAs :b"),
    ("prp-key", ":C owl:hasKey ( :p :q ) . :a a :C ; :p 1 ; :q 2 . :b a :C ; :p 01 ; :q 02 .", ":a owl:sameAs :b"),
    ("cls-int1", ":C owl:intersectionOf ( :D :E ) . :a a :D, :E .", ":a rdf:type :C"),
    ("cls-int2", ":C owl:intersectionOf ( :D ) . :a a :C .", ":a rdf:type :D"),
    ("cls-uni", ":C owl:unionOf ( :D :E ) . :a a :E .", ":a rdf:type :C"),
    ("cls-svf1", ":C owl:someValuesFrom :D ; owl:onProperty :p . :a :p :b . :b a :D .", ":a rdf:type :C"),
    ("cls-svf1", ":C owl:someValuesFrom xsd:byte ; owl:onProperty :p . :a :p 5 .", ":a rdf:type :C"),
    ("cls-svf2", ":C owl:someValuesFrom owl:Thing ; owl:onProperty :p . :a :p 5 .", ":a rdf:type :C"),
    ("cls-avf", ":C owl:allValuesFrom :D ; owl:onProperty :p . :a a :C ; :p :b .", ":b rdf:type :D"),
    ("cls-hv1", ":C owl:hasValue 01 ; owl:onProperty :p . :a a :C .", ":a :p 01"),
    ("cls-hv2", ":C owl:hasValue :v ; owl:onProperty :p . :a :p :v .", ":a rdf:type :C"),
    ("cls-hv2", ":C owl:hasValue 1 ; owl:onProperty :p . :a :p 01 .", ":a rdf:type :C"),
    ("cls-maxc2", ":C owl:maxCardinality 1 ; owl:onProperty :p . :a a :C ; :p :b, :c .", ":b owl:sameAs :c"),
    (
        "cls-maxqc3",
        (
            ":C owl:maxQualifiedCardinality 1 ; owl:onProperty :p ; owl:onClass :D . "
            ":a a :C ; :p :b, :c . :b a :D . :c a :D ."
        ),
        ":b owl:sameAs :c",
    ),
    (
        "cls-maxqc4",
        ":C owl:maxQualifiedCardinality 1 ; owl:onProperty :p ; owl:onClass owl:Thing . :a a :C ; :p :b, :c .",
        ":b owl:sameAs :c",
    ),
    ("cls-oo", ":C owl:oneOf ( :a :b ) .", ":b rdf:type :C"),
    ("cax-sco", ":C rdfs:subClassOf :D . :a a :C .", ":a rdf:type :D"),
    ("cax-eqc1", ":C owl:equivalentClass :D . :a a :C .", ":a rdf:type :D"),
    ("cax-eqc2", ":C owl:equivalentClass :D . :a a :D .", ":a rdf:type :C"),
    ("dt-type1", ":p rdfs:range xsd:byte .", "xsd:byte rdf:type rdfs:Datatype"),
    ("dt-type2", ":C owl:unionOf ( xsd:byte ) . :a :p 5 .", "5 rdf:type xsd:byte"),
    ("scm-cls", ":C a owl:Class .", ":C rdfs:subClassOf owl:Thing"),
    ("scm-sco", ":C rdfs:subClassOf :D . :D rdfs:subClassOf :E .", ":C rdfs:subClassOf :E"),
    ("scm-eqc1", ":C owl:equivalentClass :D .", ":D rdfs:subClassOf :C"),
    ("scm-eqc2", ":C rdfs:subClassOf :D . :D rdfs:subClassOf :C .", ":C owl:equivalentClass :D"),
    ("scm-op", ":p a owl:ObjectProperty .", ":p owl:equivalentProperty :p"),
    ("scm-dp", ":p a owl:DatatypeProperty .", ":p rdfs:subPropertyOf :p"),
    ("scm-spo", ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", ":p rdfs:subPropertyOf :r"),
    ("scm-eqp1", ":p owl:equivalentProperty :q .", ":q rdfs:subPropertyOf :p"),
    ("scm-eqp2", ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .", ":p owl:equivalentProperty :q"),
    ("scm-dom1", ":p rdfs:domain :C . :C rdfs:subClassOf :D .", ":p rdfs:domain :D"),
    ("scm-dom2", ":q rdfs:domain :C . :p rdfs:subPropertyOf :q .", ":p rdfs:domain :C"),
    ("scm-rng1", ":p rdfs:range :C . :C rdfs:subClassOf :D .", ":p rdfs:range :D"),
    ("scm-rng2", ":q rdfs:range :C . :p rdfs:subPropertyOf :q .", ":p rdfs:range :C"),
    (
        "scm-hv",
        ":A owl:hasValue :v ; owl:onProperty :p . :B owl:hasValue :v ; owl:onProperty :q . :p rdfs:subPropertyOf :q .",
        ":A rdfs:subClassOf :B",
    ),
    (
        "scm-hv",
        ":A owl:hasValue 1 ; owl:onProperty :p . :B owl:hasValue 01 ; owl:onProperty :q . :p rdfs:subPropertyOf :q .",
        ":A rdfs:subClassOf :B",
    ),
    (
        "scm-svf1",
        (
            ":A owl:someValuesFrom :C ; owl:onProperty :p . :B owl:someValuesFrom :D ; owl:onProperty :p . "
            ":C rdfs:subClassOf :D ."
        ),
        ":A rdfs:subClassOf :B",
    ),
    (
        "scm-svf2",
        (
            ":A owl:someValuesFrom :C ; owl:onProperty :p . :B owl:someValuesFrom :C ; owl:onProperty :q . "
            ":p rdfs:subPropertyOf :q ."
        ),
        ":A rdfs:subClassOf :B",
    ),
    (
        "scm-avf1",
        (
            ":A owl:allValuesFrom :C ; owl:onProperty :p . :B owl:allValuesFrom :D ; owl:onProperty :p . "
            ":C rdfs:subClassOf :D ."
        ),
        ":A rdfs:subClassOf :B",
    ),
    (
        "scm-avf2",
        (
            ":A owl:allValuesFrom :C ; owl:onProperty :p . :B owl:allValuesFrom :C ; owl:onProperty :q . "
            ":p rdfs:subPropertyOf :q ."
        ),
        ":B rdfs:subClassOf :A",
    ),
    ("scm-int", ":C owl:intersectionOf ( :D :E ) .", ":C rdfs:subClassOf :E"),
    ("scm-uni", ":C owl:unionOf ( :D :E ) .", ":E rdfs:subClassOf :C"),
]

# Rule and input; each contradicts itself by that rule alone.
_CONTRADICTS = [
    ("eq-diff1", ":a owl:sameAs :b ; owl:differentFrom :b ."),
    ("eq-diff1", ":a owl:differentFrom :a ."),
    ("eq-diff2", "[] a owl:AllDifferent ; owl:members ( :a :b :c ) . :c owl:sameAs :b ."),
    ("eq-diff2", "[] a owl:AllDifferent ; owl:members ( :a :b :a ) ."),
    ("eq-diff3", "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :c ) . :c owl:sameAs :b ."),
    ("eq-diff3", "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :a ) ."),
    ("prp-irp", ":p a owl:IrreflexiveProperty . :a :p :a ."),
    ("prp-asyp", ":p a owl:AsymmetricProperty . :a :p :b . :b :p :a ."),
    ("prp-pdw", ":p owl:propertyDisjointWith :q . :a :p :b ; :q :b ."),
    ("prp-pdw", ":p owl:propertyDisjointWith :q . :a :p 1 ; :q 1.0 ."),
    ("prp-adp", "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :a :q :b ; :r :b ."),
    ("prp-adp", "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) . :a :p 1 ; :q 01 ."),
    ("prp-npa1", "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b . :a :p :b ."),
    ("prp-npa2", "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 . :a :p 1 ."),
    ("prp-npa2", "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 . :a :p 01 ."),
    ("cls-nothing2", ":a a owl:Nothing ."),
    ("cls-com", ":C owl:complementOf :D . :a a :C, :D ."),
    ("cls-maxc1", ":C owl:maxCardinality 0 ; owl:onProperty :p . :a a :C ; :p :b ."),
    (
        "cls-maxqc1",
        ":C owl:maxQualifiedCardinality 0 ; owl:onProperty :p ; owl:onClass :D . :a a :C ; :p :b . :b a :D .",
    ),
    ("cls-maxqc2", ":C owl:maxQualifiedCardinality 0 ; owl:onProperty :p ; owl:onClass owl:Thing . :a a :C ; :p :b ."),
    ("cax-dw", ":C owl:disjointWith :D . :a a :C, :D ."),
    ("cax-adc", "[] a owl:AllDisjointClasses ; owl:members ( :C :D :E ) . :a a :D, :E ."),
    ("dt-diff", ':p a owl:FunctionalProperty . :a :p "x", "y" .'),
    ("dt-not-type", ":p rdfs:range xsd:byte . :a :p 300 ."),
    ("dt-not-type", ':p rdfs:range xsd:integer . :a :p "many"^^xsd:integer .'),
]

# What must not follow, although it is near.
_SILENT = [
    ":C owl:intersectionOf ( :D :E ) . :a a :D .",
    ":C owl:hasKey ( :p :q ) . :a a :C ; :p 1 ; :q 2 . :b a :C ; :p 1 ; :q 3 .",
    ":r owl:propertyChainAxiom ( :p :q ) . :a :p :b . :a :q :c .",
    ":C owl:maxCardinality 2 ; owl:onProperty :p . :a a :C ; :p :b, :c .",
    ':C owl:hasValue "1" ; owl:onProperty :p . :a :p 1 .',
    ':p a owl:InverseFunctionalProperty . :a :p "x"@en . :b :p "x" .',
    ":C owl:oneOf () ; owl:unionOf () . :a a :D .",
    ":p a owl:FunctionalProperty . :a :p 1 ; :q 01 .",
]

_TABLES = {
    *("eq-ref", "eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o", "eq-diff1", "eq-diff2", "eq-diff3"),
    *(
        "prp-ap",
        "prp-dom",
        "prp-rng",
        "prp-fp",
        "prp-ifp",
        "prp-irp",
        "prp-symp",
        "prp-asyp",
        "prp-trp",
        "prp-spo1",
        "prp-spo2",
        "prp-eqp1",
        "prp-eqp2",
        "prp-pdw",
        "prp-adp",
        "prp-inv1",
        "prp-inv2",
        "prp-key",
        "prp-npa1",
        "prp-npa2",
    ),
    *(
        "cls-thing",
        "cls-nothing1",
        "cls-nothing2",
        "cls-int1",
        "cls-int2",
        "cls-uni",
        "cls-com",
        "cls-svf1",
        "cls-svf2",
        "cls-avf",
        "cls-hv1",
        "cls-hv2",
        "cls-maxc1",
        "cls-maxc2",
        "cls-maxqc1",
        "cls-maxqc2",
        "cls-maxqc3",
        "cls-maxqc4",
        "cls-oo",
    ),
    *("cax-sco", "cax-eqc1", "cax-eqc2", "cax-dw", "cax-adc"),
    *("dt-type1", "dt-type2", "dt-eq", "dt-diff", "dt-not-type"),
    *(
        "scm-cls",
        "scm-sco",
        "scm-eqc1",
        "scm-eqc2",
        "scm-op",
        "scm-dp",
        "scm-spo",
        "scm-eqp1",
        "scm-eqp2",
        "scm-dom1",
        "scm-dom2",
        "scm-rng1",
        "scm-rng2",
        "scm-hv",
        "scm-svf1",
        "scm-svf2",
        "scm-avf1",
        "scm-avf2",
        "scm-int",
        "scm-uni",
    ),
}


def _reasoner(tmp_path: Path, text: str) -> tuple[Graph, Reasoner]:
    path = tmp_path / "data.ttl"
    path.write_text(_HEADER + text, encoding="utf-8")
    graph = Graph()
    graph.read(sources.expand([path]))
    return graph, Reasoner(graph, "owl-rl")


def _number(graph: Graph, word: str) -> int:
    if word.isdigit():
        return graph.number(f'"{word}"^^<{PREFIXES["xsd"]}integer>')
    prefix, _, local = word.partition(":")
    return graph.number(f"<{_PREFIXES[prefix]}{local}>")


def _asserted(derivation: Derivation) -> set[Triple]:
    """The triples at the leaves of a derivation."""
    if not derivation.rule:
        return {derivation.triple}
    return {leaf for premise in derivation.premises for leaf in _asserted(premise)}


@pytest.mark.parametrize(("rule", "text", "derived"), _DERIVES)
def test_derives(rule: str, text: str, derived: str, tmp_path: Path) -> None:
    graph, reasoner = _reasoner(tmp_path, text)
    subject, predicate, object_ = (_number(graph, word) for word in derived.split())
    triple = subject, predicate, object_
    assert triple in reasoner.new()
    derivation = reasoner.derivation(triple)
    assert derivation
    assert derivation.rule == rule
    assert all(_asserted(premise) <= graph.triples.keys() for premise in derivation.premises)
    assert not reasoner.inconsistencies()


@pytest.mark.parametrize(("rule", "text"), _CONTRADICTS)
def test_contradicts(rule: str, text: str, tmp_path: Path) -> None:
    _, reasoner = _reasoner(tmp_path, text)
    found = reasoner.inconsistencies()
    assert {one.rule for one in found} == {rule}
    assert all(one.premises for one in found)


@pytest.mark.parametrize("text", _SILENT)
def test_does_not_overreach(text: str, tmp_path: Path) -> None:
    graph, reasoner = _reasoner(tmp_path, text)
    own = {graph.find(f"<{_PREFIXES['']}{name}>") for name in "abc"}
    new = {(s, p, o) for s, p, o in reasoner.new() if s in own and o in own}
    assert graph.lines(new) == []
    assert not reasoner.inconsistencies()


def test_equality_with_itself_where_it_is_spoken_of(tmp_path: Path) -> None:
    graph, reasoner = _reasoner(tmp_path, "owl:sameAs rdfs:subPropertyOf :like . :a :p :b .")
    triple = tuple(_number(graph, word) for word in (":a", ":like", ":a"))
    assert triple in reasoner.new()


def test_long_lists_are_walked_to_their_end(tmp_path: Path) -> None:
    members = " ".join(f":a{n}" for n in range(3000))
    graph, reasoner = _reasoner(tmp_path, f":C owl:oneOf ( {members} ) .")
    type_, class_ = _number(graph, "rdf:type"), _number(graph, ":C")
    assert {s for s, p, o in reasoner.new() if (p, o) == (type_, class_)} == {
        _number(graph, f":a{n}") for n in range(3000)
    }


def test_every_rule_of_the_tables_is_there(root: Path) -> None:
    text = (root / "rules" / "owl-rl.rls").read_text(encoding="utf-8")
    named = set(re.findall(r'#\[name\("([^"]+)"\)\]', text))
    facts = set(re.findall(r"^% (prp-ap|cls-thing|cls-nothing1|dt-eq)\b", text, re.MULTILINE))
    assert len(_TABLES) == 78
    assert (named | facts) - {"lists"} == _TABLES
