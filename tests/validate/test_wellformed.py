"""Shapes that are themselves ill-formed are refused by name and place, and what is doubtful is said."""

from pathlib import Path

import pytest

from claimgraph.errors import ShapesError
from claimgraph.validate import validate

# ruff: noqa: E501, S608 - a table of cases, of which some are queries

HEAD = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n  "
CUSTOM = "ex:C sh:parameter [ sh:path ex:c ] ; sh:validator [ sh:ask 'ASK { FILTER ($value != $c) }' ] .\n"
PROPERTY = SHAPE + "sh:property [ sh:path ex:p ; "


def shape(text: str, folder: Path) -> tuple[str, ...]:
    """The notices of a validation with these shapes."""
    (folder / "data.ttl").write_text("# nothing")
    (folder / "shapes.ttl").write_text(HEAD + text, encoding="utf-8")
    notices = validate([folder / "data.ttl"], shapes=[folder / "shapes.ttl"]).notices
    assert notices[-1] == "nothing to validate: no triples."
    return notices[:-1]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (SHAPE + "sh:property [ sh:minCount 1 ] .", "5:15", "A property shape has exactly one sh:path."),
        (SHAPE + "sh:property [ sh:path ex:p, ex:q ] .", "5:15", "A property shape has exactly one sh:path."),
        (SHAPE + "sh:property 'p' .", "5:15", "A property shape is an IRI or a blank node."),
        (SHAPE + "sh:path ex:p .", "4:1", "A node shape has no sh:path"),
        (SHAPE + "sh:minCount 1 .", "4:1", "need a shape with one sh:path."),
        (SHAPE + "sh:severity sh:Error .", "5:15", "SHACL has no severity sh:Error"),
        (SHAPE + "sh:severity 'high' .", "5:15", "A shape has at most one sh:severity, an IRI."),
        (SHAPE + "sh:message 1 .", "5:14", "sh:message takes a string."),
        (SHAPE + "sh:deactivated 1 .", "5:18", "sh:deactivated takes true or false, once."),
        (SHAPE + "sh:targetNode [] .", "5:17", "sh:targetNode takes an IRI or a literal."),
        (SHAPE + "sh:class 'C' .", "5:12", "sh:class takes an IRI."),
        (SHAPE + "sh:nodeKind ex:IRI .", "5:15", "sh:nodeKind takes one of sh:IRI"),
        (SHAPE + "sh:in ( 1 2 ), ( 3 ) .", "4:1", "A shape has at most one sh:in."),
        (SHAPE + "sh:in ex:list .", "5:9", "sh:in takes a well-formed list."),
        (SHAPE + "sh:or [ sh:class ex:D ] .", "5:9", "sh:or takes a well-formed list."),
        (SHAPE + "sh:not 1 .", "5:10", "take shapes, not literals."),
        (SHAPE + "sh:closed true ; sh:ignoredProperties ( 'p' ) .", "5:43", "sh:ignoredProperties takes a list of IRIs."),
        (SHAPE + "sh:equals 'p' .", "5:13", "take IRIs."),
        (SHAPE + "sh:languageIn ( en ) .".replace("en", "1"), "5:19", "sh:languageIn takes a list of strings."),
        (SHAPE + "sh:minLength 1.5 .", "5:16", "sh:minLength takes one xsd:integer."),
        (SHAPE + "sh:pattern 5 .", "5:14", "sh:pattern takes one string."),
        (PROPERTY + "sh:minCount '1' ] .", "5:44", "sh:minCount takes one xsd:integer."),
        (PROPERTY + "sh:datatype xsd:date, xsd:dateTime ] .", "5:15", "sh:datatype takes one IRI."),
        (PROPERTY + "sh:maxInclusive ex:five ] .", "5:48", "sh:maxInclusive takes one literal."),
        (PROPERTY + "sh:minCout 1 ] .", "5:43", "sh:minCout is no term of SHACL that an engine here knows. Did you mean sh:minCount?"),
        ("ex:S a sh:NodeShap ; sh:targetClass ex:C .", "4:8", "Did you mean sh:NodeShape?"),
        (SHAPE + "sh:property [ sh:path [ sh:inverse ex:p ] ] .", "5:25", "this is no property path."),
        (SHAPE + "sh:property [ sh:path ( ex:p ) ] .", "5:25", "has at least two"),
        (SHAPE + "sh:js [ sh:jsFunctionName 'f' ] .", "5:9", "no engine here runs JavaScript"),
        (SHAPE + "sh:entailment <http://www.w3.org/ns/entailment/RDFS> .", "5:17", "no engine here supports the entailment"),
        (SHAPE + "sh:sparql [ sh:message 'no query' ] .", "5:13", "A SPARQL constraint has exactly one sh:select, a string."),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { $this ?p }' ] .", "5:25", "sh:select is not SPARQL at line 1, column 25"),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { $this f:p 1 }' ] .", "5:25", "at line 1, column 25 of the query is not declared"),
        (SHAPE + "sh:sparql [ sh:select 'ASK {}' ] .", "5:25", "sh:select holds another kind of query."),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { SERVICE <http://localhost/> {} }' ] .", "5:25", "SHACL, on pre-binding, forbids SERVICE"),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { SERV\\\\u0049CE <http://localhost/> {} }' ] .", "5:25", "SHACL, on pre-binding, forbids SERVICE"),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { FILTER(1 <2){}SERVICE<http://localhost/> {} }' ] .", "5:25", "SHACL, on pre-binding, forbids SERVICE"),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { FILTER(1 <2){}SERVICE#> \\n<http://localhost/> {} }' ] .", "5:25", "SHACL, on pre-binding, forbids SERVICE"),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { $this ?p 1 MINUS { $this ?p 2 } }' ] .", "5:25", "forbids MINUS in the queries of shapes. Write FILTER NOT EXISTS."),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { VALUES ?p { 1 } $this ?q ?p }' ] .", "5:25", "forbids VALUES in the queries of shapes. Write FILTER with IN."),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this FROM <http://localhost/> {}' ] .", "5:25", "takes nothing FROM elsewhere"),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this { { SELECT ?x { ?x ?y ?z } } }' ] .", "5:25", "has to give $this as well"),
        (PROPERTY + "sh:pattern '[a-z-[aeiou]]' ] .", "5:43", "no engine here supports a character class within another."),
        (PROPERTY + "sh:pattern '[[:alpha:]]' ] .", "5:43", "no engine here supports a character class within another."),
        (PROPERTY + "sh:pattern '[a&&b]' ] .", "5:43", "within a character class, && is not to the engines what it is to SHACL"),
        (PROPERTY + "sh:pattern '(a' ] .", "5:43", "unclosed group"),
        (SHAPE + "sh:values [ sh:path ex:p ] .", "5:13", "sh:values is no term of SHACL that an engine here knows."),
        (SHAPE + "sh:expression [ sh:count [ sh:path ex:p ] ] .", "5:17", "no engine here knows a node expression with sh:count."),
        (SHAPE + "sh:expression [ sh:union ( ex:a [ sh:distinct [] ] ) ] .", "5:17", "a node expression with sh:distinct."),
        (SHAPE + "sh:expression [ sh:if [ sh:path ex:p ] ; sh:then 1 ; sh:else 2 ] .", "5:17", "no engine here knows a node expression with sh:"),
        (SHAPE + "sh:expression [ ex:unknown ( 1 ) ] .", "5:17", "a node expression with <http://example.org/unknown>."),
        (SHAPE + "sh:expression [ sh:path ex:p ; sh:nodes ex:a ] .", "5:17", "no engine here follows a path from the sh:nodes"),
        (SHAPE + "sh:expression [ sh:filterShape ex:S ; sh:nodes [ sh:path ex:p ] ] .", "5:17", "a node expression with sh:filterShape."),
        (SHAPE + "sh:expression [ sh:path ex:p ; sh:union ( 1 2 ) ] .", "5:17", "a node expression has one of"),
        (SHAPE + "sh:expression " + "[ sh:union ( 1 " * 10 + ") ] " * 10 + ".", "5:17", "more than 8 deep."),
        (SHAPE + "sh:rule [ sh:subject sh:this ] .", "5:11", "sh:rule: takes a sh:TripleRule or a sh:SPARQLRule."),
        (SHAPE + "sh:rule [ a sh:JSRule ] .", "5:15", "no engine here runs JavaScript"),
        (SHAPE + "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:n ; sh:object [ sh:sum [ sh:path ex:p ] ] ] .", "5:82", "a node expression with sh:sum."),
        (SHAPE + "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:n ] .", "5:11", "A sh:TripleRule has exactly one sh:object."),
        (SHAPE + "sh:rule [ a sh:SPARQLRule ] .", "5:11", "A sh:SPARQLRule has a sh:construct."),
        (SHAPE + "sh:rule [ a sh:SPARQLRule ; sh:construct 'CONSTRUCT {} {}' ; sh:order 'x' ] .", "5:73", "The sh:order of a rule is one number."),
        (SHAPE + "sh:rule [ a sh:SPARQLRule ; sh:construct 'CONSTRUCT {} {}' ; sh:condition 'x' ] .", "5:77", "sh:condition takes shapes, not literals."),
        (SHAPE + "sh:target [ sh:select 'SELECT ?this { ?this ?p ?o }' ] .", "5:13", "takes a sh:SPARQLTarget or"),
        (CUSTOM + SHAPE + "ex:c 1, 2 .", "6:11", "no engine here takes several values of <http://example.org/c>."),
        ("ex:S a ex:NoShape .", "", "there are no shapes in"),
        ("", "", "there are no shapes in"),
    ],
)  # fmt: skip
def test_an_ill_formed_shape_is_refused_where_it_stands(tmp_path: Path, text: str, place: str, message: str) -> None:
    with pytest.raises(ShapesError) as caught:
        shape(text, tmp_path)
    assert message in str(caught.value)
    assert str(caught.value.location or "").removeprefix(f"{tmp_path}/shapes.ttl").removeprefix(":") == place


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        (SHAPE + "sh:node ex:Missing .", "refers by sh:node to <http://example.org/Missing>, of which the shapes say nothing."),
        (SHAPE + "sh:node ex:S .", "<http://example.org/S> refers to itself"),
        (SHAPE + "sh:or ( [ sh:property [ sh:path ex:p ; sh:node ex:S ] ] ) .", "<http://example.org/S> refers to itself"),
        (SHAPE + "sh:sparql [ sh:select 'SELECT $this {}' ; sh:severity sh:Info ] .", "The sh:severity of a SPARQL constraint does nothing"),
        (PROPERTY + "sh:qualifiedMinCount 1 ] .", "does nothing without sh:qualifiedValueShape."),
        (PROPERTY + "sh:qualifiedValueShape [ sh:class ex:D ] ] .", "does nothing without sh:qualifiedMinCount"),
    ],
)  # fmt: skip
def test_a_doubtful_shape_is_mentioned(tmp_path: Path, text: str, notice: str) -> None:
    assert any(notice in found for found in shape(text, tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        PROPERTY + "sh:minCount 0 ; sh:name 'p' ; sh:order 1 ; sh:group ex:G ; sh:description 'd'@en ] . ex:G a sh:PropertyGroup .",
        SHAPE + "sh:sparql [ sh:select '# VALUES\\nSELECT $this { $this <http://example.org/MINUS> \"SERVICE\" }' ] .",
        PROPERTY + "sh:pattern '^[^\\\\[\\\\]&-]+[]a-z][^]]--&&$' ] .",
        "ex:S sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ex:p .",
        "ex:C a <http://www.w3.org/2000/01/rdf-schema#Class>, sh:NodeShape ; sh:nodeKind sh:IRI .",
        "ex:data ex:p 1 ; sh:unknownButOfNoShape 1 . " + SHAPE + "sh:nodeKind sh:IRI .",
    ],
)  # fmt: skip
def test_a_shape_in_order_passes_without_a_word(tmp_path: Path, text: str) -> None:
    assert shape(text, tmp_path) == ()


