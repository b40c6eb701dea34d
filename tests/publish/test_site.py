"""The site as its readers and their browsers meet it."""

import json
import re
import shlex
import shutil
import xml.etree.ElementTree as ElementTree
from html import unescape
from itertools import accumulate, pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pyoxigraph as ox
import pytest

from claimgraph import project, sources
from claimgraph.publish.pages import home
from claimgraph.publish.paths import Mounts, table
from claimgraph.publish.pictures import cut
from claimgraph.publish.records import Records, canonical_lines
from claimgraph.publish.tree import MANIFEST
from publish.conftest import DATA, Build, tree, write
from support import ROOT

XHTML = "{http://www.w3.org/1999/xhtml}"
LINKS = {"href", "src", "action"}
FETCHING = {"src", "srcset", "action", "data", "poster", "xlink:href"}
# What a browser fetches without being asked; the other links of a head are only read.
FETCHED = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}


@pytest.fixture(params=["small", "shipped"])
def site(request: pytest.FixtureRequest) -> Path:
    """Each of the two sites."""
    found: Path = request.getfixturevalue(request.param)
    return found


def test_beside_each_page_is_what_the_data_say_of_it_and_nothing_else(shipped: Path) -> None:
    here = project.find(ROOT)
    known = Records(sources.quads(sources.expand([*here.existing("data", "ontology", "shapes")])))
    mounts = Mounts.of(here.namespaces)
    places = table(known.names, mounts).places
    compared = 0
    for iri, place in places.items():
        if mounts.segments(iri) and iri + "#" not in here.namespaces.values():  # these have all of their terms
            beside = [ox.Quad(*triple) for triple in ox.parse(path=shipped / place.twin(".nt"))]
            assert canonical_lines(beside) == canonical_lines(known.record(iri))
            compared += 1
    assert compared > 1000


class Pages:
    """The pages of a site, each parsed once, strictly."""

    def __init__(self) -> None:
        self.known: dict[Path, dict[str, ElementTree.Element]] = {}

    def of(self, site: Path) -> dict[str, ElementTree.Element]:
        if site not in self.known:
            self.known[site] = {
                path.relative_to(site).as_posix(): parse(path.read_text(encoding="utf-8"))
                for path in sorted(site.rglob("*.html"))
            }
        return self.known[site]


PAGES = Pages()


def parse(text: str) -> ElementTree.Element:
    found: ElementTree.Element = html5lib.HTMLParser(strict=True).parse(text)
    return found


def attributes(page: ElementTree.Element) -> list[tuple[ElementTree.Element, str, str]]:
    return [(element, name, value) for element in page.iter() for name, value in element.attrib.items()]


def records(site: Path) -> dict[str, str]:
    """The folders of the records of the dataset of this repository, by IRI."""
    graph = sources.triples(sources.expand([ROOT / "data", ROOT / "ontology", ROOT / "shapes"]))
    iris = {triple.subject.value for triple in graph if isinstance(triple.subject, ox.NamedNode)}
    mounts = Mounts("https://w3id.org/claimgraph/")
    return {iri: place.folder for iri, place in table(iris, mounts).places.items()}


def test_every_page_is_well_formed(site: Path) -> None:
    assert len(PAGES.of(site)) > 20  # and each was parsed strictly


def test_every_link_inside_the_site_resolves(site: Path) -> None:
    pages = PAGES.of(site)
    anchors = {path: {value for _, name, value in attributes(page) if name == "id"} for path, page in pages.items()}
    addresses = json.loads((site / "hosting" / "addresses.json").read_bytes())
    root = urlsplit(addresses["site"]).path
    anywhere = {"404.html", *(f"{folder}/index.html" for folder in addresses["gone"])}
    for path, page in pages.items():
        for element, name, value in attributes(page):
            if name not in LINKS or urlsplit(value).scheme:
                continue
            target, _, fragment = value.partition("#")
            # Pages that a host shows at other paths too link from its root: the ones for what is not there, or no more.
            if target.startswith(root) and path in anywhere:
                target = "../" * path.count("/") + target.removeprefix(root)
            there = (site / path).parent.joinpath(unquote(target)).resolve() if target else site / path
            assert there.is_relative_to(site) and there.is_file(), f"{path}: {value}"
            if fragment and there.suffix == ".html" and element.tag != f"{XHTML}link":
                assert unquote(fragment) in anchors[there.relative_to(site).as_posix()], f"{path}: {value}"


def test_no_request_leaves_the_site(site: Path) -> None:
    for path, page in PAGES.of(site).items():
        for element, name, value in attributes(page):
            outside = bool(urlsplit(value).scheme or urlsplit(value).netloc)
            tag = element.tag.rpartition("}")[2]
            if name == "style" or name.startswith("on"):
                pytest.fail(f"{path}: {name}={value}")
            if outside and tag == "link":
                assert not FETCHED & set(element.attrib["rel"].split()), f"{path}: {value}"
            elif (outside and name in {"src", "srcset", "action", "data", "poster", "xlink:href"}) or (
                outside and name == "href" and tag not in ("a", "link")
            ):
                pytest.fail(f"{path}: {name}={value}")
        policy = [e.attrib["content"] for e in page.iter(f"{XHTML}meta") if "http-equiv" in e.attrib]
        assert policy and policy[0].startswith("default-src 'none'")
    style = (site / "assets" / "site.css").read_text(encoding="utf-8")
    assert "url(" not in style and "@import" not in style


def test_links_go_to_the_web_alone(site: Path) -> None:
    for path, page in PAGES.of(site).items():
        for _, name, value in attributes(page):
            if name in LINKS:
                assert urlsplit(value).scheme in ("", "https", "http"), f"{path}: {value}"


def test_every_page_can_be_read_aloud(site: Path) -> None:
    for path, page in PAGES.of(site).items():
        tags = [element.tag.rpartition("}")[2] for element in page.iter() if isinstance(element.tag, str)]
        assert tags.count("h1") == 1 and tags.count("main") == 1, path
        headings = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(later - earlier <= 1 for earlier, later in pairwise(headings)), path
        # What the project writes in Markdown has no captions.
        own = [e for prose in page.iter(f"{XHTML}article") for e in prose.iter(f"{XHTML}table")]
        assert tags.count("caption") == tags.count("table") - len(own), path
        assert page.attrib["lang"] == "en"
        ids = [value for _, name, value in attributes(page) if name == "id"]
        assert len(ids) == len(set(ids)), path


