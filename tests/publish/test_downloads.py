"""The whole of the data to download, from every build."""

import csv
import gzip
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pyoxigraph as ox
import pytest

from claimgraph import project, sources, streams
from claimgraph.known import Digests, Known, stamp
from claimgraph.publish import packed, whole
from claimgraph.publish.addresses import MEDIA
from claimgraph.publish.check_site import check_site
from claimgraph.publish.paths import SUFFIXES
from claimgraph.publish.release import release
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES
from publish import serving
from publish.conftest import Build
from publish.patching import canonical
from publish.releasing import HEAD, edit, project_in
from publish.test_check_site import ask
from support import ROOT, Run

DCAT = PREFIXES["dcat"]


def test_the_downloads_are_what_export_gives(shipped: Path, run: Run) -> None:
    for format_name, suffix in (("nquads", ".nq"), ("turtle", ".ttl"), ("jsonld", ".jsonld")):
        path = shipped.parent / f"exported{suffix}"
        assert run("export", ROOT / "data", "--format", format_name, "--output", path).code == 0
        assert (shipped / "downloads" / f"libya{suffix}").read_bytes() == path.read_bytes()


def test_the_tables_are_whole(shipped: Path) -> None:
    with zipfile.ZipFile(shipped / "downloads" / "libya-tables.zip") as archive:
        described = json.loads(archive.read("csv-metadata.json"))
        names = {table["url"] for table in described["tables"]}
        assert names == {name for name in archive.namelist() if name.endswith(".csv")}
        groups = list(csv.DictReader(io.TextIOWrapper(archive.open("ArmedGroup.csv"), encoding="utf-8")))
    assert any(row["id"].endswith("ansar-al-sharia-libya") for row in groups)


@pytest.mark.parametrize("page", ["index.html", "libya/index.html"])
def test_a_page_offers_them_with_size_and_digest(shipped: Path, page: str) -> None:
    document = html5lib.parse((shipped / page).read_bytes(), namespaceHTMLElements=False)
    items = {link.get("href"): link.get("type") for link in document.iter("link") if link.get("rel") == "item"}
    listed = [item for item in document.iter("li") if any(link.get("href") in items for link in item.iter("a"))]
    assert len(listed) == len(items) == 4
    for item in listed:
        (link,) = item.iter("a")
        path = (shipped / page).parent / str(link.get("href"))
        text = "".join(item.itertext())
        assert hashlib.sha256(path.read_bytes()).hexdigest() in text
        assert " kB" in text or " MB" in text


