"""Hash IRIs: clients ask for their document alone, so that says what is said of each of them."""

import json
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import html5lib
import pyoxigraph as ox
import pytest

from claimgraph.publish.check_site import check_site
from publish import serving
from publish.conftest import Build, write
from publish.releasing import edit, project_in, version
from publish.test_check_site import ask, found
from publish.test_release import add, faults, make

XHTML = "{http://www.w3.org/1999/xhtml}"
COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OWL = "http://www.w3.org/2002/07/owl#"


def people(folder: Path, text: str, dataset: str = "https://example.org/people#", more: str = "") -> Path:
    """A project of one file and hardly more."""
    (folder / "data").mkdir(parents=True)
    config = f'[project]\ntitle = "People"\n{more}\n[namespaces]\ndataset = "{dataset}"\n'
    (folder / "claimgraph.toml").write_text(config, encoding="utf-8")
    (folder / "data" / "all.ttl").write_text(f"@prefix : <{dataset}> .\n{text}", encoding="utf-8")
    return folder


def said(site: Path, folder: str) -> dict[str, ox.Dataset]:
    """What the twins of a resource say, and what stands in its page, by suffix."""
    page = (site / folder / "index.html").read_text(encoding="utf-8")
    (inside,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[:1]
    stem = folder or "index"
    forms = {
        ".nt": ((site / f"{stem}.nt").read_bytes(), ox.RdfFormat.N_TRIPLES),
        ".ttl": ((site / f"{stem}.ttl").read_bytes(), ox.RdfFormat.TURTLE),
        ".jsonld": ((site / f"{stem}.jsonld").read_bytes(), ox.RdfFormat.JSON_LD),
        ".html": (inside.encode(), ox.RdfFormat.JSON_LD),
    }
    graphs = {suffix: ox.Dataset(ox.parse(data, format=kind)) for suffix, (data, kind) in forms.items()}
    for graph in graphs.values():
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return graphs


def labels(graph: ox.Dataset) -> dict[str, str]:
    """What the named things are called."""
    return {
        quad.subject.value: quad.object.value
        for quad in graph
        if isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value == LABEL
        and isinstance(quad.object, ox.Literal)
    }


def comment(graph: ox.Dataset, iri: str) -> str:
    """What is commented on a thing."""
    quads = [quad for quad in graph if quad.subject == ox.NamedNode(iri) and quad.predicate.value == COMMENT]
    (found,) = (quad.object.value for quad in quads if isinstance(quad.object, ox.Literal))
    return found


def anchors(site: Path, folder: str) -> list[str]:
    """The anchors of a page, which is parsed strictly."""
    page = html5lib.HTMLParser(strict=True).parse((site / folder / "index.html").read_text(encoding="utf-8"))
    return [element.attrib["id"] for element in page.iter() if "id" in element.attrib]


def addresses(site: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((site / "hosting" / "addresses.json").read_bytes())
    return found


@pytest.mark.parametrize("dataset", ["https://example.org/people#", "https://example.org/#"])
def test_the_document_of_a_hash_dataset_holds_all_of_it(tmp_path: Path, build: Build, dataset: str) -> None:
    text = f""":alice <{LABEL}> "Alice" ; :knows [ :name "nobody" ] . :bob <{LABEL}> "Bob" .
        <{dataset[:-1]}> <{LABEL}> "The people" ."""
    build(people(tmp_path / "p", text, dataset), tmp_path / "site")
    resources = addresses(tmp_path / "site")["resources"]
    folder = dataset[:-1].removeprefix("https://example.org/")
    assert dataset not in resources and resources[dataset[:-1]] == folder
    graphs = said(tmp_path / "site", folder)
    assert labels(graphs[".nt"]) == {dataset[:-1]: "The people", f"{dataset}alice": "Alice", f"{dataset}bob": "Bob"}
    assert len(graphs[".nt"]) == 5 and all(graph == graphs[".nt"] for graph in graphs.values())
    assert {"alice", "bob"} <= {*anchors(tmp_path / "site", folder)}
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert (">All records</a>" in page) is bool(folder)
    assert check_site(str(tmp_path / "site")).report.findings == ()


@pytest.mark.parametrize("server", [serving.nginx, serving.caddy])
@pytest.mark.parametrize("more", ["", 'site = "https://pages.example/of/people/"'])
def test_a_hash_dataset_is_negotiated(
    tmp_path: Path, build: Build, server: Callable[[Path, Path], AbstractContextManager[str]], more: str
) -> None:
    text = f':alice <{LABEL}> "Alice" . <https://example.org/group/1#it> <{LABEL}> "it" .'
    build(people(tmp_path / "p", text, more=more), tmp_path / "site")
    with server(tmp_path / "server", tmp_path / "site") as address:
        assert check_site(address).report.findings == ()
        for place in ("people", "group/1"):
            status, headers, _ = ask(address, place, "text/turtle")
            assert status == 303 and headers["location"].endswith(f"/{place}.ttl")
            _, headers, body = ask(address, f"{place}.ttl")
            assert f'<https://example.org/{place}>; rel="cite-as"' in headers["link"]
            assert b"label" in body
        _, headers, _ = ask(address, "people/alice/")
        assert '<https://example.org/people#alice>; rel="cite-as"' in headers["link"]


@pytest.mark.parametrize("whole", ["https://example.org/terms#", "https://example.org/terms/"])
def test_an_ontology_may_be_called_by_the_whole_of_its_namespace(tmp_path: Path, build: Build, whole: str) -> None:
    source, site = project_in(tmp_path / "towns"), tmp_path / "site"
    edit(source, "ontology/terms.ttl", "<https://example.org/terms> ", f"<{whole}> ")
    for path in (source / "claimgraph.toml", *source.glob("*/*.ttl")):
        path.write_text(path.read_text(encoding="utf-8").replace("https://example.org/terms#", whole), encoding="utf-8")
    axiom = f"[] a owl:AllDisjointClasses ; owl:members ( <{whole}Town> <{whole}Press> ) ."
    add(source, "ontology/axioms.ttl", axiom)
    assert make(source, "1.0.0").findings == ()
    version(source, "1.0.0", "1.1.0")
    edit(source, "ontology/terms.ttl", "terms/1>", "terms/2>")
    deprecated = "owl:deprecated true ; dcterms:isReplacedBy t:Town ; rdfs:label"
    edit(source, "ontology/terms.ttl", "t:Asserted rdfs:label", f"t:Asserted {deprecated}")
    assert make(source, "1.1.0").findings == ()
    build(source, site)
    resources = addresses(site)["resources"]
    assert resources[whole] == "terms" and "https://example.org/terms" not in resources
    graphs = said(site, "terms")
    assert labels(graphs[".nt"])[whole] == "terms" and len(labels(graphs[".nt"])) == 4
    for graph in (*graphs.values(), ox.Dataset(ox.parse((site / "terms/1.ttl").read_bytes(), ox.RdfFormat.TURTLE))):
        assert any(quad.object.value == f"{OWL}AllDisjointClasses" for quad in graph)
    assert 'href="../terms/index.html"' in (site / "vocabulary" / "index.html").read_text(encoding="utf-8")
    assert f"conformsTo> <{whole}>" in (site / "metadata.nt").read_text(encoding="utf-8")
    with serving.nginx(tmp_path / "server", site) as address:
        assert check_site(address).report.findings == ()
        _, headers, _ = ask(address, "terms.ttl")
        assert f'<{whole}>; rel="cite-as"' in headers["link"]


def test_a_record_and_what_is_in_it_are_one_document(small: Path) -> None:
    folder = addresses(small)["resources"]["https://example.org/set/town/ada"]
    graphs = said(small, folder)
    assert labels(graphs[".nt"]) == {
        "https://example.org/set/town/ada": "</script><script>alert(2)</script>",
        "https://example.org/set/town/ada#wall": "in a record",
    }
    assert all(graph == graphs[".nt"] for graph in graphs.values())
    assert "wall" in anchors(small, folder)
    assert labels(said(small, "set/town/ada/wall")[".nt"]) == {"https://example.org/set/town/ada#wall": "in a record"}


def test_a_document_of_which_nothing_is_said_holds_the_records_in_it(small: Path) -> None:
    whole = "https://example.org/set/town/hash"
    graph = said(small, "set/town/hash")[".nt"]
    wanted = {"part": "part", "whole": "<b>whole</b>", "content": "as an anchor of the page", "a&b'(c)/d?e": "fragment"}
    assert labels(graph) == {f"{whole}#{fragment}": label for fragment, label in wanted.items()}
    assert any(quad.object == ox.Literal("x", language="en") for quad in graph)  # two blank nodes below
    ids = anchors(small, "set/town/hash")
    assert {*wanted, "lost"} <= {*ids} and len(ids) == len({*ids})
    page = (small / "set" / "town" / "hash" / "index.html").read_text(encoding="utf-8")
    assert 'id="a&amp;b&#39;(c)/d?e"' in page and "<b>whole" not in page
    # Where it is mentioned it is linked, and says so.
    assert '<a href="../../../../set/town/hash/index.html">' in (
        small / "set" / "town" / "hash" / "whole" / "index.html"
    ).read_text(encoding="utf-8")
    assert "What links here" in page


def test_the_dataset_and_the_ontology_are_such_documents_too(small: Path) -> None:
    assert labels(said(small, "set")[".nt"])["https://example.org/set/#here"] == "in the dataset"
    assert "here" in anchors(small, "set")
    assert comment(said(small, "terms")[".nt"], "https://example.org/terms#Old") == "Nobody used it."
    ids = anchors(small, "terms")
    assert {"Old", "Town"} <= {*ids} and len(ids) == len({*ids})


def test_a_term_that_is_called_as_an_anchor_of_the_page_has_none(tmp_path: Path, build: Build) -> None:
    source = write(tmp_path / "project")
    names = ("q", "content", "incoming", "within", "section-1", "section-2", "plain")
    more = "".join(f't:{name} a owl:Class ; rdfs:label "{name}"@en .\n' for name in names)
    edit(source, "ontology/terms.ttl", "t:Town a", f"{more}t:Town a")
    build(source, tmp_path / "site")
    found = anchors(tmp_path / "site", "terms")
    assert len(found) == len({*found}) and {*names, "Town"} <= {*found}
    assert check_site(str(tmp_path / "site")).report.findings == ()
    edit(source, "ontology/terms.ttl", "t:Town a", "t:Town rdfs:isDefinedBy <https://example.org/terms> ; a")
    build(source, tmp_path / "site")
    linked = anchors(tmp_path / "site", "terms")
    assert len(linked) == len({*linked}) and {*linked} == {*found}


def test_what_was_removed_is_told_of_in_its_document(small: Path) -> None:
    gone = addresses(small)["gone"]
    assert {"set/lost", "set/lost/one", "set/torn"} & {*gone} == {"set/lost", "set/lost/one"}
    for folder, fragment, ground in (
        ("set/lost", "one", "All that was there."),
        ("set/town/hash", "lost", "Asked for in part."),
    ):
        assert comment(said(small, folder)[".nt"], f"https://example.org/{folder}#{fragment}") == ground
        assert ground in (small / folder / "index.html").read_text(encoding="utf-8")
    # A document that was removed stays where something in it did not.
    torn = ox.Dataset(ox.parse(path=small / "set" / "torn.nt"))
    assert labels(torn) == {"https://example.org/set/torn#rest": "what is left"}
    assert comment(torn, "https://example.org/set/torn") == "Torn."
    assert "rest" in anchors(small, "set/torn")


def test_a_hash_iri_is_in_the_collection_of_its_document(small: Path) -> None:
    page = (small / "set" / "index.html").read_text(encoding="utf-8")
    assert ">Town</a>" in page and ">Town/hash</a>" not in page


def test_the_page_on_ethics_is_such_a_document_too(tmp_path: Path, build: Build) -> None:
    folder = write(tmp_path / "project")
    iri = "https://example.org/set/ethics#"
    with (folder / "data" / "all.ttl").open("a", encoding="utf-8") as file:
        file.write(f'<{iri}corrections> rdfs:label "how to ask" . <{iri}more> rdfs:label "more" .')
    build(folder, tmp_path / "site")
    found = said(tmp_path / "site", "set/ethics")
    assert labels(found[".nt"]) == {f"{iri}corrections": "how to ask", f"{iri}more": "more"}
    ids = anchors(tmp_path / "site", "set/ethics")
    assert {"corrections", "more"} <= {*ids} and len(ids) == len({*ids})
    with serving.nginx(tmp_path / "server", tmp_path / "site") as address:
        assert not [one for one in check_site(address).report.findings if "ethics" in one.focus_node]
        assert ask(address, "set/ethics", "text/turtle")[1]["location"] == "/of/towns/set/ethics.ttl"


def test_of_very_many_records_the_page_says_where_they_are(tmp_path: Path, build: Build) -> None:
    text = "".join(f':n{number} <{LABEL}> "number {number}" .\n' for number in range(300))
    build(people(tmp_path / "p", text), tmp_path / "site")
    graphs = said(tmp_path / "site", "people")
    assert len(labels(graphs[".nt"])) == 300 and graphs[".ttl"] == graphs[".jsonld"] == graphs[".nt"]
    assert len(graphs[".html"]) == 0
    assert {f"n{number}" for number in range(300)} <= {*anchors(tmp_path / "site", "people")}


@pytest.mark.parametrize(
    ("path", "old"),
    [("set/town/hash.nt", "<https://example.org/set/town/hash#part>"), ("set/town/hash/index.html", 'id="part"')],
)
def test_a_document_that_does_not_say_it_is_found(small: Path, tmp_path: Path, path: str, old: str) -> None:
    shutil.copytree(small, tmp_path / "site")
    text = (tmp_path / "site" / path).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "site" / path).write_text(text.replace(old, old.replace("part", "other")), encoding="utf-8")
    place = f"/{path.removesuffix('index.html')}"
    assert ("hash", place, "The document says nothing of it.") in found(tmp_path / "site")


def test_a_hash_iri_without_a_document_is_found(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "site")
    table = addresses(tmp_path / "site")
    del table["resources"]["https://example.org/set/town/hash"]
    text = json.dumps(table)
    (tmp_path / "site" / "hosting" / "addresses.json").write_text(text, encoding="utf-8")
    messages = [message for check, place, message in found(tmp_path / "site") if check == "hash"]
    assert len(messages) == 5 and "all that clients can ask for" in messages[0]


def test_releases_of_a_hash_dataset_keep_their_promises(tmp_path: Path, build: Build) -> None:
    folder = project_in(tmp_path / "project")
    for path in folder.rglob("*.t*l"):
        text = path.read_text(encoding="utf-8").replace("\nd: a", "\n<https://example.org/set> a")
        path.write_text(text.replace("https://example.org/set/", "https://example.org/set#"), encoding="utf-8")
    assert make(folder, "1.0.0").findings == ()
    uris = (folder / "releases/1.0.0/uris.tsv").read_text(encoding="utf-8")
    assert "https://example.org/set\t" in uris and "https://example.org/set#cee\t" in uris
    edit(folder, "data/all.ttl", 'd:cee a t:Town ; rdfs:label "Cee"@en .\n', "")
    (message,) = faults(folder)
    assert message.startswith("<https://example.org/set#cee>, published in release 1.0.0, would go dead")
    stone = '<https://example.org/set#cee> prov:invalidatedAtTime "2026-12-01T00:00:00Z"^^xsd:dateTime'
    add(folder, "data/tombstones/one.ttl", f'{stone} ; rdfs:comment "On request."@en .')
    version(folder, "1.0.0", "1.1.0")
    assert not make(folder, "1.1.0").findings
    build(folder, tmp_path / "site")
    graph = said(tmp_path / "site", "set")[".nt"]
    assert comment(graph, "https://example.org/set#cee") == "On request."
    assert "cee" in anchors(tmp_path / "site", "set") and "set" not in addresses(tmp_path / "site")["gone"]
    assert addresses(tmp_path / "site")["resources"]["https://example.org/set/releases/1.1.0"] == "set/releases/1.1.0"
    assert "Cee" not in (tmp_path / "site" / "set.nt").read_text(encoding="utf-8")
    with serving.nginx(tmp_path / "server", tmp_path / "site") as address:
        assert check_site(address).report.findings == ()
