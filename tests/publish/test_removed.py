"""What was removed: whatever the files still say of it, the site says no more than its tombstone may."""

from hashlib import sha256
from pathlib import Path

import pytest

from claimgraph import project, publish
from publish.conftest import Build, tree, write

HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix d: <https://example.org/set/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
@prefix w: <https://example.org/set/town/> .
"""
SAID = """\
w:lost a t:Town ; rdfs:label "a covert town"@en ; t:near w:Ada, [ rdfs:label "a covert thing" ] .
d:said a t:Trade ; rdfs:label "a covert claim"@en ; cg:subject w:wide ; cg:object d:old ; cg:edtf "3456-07-08" ;
    cg:polarity cg:Asserted ; cg:evidence [ oa:hasSource d:paper ; oa:hasSelector [ oa:start 77 ; oa:end 79 ] ] .
w:visitor a t:Town ; rdfs:label "visitor"@en ; t:near w:lost .
"""
STONES = """\
w:lost prov:invalidatedAtTime "2024-05-06" ; rdfs:comment "Removed."@en .
d:said prov:invalidatedAtTime "2024-05-06" ; rdfs:comment "Removed."@en .
"""
QUERY = "# Question: What is what called?\nSELECT ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }\n"
HIDDEN = (b"covert", b"3456-07-08", b"77\xe2\x80\x9379")


def naming(site: Path) -> set[str]:
    """The files of a site that say what is hidden."""
    return {path for path, data in tree(site).items() if any(one in data for one in HIDDEN)}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The small project, with more in it that can be removed."""
    source = write(tmp_path / "project")
    (source / "queries" / "labels.rq").write_text(QUERY, encoding="utf-8")
    (source / "data" / "more.ttl").write_text(HEAD + SAID, encoding="utf-8")
    (source / "data" / "stones.ttl").write_text(HEAD, encoding="utf-8")
    return source


def test_no_page_says_more_of_what_was_removed(source: Path, tmp_path: Path, build: Build) -> None:
    site = tmp_path / "site"
    stones, more = source / "data" / "stones.ttl", source / "data" / "more.ttl"
    texts = [("", SAID), (STONES, SAID), (STONES, SAID + 'w:lost rdfs:label "covert again" .'), ("", SAID)]
    texts += [("", ""), (STONES, ""), (STONES, 'w:lost t:near "a covert text" .')]
    for number, (removed, said) in enumerate(texts):
        stones.write_text(HEAD + removed, encoding="utf-8")
        more.write_text(HEAD + said, encoding="utf-8")
        build(source, site)
        fresh = tmp_path / f"fresh-{number}"
        build(source, fresh)
        assert tree(site) == tree(fresh)
        found = naming(site)
        if removed or not said:
            assert not found
        else:
            assert {"set/town/visitor/index.html", "set/paper/index.html", "queries/labels.csv"} <= found
        follows = b"What follows from the claims" in (site / "set" / "old" / "index.html").read_bytes()
        assert follows is bool(said and not removed)


def test_what_refers_to_it_links_to_its_tombstone(source: Path, tmp_path: Path, build: Build) -> None:
    (source / "data" / "stones.ttl").write_text(HEAD + STONES, encoding="utf-8")
    build(source, tmp_path / "site")
    page = (tmp_path / "site" / "set" / "town" / "visitor" / "index.html").read_text(encoding="utf-8")
    assert '<a href="../../../set/town/lost/index.html">lost</a>' in page


def test_tombstones_themselves_say_no_more(source: Path, tmp_path: Path, build: Build) -> None:
    names = (
        "d:gone",
        "d:torn",
        "t:Old",
        "<https://example.org/set/town/hash#lost>",
        "<https://example.org/set/lost#one>",
    )
    more = "".join(f'{name} a t:Town ; rdfs:label "a covert name" ; t:near [ t:age 3 ] .\n' for name in names)
    (source / "data" / "stones.ttl").write_text(HEAD + more, encoding="utf-8")
    build(source, tmp_path / "site")
    assert not {path for path, data in tree(tmp_path / "site").items() if b"covert name" in data}
    assert b"Asked for &lt;b&gt;." in (tmp_path / "site" / "set" / "gone" / "index.html").read_bytes()


def test_evidence_of_what_was_removed_is_not_checked(source: Path, tmp_path: Path) -> None:
    text = b"No more than this."
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "paper.txt").write_bytes(text)
    more = source / "data" / "more.ttl"
    more.write_text(f'{HEAD}{SAID}d:paper cg:sha256 "{sha256(text).hexdigest()}" .', encoding="utf-8")
    for removed in (False, True):
        (source / "data" / "stones.ttl").write_text(HEAD + STONES * removed, encoding="utf-8")
        publish.build(project.find(source), tmp_path / "site", documents=tmp_path / "documents")
        page = (tmp_path / "site" / "quality" / "index.html").read_text(encoding="utf-8")
        assert "set/claim/1" in page and ("set/said" in page) is not removed