def test_only_our_script_runs(site: Path) -> None:
    for path, page in PAGES.of(site).items():
        scripts = list(page.iter(f"{XHTML}script"))
        inline = [script for script in scripts if "src" not in script.attrib]
        assert {script.attrib.get("type") for script in inline} <= {"application/ld+json"}, path
        assert [script.attrib["src"].rpartition("/")[2] for script in scripts if "src" in script.attrib] == ["site.js"]
        for script in inline:
            json.loads(script.text or "")


def test_every_file_is_what_its_name_says(site: Path) -> None:
    kinds = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".jsonld": ox.RdfFormat.JSON_LD}
    for path in site.rglob("*"):
        if path.suffix in kinds and path.parent.name != "queries":
            list(ox.parse(path.read_bytes(), format=kinds[path.suffix]))
        elif path.suffix in (".svg", ".xml"):
            ElementTree.parse(path)  # noqa: S314 - our own file
        elif path.suffix == ".json":
            json.loads(path.read_bytes())


def test_every_iri_has_its_page_and_twins(shipped: Path) -> None:
    found = records(shipped)
    assert len(found) > 1200
    for iri, folder in found.items():
        page = PAGES.of(shipped)[f"{folder}/index.html"]
        cited = [e.attrib["href"] for e in page.iter(f"{XHTML}link") if e.attrib["rel"] == "cite-as"]
        assert cited == [iri]
        for suffix in (".ttl", ".jsonld", ".nt"):
            assert (shipped / f"{folder}{suffix}").is_file()


def test_contexts_are_where_exports_say_that_they_are(shipped: Path) -> None:
    here = project.find(ROOT)
    iri = f"{here.namespaces['dataset']}context/claimgraph-{here.release}.jsonld"
    path = iri.removeprefix(Mounts.of(here.namespaces).root)
    assert (shipped / path).read_bytes() == (ROOT / "context" / Path(path).name).read_bytes()


def test_the_twins_of_a_record_say_the_same(shipped: Path) -> None:
    stem = shipped / "libya" / "claim" / "foreign-fighters-in-libya-41-07"
    page = PAGES.of(shipped)[f"libya/claim/{stem.name}/index.html"]
    inside = next(e.text for e in page.iter(f"{XHTML}script") if e.attrib.get("type") == "application/ld+json")
    forms = [
        (stem.with_suffix(".ttl").read_bytes(), ox.RdfFormat.TURTLE),
        (stem.with_suffix(".jsonld").read_bytes(), ox.RdfFormat.JSON_LD),
        (stem.with_suffix(".nt").read_bytes(), ox.RdfFormat.N_TRIPLES),
        ((inside or "").encode(), ox.RdfFormat.JSON_LD),
    ]
    graphs = []
    for data, kind in forms:
        graph = ox.Dataset(ox.parse(data, format=kind))
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        graphs.append(graph)
    assert len(graphs[0]) > 10
    assert all(graph == graphs[0] for graph in graphs)


def test_hash_iris_are_anchors_of_their_document(shipped: Path) -> None:
    page = PAGES.of(shipped)["allegiance/index.html"]
    ids = {value for _, name, value in attributes(page) if name == "id"}
    assert {"Front", "voice", "Asserted"} <= ids


def text_of(page: ElementTree.Element) -> str:
    return " ".join("".join(page.itertext()).split())


def test_a_claim_shows_who_how_and_where(shipped: Path) -> None:
    text = text_of(PAGES.of(shipped)["libya/claim/foreign-fighters-in-libya-41-07/index.html"])
    for words in ("Library of Congress", "argued", "asserted", "9667 to 9761", "revises the claim beside it"):
        assert words in text
    assert "claimgraph trace claim:foreign-fighters-in-libya-41-07 --documents" in text


def test_a_document_shows_none_of_its_text_and_all_its_claims(shipped: Path) -> None:
    page = PAGES.of(shipped)["libya/document/aqim-in-libya/index.html"]
    rows = [e for e in page.iter(f"{XHTML}tr") if "data-when" in e.attrib]
    assert len(rows) == len({path.parent for path in shipped.glob("libya/claim/aqim-in-libya-*/index.html")})
    headings = [text_of(e) for e in page.iter(f"{XHTML}h2")]
    numbers = [int(found[1]) for heading in headings if (found := re.match(r"Paragraph (\d+)", heading))]
    assert numbers == sorted(numbers) and numbers


def test_every_page_says_what_the_data_is_not(site: Path) -> None:
    for path, page in PAGES.of(site).items():
        assert [e for e in page.iter(f"{XHTML}section") if e.attrib.get("class") == "ethics"], path


def test_hostile_names_are_text(small: Path) -> None:
    by_iri = {}
    for path, page in PAGES.of(small).items():
        for element in page.iter(f"{XHTML}link"):
            if element.attrib["rel"] == "cite-as":
                by_iri[element.attrib["href"]] = (path, page)
    headings = {iri: text_of(next(page.iter(f"{XHTML}h1"))) for iri, (_, page) in by_iri.items()}
    base = "https://example.org/set/town"
    assert headings[f"{base}/Ada"] == "<img src=x onerror=alert(1)>"
    assert headings[f"{base}/ada"] == "</script><script>alert(2)</script>"
    assert headings[f"{base}/../../../escape"] == "dots"
    assert headings[f"{base}/{'n' * 300}"] == "long"
    folded = [path.casefold() for path, _ in by_iri.values()]
    assert len(folded) == len(set(folded)), "no two differ by case alone"
    assert "alert(3)" not in json.dumps(
        [value for page in PAGES.of(small).values() for _, _, value in attributes(page)]
    )