def test_dcat_describes_them(shipped: Path) -> None:
    triples = [*ox.parse((shipped / "metadata.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)]
    urls = {one.object.value for one in triples if one.predicate.value == DCAT + "downloadURL"}
    assert urls == {
        f"https://w3id.org/claimgraph/downloads/libya{end}" for end in (".nq", ".ttl", ".jsonld", "-tables.zip")
    }
    sizes = {str(one.subject): int(one.object.value) for one in triples if one.predicate.value == DCAT + "byteSize"}
    for url in urls:
        assert sizes[f"<{url}>"] == (shipped / "downloads" / url.rpartition("/")[2]).stat().st_size
    dumps_ = {one.object.value for one in triples if one.predicate.value == PREFIXES["void"] + "dataDump"}
    assert dumps_ == {url for url in urls if not url.endswith(".zip")}  # VoID means RDF


def test_named_graphs_are_left_to_the_formats_that_hold_them(tmp_path: Path, build: Build) -> None:
    source = project_in(tmp_path / "project")
    (source / "data" / "named.trig").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://example.org/set/g> { <https://example.org/set/dee> rdfs:label "Dee"@en }\n',
        encoding="utf-8",
    )
    build(source, tmp_path / "site")
    names = {path.name for path in (tmp_path / "site" / "downloads").iterdir()}
    assert names == {"set.nq", "set.jsonld", "set-tables.zip"}


@pytest.mark.parametrize("base", ["https://ex.org/donn%C3%A9es/", "https://ex.org/get?id="])
def test_downloads_are_where_their_addresses_lead_whatever_the_dataset_is_called(
    tmp_path: Path, build: Build, base: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "claimgraph.toml").write_text(
        f'[namespaces]\ndataset = "{base}"\nontology = "https://ex.org/terms#"\n', encoding="utf-8"
    )
    (tmp_path / "data" / "all.nt").write_text(f"<{base}a> <{base}p> <{base}b> .\n", encoding="utf-8")
    build(tmp_path, tmp_path / "site")
    told = (tmp_path / "site" / "metadata.nt").read_text(encoding="utf-8")
    addresses = [urlsplit(iri) for iri in re.findall("downloadURL> <([^>]*)>", told)]
    assert addresses
    for address in addresses:
        assert not address.query and (tmp_path / "site" / unquote(address.path)[1:]).is_file()


def test_very_much_data_is_packed(
    tmp_path: Path, build: Build, run: Run, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "MOST", 100)
    source = project_in(tmp_path / "project")
    # A second file with blank nodes of the same labels, and a graph.
    (source / "data" / "more.trig").write_text(
        "@prefix d: <https://example.org/set/> . d:claim d:p _:x . _:x d:q _:x . d:g { d:claim d:p _:x }",
        encoding="utf-8",
    )
    build(source, tmp_path / "site")
    (path,) = (tmp_path / "site" / "downloads").iterdir()
    assert path.name == "set.nq.gz"
    assert [one.suffix for one in (own_cache / "downloads").iterdir()] == [".pieces"]
    found = list(ox.parse(gzip.decompress(path.read_bytes()), format=ox.RdfFormat.N_QUADS))
    assert run("export", source / "data", "--format", "nquads", "--output", tmp_path / "all.nq").code == 0
    exported = set(ox.parse((tmp_path / "all.nq").read_bytes(), format=ox.RdfFormat.N_QUADS))
    assert canonical(set(found)) == canonical(exported)
    before = path.read_bytes()
    build(source, tmp_path / "again")
    assert (tmp_path / "again" / "downloads" / "set.nq.gz").read_bytes() == before
    said = (tmp_path / "site" / "metadata.ttl").read_text(encoding="utf-8")
    assert "dcat:compressFormat <https://www.iana.org/assignments/media-types/application/gzip>" in said
    assert "void:dataDump <https://example.org/downloads/set.nq.gz>" in said
    with serving.nginx(tmp_path / "server", tmp_path / "site") as address:
        assert check_site(address).report.findings == ()
        assert ask(address, "downloads/set.nq.gz")[1]["content-type"] == "application/gzip"


def test_packed_data_say_no_more_of_what_was_removed_than_a_tombstone_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "MOST", 100)
    source = project_in(tmp_path / "project")
    edit(
        source,
        "data/all.ttl",
        "d:cee a t:Town ;",
        """d:cee prov:invalidatedAtTime "2026-12-01T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Removed."@en ;
        t:about [ rdfs:label "a secret" ; t:more [ t:more [ rdfs:label "another" ] ] ] . d:cee""",
    )
    (packed,) = whole.dumps(project.find(source), sources.expand([source / "data"])).values()
    text = gzip.decompress(packed).decode()
    assert "Removed." in text and '"Ada"' in text
    assert not re.search("secret|another|Cee|set/cee> <http://www.w3.org/1999", text)
    assert len(re.findall(r"_:g\d+f0b", text)) == 10  # the evidence of the claim is still there


def test_pieces_that_are_kept_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path, run: Run
) -> None:
    monkeypatch.setattr(packed, "_PIECE", 100)
    source = project_in(tmp_path / "project")
    for number in range(40):
        text = f"d:n{number} d:p _:x , [ d:q {number} ] ." if number else 'd:n0 rdfs:label "a secret" .'
        (source / "data" / f"{number}.ttl").write_text(HEAD + text, encoding="utf-8")

    def dump() -> bytes:
        files = sources.expand([source / "data"])
        kept = packed.packed(files, source)
        monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path / "nowhere" / "at" / "all"))
        assert packed.packed(files, source) == kept
        shutil.rmtree(tmp_path / "nowhere")
        monkeypatch.setenv("CLAIMGRAPH_CACHE", str(own_cache))
        found = list(ox.parse(gzip.decompress(kept), format=ox.RdfFormat.N_QUADS))
        if not (source / "data" / "stone.ttl").exists():
            assert canonical(set(found)) == canonical(set(streams.quads(files)))
        return kept

    first = dump()
    (place,) = (own_cache / "downloads").iterdir()
    before = place.read_bytes()
    assert dump() == first
    assert place.read_bytes() == before
    edit(source, "data/7.ttl", "d:q 7", "d:q 77")
    made = []
    real = packed._made

    def noting(group: Sequence[Source], stem: str) -> packed._Piece:
        made.append(stem)
        return real(group, stem)

    files = sources.expand([source / "data"])
    with monkeypatch.context() as patch:
        patch.setattr(packed, "_made", noting)
        second = packed.packed(files, source)
    assert len(made) == 1
    assert second == dump() != first
    (source / "data" / "8.ttl").unlink()
    assert dump() != second
    place.write_bytes(place.read_bytes()[:-3])
    dump()
    # What is removed goes from pieces that have not changed.
    stone = 'd:n0 prov:invalidatedAtTime "2026-12-01T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Removed."@en .'
    (source / "data" / "stone.ttl").write_text(HEAD + stone, encoding="utf-8")
    text = gzip.decompress(dump()).decode()
    assert "secret" not in text and "Removed." in text and '"77"' in text
    assert "1 files" in run("cache", "info").out
    assert "removed 1 files of downloads" in run("cache", "clear").out


