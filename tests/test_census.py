"""Digests of what files say, property by property."""

from pathlib import Path

import pytest

from claimgraph.census import LANGUAGES, SPECIAL, STRINGS, Census, Count, count
from claimgraph.formats import by_name
from claimgraph.sources import Source

HEAD = """\
@prefix : <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def counted(text: str, kind: str = "turtle") -> Count:
    found = count(Source(Path("data"), by_name(kind), text.encode()), lambda digest: None)
    assert found
    return found


def differing(one: str, other: str) -> set[str]:
    """The properties of which two texts differ, without the namespace."""
    first, second = (counted(HEAD + text).properties for text in (one, other))
    names = {name for name in {*first, *second} if first.get(name) != second.get(name)}
    return {name.removeprefix("http://e/") for name in names}


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        (":a :p :b ; :q :c .", ":a :q :c ; :p :b .", set()),
        (":a :p :b , :c .", ":a :p :c , :b .", {"p"}),
        (":a :p :b ; :q :c .", ":a :p :b ; :q :d .", {"q"}),
        (":a :p :b .", ":a :p :b ; :q :c .", {"q"}),
        ("_:x :p :b . _:y :q :c .", "_:n :p :b . _:m :q :c .", set()),
        ("_:x :p :b . _:x :q :c .", "_:x :p :b . _:y :q :c .", {"q"}),
        ("[] :r 'x' . [] :p :b .", "[] :p :b .", {"r", "p", STRINGS}),
        (":a :p 'x' .", ":a :p 'y' .", {"p"}),
        (":a :p 'x' .", ":a :p 'x'@en .", {"p", STRINGS, LANGUAGES}),
        (":a :p 1 .", ":a :p 2 .", {"p", SPECIAL}),
        (":a :p owl:sameAs .", ":a :p owl:Thing .", {"p", SPECIAL}),
    ],
)
def test_what_differs_is_told(one: str, other: str, names: set[str]) -> None:
    assert differing(one, other) == names


def test_classes_are_those_above_or_below_others() -> None:
    found = counted(HEAD + ":A rdfs:subClassOf :B , [ a owl:Restriction ] . :c a :C . :D skos:broader :E .")
    assert set(found.classes) == {f"http://e/{name}" for name in "ABDE"}


def test_a_digest_is_of_the_named_properties_in_the_order_of_files() -> None:
    plain, other, blank = (counted(f"{HEAD} {text}") for text in (":a :p :b .", ":a :q :b .", "[] :p :b ; :q :c ."))

    def digest(*files: tuple[str, Count]) -> str:
        return Census(dict(files)).digest({"http://e/p"})

    assert digest(("1", plain), ("2", other)) == digest(("0", other), ("1", plain)) == digest(("1", plain))
    assert digest(("1", plain)) != digest(("2", plain))
    assert digest(("1", plain), ("2", blank)) != digest(("2", blank), ("1", plain))
    # The name that a blank node gets has the place of its file in it.
    assert digest(("1", other), ("2", blank)) != digest(("2", blank))


def test_formats_of_named_graphs_are_counted_without_the_names() -> None:
    line = "<http://e/a> <http://e/p> _:x"
    assert counted(f"{line} <http://e/g> .", "nquads").properties == counted(f"{line} .", "ntriples").properties


@pytest.mark.parametrize(
    ("text", "kind"), [('{"@id": "http://e/a"}', "jsonld"), (HEAD + ":a :p <<( :a :p :b )>> .", "turtle")]
)
def test_what_cannot_be_told_apart_has_no_count(text: str, kind: str) -> None:
    assert count(Source(Path("data"), by_name(kind), text.encode()), lambda digest: None) is None


def test_a_file_that_is_known_is_not_read_again() -> None:
    source = Source(Path("data"), by_name("turtle"), b"this does not parse")
    before = Count("digest", {}, [])
    assert count(source, lambda digest: before) is before
    with pytest.raises(SyntaxError):
        count(source, lambda digest: None)
