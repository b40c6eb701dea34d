"""Claims with several values of what should be one: tables show all, pictures draw each."""

from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest

from claimgraph.publish.claims import MOST
from publish.conftest import Build, tree, write

MANY = [f"w:m{number:02}" for number in range(MOST + 3)]
MORE = f"""\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix c: <https://example.org/set/claim/> .
@prefix d: <https://example.org/set/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
@prefix w: <https://example.org/set/town/> .

w:one a t:Town ; rdfs:label "One"@en .
w:two a t:Town ; rdfs:label "Two"@en .
w:three a t:Town ; rdfs:label "Three"@en .
w:four a t:Town ; rdfs:label "Four"@en .
w:hub a t:Town ; rdfs:label "Hub"@en .
d:other a t:Author ; rdfs:label "other"@en .
c:several a t:Step ; rdfs:label "of several"@en ; cg:subject w:one, w:two ; cg:object w:three, w:four ;
    cg:voice d:author, d:other ; cg:polarity cg:Asserted, cg:Denied ; cg:certainty cg:Unhedged, cg:Possible ;
    cg:edtf "2012" .
c:many a t:Trade ; rdfs:label "of many"@en ; cg:subject w:hub ; cg:object {", ".join(MANY)} ; cg:edtf "2013" .
c:none a t:Trade ; rdfs:label "of two alone"@en ; cg:subject w:one, w:hub .
"""
MORE += "".join(f'{name} a t:Town ; rdfs:label "M{name[3:]}"@en .\n' for name in MANY)
TERMS = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
t:Step a owl:Class ; rdfs:label "step"@en ; rdfs:subClassOf cg:Lineage .
cg:Lineage rdfs:subClassOf cg:RelationClaim .
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    more = {"data/several.ttl": MORE, "ontology/step.ttl": TERMS}
    return write(tmp_path_factory.mktemp("several") / "project", more)


@pytest.fixture(scope="module")
def site(source: Path, build: Build) -> Path:
    build(source, source.parent / "site")
    return source.parent / "site"


def rows(site: Path, page: str) -> list[list[str]]:
    """The rows of the tables of claims of a page, as texts."""
    parsed = html5lib.parse((site / "set" / page / "index.html").read_bytes(), namespaceHTMLElements=False)
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in parsed.iter("tr")]


def drawn(site: Path, picture: str) -> str:
    """The words in a picture."""
    root = ElementTree.parse(site / picture).getroot()  # noqa: S314 - it is ours
    return " | ".join("".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text"))


def lines(site: Path, picture: str) -> list[str]:
    """How each line of a picture is drawn."""
    paths = ElementTree.parse(site / picture).iter("{http://www.w3.org/2000/svg}path")  # noqa: S314 - it is ours
    return [kind for path in paths if (kind := path.attrib.get("class", "")).startswith("edge")]


@pytest.mark.parametrize("page", ["town/one", "town/two", "town/three", "town/four"])
def test_a_row_has_every_party_voice_polarity_and_certainty(site: Path, page: str) -> None:
    (row,) = {
        tuple(row) for row in rows(site, page) if "step" in row[0] and len(row) == 5
    }  # of claims, and of the lineage
    assert row[0] == "One, Two step Four, Three"
    assert row[2] == "author, other"
    assert row[3] == "+ asserted, − denied ●○ possible, ●● unhedged"


def test_a_row_of_many_says_how_many_more_there_are(site: Path) -> None:
    heads = [row[0] for row in rows(site, "town/hub")]
    assert "→ to " + ", ".join(f"M{number:02}" for number in range(MOST)) + " and 3 more" in heads
    assert any(f"M{MOST + 2}" in row for row in record(site, "claim/many"))


def record(site: Path, page: str) -> list[str]:
    """What the last list of a page says of its record."""
    parsed = html5lib.parse((site / "set" / page / "index.html").read_bytes(), namespaceHTMLElements=False)
    return ["".join(row.itertext()) for row in list(parsed.iter("dl"))[-1]]


def test_who_is_one_of_two_subjects_without_an_object_sees_the_other(site: Path) -> None:
    assert "Hub, One trade" in [row[0] for row in rows(site, "town/one")]


def test_networks_draw_a_line_for_each_other_party(site: Path) -> None:
    one = drawn(site, "set/town/one/network.svg")
    assert "Four" in one
    assert "Three" in one
    assert "Two" not in one
    assert "One | Two" in drawn(site, "set/town/three/network.svg").replace("step | ", "")
    assert set(lines(site, "set/town/one/network.svg")) == {"edge is-doubted"}
    whole = drawn(site, "network.svg")
    assert all(name in whole for name in ("One", "Two", "Three", "Four", "M00", f"M{MOST - 1}"))


def test_a_lineage_draws_each_pair(site: Path) -> None:
    assert len(lines(site, "set/town/one/lineage.svg")) == 4
    assert len(lines(site, "set/town/four/lineage.svg")) == 4


def test_a_timeline_names_the_first_and_counts_the_others(site: Path) -> None:
    assert f"trade – M00 and {MOST + 2} more" in drawn(site, "set/town/hub/timeline.svg")
    assert "step – One and 1 more" in drawn(site, "set/town/four/timeline.svg")


def test_every_value_is_counted(site: Path) -> None:
    page = rows(site, "../quality")
    assert ["denied", "3"] in page


def test_pages_of_every_party_follow_an_edit(source: Path, site: Path, build: Build) -> None:
    data = source / "data" / "several.ttl"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("cg:object w:three, w:four", "cg:object w:three"), encoding="utf-8")
    assert build(source, site).kept
    build(source, source.parent / "fresh")
    assert tree(site) == tree(source.parent / "fresh")
