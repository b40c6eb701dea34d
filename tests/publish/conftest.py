"""What the tests of publish share: a small project full of hostile names, its site, and the site of the dataset."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from claimgraph import project, publish
from claimgraph.publish import programs
from claimgraph.publish.assemble import Written, assemble
from claimgraph.publish.inputs import Found, Inputs
from claimgraph.publish.spare import looked
from publish import serving
from support import ROOT

CONFIG = """\
[project]
title = "A site <script>alert(1)</script> & its title"
description = "Claims about towns."
licence = "https://creativecommons.org/licenses/by/4.0/"
creators = ["A & B"]
release = "1.0"
site = "https://pages.example/of/towns/"

[namespaces]
dataset = "https://example.org/set/"
ontology = "https://example.org/terms#"
shapes = "https://example.org/shapes#"

[prefixes]
d = "{dataset}"
t = "{ontology}"
"""

ONTOLOGY = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://example.org/terms#> .

<https://example.org/terms> a owl:Ontology ; rdfs:label "terms"@en .
t:Town a owl:Class ; rdfs:label "town"@en ; skos:definition "A town, a \\"place\\" with <b>walls</b>."@en .
t:Trade a owl:Class, skos:Concept ; rdfs:subClassOf cg:RelationClaim ; rdfs:label "trade"@en ;
    skos:inScheme t:kinds ; cg:directProperty t:tradesWith .
t:Barter a owl:Class, skos:Concept ; rdfs:subClassOf t:Trade ; skos:broader t:Trade ; rdfs:label "barter"@en ;
    skos:inScheme t:kinds .
t:kinds a skos:ConceptScheme ; rdfs:label "kinds"@en .
t:tradesWith a owl:ObjectProperty ; rdfs:label "trades with"@en .
cg:RelationClaim rdfs:subClassOf cg:Claim .
cg:Asserted rdfs:label "asserted"@en .
cg:Denied rdfs:label "denied"@en .
cg:Unhedged rdfs:label "unhedged"@en ; cg:certaintyRank 1 .
cg:Possible rdfs:label "possible"@en ; cg:certaintyRank 2 .
"""

LONG = "n" * 300

