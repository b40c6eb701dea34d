"""Data values of literals: which are the same, which lie in which datatype, and which have none."""

import pytest

from claimgraph.reason._literals import DATATYPES, Value, belongs, parts, value
from claimgraph.terms import PREFIXES

_SIGNED = "xsd:decimal xsd:integer xsd:long xsd:int xsd:short"
_UNSIGNED = "xsd:unsignedLong xsd:unsignedInt xsd:unsignedShort xsd:unsignedByte"


def _literal(short: str) -> str:
    """N-Triples from a literal whose datatype is a CURIE."""
    text, typed, datatype = short.partition("^^")
    if not typed:
        return text
    prefix, _, local = datatype.partition(":")
    return f"{text}^^<{PREFIXES[prefix]}{local}>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"1"^^xsd:integer', '"01"^^xsd:byte'),
        ('"1"^^xsd:integer', '"+1.0"^^xsd:decimal'),
        ('"-0"^^xsd:integer', '"0.00"^^xsd:decimal'),
        ('"1"^^xsd:boolean', '"true"^^xsd:boolean'),
        ('"1e1"^^xsd:double', '"10"^^xsd:double'),
        ('"0.1"^^xsd:float', '"0.10000000149"^^xsd:float'),
        ('"NaN"^^xsd:double', '"NaN"^^xsd:double'),
        ('"a"', '"a"^^xsd:string'),
        ('"a b"^^xsd:token', '"a b"'),
        ('"a"@en', '"a"@EN'),
        ('"a@en"^^rdf:PlainLiteral', '"a"@en'),
        ('"a@"^^rdf:PlainLiteral', '"a"'),
        ('"0aFF"^^xsd:hexBinary', '"0Aff"^^xsd:hexBinary'),
        ('"YQ=="^^xsd:base64Binary', '"Y Q = ="^^xsd:base64Binary'),
        ('"2012-12-31T24:00:00Z"^^xsd:dateTime', '"2013-01-01T00:00:00.0Z"^^xsd:dateTime'),
        ('"2012-02-28T24:00:00"^^xsd:dateTime', '"2012-02-29T00:00:00"^^xsd:dateTime'),
        ('"2012-01-01T00:00:00Z"^^xsd:dateTime', '"2012-01-01T00:00:00+00:00"^^xsd:dateTimeStamp'),
    ],
)
def test_the_same(one: str, other: str) -> None:
    found = value(_literal(one))
    assert found is not None
    assert found == value(_literal(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"1"^^xsd:integer', '"1"'),
        ('"1"^^xsd:double', '"1"^^xsd:float'),
        ('"1"^^xsd:double', '"1"^^xsd:integer'),
        ('"a"@en', '"a"@de'),
        ('"a"@en', '"a"'),
        ('"a b"', '"a  b"'),
        ('"YQ=="^^xsd:base64Binary', '"61"^^xsd:hexBinary'),
        ('"http://example.org/"^^xsd:anyURI', '"http://example.org/"'),
        ('"0"^^xsd:double', '"-0"^^xsd:double'),
        # The same instant, but not the same value: the time zone is part of it.
        ('"2012-01-01T12:00:00Z"^^xsd:dateTime', '"2012-01-01T14:00:00+02:00"^^xsd:dateTime'),
        (
            '"12345678901234567890123456789012345678901"^^xsd:integer',
            '"12345678901234567890123456789012345678902"^^xsd:integer',
        ),
    ],
)
def test_different(one: str, other: str) -> None:
    first, second = value(_literal(one)), value(_literal(other))
    assert first is not None
    assert second is not None
    assert first != second


@pytest.mark.parametrize(
    "literal",
    [
        '"abc"^^xsd:integer',
        '" 1"^^xsd:integer',
        '"a  b"^^xsd:token',
        '"1.0"^^xsd:integer',
        '"300"^^xsd:byte',
        '"-1"^^xsd:nonNegativeInteger',
        '"1e3"^^xsd:decimal',
        '"yes"^^xsd:boolean',
        '"xyz"^^xsd:hexBinary',
        '"Y"^^xsd:base64Binary',
        '"2012-02-30T00:00:00"^^xsd:dateTime',
        '"1900-02-29T00:00:00"^^xsd:dateTime',
        '"2012-01-01"^^xsd:dateTime',
        '"2012-01-01T00:00:00"^^xsd:dateTimeStamp',
        '"a b"^^xsd:NCName',
        '"en_GB"^^xsd:language',
        '"plain"^^rdf:PlainLiteral',
        '"inf"^^xsd:double',
    ],
)
def test_ill_typed(literal: str) -> None:
    with pytest.raises(ValueError):
        value(_literal(literal))


@pytest.mark.parametrize("literal", ['"2012-22"^^edtf:EDTF', '"2012-01-01"^^xsd:date'])
def test_unknown_datatypes_have_no_value(literal: str) -> None:
    assert value(_literal(literal)) is None


@pytest.mark.parametrize(
    ("literal", "names"),
    [
        (
            '"5"^^xsd:decimal',
            f"{_SIGNED} xsd:byte xsd:nonNegativeInteger xsd:positiveInteger {_UNSIGNED} rdfs:Literal",
        ),
        ('"-129"^^xsd:integer', f"{_SIGNED} xsd:negativeInteger xsd:nonPositiveInteger rdfs:Literal"),
        ('"5.5"^^xsd:decimal', "xsd:decimal rdfs:Literal"),
        ('"a b"', "xsd:normalizedString xsd:string xsd:token rdf:PlainLiteral rdfs:Literal"),
        ('"a\\nb"', "xsd:string rdf:PlainLiteral rdfs:Literal"),
        ('"a"@en', "rdf:PlainLiteral rdf:langString rdfs:Literal"),
        ('"2012-01-01T00:00:00"^^xsd:dateTime', "xsd:dateTime rdfs:Literal"),
        ('"2012-01-01T00:00:00Z"^^xsd:dateTime', "xsd:dateTime xsd:dateTimeStamp rdfs:Literal"),
    ],
)  # fmt: skip
def test_value_spaces(literal: str, names: str) -> None:
    found = value(_literal(literal))
    assert found is not None
    expected = {PREFIXES[prefix] + local for prefix, local in (name.split(":") for name in names.split())}
    assert {datatype for datatype in DATATYPES if belongs(found, datatype)} == expected


def test_huge_integers_are_read_at_once() -> None:
    assert value(f'"{"9" * 100_000}"^^<{PREFIXES["xsd"]}integer>') == Value("decimal", "9" * 100_000)


def test_escapes() -> None:
    assert parts(r'"tab\t quote\" back\\slash \u00E9 \U0001F600"@en')[0] == 'tab\t quote" back\\slash é \U0001f600'
