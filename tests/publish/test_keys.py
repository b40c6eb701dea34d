"""Terms by their numbers, and numbers by their terms, as a build leaves them to the next."""

from zlib import crc32

import pyoxigraph as ox
import pytest

from claimgraph.publish.keys import Keys, key, named, term
from claimgraph.publish.statements import Term

TERMS: list[Term] = [
    ox.NamedNode("https://example.org/é"),
    ox.BlankNode("b0"),
    ox.Literal(""),
    ox.Literal("a\0b\nc"),
    ox.Literal("word", language="ar"),
    ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("_:b0"),
    ox.Literal("https://example.org/é"),
]


def test_every_term_has_its_number_and_no_other_has_one() -> None:
    keys = Keys(Keys.of(map(key, TERMS)).told)
    assert list(map(term, keys)) == TERMS
    assert [keys.number(key(one)) for one in TERMS] == list(range(len(TERMS)))
    assert keys.number("https://example.org/e") is None
    assert keys.number(("word", "http://www.w3.org/2001/XMLSchema#string", "")) is None


def test_keys_with_the_same_checksum_are_told_apart() -> None:
    words = [f"https://example.org/{word}" for word in ("plumless", "buckeroo", "other")]
    assert len({crc32(word.encode()) for word in words}) == 2
    keys = Keys.of(words)
    assert [keys.number(word) for word in words] == [0, 1, 2]


def test_there_may_be_none() -> None:
    assert Keys.of([]).number("https://example.org/") is None


def test_a_literal_names_nothing() -> None:
    with pytest.raises(ValueError, match="is a literal"):
        named(key(ox.Literal("x")))