COMPONENT = """ex:Own a sh:ConstraintComponent ; sh:parameter [ sh:path ex:own ] ; sh:validator
  [ a sh:SPARQLAskValidator ; sh:ask "ASK { $value ?p 1 MINUS { $value ?p $own } }" ] .
sh:EqualsConstraintComponent sh:parameter [ sh:path sh:equals ] ; sh:validator
  [ a sh:SPARQLAskValidator ; sh:ask "ASK { MINUS { $value ?p $equals } }" ] .
"""


def test_queries_of_components_that_no_shape_uses_are_not_judged(tmp_path: Path) -> None:
    assert shape(COMPONENT + PROPERTY + "sh:equals ex:q ] .", tmp_path) == ()
    with pytest.raises(ShapesError, match="forbids MINUS"):
        shape(COMPONENT + PROPERTY + "ex:own 1 ] .", tmp_path)


def test_a_prefix_that_is_not_declared_may_stand_in_what_is_imported(tmp_path: Path) -> None:
    query = "sh:sparql [ sh:prefixes ex:P ; sh:select 'SELECT $this { $this f:p 1 }' ] ."
    imports = "ex:P <http://www.w3.org/2002/07/owl#imports> ex:Elsewhere . "
    with pytest.raises(ShapesError, match=r"is not declared; .* What <.*/Elsewhere> declares is not among the files\."):
        shape(imports + SHAPE + query, tmp_path)