def test_a_long_table_of_the_first_page_is_cut(
    tmp_path: Path, build: Build, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The 3 claims of a relation as a table" in (small / "index.html").read_text(encoding="utf-8")
    monkeypatch.setattr(home, "_MOST", 1)
    build(write(tmp_path / "project"), tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    rows = page.partition("The first 1 of the 3 claims of a relation as a table")[2].partition("</table>")[0]
    assert "claim/1/index.html" in rows
    assert "claim/2/index.html" not in rows


def test_nothing_is_written_outside_the_folder(small: Path) -> None:
    # Beside it is what the next build goes by.
    beside = {path.name for path in small.parent.iterdir() if not path.name.startswith(".site.")}
    assert beside == {"project", "site"}
    assert all(len(part.encode()) < 250 for path in tree(small) for part in path.split("/"))


def test_a_tombstone_gives_date_and_ground_alone(small: Path) -> None:
    files = {path: data for path, data in tree(small).items() if path.startswith("set/gone")}
    assert len(files) == 4
    assert b"2024-05-06" in files["set/gone/index.html"] and b"Asked for &lt;b&gt;." in files["set/gone/index.html"]


@pytest.mark.parametrize("folder", ["set/gone", "set/town/hash/lost", "set/torn", "terms/Old"])
def test_a_tombstone_links_and_holds_its_data(small: Path, folder: str) -> None:
    page = PAGES.of(small)[f"{folder}/index.html"]
    root = "/of/towns/" if folder != "set/torn" else "../" * (folder.count("/") + 1)
    wanted = {f"{root}{folder}{suffix}" for suffix in (".ttl", ".jsonld", ".nt")}
    links = [link.attrib for link in page.iter(f"{XHTML}link") if "describedby" in link.attrib["rel"]]
    assert {link["href"] for link in links} == wanted
    assert wanted <= {link.attrib["href"] for link in page.iter(f"{XHTML}a")}
    (inside,) = (script.text or "" for script in page.iter(f"{XHTML}script") if "src" not in script.attrib)
    told = {str(quad) for quad in ox.parse(inside, format=ox.RdfFormat.JSON_LD)}
    assert told == {str(quad) for quad in ox.parse(path=small / f"{folder}.nt")} and told
    assert not [link for link in page.iter(f"{XHTML}link") if link.attrib["rel"] == "cite-as"]


def test_paragraphs_of_the_same_number_have_the_claims_in_them(tmp_path: Path, build: Build) -> None:
    source = write(tmp_path / "project")
    data = source / "data" / "all.ttl"
    text = data.read_text(encoding="utf-8")
    for number, names in ((1, ["paragraph-1", "paragraph-1-1"]), (0, ["paragraph-0", "paragraph-0-1"])):
        data.write_text(re.sub("cg:number .", f"cg:number {number}", text), encoding="utf-8")
        build(source, tmp_path / "site")
        page = (tmp_path / "site" / "set" / "paper" / "index.html").read_text(encoding="utf-8")
        parts = page.split('<section aria-labelledby="')[1:]
        assert [part.partition('"')[0] for part in parts[:2]] == names
        held = [set(re.findall(r"claim/(.)/index", part)) for part in parts if part.startswith("paragraph")]
        assert held == [{"1"}, {"2"}]
        assert page.count("claim/1/index.html") == 1


def test_a_claim_is_in_each_paragraph_that_it_has_a_passage_in_whatever_else_selects_it(
    tmp_path: Path, build: Build
) -> None:
    source = write(tmp_path / "project")
    data = source / "data" / "all.ttl"
    text = data.read_text(encoding="utf-8")
    told = "[ oa:hasSource d:paper ; oa:hasSelector [ oa:start 3 ; oa:end 9 ]"
    assert told in text
    quote, later = '[ oa:exact "x" ]', "[ oa:hasSource d:paper ; oa:hasSelector [ oa:start 53 ; oa:end 59 ] ]"
    for more, selectors in (
        ("", f"{quote} , [ oa:start 3 ; oa:end 9 ]"),
        ('d:z rdfs:seeAlso [ rdfs:label "z" ] .\n', f"[ oa:start 3 ; oa:end 9 ] , {quote}"),
    ):
        evidence = f"{later} , [ oa:hasSource d:paper ; oa:hasSelector {selectors}"
        prefixes, blank, rest = text.replace(told, evidence).partition("\n\n")
        data.write_text(prefixes + blank + more + rest, encoding="utf-8")
        build(source, tmp_path / "site")
        page = (tmp_path / "site" / "set" / "paper" / "index.html").read_text(encoding="utf-8")
        parts = page.split('<section aria-labelledby="paragraph')[1:]
        assert ["claim/1/index" in part for part in parts] == [True, True]
        assert re.findall(r"characters (\d+)", parts[0])[1:] == ["3", "53"]


def test_what_is_deprecated_says_so_and_leads_on(small: Path) -> None:
    page = PAGES.of(small)["set/old/index.html"]
    said = next(e for e in page.iter(f"{XHTML}p") if e.attrib.get("class") == "deprecated")
    assert text_of(said).startswith("Deprecated. In its place:")
    assert [e.attrib["href"] for e in said.iter(f"{XHTML}a")]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, build: Build) -> Path:
    """The site of data that say things as few data do."""
    folder = tmp_path_factory.mktemp("odd")
    text = """
        @prefix cg: <https://w3id.org/claimgraph/allegiance#> .
        @prefix d: <https://example.org/town/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        d:one owl:deprecated "1"^^<http://www.w3.org/2001/XMLSchema#boolean> .
        d:two rdfs:label "two"@en .
        d:report rdfs:seeAlso [ cg:subject d:one ; cg:object d:two ] .
        d:bare cg:subject d:one ; cg:object d:two .
        d:surely cg:subject d:one ; cg:object d:two ; cg:polarity cg:Asserted ; cg:certainty d:Maybe .
        <urn:x:claim> cg:subject d:one ; cg:object d:two ; cg:voice [ rdfs:label "Nobody" ] ; cg:polarity "so" .
    """
    build(project_with(folder / "p", text), folder / "site")
    return folder / "site" / "town"


def test_what_is_deprecated_by_any_form_of_true_says_so(odd: Path) -> None:
    assert "Deprecated." in (odd / "one" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["one", "two"])
def test_a_claim_without_a_name_links_to_what_it_is_about(odd: Path, name: str) -> None:
    links = (odd / name / "index.html").read_text(encoding="utf-8").partition("What links here")[2]
    assert "report/index.html" in links and "bare" not in links.partition("</section>")[0]


def test_a_claim_that_has_no_page_is_not_linked(odd: Path) -> None:
    page = (odd / "one" / "index.html").read_text(encoding="utf-8")
    assert 'href=""' not in page and '<span class="iri">urn:x:claim</span>' in page


def test_who_and_how_are_told_where_they_have_no_iri(odd: Path) -> None:
    row = (odd / "one" / "index.html").read_text(encoding="utf-8").rpartition("urn:x:claim")[0].rpartition("<tr")[2]
    assert "Nobody" in row and '<span dir="auto">so</span>' in row


def test_a_line_is_whole_where_that_is_said_alone(odd: Path) -> None:
    page = (odd / "one" / "index.html").read_text(encoding="utf-8")
    assert page.count('class="edge is-unsaid"') == 3 and 'class="edge"' not in page
    assert "of a thin one that is not said" in page


def test_a_collection_has_a_heading_for_what_has_no_class(odd: Path) -> None:
    assert ">without a class <" in (odd / "index.html").read_text(encoding="utf-8")


def test_contested_claims_stand_side_by_side(small: Path) -> None:
    page = next(page for path, page in PAGES.of(small).items() if path == "set/claim/1/index.html")
    pair = next(e for e in page.iter(f"{XHTML}div") if e.attrib.get("class") == "pair")
    assert [text_of(e).split()[0] for e in pair.iter(f"{XHTML}h3")] == ["Claim", "contests"]


def test_derived_statements_are_marked_and_explained(small: Path) -> None:
    text = text_of(PAGES.of(small)["set/claim/1/index.html"])
    assert "derived" in text and "licensed by Ada trades with ada" in text
    assert (
        "claimgraph explain '<https://example.org/set/town/Ada> t:tradesWith <https://example.org/set/town/ada>'"
        in text
    )


def test_commands_to_copy_are_words_to_a_shell_whatever_the_data_are_called(tmp_path: Path, build: Build) -> None:
    claim, town = "https://example.org/set/claim?id=1&v=';x;'", "<https://example.org/set/O'Neil;x>"
    said = f"""<{claim}> a t:Trade ; cg:subject {town} ; cg:object w:Ada ; cg:polarity cg:Asserted ;
        cg:evidence [ oa:hasSource d:paper ; oa:hasSelector [ oa:start 3 ; oa:end 9 ] ] . {town} a t:Town ."""
    more = {"data/all.ttl": DATA + said, "queries/a name;id.rq": "ASK { ?s ?p ?o }"}
    build(write(tmp_path / "project", more), tmp_path / "site")
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("index.html")]
    commands = {unescape(text) for page in pages for text in re.findall(r">(claimgraph [^<]+)</code>", page)}
    words = list(map(shlex.split, commands))
    assert ["claimgraph", "explain", f"{town} t:tradesWith <https://example.org/set/town/Ada>"] in words
    assert ["claimgraph", "trace", claim, "--documents", "FOLDER"] in words
    assert ["claimgraph", "query", "a name;id"] in words


