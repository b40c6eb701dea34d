"""Words in another language than that of the pages say so wherever they stand (WCAG 2.2, 3.1.2)."""

import json
from pathlib import Path

import html5lib
import pytest

from publish.conftest import Build, tree, write

MORE = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix c: <https://example.org/set/claim/> .
@prefix d: <https://example.org/set/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://example.org/terms#> .
@prefix w: <https://example.org/set/town/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

w:many a t:Town ; rdfs:label "First"@en, "Second label"@en, "Dritte"@de, " First " ; skos:prefLabel "Pref other"@en ;
    dcterms:title "A title that differs"@en .
<https://example.org/set/town/doc#one> a t:Town ; rdfs:label " One "@en, "واحد"@ar ; skos:prefLabel " One "@en .
w:far a t:Ville ; rdfs:label "مدينة <بعيدة>"@ar ; skos:altLabel "Loin"@fr, "Far"@en-GB, "Same"@de, "Same"@en .
c:far a t:Ville, t:Trade ; rdfs:label "Ada kennt sie"@de ; cg:subject w:Ada ; cg:object w:far ; cg:contests c:1 .
d:lost prov:invalidatedAtTime "2024-05-06T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Auf Wunsch."@de .
d: cg:ethicsStatement "Un avis."@fr .
"""
TERMS = """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://example.org/terms#> .
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
t:Ville a owl:Class ; rdfs:label "ville"@fr ; skos:definition "Une ville."@fr, "Una villa."@it .
cg:contests rdfs:label "conteste"@fr .
"""
FAR = '<span lang="ar" dir="auto">مدينة &lt;بعيدة&gt;</span>'


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    more = {"data/far.ttl": MORE, "ontology/ville.ttl": TERMS}
    return write(tmp_path_factory.mktemp("languages") / "project", more)


@pytest.fixture(scope="module")
def site(source: Path, build: Build) -> Path:
    build(source, source.parent / "site")
    return source.parent / "site"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("town/far", f"<h1>{FAR}</h1>"),
        ("town/far", '<p class="eyebrow"><span lang="fr" dir="auto">ville</span></p>'),
        ("town/far", f"<caption>Claims about {FAR}, by relation</caption>"),
        ("town/far", 'aria-label="Claims about مدينة &lt;بعيدة&gt;, by relation"'),
        ("town/Ada", f'/town/far/index.html">{FAR}</a>'),
        ("town/Ada", 'text-anchor="start" lang="ar">مدينة'),
        ("town/Ada", '<span class="flag"><span lang="fr" dir="auto">conteste</span> another claim</span>'),
        ("town/Ada", '<span class="sr"> <span lang="de" dir="auto">Ada kennt sie</span></span>'),
        ("claim/1", '<span lang="fr" dir="auto">conteste</span> the claim beside it</h3>'),
        ("claim/1", '<summary><span lang="fr" dir="auto">conteste</span> <span class="number">'),
        ("claim/far", '<p class="eyebrow">Claim: trade</p>'),
        ("lost", '<dd><span lang="de" dir="auto">Auf Wunsch.</span></dd>'),
        ("lost", '<p><span lang="fr" dir="auto">Un avis.</span></p>'),
        ("../names", f'>{FAR}</a></li>'),
        ("../names", f'><span lang="fr" dir="auto">Loin</span></a> <span class="note">see {FAR}</span>'),
        ("../names", ">Far</a>"),  # the page is in English too
        ("../names", ">Same</a>"),
        ("../terms/Ville", '<p class="definition"><span lang="fr" dir="auto">Une ville.</span></p>'),
        ("../terms", '<p><span lang="fr" dir="auto">Une ville.</span></p>'),
        ("../vocabulary", '<span lang="fr" dir="auto">ville</span></a>'),
    ],
)  # fmt: skip
def test_words_of_another_language_are_marked(site: Path, page: str, shown: str) -> None:
    assert shown in (site / "set" / page / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "label", "shown"),
    [
        ("town/many", "First", [("rdfs:label", "Dritte"), ("rdfs:label", "First"), ("rdfs:label", "Second label"),
                                ("skos:prefLabel", "Pref other"), ("dcterms:title", "A title that differs")]),
        ("town/doc", "One", [("rdfs:label", "واحد"), ("skos:prefLabel", "One")]),
        ("town/doc/one", "One", [("rdfs:label", "واحد"), ("skos:prefLabel", "One")]),
        ("../terms/Ville", "ville", [("skos:definition", "Una villa.")]),
    ],
)  # fmt: skip
def test_every_label_but_the_heading_is_in_the_table(
    site: Path, page: str, label: str, shown: list[tuple[str, str]]
) -> None:
    parsed = html5lib.parse((site / "set" / page / "index.html").read_bytes(), namespaceHTMLElements=False)
    heading = next(parsed.iter("h3" if page == "town/doc" else "h1"))
    assert "".join(heading.itertext()).split()[0] == label
    found = []
    for row in next(parsed.iter("dl")):
        name = next((span.get("title") for span in row[0].iter("span")), "")
        found += [(name, "".join(value.itertext()).strip()) for value in row[1:]]
    kinds = ("rdfs:label", "skos:prefLabel", "skos:definition", "dcterms:title")
    assert sorted(one for one in found if one[0] in kinds) == sorted(shown)


@pytest.mark.parametrize("page", ["town/doc", "town/doc/one"])
def test_a_label_in_the_table_has_its_language(site: Path, page: str) -> None:
    text = (site / "set" / page / "index.html").read_text(encoding="utf-8")
    assert '<dd><span lang="ar" dir="auto">واحد</span></dd>' in text


def test_the_index_of_the_search_has_languages(site: Path) -> None:
    rows = {row[0]: row for row in json.loads((site / "search" / "index.json").read_bytes())}
    assert rows["مدينة <بعيدة>"][4:] == ["ar"]
    assert rows["dots"][4:] == []


def test_languages_are_known_after_an_edit(source: Path, site: Path, build: Build) -> None:
    data = source / "data" / "all.ttl"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace('"Ada trades with ada"', '"Ada trades with her"'), encoding="utf-8")
    assert build(source, site).kept
    build(source, source.parent / "fresh")
    assert tree(site) == tree(source.parent / "fresh")