def test_a_release_answers_at_its_version_iri_and_names_its_files(tmp_path: Path, build: Build) -> None:
    source = project_in(tmp_path / "project")
    made = release(project.find(source), "1.0.0", "2026-12-01")
    assert not made.findings
    build(source, tmp_path / "site")
    folder = tmp_path / "site" / "set" / "releases"
    page = (folder / "1.0.0" / "index.html").read_text(encoding="utf-8")
    assert '<link rel="cite-as" href="https://example.org/set/releases/1.0.0">' in page
    assert '<link rel="item" type="application/gzip" href="../../../set/releases/1.0.0/set-1.0.0.tar.gz">' in page
    assert "dcat:previousVersion" not in page
    table = json.loads((tmp_path / "site" / "hosting" / "addresses.json").read_bytes())
    assert table["resources"]["https://example.org/set/releases/1.0.0"] == "set/releases/1.0.0"
    feed = (tmp_path / "site" / "feed.xml").read_text(encoding="utf-8")
    assert "<title>Release 1.0.0</title>\n<id>https://example.org/set/releases/1.0.0</id>\n<updated>2026-12-01T" in feed
    places = (tmp_path / "site" / "sitemap.xml").read_text(encoding="utf-8")
    assert "/set/releases/1.0.0/</loc>" in places and "/set/releases/</loc>" in places
    said = (folder / "1.0.0.ttl").read_text(encoding="utf-8")
    assert 'dcat:version "1.0.0"' in said and "spdx:checksumValue" in said


def test_every_suffix_of_a_file_has_a_media_type_and_no_resource_ends_like_one() -> None:
    assert set(SUFFIXES) == set(MEDIA)


def test_a_piece_is_kept_under_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> None:
    monkeypatch.setattr(packed, "_PIECE", 100)
    source = project_in(tmp_path / "project")
    for number in range(10):
        (source / "data" / f"{number}.ttl").write_text(HEAD + f"d:n{number} d:p {number} .", encoding="utf-8")
    files = sources.expand([source / "data"])

    def known() -> Digests:
        return {
            str(one): Known(stamp(one.path.stat()), hashlib.sha256(one.path.read_bytes()).hexdigest()) for one in files
        }

    before = known()
    first = packed.packed(files, source, before)
    assert packed.packed(files, source) == first
    edit(source, "data/7.ttl", "d:p 7", "d:p 77")
    # What is known to be what it was is not read; what is made of something else is not kept for it.
    assert packed.packed(files, source, before) == first
    shutil.rmtree(own_cache)
    assert packed.packed(files, source, before) != first
    second = packed.packed(files, source, known())
    assert second == packed.packed(files, source) != first
    edit(source, "data/7.ttl", "d:p 77", "d:p 7")
    assert packed.packed(files, source, before) == first