def test_questions_have_answers_or_say_why_not(small: Path) -> None:
    pages = PAGES.of(small)
    assert "Yes" in text_of(pages["queries/any/index.html"])
    assert "no answer before its parameters are given" in text_of(pages["queries/of-town/index.html"])
    assert (small / "queries" / "towns.csv").read_bytes().startswith(b"town\r\n")
    assert (small / "queries" / "graph.nt").stat().st_size > 0


def test_the_page_on_ethics_has_the_anchor_that_the_data_name(small: Path) -> None:
    page = PAGES.of(small)["set/ethics/index.html"]
    assert "corrections" in {value for _, name, value in attributes(page) if name == "id"}
    assert "<script>alert(4)</script>" in text_of(page)


def test_the_page_of_the_ontology_says_what_links_to_it(tmp_path: Path, build: Build) -> None:
    source = write(tmp_path / "project")
    for number, label in enumerate(("set", "collection", "")):
        text = f'<https://example.org/set/> dcterms:conformsTo <https://example.org/terms> ; rdfs:label "{label}"@en .'
        prefixes = "\n".join(line for line in DATA.splitlines() if line.startswith("@prefix"))
        (source / "data" / "more.ttl").write_text(f"{prefixes}\n{text if label else ''}", encoding="utf-8")
        build(source, tmp_path / "site")
        build(source, tmp_path / f"fresh-{number}")
        assert tree(tmp_path / "site") == tree(tmp_path / f"fresh-{number}")
        page = parse((tmp_path / "site" / "terms" / "index.html").read_text(encoding="utf-8"))
        links = [text_of(part) for part in page.iter(f"{XHTML}details")]
        name = "collection" if label == "collection" else "set"
        assert links == ([f"conforms to 1 {name}"] if label else [])


def test_the_feed_has_an_entry_for_each_release(small: Path) -> None:
    feed = ElementTree.parse(small / "feed.xml").getroot()  # noqa: S314 - our own file
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert [entry.findtext("{http://www.w3.org/2005/Atom}updated") for entry in entries] == ["2024-02-03T00:00:00Z"]
    assert feed.findtext("{http://www.w3.org/2005/Atom}updated") == "2024-05-06T00:00:00Z"  # of a tombstone


CHANGES = """\
# Changes

## Next

- One.

## 1.1 (2024-13-45, then 2024-02-30)

- Two.

```
## Not a heading (2031-01-01)
```

## Next

## !!!

- Three.

## ???

## Content (2024-02-05)
"""


def test_entries_of_the_feed_have_ids_of_their_own_and_real_dates(tmp_path: Path, build: Build) -> None:
    build(write(tmp_path / "project", {"CHANGELOG.md": CHANGES}), tmp_path / "site")
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(tmp_path / "site" / "feed.xml").getroot()  # noqa: S314 - our own file
    entries = [
        [entry.findtext(atom + name) or "" for name in ("title", "id", "updated")]
        for entry in feed.iter(f"{atom}entry")
    ]
    titles, ids, days = zip(*entries, strict=True)
    assert titles == ("Next", "1.1 (2024-13-45, then 2024-02-30)", "Next", "!!!", "???", "Content (2024-02-05)")
    assert len({*ids}) == len(ids)
    # What has no day is of the last that is known: something was removed then.
    assert {*days[:-1], feed.findtext(f"{atom}updated")} == {"2024-05-06T00:00:00Z"}
    assert days[-1] == "2024-02-05T00:00:00Z"
    page = parse((tmp_path / "site" / "changes" / "index.html").read_text(encoding="utf-8"))
    anchors = [value for _, name, value in attributes(page) if name == "id"]
    assert len({*anchors}) == len(anchors) and {one.partition("#")[2] for one in ids} <= {*anchors}


