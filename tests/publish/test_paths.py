"""Where resources are: safe names for any IRI, and no two in one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.errors import ConfigError
from claimgraph.publish.paths import Mounts, table

ROOT = "https://example.org/a/"
MOUNTS = Mounts.of({"dataset": f"{ROOT}set/", "ontology": f"{ROOT}terms#", "shapes": "https://elsewhere.org/shapes#"})

PART = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        "..",
        ".",
        "",
        "index",
        "index.html",
        "INDEX",
        "a",
        "A",
        "ä",
        "a\u0308",
        "%2e%2e",
        "con",
        "x.ttl",
        "about",
        "n" * 400,
    ]
)
IRIS = st.lists(st.lists(PART, max_size=4).map(lambda parts: ROOT + "/".join(parts)), max_size=12)


def test_the_root_is_what_the_namespaces_have_in_common() -> None:
    assert MOUNTS.root == ROOT
    assert Mounts.of({"dataset": "http://e.org/x/y/", "ontology": "http://e.org/x/yz#"}).root == "http://e.org/x/"
    assert Mounts.of({"dataset": "http://e.org/x/y#"}).root == "http://e.org/x/"
    with pytest.raises(ConfigError, match="names no dataset"):
        Mounts.of({})
    for name in ("urn:x:set:", "tag:x,2020:", "https:///x/"):
        with pytest.raises(ConfigError, match="no site answers at the ontology of "):
            Mounts.of({"dataset": ROOT, "ontology": name})


@pytest.mark.parametrize(
    ("iri", "folder"),
    [
        (f"{ROOT}set/town/x", "set/town/x"),
        (f"{ROOT}set/", "set"),
        (f"{ROOT}terms#Town", "terms/Town"),
        (f"{ROOT}terms", "terms"),
        ("https://elsewhere.org/shapes#S", "shapes/S"),
        (f"{ROOT}set/žofín", "set/žofín"),
    ],
)
def test_a_resource_is_where_its_iri_says(iri: str, folder: str) -> None:
    place = table([iri], MOUNTS).places[iri]
    assert (place.folder, place.page, place.twin(".ttl")) == (folder, f"{folder}/index.html", f"{folder}.ttl")


def test_what_is_elsewhere_has_no_place() -> None:
    assert not table(["https://other.org/x", "urn:x", "javascript:alert(1)"], MOUNTS).places


def test_what_no_plain_host_finds_is_redirected() -> None:
    found = table([f"{ROOT}set/x?y=1", f"{ROOT}set/plain", f"{ROOT}set/Plain"], MOUNTS).redirects()
    assert sorted(found) == ["/set/plain", "/set/x?y=1"]
    assert all(place.folder.startswith("set/") for place in found.values())


def test_of_two_that_differ_by_a_slash_the_one_with_it_has_the_page_at_its_address() -> None:
    found = table([f"{ROOT}set/x", f"{ROOT}set/x/"], MOUNTS).places
    assert found[f"{ROOT}set/x/"].folder == "set/x"
    assert found[f"{ROOT}set/x"].folder.startswith("set/x-")


def test_of_a_slash_and_a_hash_the_one_that_is_asked_for_has_its_place() -> None:
    places = table(["https://e.org/x#it", "https://e.org/x/it"], Mounts("https://e.org/")).places
    assert places["https://e.org/x/it"].plain and places["https://e.org/x/it"].folder == "x/it"
    assert not places["https://e.org/x#it"].plain


def test_no_resource_takes_the_place_of_a_file_at_the_root() -> None:
    places = table([f"{ROOT}_headers", f"{ROOT}_redirects"], MOUNTS).places.values()
    assert not {"_headers", "_redirects"} & {place.folder for place in places}


@given(IRIS)
def test_every_iri_has_a_safe_place_of_its_own(iris: list[str]) -> None:
    places = table(iris, MOUNTS).places
    assert set(places) == set(iris)
    folders = [place.folder for place in places.values()]
    assert len({folder.casefold() for folder in folders}) == len(folders)
    for folder in folders:
        parts = folder.split("/") if folder else []
        assert all(part and part not in (".", "..") and len(part.encode()) <= 200 for part in parts)
        assert all(part.isprintable() and not set(part) & set('\\:*?"<>|%#') - {"*"} for part in parts)
        assert parts[:1] not in (["about"], ["assets"], ["names"])


@given(IRIS)
def test_places_do_not_depend_on_order(iris: list[str]) -> None:
    assert table(iris, MOUNTS) == table(list(reversed(iris)), MOUNTS)


@given(IRIS, IRIS)
def test_a_table_of_some_more_and_others_less_is_as_made_anew(before: list[str], after: list[str]) -> None:
    came, went = set(after).difference(before), set(before).difference(after)
    found = table(before, MOUNTS).edited(came, went)
    anew = table(after, MOUNTS)
    if found:
        assert [*found.places.items()] == [*anew.places.items()]
    else:
        crowded = [*table(before, MOUNTS).crowded(before), *anew.crowded(after)]
        assert crowded


def test_where_one_takes_the_place_of_another_the_table_is_made_anew() -> None:
    town, other = f"{ROOT}set/town", f"{ROOT}set/Town"
    assert table([town], MOUNTS).edited({other}, set()) is None
    assert table([town, other], MOUNTS).edited(set(), {town}) is None
    assert table([town, other], MOUNTS).edited(set(), {other}) is None
    found = table([town, other], MOUNTS).edited({f"{ROOT}set/village"}, set())
    assert found == table([town, other, f"{ROOT}set/village"], MOUNTS)


def test_an_ontology_on_another_host_may_be_called_without_the_slash_of_its_namespace() -> None:
    mounts = Mounts.of({"dataset": "https://example.org/set/", "ontology": "https://terms.example/o/"})
    assert mounts.segments("https://terms.example/o") == mounts.segments("https://terms.example/o/") == ["ontology"]
    assert mounts.segments("https://terms.example/") is mounts.segments("https://terms.example/other") is None