DATA = f"""\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix c: <https://example.org/set/claim/> .
@prefix d: <https://example.org/set/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://example.org/terms#> .
@prefix w: <https://example.org/set/town/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://example.org/set/> a t:Set ; rdfs:label "set"@en ;
    cg:ethicsStatement "No & statement <i>here</i>."@en ;
    cg:correctionProcedure <https://example.org/set/ethics#corrections> .

w:Ada a t:Town ; rdfs:label "<img src=x onerror=alert(1)>"@en .
w:ada a t:Town ; rdfs:label "</script><script>alert(2)</script>"@en ;
    rdfs:seeAlso <javascript:alert(3)>, <data:text/html,hello>, <https://elsewhere.example/?a=1&b='2'>,
        <https://example.org/set/town/nowhere> .
<https://example.org/set/town/../../../escape> a t:Town ; rdfs:label "dots"@en .
<https://example.org/set/town/..> a t:Town ; rdfs:label "up"@en .
<https://example.org/set/town/%2e%2e%2fescape> a t:Town ; rdfs:label "percent"@en .
<https://example.org/set/town/a?q=1> a t:Town ; rdfs:label "question"@en .
<https://example.org/set/town/index.html> a t:Town ; rdfs:label "index"@en .
<https://example.org/set/town/page.ttl> a t:Town ; rdfs:label "suffix"@en .
<https://example.org/set/town/{LONG}> a t:Town ; rdfs:label "long"@en .
<https://example.org/set/town/žofín> a t:Town ; rdfs:label "Žofín"@cs, "Sophia \\u0007\\u0000 \\uFFFE"@en ;
    skos:altLabel "ζ"@el ; rdfs:comment "1"^^xsd:integer, "plain" .
<https://example.org/set/town> a t:Town ; rdfs:label "the same as the folder"@en .
<https://example.org/set/town/hash#part> a t:Town ; rdfs:label "part"@en ; t:near [ t:near [ rdfs:label "x"@en ] ] .
<https://example.org/set/town/hash#whole> a t:Town ; rdfs:label "<b>whole</b>"@en ; t:near w:Ada,
        <https://example.org/set/town/hash>, <https://example.org/set/town/hash#part> .
<https://example.org/set/town/hash#content> a t:Town ; rdfs:label "as an anchor of the page"@en .
<https://example.org/set/town/hash#a&b'(c)/d?e> a t:Town ; rdfs:label "fragment"@en .
<https://example.org/set/town/hash#lost> prov:invalidatedAtTime "2024-05-06T00:00:00Z"^^xsd:dateTime ;
    rdfs:comment "Asked for in part."@en .
<https://example.org/set/town/ada#wall> a t:Town ; rdfs:label "in a record"@en .
<https://example.org/set/town/a?q=2#x> a t:Town ; rdfs:label "in a question"@en .
<https://example.org/set/#here> a t:Town ; rdfs:label "in the dataset"@en .
<https://example.org/set/lost#one> prov:invalidatedAtTime "2024-05-06T00:00:00Z"^^xsd:dateTime ;
    rdfs:comment "All that was there."@en .
<https://example.org/set/torn> prov:invalidatedAtTime "2024-05-06T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Torn."@en .
<https://example.org/set/torn#rest> a t:Town ; rdfs:label "what is left"@en .
t:Old prov:invalidatedAtTime "2024-05-06T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Nobody used it."@en .
<https://example.org/about/x> a t:Town ; rdfs:label "in a folder of ours"@en .
d:old a t:Town ; rdfs:label "old"@en ; owl:deprecated true ; dcterms:isReplacedBy w:Ada .
d:gone prov:invalidatedAtTime "2024-05-06T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Asked for <b>."@en .
<https://example.org/set/town/d'or> prov:invalidatedAtTime "2024-05-06T00:00:00Z"^^xsd:dateTime ;
    rdfs:comment "Its page is not where its IRI says."@en .
<https://example.org/set/town/slash> a t:Town ; rdfs:label "without a slash"@en .
<https://example.org/set/town/slash/> a t:Town ; rdfs:label "with a slash"@en .
w:wide a t:Town ; rdfs:label "{"W" * 300}"@en, "مدينة \\"كبيرة\\""@ar .

d:paper a cg:SourceDocument ; rdfs:label "paper"@en ; dcterms:identifier "paper.txt" ; dcterms:creator d:author .
d:author a t:Author ; rdfs:label "author"@en .
d:part-1 dcterms:isPartOf d:paper ; cg:number 1 ; oa:start 0 ; oa:end 50 .
d:part-2 dcterms:isPartOf d:paper ; cg:number 2 ; oa:start 51 ; oa:end 90 .

c:1 a t:Trade ; rdfs:label "Ada trades with ada"@en ;
    cg:subject w:Ada ; cg:object w:ada ; cg:voice d:author ; cg:polarity cg:Asserted ; cg:certainty cg:Unhedged ;
    cg:edtf "2010/2012-06" ; cg:earliest "2010-01-01"^^xsd:date ; cg:latest "2012-06-30"^^xsd:date ;
    cg:evidence [ oa:hasSource d:paper ; oa:hasSelector [ oa:start 3 ; oa:end 9 ] ; cg:sha256 "{"a" * 64}" ] .
c:2 a t:Barter ; rdfs:label "Ada does not"@en ; cg:subject w:Ada ;
    cg:object w:ada ; cg:voice d:author ; cg:polarity cg:Denied ; cg:certainty cg:Possible ;
    cg:contests c:1 ; t:goods "salt & \\"pepper\\""@en ; cg:edtf "2011" ;
    cg:evidence [ oa:hasSource d:paper ; oa:hasSelector [ oa:start 60 ; oa:end 70 ] ; cg:sha256 "{"b" * 64}" ] .
c:3 a t:Trade ; rdfs:label "about one"@en ; cg:subject w:Ada ; cg:value 3 .
c:4 a t:Trade ; rdfs:label "of one without a name"@en ; cg:subject [ rdfs:label "<b>who</b>" ] ; cg:object w:wide ;
    cg:edtf "0050" ; cg:evidence [ oa:hasSource d:paper ] .
c:5 a t:Trade ; rdfs:label "with two of each"@en ; cg:subject w:Ada ; cg:object w:slash, w:wide ;
    cg:polarity cg:Asserted, cg:Denied .
"""