def test_what_crawlers_read_names_the_host_on_which_it_lies(small: Path) -> None:
    base = "https://pages.example/of/towns/"
    places = re.findall(r"<loc>(.*?)</loc>", (small / "sitemap.xml").read_text(encoding="utf-8"))
    assert places
    for place in places:
        assert place.startswith(base)
        assert (small / unquote(place.removeprefix(base)) / "index.html").is_file()
    assert f"Sitemap: {base}sitemap.xml\n" in (small / "robots.txt").read_text(encoding="utf-8")
    assert f'<link rel="self" href="{base}feed.xml"/>' in (small / "feed.xml").read_text(encoding="utf-8")


def test_the_map_has_every_page_that_is_there_for_readers(site: Path) -> None:
    addresses = json.loads((site / "hosting" / "addresses.json").read_bytes())
    gone = {f"{folder}/index.html" for folder in addresses["gone"]}
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    places = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    mapped = {f"{unquote(unescape(place).removeprefix(addresses['site']))}index.html" for place in places}
    assert mapped == pages - gone - {"404.html", "search/index.html"}


def test_the_citation_is_bibtex_whatever_the_title(tmp_path: Path, build: Build) -> None:
    source = project_with(tmp_path / "p", '<https://example.org/a_b/x> <https://example.org/is> "there" .')
    config = """[project]
        title = 'A } title {{ with \\ 50 % of_all & # $ ~ ^ "quotes"'
        creators = ["A } and {B"]
        release = "1_0"
        [namespaces]
        dataset = "https://example.org/a_b%20c/é#"
        """
    (source / "claimgraph.toml").write_text(config, encoding="utf-8")
    build(source, tmp_path / "site")
    entry = (tmp_path / "site" / "about" / "cite.bib").read_text(encoding="utf-8")
    depths = list(accumulate((letter == "{") - (letter == "}") for letter in entry))
    assert depths[-1] == 0 and min(depths) == 0
    assert depths.index(0, entry.index("{")) == entry.rindex("}")
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.MULTILINE))
    assert fields["url"] == "https://example.org/a_b%20c/%C3%A9"
    assert fields["author"] == r"{A \textbraceright{} and \textbraceleft{}B}"
    title = r"A \textbraceright{} title \textbraceleft{}\textbraceleft{} with \textbackslash{} 50 \% of\_all \& \# \$ "
    assert fields["title"] == "{" + title + r'\textasciitilde{} \textasciicircum{} "quotes"}'
    assert fields["version"] == r"1\_0"


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("mailto:some.one+set@example.org", '<a href="mailto:some.one+set@example.org">some.one+set@example.org</a>'),
        ("one@example.org", '<a href="mailto:one@example.org">one@example.org</a>'),
        ("mailto:a@example.org?bcc=b&body='i'", "mailto:a@example.org?bcc=b&amp;body=&#39;i&#39;"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://a.org/?b&c", '<a href="https://a.org/?b&amp;c" rel="external noopener noreferrer">https://a.org/?b&amp;c</a>'),
    ],
)  # fmt: skip
def test_the_page_about_the_site_says_whom_to_write_to(tmp_path: Path, build: Build, contact: str, shown: str) -> None:
    source = project_with(tmp_path / "p", '<https://example.org/x> <https://example.org/is> "there" .')
    with (source / "claimgraph.toml").open("r+", encoding="utf-8") as config:
        text = config.read()
        config.seek(0)
        config.write(text.replace("[namespaces]", f'contact = "{contact}"\n[namespaces]'))
    build(source, tmp_path / "site")
    page = (tmp_path / "site" / "about" / "index.html").read_text(encoding="utf-8")
    assert f"<dt>Contact</dt><dd>{shown}</dd>" in page


def test_search_finds_names_in_its_index(shipped: Path) -> None:
    rows = json.loads((shipped / "search" / "index.json").read_bytes())
    links = {row[0]: row[2] for row in rows}
    assert (shipped / unquote(links["Ansar al-Sharia in Libya"])).is_file()


def test_search_finds_names_in_every_language_and_leads_to_every_question(small: Path) -> None:
    rows = json.loads((small / "search" / "index.json").read_bytes())
    assert ["W" * 300, 'مدينة "كبيرة"'] in [[row[0], row[3]] for row in rows]
    assert 'مدينة "كبيرة" see WWW' in text_of(PAGES.of(small)["names/index.html"])
    assert all((small / unquote(row[2])).is_file() for row in rows)


def record(page: ElementTree.Element) -> list[str]:
    """What the last list of a page says of its record."""
    return [text_of(row) for row in list(page.iter(f"{XHTML}dl"))[-1]]


def test_a_claim_shows_what_its_sections_do_not(small: Path) -> None:
    pages = PAGES.of(small)
    two = pages["set/claim/5/index.html"]
    assert "+ asserted, − denied" in text_of(two)
    assert "trade without a slash, WWW" in text_of(two)
    assert not [row for row in record(two) if row.startswith(("polarity", "object"))]
    blank = pages["set/claim/4/index.html"]
    assert any(row.startswith("evidence") for row in record(blank))
    assert "claimgraph trace" not in text_of(blank)
    assert not [row for row in record(pages["set/claim/1/index.html"]) if row.split()[0] in ("object", "evidence")]


def test_a_rank_of_any_size_is_no_number_of_marks(tmp_path: Path, build: Build) -> None:
    ontology = write(tmp_path / "project") / "ontology" / "terms.ttl"
    ontology.write_text(ontology.read_text(encoding="utf-8").replace("certaintyRank 2", "certaintyRank 1000000000"))
    build(tmp_path / "project", tmp_path / "site")
    assert (tmp_path / "site" / "set" / "claim" / "2" / "index.html").stat().st_size < 100_000


def test_who_is_one_of_several_objects_is_not_taken_for_the_subject(small: Path) -> None:
    page = PAGES.of(small)["set/town/wide/index.html"]
    heads = [text_of(cell) for cell in page.iter(f"{XHTML}th") if cell.attrib.get("scope") == "row"]
    assert any(head.startswith("<img src=x onerror=alert(1)> trade without a slash") for head in heads)
    assert not any("to without a slash" in head for head in heads)


