"""What a dataset and its releases say of themselves, for machines."""

import hashlib
import json
from pathlib import Path

import html5lib
import pyoxigraph as ox
import pytest

from claimgraph import project, publish, rdf, sources
from claimgraph.formats import FORMATS
from claimgraph.publish import history, schema_org
from claimgraph.publish.downloads import Distribution
from claimgraph.publish.metadata import SHAPES, Subject, describe
from claimgraph.publish.model import Model
from claimgraph.publish.release import release
from claimgraph.publish.statistics import Statistics
from claimgraph.terms import PREFIXES
from claimgraph.validate import validate
from publish.conftest import tree
from publish.releasing import DATA, HEAD, edit, project_in, version
from support import ROOT

BASE = "https://example.org/set/"
FILE = Distribution(f"{BASE}releases/1.0.0/a.nq", "All", "application/n-quads", 12, "ab" * 32)


def described(folder: Path, subject: Subject) -> list[ox.Triple]:
    model = Model().read(sources.triples(sources.expand([folder / "data"])))
    return describe(subject, model, Statistics.of(model, list(subject.project.namespaces.values())))


def ask(triples: list[ox.Triple], pattern: str) -> bool:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    found = store.query(f"ASK {{ {pattern} }}", prefixes=dict(PREFIXES))
    assert isinstance(found, ox.QueryBoolean)
    return bool(found)


def faults(triples: list[ox.Triple], folder: Path, engine: str) -> list[str]:
    path = folder / "metadata.ttl"
    path.write_bytes(rdf.serialized(triples, FORMATS["turtle"], PREFIXES))
    return sorted(finding.message for finding in validate([path], shapes=[SHAPES], engine=engine).findings)


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("release_of", ["", "1.0.0"])
def test_the_shapes_of_dcat_and_void_are_met(tmp_path: Path, engine: str, release_of: str) -> None:
    for folder in (project_in(tmp_path), ROOT):
        here = project.find(folder)
        subject = Subject(here, release_of, "2026-12-01", (), [FILE]) if release_of else Subject(here)
        assert faults(described(folder, subject), tmp_path, engine) == []


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("dcterms:accessRights", "dcterms:rights", "A dataset says who may have it"),
        ('dcterms:title "Towns"@en', 'dcterms:title "Towns"@en, "Cities"@en', "A dataset has a title"),
        ("dcterms:publisher d:press", "dcterms:publisher d:press, d:paper", "A dataset has at most one publisher"),
        ("a dcat:Dataset", "a dcat:Dataset ; dcterms:license 'CC BY'", "A dataset has exactly one licence"),
        ("a dcat:Dataset", "a dcat:Dataset ; dcterms:issued 'lately'", "A date of issue is"),
        ("a dcat:Dataset", "a dcat:Dataset ; dcterms:creator 'me'", "A creator is an agent"),
        ("a dcat:Dataset", "a dcat:Dataset ; dcat:distribution d:press", "What there is to download is"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, engine: str, old: str, new: str, fault: str) -> None:
    edit(project_in(tmp_path), "data/all.ttl", old, new)
    found = faults(described(tmp_path, Subject(project.find(tmp_path))), tmp_path, engine)
    assert [message for message in found if message.startswith(fault)]


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (Distribution(FILE.url, "All", "nquads", 12, "ab" * 32), "A distribution has one media type"),
        (Distribution(FILE.url, "All", "application/n-quads", -1, "ab" * 32), "A size is a number of bytes"),
        (Distribution(FILE.url, "All", "application/n-quads", 12, "xy"), "A checksum has one value"),
    ],
)
def test_a_wrong_distribution_is_found(tmp_path: Path, engine: str, wrong: Distribution, fault: str) -> None:
    here = project.find(project_in(tmp_path))
    found = faults(described(tmp_path, Subject(here, "1.0.0", "2026-12-01", (), [wrong])), tmp_path, engine)
    assert [message for message in found if message.startswith(fault)]


