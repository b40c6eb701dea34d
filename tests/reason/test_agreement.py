"""Both engines come to the same closure: on generated ontologies in which every construct of OWL 2 RL turns up."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph import sources
from claimgraph.errors import DisagreementError
from claimgraph.reason import infer
from claimgraph.reason._graph import Graph
from claimgraph.reason._trivial import expressible, worth_telling
from claimgraph.reason.engines import Closure, fast, reference

_HEADER = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# How many ontologies are generated; `make agreement` asks for 2,000.
_EXAMPLES = int(os.environ.get("CLAIMGRAPH_EXAMPLES", "60"))

_LITERALS = ['"x"', '"y"@en', "7", "300", "true", '"abc"^^xsd:integer', '"2012"^^<http://example.org/datatype>']
_DATATYPES = ["xsd:integer", "xsd:byte", "xsd:string", "xsd:decimal", "rdfs:Literal"]
_FEATURES = ["Functional", "InverseFunctional", "Irreflexive", "Symmetric", "Asymmetric", "Transitive"]

_classes = st.sampled_from([f":C{n}" for n in range(4)] + ["owl:Thing", "owl:Nothing"])
_named = st.sampled_from([f":C{n}" for n in range(4)])
_properties = st.sampled_from([f":p{n}" for n in range(4)])
_things = st.sampled_from([f":a{n}" for n in range(4)])
_literals = st.sampled_from(_LITERALS)
_ranges = st.one_of(_classes, st.sampled_from(_DATATYPES))


def _list(items: st.SearchStrategy[str], least: int = 1) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=least, max_size=3).map(lambda some: f"( {' '.join(some)} )")


def _say(template: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda **values: template.format(**values), **parts)


# An expression of its own for each class axiom, as OWL writes them, beside restrictions that have a name.
_expressions = st.one_of(
    _say("[ owl:onProperty {p} ; owl:someValuesFrom {c} ]", p=_properties, c=_ranges),
    _say("[ owl:onProperty {p} ; owl:allValuesFrom {c} ]", p=_properties, c=_ranges),
    _say("[ owl:onProperty {p} ; owl:hasValue {v} ]", p=_properties, v=st.one_of(_things, _literals)),
    _say("[ owl:onProperty {p} ; owl:maxCardinality {n} ]", p=_properties, n=st.sampled_from(["0", "1", "2"])),
    _say(
        '[ owl:onProperty {p} ; owl:onClass {c} ; owl:maxQualifiedCardinality "{n}"^^xsd:nonNegativeInteger ]',
        p=_properties,
        c=_classes,
        n=st.sampled_from(["0", "1", "2"]),
    ),
    _say("[ owl:intersectionOf {l} ]", l=_list(_classes)),
    _say("[ owl:unionOf {l} ]", l=_list(_classes)),
    _say("[ owl:oneOf {l} ]", l=_list(_things)),
    _say("[ owl:complementOf {c} ]", c=_classes),
)

_axioms = st.one_of(
    _say("{c} a owl:Class .", c=_named),
    _say("{p} a owl:ObjectProperty .", p=_properties),
    _say("{p} a owl:DatatypeProperty .", p=_properties),
    _say("{p} a owl:{f}Property .", p=_properties, f=st.sampled_from(_FEATURES)),
    _say("{c} rdfs:subClassOf {d} .", c=_classes, d=_classes),
    _say("{c} rdfs:subClassOf {d} .", c=_named, d=_expressions),
    _say("{c} owl:equivalentClass {d} .", c=_named, d=st.one_of(_classes, _expressions)),
    _say("{c} owl:disjointWith {d} .", c=_named, d=_named),
    _say("[] a owl:AllDisjointClasses ; owl:members {l} .", l=_list(_named, 2)),
    _say("{p} rdfs:domain {c} .", p=_properties, c=_classes),
    _say("{p} rdfs:range {c} .", p=_properties, c=_ranges),
    _say("{p} rdfs:subPropertyOf {q} .", p=_properties, q=_properties),
    _say("{p} owl:equivalentProperty {q} .", p=_properties, q=_properties),
    _say("{p} owl:inverseOf {q} .", p=_properties, q=_properties),
    _say("{p} owl:propertyDisjointWith {q} .", p=_properties, q=_properties),
    _say("[] a owl:AllDisjointProperties ; owl:members {l} .", l=_list(_properties, 2)),
    _say("{p} owl:propertyChainAxiom {l} .", p=_properties, l=_list(_properties)),
    _say("{c} owl:hasKey {l} .", c=_classes, l=_list(_properties)),
)

_facts = st.one_of(
    _say("{a} a {c} .", a=_things, c=_classes),
    _say("{a} {p} {b} .", a=_things, p=_properties, b=_things),
    _say("{a} {p} {b} .", a=_things, p=_properties, b=_things),
    _say("{a} {p} {v} .", a=_things, p=_properties, v=_literals),
    _say("{a} owl:sameAs {b} .", a=_things, b=_things),
    _say("{a} owl:differentFrom {b} .", a=_things, b=_things),
    _say("[] a owl:AllDifferent ; owl:{m} {l} .", m=st.sampled_from(["members", "distinctMembers"]), l=_list(_things)),
    _say(
        "[] owl:sourceIndividual {a} ; owl:assertionProperty {p} ; owl:targetIndividual {b} .",
        a=_things,
        p=_properties,
        b=_things,
    ),
    _say(
        "[] owl:sourceIndividual {a} ; owl:assertionProperty {p} ; owl:targetValue {v} .",
        a=_things,
        p=_properties,
        v=_literals,
    ),
)

_ontologies = st.builds(
    lambda axioms, facts: _HEADER + "\n".join([*axioms, *facts]),
    st.lists(_axioms, min_size=1, max_size=8),
    st.lists(_facts, min_size=1, max_size=8),
)

# Contradictions that owlrl does not look for, or not in every pair of a list: see docs/engines.md.
_UNSEEN = {"eq-diff2", "eq-diff3", "prp-adp", "dt-not-type", "dt-diff"}


def _read(path: Path, text: str) -> Graph:
    path.write_text(text, encoding="utf-8")
    graph = Graph()
    graph.read(sources.expand([path]))
    return graph


def _lines(graph: Graph, closure: Closure) -> list[str]:
    return sorted(graph.lines(worth_telling(graph, expressible(graph, closure.triples))))


@settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_ontologies)
def test_owl_rl(text: str, tmp_path: Path) -> None:
    graph = _read(tmp_path / "ontology.ttl", text)
    ours, theirs = fast.close(graph, "owl-rl", False), reference.close(graph, "owl-rl", False)
    assert _lines(graph, ours) == _lines(graph, theirs)
    rules = {one.rule for one in ours.inconsistencies}
    if theirs.inconsistencies:
        assert rules
    if rules - _UNSEEN:
        assert theirs.inconsistencies


@settings(max_examples=_EXAMPLES // 2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_ontologies)
def test_rdfs(text: str, tmp_path: Path) -> None:
    graph = _read(tmp_path / "ontology.ttl", text)
    ours, theirs = fast.close(graph, "rdfs", False), reference.close(graph, "rdfs", False)
    assert _lines(graph, ours) == _lines(graph, theirs)


@settings(max_examples=_EXAMPLES // 3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_ontologies)
def test_what_is_trivial_too(text: str, tmp_path: Path) -> None:
    graph = _read(tmp_path / "ontology.ttl", text)
    ours, theirs = fast.close(graph, "owl-rl", True), reference.close(graph, "owl-rl", True)
    # owlrl says owl:sameAs of a literal and itself, too, which no RDF can.
    assert {*expressible(graph, ours.triples)} >= {*worth_telling(graph, expressible(graph, theirs.triples))}


# Plain data, and what makes axioms of it or speaks of rdf:type itself.
_asides = st.one_of(
    _say("{a} :plain{n} {b} .", a=_things, n=st.sampled_from("01"), b=st.one_of(_things, _literals)),
    _say("{a} :plain{n} {b} .", a=_things, n=st.sampled_from("01"), b=st.one_of(_things, _literals)),
    st.sampled_from(
        [
            ":plain0 :leads :C1 .",
            ":leads rdfs:subPropertyOf rdfs:domain .",
            ":p1 rdfs:subPropertyOf :plain1 .",
            ":a1 owl:sameAs :plain0 .",
            ":kind rdfs:subPropertyOf rdf:type .",
            ":a0 :kind :C0 .",
            ":kind :kind owl:FunctionalProperty .",
            "rdf:type rdfs:domain :C2 .",
            "rdf:type owl:equivalentProperty :p0 .",
        ]
    ),
)


@settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ontology=_ontologies, asides=st.lists(_asides, max_size=8))
def test_what_nemo_is_spared_changes_nothing(ontology: str, asides: list[str], tmp_path: Path) -> None:
    graph = _read(tmp_path / "ontology.ttl", "\n".join([ontology, *asides]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "_LARGE", 0)
        patch.setattr(fast, "_FEW", 0)
        spared = fast.close(graph, "owl-rl", False)
    whole = fast.Reasoner(graph, "owl-rl")
    assert sorted(spared.triples) == sorted(whole.new())
    assert spared.inconsistencies == whole.inconsistencies()


def test_the_project(root: Path) -> None:
    checked = infer([root / "data", root / "ontology"], rules=root / "rules", cross_check=True)
    assert checked.count > 1000
    assert not checked.findings


def test_a_known_difference_is_named(tmp_path: Path) -> None:
    # owlrl takes an rdf:Property for its own sub-property, which OWL 2 RL does for declared kinds only (scm-op).
    (tmp_path / "data.ttl").write_text(
        _HEADER
        + """
        :p a rdf:Property .
        :A owl:onProperty :p ; owl:hasValue :v . :B owl:onProperty :p ; owl:hasValue :v .
        """,
        encoding="utf-8",
    )
    with pytest.raises(DisagreementError, match="only reference derives"):
        infer([tmp_path], cross_check=True)
