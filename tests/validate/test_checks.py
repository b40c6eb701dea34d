"""Each check beyond SHACL finds what it is for, and leaves the rest alone."""

# ruff: noqa: E501 - tables of cases

from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import registry
from claimgraph.model import Severity
from claimgraph.validate import CHECKS, validate
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import literals, orphans

NAMES = registry.names(CHECKS)
HEAD = """@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix ex: <http://example.org/> .
@prefix my: <http://example.org/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
GOOD = """ex:a a my:Person ; rdfs:label "Ada"@en , "Ada"@de-AT ; my:knows ex:b ; my:born "1999-12-31"^^xsd:date .
ex:b a my:Person ; rdfs:label "Ben"@en ; my:knows ex:a , <http://elsewhere.org/c> ; my:height 1.8 .
"""
ONTOLOGY = "my:Person a rdfs:Class . my:knows a rdfs:Property . my:born a rdfs:Property . my:height a rdfs:Property . my:Told rdfs:subClassOf cg:Claim ."

PASSAGE = (
    f"ex:c cg:evidence [ oa:hasSource ex:%s ; oa:hasSelector [ oa:start %s ; oa:end %s ] ; cg:sha256 '{'ab' * 32}' ] ."
)

CASES = [
    ("links", "ex:c my:knows ex:bb .", "9:15", "Nothing describes ex:bb."),
    ("terms", "ex:a my:know ex:b .", "9:6", "The ontology does not define my:know. Did you mean my:knows?"),
    ("terms", "ex:a a my:Persona .", "9:8", "The ontology does not define my:Persona. Did you mean my:Person?"),
    ("typos", "ex:a skos:preflabel 'Ada' .", "9:6", "The vocabulary has no term skos:preflabel. Did you mean skos:prefLabel?"),
    ("twins", "ex:a <https://www.w3.org/2004/02/skos/core#note> 'n' .", "9:6", "Did you mean skos:note?"),
    ("twins", "ex:a <http://schema.org/name> 'n' ; <https://schema.org/url> 'u' .", "9:6", "Did you mean schema:name?"),
    ("twins", "ex:a a <http://xmlns.com/foaf/0.1#Person> .", "9:8", "Did you mean foaf:Person?"),
    ("languages", "ex:a rdfs:label 'Ada'@eng .", "9:17", "The language of @eng has a shorter code. Did you mean @en?"),
    ("languages", "ex:a rdfs:label 'Ada'@xx .", "9:17", "There is no language of the code 'xx'."),
    ("labels", "ex:a rdfs:label 'Ben'@en .", "7:31", 'The label "Ben"@en belongs to ex:a and ex:b, which are of one type.'),
    ("entities", "ex:z a my:Person .", "9:1", "2 files have a record of ex:z."),
    ("orphans", "ex:d a my:Group . ex:e a my:Group . " + " ".join(f"ex:g{n} a my:Group ; my:in ex:g{n} ." for n in range(20)), "9:1", "Nothing refers to ex:d."),
    ("iris", "<http://example.org/a%20b> a my:Thing .", "9:1", "The IRI http://example.org/a%20b holds '%20'."),
    ("iris", "<http://example.org//b> a my:Thing .", "9:1", "holds '//'."),
    ("iris", "ex:A a my:Person .", "9:1", "ex:A and ex:a differ only by upper and lower case."),
    ("evidence", "ex:c a cg:Claim .", "9:1", "The claim ex:c has no evidence."),
    ("evidence", "ex:c a my:Told .", "9:1", "The claim ex:c has no evidence."),
    ("evidence", "ex:c cg:evidence [] .", "9:18", "The evidence has no oa:hasSource and no cg:sha256 and no oa:hasSelector with oa:start and oa:end."),
    ("evidence", PASSAGE % ("a", "1", "2"), "9:33", "The document ex:a has no record: it is no cg:SourceDocument."),
    ("evidence", PASSAGE % ("d", "-1", "2"), "9:66", "The start -1 lies before the document."),
    ("evidence", PASSAGE % ("d", "2", "2"), "9:77", "The end 2 does not lie behind the start 2."),
    ("evidence", PASSAGE % ("d", "2", "101"), "9:77", "The end 101 lies beyond the document, which has 100 characters."),
    ("evidence", PASSAGE % ("d", "2", "2.5"), "9:77", "is not a whole number."),
    ("evidence", (PASSAGE % ("d", "2", "9")).replace("abab", "ABAB"), "9:93", "The digest is not of 64 lower-case hexadecimal digits (SHA-256)."),
    ("iris", "<http://example.org/policed/A> a my:Thing .", "9:1", "The IRI http://example.org/policed/A breaks the URI policy: behind http://example.org/policed/ it does not match [a-z]+"),
    ("iris", "ex:a my:knows <http://example.org/policed/A> .", "9:15", "breaks the URI policy"),
    ("languages", "ex:a rdfs:label 'Ada'@jp .", "9:17", "There is no language of the code 'jp'. Did you mean @ja?"),
    ("literals", "ex:a my:born '2001-02-29'^^xsd:date .", "9:14", '"2001-02-29"^^xsd:date has no value: it is ill-typed.'),
]  # fmt: skip


def found(folder: Path, name: str, text: str) -> list[tuple[str, str]]:
    """Line and column, and message with remedy, of what the check finds in a file with the text at its ninth line."""
    (folder / "shapes.ttl").write_text("<urn:S> a <http://www.w3.org/ns/shacl#NodeShape> .")
    (folder / "ontology.ttl").write_text(
        HEAD + ONTOLOGY + " my:Thing a rdfs:Class . my:Group a rdfs:Class . my:in a rdfs:Class ."
    )
    (folder / "data").mkdir()
    (folder / "data" / "a.ttl").write_text(HEAD + GOOD + "\n" + text, encoding="utf-8")
    (folder / "data" / "b.ttl").write_text(
        HEAD + "ex:z a my:Person . ex:a my:knows ex:z . ex:d a cg:SourceDocument ; cg:characters 100 ."
    )
    report = validate(
        [folder / "data"],
        shapes=[folder / "shapes.ttl"],
        ontology=[folder / "ontology.ttl"],
        checks=[name],
        bases={"http://example.org/policed/": "[a-z]+"},
    )
    places = [(str(f.location).removeprefix(str(folder / "data" / "a.ttl:")), f) for f in report.findings]
    assert all(f.component.endswith(f"#{name}") for f in report.findings)
    return [(place, f"{f.message} {f.remedy}".strip()) for place, f in places]


@pytest.mark.parametrize(("name", "text", "place", "message"), CASES)
def test_a_check_finds_what_it_is_for(tmp_path: Path, name: str, text: str, place: str, message: str) -> None:
    findings = dict(found(tmp_path, name, text))
    assert message in findings[place]


@pytest.mark.parametrize("name", NAMES)
def test_a_check_leaves_good_data_alone(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "") == []


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Met sh:targetClass my:Being ; sh:property [ sh:path my:knows ] , [ sh:path ( my:knows my:know ) ] ,
    [ sh:path my:must ; sh:minCount 1 ] , [ sh:path my:never ; sh:maxCount 0 ] , ex:height ,
    [ sh:path [ sh:alternativePath ( my:knows my:other ) ] ] .
ex:height sh:path [ sh:inversePath my:heigth ] ; sh:maxLength 5 .
ex:Partly sh:targetSubjectsOf my:none, my:height .
ex:Unmet sh:targetClass my:Persn ; sh:property [ sh:path my:unsaid ] .
ex:Gone sh:targetNode ex:nobody .
ex:Off sh:targetClass my:Persn ; sh:deactivated true .
ex:Query sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this { ?this a ?any }" ] .
my:Classless a sh:NodeShape, rdfs:Class .
"""


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_shapes_that_the_data_never_meets_are_found(tmp_path: Path, engine: str) -> None:
    (tmp_path / "shapes.ttl").write_text(HEAD + SHAPES)
    (tmp_path / "data.ttl").write_text(HEAD + GOOD)
    (tmp_path / "ontology.ttl").write_text(
        HEAD + "my:Person rdfs:subClassOf my:Human . my:Human rdfs:subClassOf my:Being ."
    )
    data, shapes, ontology = ([tmp_path / f"{name}.ttl"] for name in ("data", "shapes", "ontology"))
    report = validate(data, shapes=shapes, ontology=ontology, engine=engine, checks=["shapes"])
    found = [f for f in report.findings if f.component.endswith("#shapes")]
    nothing = "Nothing in the data matches the target of this shape."
    assert [(str(f.location).removeprefix(f"{tmp_path}/shapes.ttl:"), f.message) for f in found] == [
        ("7:79", "No triple of the data has the predicate my:know."),
        ("10:19", "No triple of the data has the predicate my:heigth."),
        ("12:25", nothing),
        ("13:23", nothing),
        ("16:1", nothing),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_check_has_a_severity_and_a_test(name: str) -> None:
    assert isinstance(registry.load(CHECKS, name, "check").SEVERITY, Severity)
    assert name in {case[0] for case in CASES} | {"shapes"}


STRANGERS = {
    "iris": "ex:Author a rdfs:Class . ex:author a rdfs:Class . <file:///a/b> a my:T . <http://dbpedia.org/resource/Caf%C3%A9_Inc.> a my:T .",
    "links": "<http://elsewhere.org/a> a my:T . ex:a my:knows <http://elsewhere.org/b>, <http://elsewhere.org/c>, ex: .",
    "twins": "ex:a <http://schema.org/name> 'n' .",
    "labels": "ex:c a my:Person ; cg:evidence [] ; rdfs:label 'Ada'@en .",
    "typos": "skos:preflabel rdfs:comment 'an extension of ours' . ex:a skos:preflabel 'a' .",
    "orphans": " ".join(f"ex:C{n} a rdfs:Class . ex:a my:knows ex:C{n} ." for n in range(20)) + " ex:C a rdfs:Class .",
    "entities": "ex:z rdfs:label 'z'@en .",
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_check_raises_no_false_alarm(tmp_path: Path, name: str) -> None:
    """Found in vocabularies and datasets of others, where nothing was wrong with it."""
    assert found(tmp_path, name, STRANGERS[name]) == []


def test_every_mention_is_shown_up_to_a_limit(tmp_path: Path) -> None:
    text = "".join(f"ex:a{n} skos:preflabel 'a' .\n" for n in range(120))
    assert [place for place, _ in found(tmp_path, "typos", text)] == [
        f"{line}:{5 + len(str(line - 9)) + 1}" for line in range(9, 109)
    ]


LITERALS = {
    "boolean": ("true 0", "yes TRUE"),
    "integer": ("1 -01 +5", "1.0 one 1e5"),
    "decimal": ("1 1. .5 -1.50", "1e5 . INF"),
    "double": ("1e5 INF -INF NaN .5E-3", "e5 inf 1e"),
    "byte": ("127 -128", "128 -129"),
    "unsignedByte": ("255 0 -0", "256 -1"),
    "positiveInteger": ("1", "0"),
    "long": ("9223372036854775807", "9223372036854775808"),
    "date": ("2000-02-29 2001-12-31Z 2001-12-31+14:00 -0001-01-01 12001-01-01", "2001-02-29 1900-02-29 2001-13-01 2001-1-1 01-01-01 2001-04-31"),
    "dateTime": ("2001-01-01T24:00:00 2001-01-01T23:59:59.5Z", "2001-01-01 2001-01-01T25:00:00 2001-02-30T00:00:00 2001-01-01T24:00:01"),
    "dateTimeStamp": ("2001-01-01T00:00:00Z", "2001-01-01T00:00:00"),
    "time": ("23:59:59", "23:59 24:00:01"),
    "gYear": ("2001 -0044 12001", "01 201 02001"),
    "gYearMonth": ("2001-12", "2001-13"),
    "gMonthDay": ("--02-29", "--02-32"),
    "duration": ("P1Y PT1S -P1DT0.5S", "P PT P1S 1Y P1YT"),
    "dayTimeDuration": ("P1D", "P1Y"),
    "hexBinary": ("0aFF", "0 0g"),
    "base64Binary": ("AAAA AA== AAA=", "A AA AA="),
    "language": ("en de-AT", "e_n 123456789"),
    "string": ("anything", ""),
    "nothingKnown": ("anything", ""),
}  # fmt: skip


@pytest.mark.parametrize("datatype", LITERALS)
def test_literals_are_those_of_xml_schema(tmp_path: Path, datatype: str) -> None:
    good, bad = (words.split() for words in LITERALS[datatype])
    values = ", ".join(f"'{word}'^^xsd:{datatype}" for word in good + bad)
    findings = found(tmp_path, "literals", f"ex:a my:height {values} .")
    assert {message.split('"')[1] for _, message in findings} == set(bad)


@pytest.mark.parametrize(
    ("text", "name", "good"),
    [
        ("١٢", "integer", False),
        ("12", "integer", True),
        ("1" * 5000, "integer", True),
        ("1" * 5000, "byte", False),
        ("-" + "1" * 5000, "nonPositiveInteger", True),
        ("-" + "1" * 5000, "nonNegativeInteger", False),
        ("-0", "nonNegativeInteger", True),
        ("0" * 5000 + "127", "byte", True),
        ("128", "byte", False),
        ("18446744073709551615", "unsignedLong", True),
        ("18446744073709551616", "unsignedLong", False),
        ("1" * 5000 + "-02-29", "date", False),
        ("1" * 5000 + "2-02-29", "date", True),
        ("-0004-02-29", "date", True),
        ("-0003-02-29", "date", False),
    ],
)
def test_literals_of_any_length_are_judged(text: str, name: str, good: bool) -> None:
    facts = Facts(1)
    facts.literals.add(ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}")))
    assert bool(list(literals.check(facts))) is not good


def test_a_record_of_two_types_is_an_orphan_once() -> None:
    facts = Facts(1)
    records = [ox.NamedNode(f"http://example.org/{n}") for n in range(20)]
    facts.objects.update(records[1:])
    for record in records:
        facts.types[record] = (ox.NamedNode("http://example.org/T"), ox.NamedNode("http://example.org/U"))
    assert [doubt.term for doubt in orphans.check(facts)] == records[:1]