QUESTIONS = {
    "identifier": "?d dcterms:identifier ?id FILTER (STR(?id) = STR(?d))",
    "licence": "?d dcterms:license <https://creativecommons.org/licenses/by/4.0/>",
    "provenance": "?d prov:wasGeneratedBy/prov:wasAssociatedWith/rdfs:label ?who ; prov:wasDerivedFrom ?source",
    "access": "?d dcterms:accessRights ?who ; dcat:contactPoint/vcard:hasURL ?whom",
    "vocabulary": "?d void:vocabulary ?v ; dcterms:conformsTo ?o ; void:classPartition/void:class ?c",
    "format": "?d dcat:distribution [ dcat:mediaType ?type ; dcat:downloadURL ?url ; spdx:checksum ?sum ]",
    "version": "?d dcat:version '1.0.0' ; dcterms:issued ?day ; dcat:isVersionOf ?whole",
    "links": "?l a void:Linkset ; void:subjectsTarget ?d ; void:linkPredicate skos:closeMatch ; void:triples 1",
    "publisher": "?d dcterms:publisher/foaf:name 'The press'",
    "ethics": "?d <https://w3id.org/claimgraph/allegiance#ethicsStatement> 'It is no watchlist.'@en",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_questions_of_fair_are_answered(tmp_path: Path, question: str) -> None:
    here = project.find(project_in(tmp_path))
    found = described(tmp_path, Subject(here, "1.0.0", "2026-12-01", (), [FILE]))
    assert ask(found, f"BIND (<{BASE}releases/1.0.0> AS ?d) {QUESTIONS[question]}")


def test_the_first_page_alone_answers_the_questions_of_fair(shipped: Path) -> None:
    document = html5lib.parse((shipped / "index.html").read_bytes(), namespaceHTMLElements=False)
    links: dict[str, list[tuple[str, str]]] = {}
    for link in document.iter("link"):
        for rel in str(link.get("rel")).split():
            links.setdefault(rel, []).append((str(link.get("href")), str(link.get("type"))))
    told = json.loads(next(str(e.text) for e in document.iter("script") if e.get("type") == "application/ld+json"))
    # Identifier and licence: the same for machines of either kind.
    ((identifier, _),) = links["cite-as"]
    assert identifier == told["@id"] == told["identifier"] == "https://w3id.org/claimgraph/libya/"
    ((licence, _),) = links["license"]
    assert licence == told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    # Access.
    assert told["isAccessibleForFree"] is True
    assert told["conditionsOfAccess"].endswith("access-right/PUBLIC")
    # Provenance.
    assert told["creator"] and told["publisher"] and told["version"]
    assert {iri.rpartition("/")[2] for iri in told["isBasedOn"]} == {"aqim-in-libya", "foreign-fighters-in-libya"}
    # Vocabulary.
    assert told["schemaVersion"][0] == "https://w3id.org/claimgraph/allegiance"
    assert "http://www.w3.org/ns/prov" in told["schemaVersion"]
    # Format: every file with its media type, size and digest, and what it is said to be.
    for part in told["distribution"]:
        data = (shipped / part["contentUrl"].removeprefix("https://w3id.org/claimgraph/")).read_bytes()
        assert part["contentSize"] == f"{len(data)} B"
        assert part["sha256"] == hashlib.sha256(data).hexdigest()
        assert part["encodingFormat"]
    assert {(shipped / href).name for href, _ in links["item"]} == {
        part["contentUrl"].rpartition("/")[2] for part in told["distribution"]
    }
    # What it is described by is there, in three forms.
    assert [kind for href, kind in links["describedby"] if (shipped / href).is_file()] == [
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
    ]
    assert "http://www.w3.org/ns/dcat#Dataset" in {href for href, _ in links["type"]}


def test_the_data_is_counted(tmp_path: Path) -> None:
    found = described(project_in(tmp_path), Subject(project.find(tmp_path)))
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in ox.parse(HEAD + DATA, format=ox.RdfFormat.TURTLE))
    number = len(store)
    town = "<https://example.org/terms#Town>"
    assert ask(found, f"<{BASE}> void:triples {number} ; void:entities 7 ; void:classes 5")
    assert ask(found, f"<{BASE}> void:classPartition [ void:class {town} ; void:entities 3 ]")
    assert ask(found, f"<{BASE}> void:propertyPartition [ void:property rdfs:label ; void:triples 6 ]")
    assert not ask(found, "?l void:objectsTarget/void:uriSpace 'https://example.org/set/'")