def test_a_derivation_names_its_rule_and_links_its_premises(shipped: Path) -> None:
    page = shipped / "libya" / "group" / "february-17-brigade" / "index.html"
    rows = list(html5lib.parse(page.read_bytes(), namespaceHTMLElements=False).iter("tr"))
    chain = next(row for row in rows if "gathered under" in text_of(row[0]))
    assert "by prp-spo2: the chain member of umbrella, umbrella for" in text_of(chain[1])
    premises = list(chain.iter("li"))
    assert [text_of(item).partition(", licensed by")[0] for item in premises] == [
        "February 17 Brigade member of umbrella Benghazi Revolutionaries Shura Council",
        "Benghazi Revolutionaries Shura Council umbrella for Ansar al-Sharia in Libya",
    ]
    claims = [link.get("href") for item in premises for link in item.iter("a") if "/claim/" in str(link.get("href"))]
    assert claims == [
        f"../../../libya/claim/foreign-fighters-in-libya-{number}/index.html" for number in ("19-06", "19-10")
    ]
    further = next(row for row in rows if "affiliated with Benghazi" in text_of(row[0]))
    assert "part of group sub property of affiliated with" in text_of(further[1])
    assert any(str(link.get("href")).endswith("#derived") for link in further.iter("a"))


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("33-07", ["[..2014-12]", "until 2014-12-31"]),
        ("57-05", ["[2014-11..]", "from 2014-11-01"]),
        ("61-03", ["[2017-10-21..2017-10-31]", "2017-10-21 to 2017-10-31"]),
        ("15-16", ["/2014-21", "until 2014-05-31"]),
        ("45-01", ["no date"]),
    ],
)
def test_a_date_stands_as_it_is_written_beside_its_days(shipped: Path, claim: str, shown: list[str]) -> None:
    path = shipped / "libya" / "claim" / f"foreign-fighters-in-libya-{claim}" / "index.html"
    page = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
    (held,) = (part for part in page.iter("div") if "When it held" in [dt.text for dt in part.findall("dt")])
    classes = ("written", "bounds", "none")
    assert [text_of(span) for span in held.iter("span") if span.get("class") in classes] == shown


def project_with(folder: Path, data: str) -> Path:
    (folder / "data").mkdir(parents=True)
    settings = '[project]\ntitle = "T"\n[namespaces]\ndataset = "https://example.org/"\n'
    (folder / "claimgraph.toml").write_text(settings, encoding="utf-8")
    (folder / "data" / "all.ttl").write_text(data, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ('dcterms:modified "n.d."', ""),
        ('dcterms:modified "nineteenth century"', ""),
        ('dcterms:modified "-0044-03-15"', ""),
        ('dcterms:modified "2026"', "2026"),
        ('dcterms:issued "2026-03" ; dcterms:created "2027"', "2026-03"),
        ('dcterms:issued "2026-03-04" ; dcterms:modified "2026-03-05T01:02:03Z"', "2026-03-05"),
        ('dcterms:relation [ dcterms:modified "2032-01-01" ]', ""),
    ],
)
def test_a_site_is_of_the_day_of_which_its_data_say_so(tmp_path: Path, build: Build, said: str, known: str) -> None:
    text = f"@prefix dcterms: <http://purl.org/dc/terms/> . <https://example.org/> {said} ."
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    feed, bibtex, csl, about = (
        (tmp_path / "site" / path).read_text(encoding="utf-8")
        for path in ("feed.xml", "about/cite.bib", "about/cite.json", "about/index.html")
    )
    assert re.findall(r"year = \{(\d+)\}", bibtex) == [known[:4]] * bool(known)
    parts = json.loads(csl)[0].get("issued", {"date-parts": [[]]})["date-parts"]
    assert parts == [[int(part) for part in known.split("-") if part]]
    assert re.findall(r"<dt>Data of</dt><dd>(.*?)</dd>", about) == [known] * bool(known)
    assert f"<updated>{known}{'0001-01-01'[len(known) :]}T00:00:00Z</updated>" in feed


def test_who_cites_is_told_what_the_record_of_the_dataset_says(tmp_path: Path, build: Build) -> None:
    text = (
        "@prefix dcterms: <http://purl.org/dc/terms/> . <https://example.org/> dcterms:title 'Record'@en ;"
        " dcterms:license <https://example.com/by> ; dcterms:creator <https://example.org/ada> ."
        " <https://example.org/ada> <http://www.w3.org/2000/01/rdf-schema#label> 'Ada'@en ."
    )
    folder = project_with(tmp_path / "p", text)
    settings = (folder / "claimgraph.toml").read_text(encoding="utf-8")
    settings = settings.replace('"T"', '"T"\nlicence = "https://example.com/zero"\ncreators = ["Bob"]')
    (folder / "claimgraph.toml").write_text(settings, encoding="utf-8")
    build(folder, tmp_path / "site")
    (cited,) = json.loads((tmp_path / "site" / "about/cite.json").read_text(encoding="utf-8"))
    assert (cited["title"], cited["author"]) == ("Record", [{"literal": "Ada"}])
    assert "author = {{Ada}}" in (tmp_path / "site" / "about/cite.bib").read_text(encoding="utf-8")
    for path in sorted((tmp_path / "site").rglob("*")):
        assert path.is_dir() or b"example.com/zero" not in path.read_bytes(), path


ETHICS = "https://example.org/set/policy"


