"""Passages checked against the documents: what the page on data quality says of them, and when it is said again."""

import hashlib
from pathlib import Path

import pytest

from claimgraph import project, publish
from claimgraph.errors import InputError, UsageError
from claimgraph.publish import sealed
from publish.conftest import tree, write
from support import Run

TEXT = "The red league met.\nThe blue league did not.\n"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def passage(claim: int, document: str, start: int, end: int, text: str) -> str:
    selector = f"oa:hasSource d:{document} ; oa:hasSelector [ oa:start {start} ; oa:end {end} ]"
    return f'c:e{claim} cg:subject w:Ada ; cg:evidence [ {selector} ; cg:sha256 "{sha(text)}" ] .\n'


DATA = f"""\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix c: <https://example.org/set/claim/> .
@prefix d: <https://example.org/set/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix w: <https://example.org/set/town/> .

d:study a cg:SourceDocument ; rdfs:label "study"@en ; dcterms:identifier "study.txt" ; cg:sha256 "{sha(TEXT)}" .
d:lost a cg:SourceDocument ; rdfs:label "lost"@en ; dcterms:identifier "lost.txt" ; cg:sha256 "{sha("lost")}" .
""" + "".join(
    [
        passage(1, "study", 0, 7, "The red"),
        passage(2, "study", 4, 10, "red le"),  # right, though it splits a word
        passage(3, "study", 0, 8, "The red"),
        passage(4, "study", 0, 999, TEXT),
        passage(5, "lost", 0, 4, "lost"),
    ]
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A project whose claims point into a document that is held, and into one that is not."""
    folder = write(tmp_path / "project")
    (folder / "data" / "study.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "study.txt").write_text(TEXT, encoding="utf-8")
    return folder


def built(source: Path, *, checked: bool = True, site: str = "site") -> tuple[publish.Built, str]:
    """What a build said, and its page on data quality."""
    target = source.parent / site
    result = publish.build(project.find(source), target, documents=source.parent / "documents" if checked else None)
    return result, (target / "quality" / "index.html").read_text(encoding="utf-8")


def test_the_page_says_how_many_passages_are_right(source: Path) -> None:
    result, page = built(source)
    # The passages of c:1 and c:2 are of a document without a digest, and that of c:4 has no selector.
    assert "2 are the text that was coded, 2 are not, 3 lack a part" in page
    assert "1 were not checked, because their documents were not at hand" in page
    assert 'study/index.html">study</a></th><td>2</td><td>2</td><td>0</td>' in page
    assert 'lost/index.html">lost</a></th><td>0</td><td>0</td><td>1</td>' in page
    assert "lies outside the document" in page
    assert "<td>warning</td><td>The offset 10 splits a word.</td>" in page
    assert page.index("<td>violation</td>") < page.index("<td>warning</td>")
    assert result.findings == 6
    assert str(source.parent) not in page


def test_the_page_says_that_nothing_was_checked_without_the_documents(source: Path) -> None:
    result, page = built(source, checked=False)
    assert "No passage was checked against the documents" in page
    assert "claimgraph evidence --documents FOLDER" in page
    assert result.findings == 0


def test_the_site_follows_data_and_documents_and_is_the_same_each_time(source: Path) -> None:
    site, data = source.parent / "site", source / "data" / "study.ttl"
    built(source, checked=False)
    assert not built(source)[0].unchanged
    assert built(source)[0].unchanged
    data.write_text(DATA + passage(6, "study", 8, 14, "league"), encoding="utf-8")
    assert "3 are the text that was coded" in built(source)[1]
    (source.parent / "documents" / "lost.txt").write_text("lost", encoding="utf-8")
    assert "4 are the text that was coded" in built(source)[1]
    built(source, site="fresh")
    assert tree(site) == tree(source.parent / "fresh")
    (source.parent / "documents" / "lost.txt").unlink()
    assert "3 are the text that was coded" in built(source)[1]
    assert "No passage was checked" in built(source, checked=False)[1]


def test_a_check_is_kept_for_as_long_as_it_cannot_have_changed(source: Path) -> None:
    built(source)
    (place,) = (source.parent / ".site.kept" / "checked").iterdir()
    head, _ = sealed.read(place) or ([], b"")
    head[2] = 77  # so that it can be told from one that is made
    sealed.write(place, head)
    data = source / "data" / "all.ttl"
    data.write_text(data.read_text(encoding="utf-8").replace('t:goods "salt', 't:goods "the salt'), encoding="utf-8")
    assert "77 lack a part" in built(source)[1]
    data.write_text(data.read_text(encoding="utf-8").replace("oa:start 60", "oa:start 61"), encoding="utf-8")
    assert "3 lack a part" in built(source)[1]


def test_an_altered_document_is_refused_and_the_site_stays(source: Path) -> None:
    _, page = built(source)
    (source.parent / "documents" / "study.txt").write_text(TEXT + " ", encoding="utf-8")
    with pytest.raises(InputError, match="is not the document 'study'"):
        built(source)
    assert (source.parent / "site" / "quality" / "index.html").read_text(encoding="utf-8") == page


def test_what_cannot_be_checked_at_all_is_refused(source: Path) -> None:
    here, site = project.find(source), source.parent / "site"
    with pytest.raises(InputError, match="no such folder"):
        publish.build(here, site, documents=source / "nowhere")
    (source / "data" / "study.ttl").unlink()
    with pytest.raises(UsageError, match="no source documents"):
        publish.build(here, site, documents=source.parent / "documents")


def test_the_command_takes_the_folder_of_the_documents(source: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(source)
    outcome = run("build", "--documents", source.parent / "documents")
    assert outcome.code == 0
    assert "6 findings: see the site's page on data quality" in outcome.err
    assert "Passages were checked" in (source / "build" / "site" / "quality" / "index.html").read_text(encoding="utf-8")