RULE = """\
PREFIX cg: <https://w3id.org/claimgraph/allegiance#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
CONSTRUCT { ?s ?p ?o . ?d a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; cg:derivedFromClaim ?c }
WHERE { ?c a ?type ; cg:subject ?s ; cg:object ?o ; cg:polarity cg:Asserted . ?type cg:directProperty ?p
        BIND (IRI(CONCAT(STR(?c), "#derived")) AS ?d) }
"""

FILES = {
    "claimgraph.toml": CONFIG,
    "data/all.ttl": DATA,
    "ontology/terms.ttl": ONTOLOGY,
    "rules/direct.rq": RULE,
    "queries/towns.rq": "# Question: Which <towns> are there?\nSELECT ?town { ?town a t:Town } ORDER BY ?town\n",
    "queries/of-town.rq": "# Question: What of a town?\n# Param: town (iri): the town\nSELECT * { ?town ?p ?o }\n",
    "queries/a name.rq": "# Question: What has a name with a space?\nASK { ?s ?p 1 }\n",
    "queries/any.rq": "# Question: Is there any?\nASK { ?s ?p ?o }\n",
    "queries/graph.rq": "# Question: As a graph?\nCONSTRUCT { ?s a ?t } WHERE { ?s a ?t }\n",
    "docs/ethics.md": "# Ethics\n\n## Corrections and more\n\n<script>alert(4)</script> [a](x.md) [b](javascript:a)\n",
    "CHANGELOG.md": "# Changes\n\n## 1.0 (2024-02-03)\n\n- First & <last>.\n",
}


def write(folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> Path:
    """The small project, in a folder, with more files."""
    for name, text in {**FILES, **more}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def assembled(inputs: Inputs, found: Found, target: Path) -> Written:
    """Write a site of these."""
    with looked(target, programs.pages(inputs.project)) as spare:
        return assemble(inputs, lambda: found, target, spare, lambda: None)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


Build = Callable[[Path, Path], publish.Built]


@pytest.fixture(scope="session")
def build() -> Build:
    """Build the project in one folder into another."""

    def call(source: Path, target: Path) -> publish.Built:
        return publish.build(project.find(source), target)

    return call


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, build: Build) -> Path:
    """The site of the small project."""
    folder = tmp_path_factory.mktemp("small")
    build(write(folder / "project"), folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, build: Build) -> Path:
    """The site of the dataset of this repository."""
    folder = tmp_path_factory.mktemp("shipped") / "site"
    build(ROOT, folder)
    return folder


@pytest.fixture(scope="session")
def nginx_small(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Iterator[str]:
    """The address of the small project's site on nginx."""
    with serving.nginx(tmp_path_factory.mktemp("nginx") / "small", small) as address:
        yield address


@pytest.fixture(scope="session")
def caddy_small(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Iterator[str]:
    """The address of the small project's site on Caddy."""
    with serving.caddy(tmp_path_factory.mktemp("caddy") / "small", small) as address:
        yield address


@pytest.fixture(params=["nginx_small", "caddy_small"])
def host(request: pytest.FixtureRequest) -> str:
    """The address of the small project's site on each server that has rules for all of it."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture(scope="session")
def caddy_shipped(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Iterator[str]:
    """The address of the shipped dataset's site on Caddy."""
    with serving.caddy(tmp_path_factory.mktemp("caddy") / "shipped", shipped) as address:
        yield address


@pytest.fixture(scope="session")
def nginx_shipped(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Iterator[str]:
    """The address of the shipped dataset's site on nginx."""
    with serving.nginx(tmp_path_factory.mktemp("nginx") / "shipped", shipped) as address:
        yield address