@pytest.mark.parametrize(
    ("dataset", "said", "page"),
    [
        ("https://example.org/set/", f"<{ETHICS}#corrections>", "policy/index.html"),
        ("https://example.org/set/", f"<{ETHICS}> . <{ETHICS}> a <x:Policy>", "about/ethics/index.html"),
        ("https://example.org/set#", "<https://example.org/set#corrections>", "about/ethics/index.html"),
        ("https://example.org/set/", "<https://example.org/set/#corrections>", "about/ethics/index.html"),
    ],
)
def test_the_page_on_ethics_takes_the_place_of_no_other(
    tmp_path: Path, build: Build, dataset: str, said: str, page: str
) -> None:
    data = f"<{dataset.removesuffix('#')}> <https://w3id.org/claimgraph/allegiance#correctionProcedure> {said} ."
    folder, site = project_with(tmp_path / "p", data), tmp_path / "site"
    settings = (folder / "claimgraph.toml").read_text(encoding="utf-8")
    (folder / "claimgraph.toml").write_text(settings.replace("https://example.org/", dataset), encoding="utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "ethics.md").write_text("# Our ethics\n", encoding="utf-8")
    build(folder, site)
    assert "Our ethics" in (site / page).read_text(encoding="utf-8")
    made = [path for _, files in json.loads((site / MANIFEST).read_text("utf-8"))["pages"].values() for path in files]
    assert len(made) == len(set(made))
    # A record comes to its place, and goes.
    for text in (f"{data} <{ETHICS}> <http://www.w3.org/2000/01/rdf-schema#label> 'Policy' .", data):
        (folder / "data" / "all.ttl").write_text(text, encoding="utf-8")
        (folder / "data" / "more.ttl").write_text(f"<{dataset}x> <x:n> {len(text)} .", encoding="utf-8")
        build(folder, site)
        shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
        build(folder, tmp_path / "fresh")
        assert tree(site) == tree(tmp_path / "fresh")


@pytest.mark.parametrize("folder", ["names", "search", "about", "changes", "quality", "vocabulary", "queries"])
def test_a_collection_does_not_take_the_place_of_a_page_of_ours(tmp_path: Path, build: Build, folder: str) -> None:
    text = f'<https://example.org/{folder}/x> <http://www.w3.org/2000/01/rdf-schema#label> "X" .'
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    assert f"{folder}-" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "Collection" not in (tmp_path / "site" / folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("iri", ["http://xmlns.com/foaf/0.1/name", "https://schema.org/name", "http://schema.org/name"])
def test_a_name_is_a_label_where_there_is_no_other(tmp_path: Path, build: Build, iri: str) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    text = f'<https://example.org/ada> <{iri}> "Ada L."@en . <https://example.org/bob> <{iri}> "B." ; {label} "Bob" .'
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    for name, heading in (("ada", "Ada L."), ("bob", "Bob")):
        assert f">{heading}</h1>" in (tmp_path / "site" / name / "index.html").read_text(encoding="utf-8")
    assert ">B.<" in (tmp_path / "site" / "bob" / "index.html").read_text(encoding="utf-8")


def test_a_label_of_spaces_is_none(tmp_path: Path, build: Build) -> None:
    text = '<https://example.org/town/x> <http://www.w3.org/2000/01/rdf-schema#label> "  " .'
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    assert "<h1>x</h1>" in (tmp_path / "site" / "town" / "x" / "index.html").read_text(encoding="utf-8")


def test_a_name_of_spaces_is_in_no_list_of_names(tmp_path: Path, build: Build) -> None:
    label, names = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#altLabel"
    text = f'<https://example.org/town/x> <{label}> "  ", " Ex "@de ; <{names}> " \\t", " X "@en .'
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    page = parse((tmp_path / "site" / "names" / "index.html").read_text(encoding="utf-8"))
    assert [text_of(item) for item in page.iter(f"{XHTML}li") if item.find(f"{XHTML}a[@href]") is not None][-2:] == [
        "Ex",
        "X see Ex",
    ]
    assert all(text_of(link) for link in page.iter(f"{XHTML}a"))
    assert "<h1><span" in (tmp_path / "site" / "town" / "x" / "index.html").read_text(encoding="utf-8")


def test_marks_of_certainty_are_as_many_as_there_are_ranks(tmp_path: Path, build: Build) -> None:
    text = """@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix d: <https://example.org/> .
    d:sure cg:certaintyRank 10 . d:unsure cg:certaintyRank 30 .
    d:claim cg:subject d:a ; cg:object d:b ; cg:certainty d:unsure ."""
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    assert ">●○</span>" in (tmp_path / "site" / "claim" / "index.html").read_text(encoding="utf-8")


def linked(page: str, parts: str) -> set[str]:
    """The pages of claims that parts of a page link to."""
    found = re.findall(parts, page, re.DOTALL)
    return {link for part in found for link in re.findall(r'href="([^"]*claim/[^"]*)"', part)}


def test_each_picture_has_a_table_of_what_is_drawn(
    tmp_path: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "_MOST", 130)
    lines = ["@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix d: <https://example.org/> ."]
    lines += ["@prefix c: <https://example.org/claim/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."]
    lines += ["d:Step rdfs:subClassOf cg:Lineage . cg:Lineage rdfs:subClassOf cg:RelationClaim ."]
    for number in range(140):
        about = f"cg:subject d:town-{number % 90} ; cg:object d:town-{number // 2}"
        lines.append(f'c:{number} a d:Step ; {about} ; cg:edtf "{1900 + number * 37 % 100}" .')
    lines.append("d:town-3 a d:Town .")
    build(project_with(tmp_path / "p", "\n".join(lines)), tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    timeline, table = page[page.index('id="timeline"') :].split("</figure>")[:2]
    assert "The first 60 of 140; the table has these." in timeline
    drawn = linked(timeline, "<svg.*?</svg>")
    assert len(drawn) == 60 and drawn == linked(table, "<table.*?</table>")
    network, table = page[page.index('id="network"') :].split("</figure>")[:2]
    titles = {f"claim/{title}/index.html" for title in re.findall(r"<path[^>]*><title>(\d+)</title>", network)}
    assert "first 130 of the 139" in table and 100 < len(titles) < 130
    assert titles <= linked(table, "<table.*?</table>")
    group = (tmp_path / "site" / "town-3" / "index.html").read_text(encoding="utf-8")
    lineage, table = group[group.index('id="lineage"') :].split("</figure>")[:2]
    steps = {f"../claim/{title}/index.html" for title in re.findall(r"<path[^>]*><title>(\d+)</title>", lineage)}
    assert len(steps) > 5 and steps <= linked(table, "<table.*?</table>")


def test_a_lineage_leads_back_below_its_names(tmp_path: Path, build: Build) -> None:
    lines = ["@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix d: <https://example.org/> ."]
    lines += ["d:Step <http://www.w3.org/2000/01/rdf-schema#subClassOf> cg:Lineage ."]
    for old, new in ((1, 2), (2, 3), (3, 1)):
        lines.append(f"d:c{old} a d:Step ; cg:subject d:t{new} ; cg:object d:t{old} . d:t{old} a d:T .")
    build(project_with(tmp_path / "p", "\n".join(lines)), tmp_path / "site")
    drawn = ElementTree.parse(tmp_path / "site" / "t1" / "lineage.svg").getroot()  # noqa: S314 - our own file
    svg = "{http://www.w3.org/2000/svg}"
    wide, high = (float(drawn.attrib[name]) for name in ("width", "height"))
    texts = list(drawn.iter(f"{svg}text"))
    lowest = max(float(text.attrib["y"]) for text in texts if "text-anchor" not in text.attrib)
    curves = [path.attrib["d"] for path in drawn.iter(f"{svg}path") if "data-when" in path.attrib]
    back = [re.findall(r" (\d+)H", curve)[0] for curve in curves if curve.count("C") == 2]
    assert back and all(lowest < int(low) < high for low in back)
    assert len(texts) == 6 and all(0 < float(text.attrib["x"]) < wide for text in texts)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("abcdefgh", "abcdefgh"),
        ("abcdefghi", "abcdefg…"),
        ("ABCDEFGH", "ABCDE…"),
        ("村村村村村", "村村村…"),
        ("a\u0301" * 8, "a\u0301" * 8),
        ("مدينةكبيرة", "مدينةكب…\u200f"),
    ],
)
def test_names_in_pictures_are_cut_where_they_grow_too_wide(text: str, wanted: str) -> None:
    assert cut(text, 8) == wanted


def test_few_things_are_counted_as_people_count_them(tmp_path: Path, build: Build) -> None:
    claim = "@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix d: <https://example.org/> . d:paper a"
    claim += " cg:SourceDocument . d:c a d:Trade ; cg:subject d:a ; cg:object d:b ; cg:edtf '2012' . d:a d:is 1 ."
    claim += " d:Trade <http://www.w3.org/2000/01/rdf-schema#subClassOf> cg:RelationClaim ."
    build(project_with(tmp_path / "p", claim), tmp_path / "site")
    told = " ".join((tmp_path / "site" / "index.html").read_text(encoding="utf-8").split())
    assert "<strong>1</strong> claim from <strong>1</strong> document:" in told
    assert "The claim of a relation as a table" in told
    assert "It has no claims." in (tmp_path / "site" / "paper" / "index.html").read_text(encoding="utf-8")


def test_queries_can_be_asked_elsewhere_as_they_are_published(shipped: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((shipped / "queries").glob("*.rq"))]
    assert len(texts) > 50 and all(text.startswith("# Question:") for text in texts)
    for text in texts:
        ox.Store().query(text)


def bars(site: Path, place: str) -> dict[str, list[str]]:
    """The kinds of the bars of each claim in a timeline, by the date of the claim."""
    drawn = ElementTree.parse(site / place).getroot()  # noqa: S314 - our own file
    svg = "{http://www.w3.org/2000/svg}"
    groups = [group for group in drawn.iter(f"{svg}g") if group.find(f"{svg}rect") is not None]
    titles = ((group.findtext(f"{svg}title") or "").rpartition(": ")[2] for group in groups)
    kinds = ([bar.attrib["class"] for bar in group.iter(f"{svg}rect")] for group in groups)
    return dict(zip(titles, kinds, strict=True))


def test_what_is_dark_in_a_timeline_is_certain_however_narrow(tmp_path: Path, build: Build) -> None:
    light, dark = ["unsure"], ["unsure", "sure"]
    wanted = {"1900": light, "1950-03": light, "1950-03-04": dark, "1950-03-04/1950-03": dark, "1950~": light}
    wanted |= {"1960-03/1960-04": dark, "1960/1960": light, "[1970-01-01..1970-01-09]": light, "2010-01-01/..": dark}
    lines = ["@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix d: <https://example.org/> ."]
    for number, day in enumerate(wanted):
        lines.append(f'd:c{number} cg:subject d:town ; cg:object d:other ; cg:edtf "{day}" .')
    text = "\n".join([*lines, 'd:town d:is "there" .'])
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    assert bars(tmp_path / "site", "town/timeline.svg") == wanted
    assert bars(tmp_path / "site", "timeline.svg") == wanted


def shown_of(site: Path, name: str) -> ElementTree.Element:
    """What the table of a record has as its first value."""
    page = html5lib.parse((site / name / "index.html").read_bytes(), namespaceHTMLElements=False)
    found: ElementTree.Element = next(page.iter("dd"))
    return found


LISTS = """\
@prefix d: <https://example.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
d:nine d:has (1 2 3 4 5 6 7 8 "<b>nine</b>") . d:many d:has ({many}) .
d:nested d:has ((1 2) [ d:of (d:nine "x"@ar) ]) . d:typed d:has [ a rdf:List ; rdf:first 1 ; rdf:rest () ] .
d:deep d:has {deep} .
d:loop d:has _:a . _:a rdf:first 1 ; rdf:rest _:b . _:b rdf:first 2 ; rdf:rest _:a .
d:two d:has [ rdf:first 1, 2 ; rdf:rest () ] . d:more d:has [ rdf:first 1 ; rdf:rest () ; d:more 3 ] .
d:open d:has [ rdf:first 1 ] . d:itself d:has _:c . _:c d:has _:c .
"""


def test_lists_are_shown_with_all_their_items(tmp_path: Path, build: Build) -> None:
    text = LISTS.format(many=" ".join(map(str, range(3120))), deep="[ d:in " * 9 + '"the end"' + " ]" * 9)
    build(project_with(tmp_path / "p", text), tmp_path / "site")
    shown = {name: shown_of(tmp_path / "site", name) for name in re.findall(r"d:(\w+) d:has", text)}
    items = {name: [text_of(item) for item in one.iter("li")] for name, one in shown.items()}
    assert [one.tag for one in shown["nine"]] == ["ol"]
    assert items["nine"] == [*"12345678", "<b>nine</b>"]
    assert items["many"][:100] == [str(number) for number in range(100)]
    assert items["many"][100:] == ["and 3,020 more: the whole list is in the Turtle of the record."]
    inner = shown["nested"][0]
    assert [[one.tag for one in item] for item in inner] == [["ol"], ["ul"]]
    assert [text_of(item) for item in next(inner[1].iter("ol"))] == ["nine", "x"]
    assert items["typed"] == ["1"]
    for name in ("loop", "two", "more", "open", "itself"):
        assert shown[name].find("ol") is None and shown[name].find("ul") is not None, name
    for name in ("loop", "itself", "deep"):
        assert "What is said below this is in the Turtle of the record." in text_of(shown[name]), name
        assert "…" not in text_of(shown[name]) and "the end" not in text_of(shown[name])