def test_a_site_counts_the_statements_that_its_downloads_hold(tmp_path: Path) -> None:
    source, site = project_in(tmp_path / "towns"), tmp_path / "site"
    foaf = "<http://xmlns.com/foaf/0.1/Person> rdfs:label 'person'@en ; rdfs:comment 'Of another.'@en ."
    with (source / "ontology" / "terms.ttl").open("a", encoding="utf-8") as ontology:
        ontology.write(foaf)
    edits = ('"Cee"@en', '"Sea"@en ; <http://xmlns.com/foaf/0.1/nick> "C"'), ('"Cee"', '"Sea", "See"')
    for said in ("", "t:Unheard rdfs:label 'of a term that the ontology has not'@en ."):
        for old, new in edits:
            edit(source, "data/all.ttl", old, new)
            (source / "data" / "more.ttl").write_text(HEAD + f"d:more t:is {len(said)} .\n{said}", encoding="utf-8")
            publish.build(project.find(source), site)
            found = [quad.triple for quad in ox.parse((site / ".well-known/void").read_bytes(), ox.RdfFormat.TURTLE)]
            (dump,) = (site / "downloads").glob("*.nq")
            triples = list(ox.parse(dump.read_bytes(), ox.RdfFormat.N_QUADS))
            subjects, properties = ({str(quad[part]) for quad in map(tuple, triples)} for part in range(2))
            counted = f"void:distinctSubjects {len(subjects)} ; void:properties {len(properties)}"
            assert ask(found, f"<{BASE}> void:triples {len(triples)} ; {counted}")
            edit(source, "data/all.ttl", new, old)


def test_what_the_record_says_is_not_said_again_by_the_configuration(tmp_path: Path) -> None:
    source = project_in(tmp_path)
    edit(source, "claimgraph.toml", 'title = "Towns"', 'title = "Villages"')
    found = described(source, Subject(project.find(source)))
    assert ask(found, f"<{BASE}> dcterms:title 'Towns'@en")
    assert not ask(found, f"<{BASE}> dcterms:title 'Villages'")
    assert ask(found, f"<{BASE}> dcterms:description 'Claims about towns.'")


RECORD = """dcterms:issued "2020-02-01"^^xsd:date ; dcterms:modified "2021-03-04"^^xsd:date ; dcat:version "9.9" ;
    dcat:hasCurrentVersion d:other ; <http://rdfs.org/ns/void#triples> 7 ; <http://rdfs.org/ns/void#uriSpace> "x" ;"""


def test_of_what_there_is_one_of_the_description_says_one(tmp_path: Path) -> None:
    source = project_in(tmp_path / "towns")
    edit(source, "data/all.ttl", "d: a dcat:Dataset ;", f"d: a dcat:Dataset ; {RECORD}")
    assert release(project.find(source), "1.0.0", "2026-12-01").findings == ()
    released = [q.triple for q in ox.parse((source / "releases/1.0.0/metadata.ttl").read_bytes(), ox.RdfFormat.TURTLE)]
    # The date and the number of a release are its own, those of the dataset what its record says; counts are made.
    assert ask(released, f"<{BASE}releases/1.0.0> dcat:version '1.0.0' ; dcterms:issued '2026-12-01'^^xsd:date")
    here = project.find(source)
    found = described(source, Subject(here, earlier=history.releases(here)))
    assert ask(found, f"<{BASE}> dcat:version '9.9' ; dcterms:issued '2020-02-01'^^xsd:date")
    for triples, node in ((released, f"{BASE}releases/1.0.0"), (found, BASE)):
        assert faults(triples, tmp_path, "fast") == []
        assert not ask(triples, f"<{node}> void:triples 7")


def test_links_to_urns_are_links_into_a_namespace_of_urns(tmp_path: Path) -> None:
    edit(project_in(tmp_path), "data/all.ttl", "<http://www.wikidata.org/entity/Q1>", "<urn:x:y>")
    found = described(tmp_path, Subject(project.find(tmp_path)))
    assert ask(found, "?l void:linkPredicate skos:closeMatch ; void:objectsTarget/void:uriSpace 'urn:x:'")


def test_an_archive_of_several_formats_is_no_dump(tmp_path: Path) -> None:
    source = project_in(tmp_path)
    release(project.find(source), "1.0.0", "2026-12-01")
    found = [q.triple for q in ox.parse((source / "releases/1.0.0/metadata.ttl").read_bytes(), ox.RdfFormat.TURTLE)]
    where = f"<{BASE}releases/1.0.0> dcat:distribution ?archive FILTER STRENDS(STR(?archive), '.tar.gz')"
    assert ask(found, where) and ask(found, "?d void:dataDump ?nq")
    assert not ask(found, f"?d void:dataDump ?archive . {where}")


def test_schema_org_says_what_is_known_of_creators_and_files(tmp_path: Path) -> None:
    more = "dcterms:creator d:ann ; dcat:distribution <https://elsewhere.example/d.csv> ;"
    source = project_in(tmp_path)
    edit(source, "data/all.ttl", "d: a dcat:Dataset ;", f"d: a dcat:Dataset ; {more}")
    person = "d:ann a <http://xmlns.com/foaf/0.1/Person> ; rdfs:label 'Ann' .\n"
    (source / "data" / "ann.ttl").write_text(HEAD + person, encoding="utf-8")
    tables = Distribution(f"{BASE}t-tables.zip", "Tables", "text/csv", 12, "ab" * 32, "application/zip")
    found = described(source, Subject(project.find(source), distributions=[tables]))
    told = schema_org.dataset(found, ox.NamedNode(BASE))
    assert told["creator"] == [{"@type": "Person", "name": "Ann", "@id": f"{BASE}ann"}]
    elsewhere, own = sorted(told["distribution"], key=len)
    assert elsewhere == {"@type": "DataDownload", "contentUrl": "https://elsewhere.example/d.csv"}
    assert own["encodingFormat"] == "application/zip"


def test_schema_org_says_the_same(tmp_path: Path) -> None:
    here = project.find(project_in(tmp_path))
    found = described(tmp_path, Subject(here, "1.0.0", "2026-12-01", (), [FILE]))
    told = schema_org.dataset(found, ox.NamedNode(f"{BASE}releases/1.0.0"))
    assert told["@type"] == "Dataset"
    assert (told["name"], told["version"], told["datePublished"]) == ("Towns", "1.0.0", "2026-12-01")
    assert told["isAccessibleForFree"] is True
    assert told["publisher"] == [{"@type": "Organization", "name": "The press", "@id": f"{BASE}press"}]
    assert told["distribution"][0]["encodingFormat"] == "application/n-quads"


def test_the_site_says_it_where_it_is_looked_for_and_keeps_every_release(tmp_path: Path) -> None:
    source = project_in(tmp_path / "towns")
    release(project.find(source), "1.0.0", "2026-12-01")
    version(source, "1.0.0", "1.1.0")
    edit(source, "data/all.ttl", '"Cee"', '"Sea"')
    release(project.find(source), "1.1.0", "2026-12-02")
    site = tmp_path / "site"
    publish.build(project.find(source), site)
    void = (site / ".well-known/void").read_bytes()
    assert void == (site / "metadata.ttl").read_bytes()
    found = [quad.triple for quad in ox.parse(void, format=ox.RdfFormat.TURTLE)]
    assert faults(found, tmp_path, "fast") == []
    assert ask(found, f"<{BASE}> dcat:hasVersion <{BASE}releases/1.0.0> ; dcat:hasCurrentVersion ?last")
    home = (site / "index.html").read_text(encoding="utf-8")
    told = json.loads(home.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    for part in told["distribution"]:
        # Every download that is announced is there.
        assert (site / part["contentUrl"].removeprefix("https://example.org/")).is_file()
    for number in ("1.0.0", "1.1.0"):
        files = tree(source / "releases" / number)
        assert {name: data for name, data in tree(site / "set/releases" / number).items() if name in files} == files
    for path in site.rglob("*.html"):
        html5lib.HTMLParser(strict=True).parse(path.read_text(encoding="utf-8"))
    page = (site / "set/releases/1.1.0/index.html").read_text(encoding="utf-8")
    assert ">Changed</h2>" in page
    assert "Sea" in page
    assert "changes.rdfp" in page
