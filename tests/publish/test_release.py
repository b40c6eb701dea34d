"""claimgraph release: what it holds, what it refuses, and the contract that no published URI goes dead."""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import project
from claimgraph.errors import InputError, UsageError
from claimgraph.formats import FORMATS
from claimgraph.publish import contract, history
from claimgraph.publish.check_site import check_site
from claimgraph.publish.release import Released, release
from publish.conftest import Build, tree
from publish.patching import canonical, patched
from publish.releasing import HEAD, edit, project_in, version
from support import ROOT, Run

SOON = "2026-12-01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that has released 1.0.0 and is to release 1.1.0."""
    found = project_in(tmp_path / "towns")
    assert not make(found, "1.0.0").findings
    version(found, "1.0.0", "1.1.0")
    return found


def make(folder: Path, number: str) -> Released:
    return release(project.find(folder), number, SOON)


def withdraw(folder: Path, number: str) -> None:
    for path in (folder / "releases" / number).iterdir():
        if path.name not in (history.MANIFEST, history.SUMS, history.URIS):
            path.unlink()


def faults(folder: Path) -> list[str]:
    return [finding.message for finding in contract.check(project.find(folder))]


def add(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + text, encoding="utf-8")


# ---------------------------------------------------------------- what it holds


def test_a_release_holds_statements_uris_archive_metadata_and_checksums(tmp_path: Path) -> None:
    made = make(project_in(tmp_path / "towns"), "1.0.0")
    files = tree(made.folder)
    names = ["canonical.nq", "changes.md", "metadata.jsonld", "metadata.ttl", "release.json", "set-1.0.0.tar.gz"]
    assert sorted(files) == ["SHA256SUMS", *names, "uris.tsv", "vocabulary.ttl"]
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=made.folder, capture_output=True, check=True
    )
    assert done.stdout.count(b": OK\n") == len(files) - 1
    told = json.loads(files["release.json"])
    assert (told["version"], told["date"], told["previous"]) == ("1.0.0", SOON, "")
    assert told["iri"] == "https://example.org/set/releases/1.0.0"
    assert told["sha256"] == made.sha256 == hashlib.sha256(files["canonical.nq"]).hexdigest()
    with tarfile.open(fileobj=io.BytesIO(files["set-1.0.0.tar.gz"])) as archive:
        packed = {member.name for member in archive.getmembers()}
        assert {(member.mtime, member.uid, member.uname) for member in archive.getmembers()} == {(1796083200, 0, "")}
        assert not [member.name for member in archive.getmembers() if not member.size]
    suffixes = [record.suffixes[0] for record in FORMATS.values()]
    assert {f"set-1.0.0/{part}{suffix}" for part in ("data", "ontology", "shapes") for suffix in suffixes} <= packed
    views = ("-tables.zip", ".gexf", ".graphml", "-framed.jsonld", ".ndjson", "-nanopublications.trig")
    assert {f"set-1.0.0/data{suffix}" for suffix in views} <= packed


def test_each_uri_has_the_canonical_hash_of_its_record(folder: Path) -> None:
    lines = (folder / "releases/1.0.0/uris.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "uri\tsha256"
    told = dict(line.split("\t") for line in lines[1:])
    assert list(told) == sorted(told)
    assert "https://example.org/terms#Town" in told
    assert "https://example.org/shapes#Town" in told
    cee = "<https://example.org/set/cee>"
    record = (
        f"{cee} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/terms#Town> .\n"
        f'{cee} <http://www.w3.org/2000/01/rdf-schema#label> "Cee"@en .\n'
    )
    assert told["https://example.org/set/cee"] == hashlib.sha256(record.encode()).hexdigest()
    # A record with blank nodes is that of its own, labelled without regard to the rest.
    store = ox.Dataset(ox.parse((folder / "data/all.ttl").read_bytes(), format=ox.RdfFormat.TURTLE))
    claim = ox.NamedNode("https://example.org/set/claim")
    own = ox.Dataset(quad for quad in store if quad.subject == claim or isinstance(quad.subject, ox.BlankNode))
    own.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    document = "".join(sorted(f"{quad} .\n" for quad in own))
    assert told[claim.value] == hashlib.sha256(document.encode()).hexdigest()


def test_the_same_project_gives_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        source = project_in(tmp_path / seed)
        subprocess.run(
            [sys.executable, "-m", "claimgraph", "release", "1.0.0", "--date", SOON],
            cwd=source,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        found.append(tree(source / "releases"))
    assert found[0] == found[1]


def test_the_change_log_is_written_from_the_data(folder: Path) -> None:
    edit(folder, "data/all.ttl", '"Cee"', '"Sea"')
    edit(folder, "data/all.ttl", "d:bee a t:Town", "d:dee a t:Town ; rdfs:label 'Dee'@en . d:bee a t:Town")
    edit(folder, "ontology/terms.ttl", "with walls", "with gates")
    edit(folder, "ontology/terms.ttl", "terms/1>", "terms/2>")
    made = make(folder, "1.1.0")
    assert not made.findings
    assert [notice for notice in made.notices if "may mean something else" in notice]
    told = (made.folder / "changes.md").read_text(encoding="utf-8")
    assert told.startswith("# From release 1.0.0 to release 1.1.0\n")
    assert "- `t:Town` town: `skos:definition`\n" in told
    assert "## Added\n\n- `d:dee` Dee\n" in told
    assert '- `d:cee` Sea\n    - `- rdfs:label "Cee"@en`\n    - `+ rdfs:label "Sea"@en`\n' in told
    assert {path.name for path in made.folder.glob("changes.*")} == {
        f"changes.{s}" for s in ("md", "json", "html", "rdfp")
    }
    assert json.loads((made.folder / "release.json").read_bytes())["previous"] == "1.0.0"


# rdflib's readers and writers use what rdflib advises against.
@pytest.mark.filterwarnings("ignore:Dataset.* is deprecated")
def test_the_patch_makes_the_new_release_of_the_old(folder: Path) -> None:
    edit(folder, "data/all.ttl", "t:start 7 ; t:end 9", "t:start 7 ; t:end 11 ; t:in [ rdfs:label 'new' ]")
    edit(folder, "data/all.ttl", "rdfs:label 'new'", 'rdfs:label "é\\n_:c14n0"')
    made = make(folder, "1.1.0")
    old, new = (
        list(ox.parse((folder / f"releases/{number}/canonical.nq").read_bytes(), format=ox.RdfFormat.N_QUADS))
        for number in ("1.0.0", "1.1.0")
    )
    patch = (made.folder / "changes.rdfp").read_text(encoding="utf-8")
    assert "<_:c14n" in patch
    assert patched(patch, old) == canonical(set(new)) != canonical(set(old))


def test_the_shipped_dataset_can_be_released(tmp_path: Path) -> None:
    here = project.find(ROOT)
    files = {name: tmp_path / name for name in here.folders}
    for name in ("data", "ontology", "rules", "shapes"):
        files[name].symlink_to(here.folders[name])
    (tmp_path / "claimgraph.toml").write_bytes((ROOT / "claimgraph.toml").read_bytes())
    (tmp_path / "context").symlink_to(ROOT / "context")
    made = make(tmp_path, here.release)
    assert (made.findings, made.notices) == ((), ())
    assert made.uris > 1000
    (archive,) = made.folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        lines = packed.extractfile(f"{archive.name.removesuffix('.tar.gz')}/data.ndjson")
        assert lines and f'"@context":"{here.below("context/claimgraph-")}'.encode() in lines.readline()


# ---------------------------------------------------------------- what it refuses


def test_versions_only_go_up(folder: Path, tmp_path: Path) -> None:
    version(folder, "1.1.0", "1.0.0")
    with pytest.raises(UsageError, match=r"1\.0\.0 is there already"):
        make(folder, "1.0.0")
    with pytest.raises(UsageError, match=r"not higher than 1\.0\.0"):
        make(folder, "0.9.9")
    for wrong in ("1", "1.0", "v1.1.0", "1.1.0-rc1", "01.1.0", "1\u0662.0.0", "../1.1.0"):
        with pytest.raises(UsageError, match="no version"):
            make(folder, wrong)
    with pytest.raises(UsageError, match=r"claimgraph\.toml says that the release is 1\.0\.0, not 1\.1\.0"):
        make(folder, "1.1.0")
    with pytest.raises(UsageError, match=r"no claimgraph\.toml"):
        release(project.Project(), "1.0.0", SOON)


def test_two_digits_are_higher_than_one(folder: Path) -> None:
    version(folder, "1.1.0", "1.10.0")
    assert not make(folder, "1.10.0").findings
    version(folder, "1.10.0", "1.9.0")
    with pytest.raises(UsageError, match=r"not higher than 1\.10\.0"):
        make(folder, "1.9.0")


def test_what_validation_finds_keeps_a_release_from_being_made(folder: Path) -> None:
    edit(folder, "data/all.ttl", 'd:cee a t:Town ; rdfs:label "Cee"@en', "d:cee a t:Town")
    made = make(folder, "1.1.0")
    assert [finding.message for finding in made.findings] == ["A town has a label."]
    assert not made.folder.exists()


def test_what_contradicts_the_ontology_does_too(folder: Path) -> None:
    edit(folder, "ontology/terms.ttl", "t:Trade a owl:Class", "t:Trade a owl:Class ; owl:disjointWith t:Town")
    edit(folder, "ontology/terms.ttl", "terms/1>", "terms/2>")
    edit(folder, "data/all.ttl", "d:claim a t:Trade", "d:claim a t:Trade, t:Town")
    made = make(folder, "1.1.0")
    assert made.findings
    assert not made.folder.exists()


def test_a_description_that_lacks_something_does_too(tmp_path: Path) -> None:
    source = project_in(tmp_path)
    edit(
        source,
        "data/all.ttl",
        "    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;\n",
        "",
    )
    (finding,) = make(source, "1.0.0").findings
    assert "who may have it" in finding.message
    assert "[project]" in finding.remedy


def test_an_ontology_does_not_change_under_its_version_iri(folder: Path) -> None:
    edit(folder, "ontology/terms.ttl", "with walls", "with gates")
    (finding,) = make(folder, "1.1.0").findings
    assert "its version IRI, <https://example.org/terms/1>, is that of release 1.0.0" in finding.message


WALLS, GATES = "with walls", "with gates"
VERSION_IRI = " ; owl:versionIRI <https://example.org/terms/1>"
OTHER = "<https://example.org/other> a owl:Ontology ; owl:versionIRI <https://example.org/other/9> .\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (VERSION_IRI, " ; owl:imports <https://example.org/o>" + VERSION_IRI, "is that of release 1.0.0"),
        ("t:Trade a owl:Class", "[] owl:members (t:Town t:Trade) ; a owl:AllDisjointClasses . t:Trade a owl:Class",
         "is that of release 1.0.0"),
        ("t:Trade a owl:Class", f"{OTHER}t:Trade a owl:Thing, owl:Class", "is that of release 1.0.0"),
        (VERSION_IRI, " ; rdfs:comment 'c'", "it has no version IRI any more"),
        ("terms/1>", "terms/2>", ""),
    ],
    ids=["an import", "an axiom without a name", "another ontology's version", "no version", "a new version"],
)  # fmt: skip
def test_whatever_changes_of_an_ontology_asks_for_another_version_iri(
    folder: Path, old: str, new: str, message: str
) -> None:
    edit(folder, "ontology/terms.ttl", old, new)
    found = [finding.message for finding in make(folder, "1.1.0").findings]
    assert [message in one for one in found] == ([True] if message else [])


@pytest.mark.parametrize(
    ("axiom", "old", "new"),
    [
        ("[] a owl:AllDisjointClasses ; owl:members ( t:A t:B ) .", "t:B )", "t:C )"),
        ("[] a owl:AllDisjointClasses ; owl:members ( t:A t:B ) .", "t:B )", "t:B t:C )"),
        ("[] a owl:Class ; owl:unionOf ( t:A t:B ) ; rdfs:subClassOf t:C .", "Of t:C", "Of t:D"),
        ('[] a owl:Axiom ; owl:annotatedSource t:A ; rdfs:comment "one" .', "one", "two"),
    ],
)
def test_an_axiom_without_a_name_does_not_change_under_it_either(
    tmp_path: Path, axiom: str, old: str, new: str
) -> None:
    source = project_in(tmp_path)
    add(source, "ontology/more.ttl", "".join(f"t:{one} a owl:Class .\n" for one in "ABCD") + axiom)
    assert not make(source, "1.0.0").findings
    version(source, "1.0.0", "1.1.0")
    edit(source, "ontology/more.ttl", old, new)
    (finding,) = make(source, "1.1.0").findings
    assert "is that of release 1.0.0" in finding.message
    edit(source, "ontology/more.ttl", new, old)
    assert not make(source, "1.1.0").findings


def test_what_lies_in_a_namespace_within_that_of_the_ontology_is_no_part_of_it(tmp_path: Path) -> None:
    source = project_in(tmp_path)
    edit(source, "claimgraph.toml", "https://example.org/terms#", "https://example.org/")
    for path in ("data/all.ttl", "ontology/terms.ttl", "shapes/all.ttl"):
        text = (source / path).read_text(encoding="utf-8").replace("example.org/terms#", "example.org/")
        (source / path).write_text(text.replace("example.org/terms>", "example.org>"), encoding="utf-8")
    assert not make(source, "1.0.0").findings
    version(source, "1.0.0", "1.1.0")
    edit(source, "data/all.ttl", '"Cee"', '"Sea"')
    assert not make(source, "1.1.0").findings
    version(source, "1.1.0", "1.2.0")
    edit(source, "ontology/terms.ttl", WALLS, GATES)
    assert "is that of release 1.1.0" in make(source, "1.2.0").findings[0].message


def test_an_ontology_that_was_removed_has_a_tombstone_and_no_version(folder: Path) -> None:
    stone = 'prov:invalidatedAtTime "2026-11-01T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Replaced."@en'
    edit(folder, "ontology/terms.ttl", f'a owl:Ontology ; rdfs:label "terms"@en{VERSION_IRI}', stone)
    assert not make(folder, "1.1.0").findings


def test_an_ontology_does_not_take_the_version_iri_of_any_release_again(folder: Path) -> None:
    for number, before, after in (("1.1.0", 1, 2), ("1.2.0", 2, 1)):
        edit(folder, "ontology/terms.ttl", f"terms/{before}>", f"terms/{after}>")
        if number == "1.2.0":
            edit(folder, "ontology/terms.ttl", WALLS, GATES)
            version(folder, "1.1.0", "1.2.0")
        found = [finding.message for finding in make(folder, number).findings]
        assert ["is that of release 1.0.0" in message for message in found] == ([True] if after == 1 else [])


def statements(path: Path) -> ox.Dataset:
    found = ox.Dataset(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.mark.parametrize("host", ["example.org", "terms.example"])
def test_the_ontology_answers_at_all_its_version_iris(tmp_path: Path, build: Build, host: str) -> None:
    source = project_in(tmp_path / "towns")
    for path in ("claimgraph.toml", "data/all.ttl", "ontology/terms.ttl", "shapes/all.ttl"):
        text = (source / path).read_text(encoding="utf-8")
        (source / path).write_text(text.replace("example.org/terms", f"{host}/terms"), encoding="utf-8")
    base, site = f"https://{host}/terms", tmp_path / "site"
    disjoint = (
        "[] owl:members (t:Town t:Trade) ; a owl:AllDisjointClasses . [] a owl:AllDifferent . t:Trade a owl:Class"
    )
    edit(source, "ontology/terms.ttl", "t:Trade a owl:Class", disjoint)
    assert not make(source, "1.0.0").findings
    version(source, "1.0.0", "1.1.0")
    for old, new in (
        ("terms/1>", "terms/2>"),
        (WALLS, GATES),
        ("t:Asserted rdfs", f"<{base}/2> a owl:Ontology ; rdfs:comment 'c' . t:A rdfs"),
    ):
        edit(source, "ontology/terms.ttl", old, new)
    edit(source, "data/all.ttl", "t:Asserted", "t:A")
    add(source, "data/old.ttl", f"<{base}#Asserted> owl:deprecated true ; dcterms:isReplacedBy <{base}#A> .")
    made = make(source, "1.1.0")
    assert not made.findings
    assert json.loads((made.folder / "release.json").read_bytes())["ontologies"] == [f"{base}/2"]

    def pages() -> tuple[str, str, str]:
        build(source, site)
        assert check_site(str(site)).report.findings == ()
        found = json.loads((site / "hosting" / "addresses.json").read_bytes())["resources"]
        return found[base], found[f"{base}/1"], found[f"{base}/2"]

    for number in range(2):
        now, first, second = pages()
        assert WALLS in (site / f"{first}.ttl").read_text(encoding="utf-8")
        earlier = (site / first / "index.html").read_text(encoding="utf-8")
        assert ">release 1.0.0</a> had it." in earlier and WALLS in earlier
        assert f'<link rel="cite-as" href="{base}/1">' in earlier
        # The version of now is the ontology, with what is said of its IRI besides.
        assert len(statements(site / f"{second}.ttl")) == len(statements(site / f"{now}.ttl")) + 2
        assert "owl:AllDisjointClasses" in (site / f"{now}.ttl").read_text(encoding="utf-8")
        page = (site / now / "index.html").read_text(encoding="utf-8")
        assert '<h2 id="axioms">' in page and f"{base}/1</code></a>, in release 1.0.0." in page
        assert "AllDifferent" not in page
        version(source, f"1.{number + 1}.0", f"1.{number + 2}.0")
    withdraw(source, "1.0.0")
    pages()
    assert "1.0.0, was withdrawn" in (site / first / "index.html").read_text(encoding="utf-8")
    assert "Withdrawn." in (site / f"{first}.ttl").read_text(encoding="utf-8")
    # Wherever the project is.
    build(source.rename(tmp_path / "moved"), tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")


def test_the_counts_of_a_release_are_those_of_what_there_is_to_download(folder: Path) -> None:
    place = folder / "releases/1.0.0"
    quads = [*ox.parse((place / "canonical.nq").read_bytes(), format=ox.RdfFormat.N_QUADS)]
    described = [*ox.parse((place / "metadata.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)]

    def told(name: str) -> set[int]:
        iri = ox.NamedNode("http://rdfs.org/ns/void#" + name)
        node = ox.NamedNode("https://example.org/set/releases/1.0.0")
        return {int(one.object.value) for one in described if (one.subject, one.predicate) == (node, iri)}

    assert told("triples") == {len(quads)}
    assert told("distinctSubjects") == {len({quad.subject for quad in quads})}
    assert told("distinctObjects") == {len({quad.object for quad in quads})}


# ---------------------------------------------------------------- the contract


def test_a_uri_that_is_removed_fails_the_next_release_and_the_build_and_says_what_to_do(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder, "data/all.ttl", 'd:cee a t:Town ; rdfs:label "Cee"@en .\n', "")
    monkeypatch.chdir(folder)
    for command in (("release", "1.1.0", "--date", SOON), ("build",)):
        outcome = run(*command)
        assert outcome.code == 1
        assert "<https://example.org/set/cee>, published in release 1.0.0, would go dead" in outcome.err
        assert "releases/1.0.0/uris.tsv:" in outcome.err
        assert "write data/tombstones/NAME.ttl: <https://example.org/set/cee> prov:invalidatedAtTime" in outcome.err
    assert not (folder / "releases/1.1.0").exists()
    assert not (folder / "build").exists()


def test_a_release_promises_nothing_that_it_breaks_itself(tmp_path: Path) -> None:
    source = project_in(tmp_path / "towns")
    add(source, "data/more.ttl", "d:dee a t:Town ; rdfs:label 'Dee'@en ; owl:deprecated true .")
    (finding,) = make(source, "1.0.0").findings
    said = "<https://example.org/set/dee>, published in release 1.0.0, is deprecated and has no replacement."
    assert finding.message == said
    assert faults(source) == []


def test_a_term_that_is_removed_fails_too(folder: Path) -> None:
    edit(folder, "ontology/terms.ttl", 't:Asserted rdfs:label "asserted"@en .\n', "")
    (message,) = faults(folder)
    assert message.startswith("<https://example.org/terms#Asserted>, published in release 1.0.0, would go dead")


@pytest.mark.parametrize(("by", "circle"), [("d:cee", True), ("d:bee", True), ("d:bee, d:ada", False)])
def test_a_uri_is_not_replaced_in_a_circle(folder: Path, by: str, circle: bool) -> None:
    add(folder, "data/more.ttl", f"d:cee owl:deprecated true ; dcterms:isReplacedBy {by} .")
    add(folder, "data/bee.ttl", "d:bee owl:deprecated true ; dcterms:isReplacedBy d:cee .")
    assert any("is replaced in a circle." in message for message in faults(folder)) is circle


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("example.org/set/", "other.org/new/", "https://example.org/set/cee"),
        ("example.org/set/", "example.org/new/", "https://example.org/set/cee"),
        ("example.org/terms#", "example.org/words#", "https://example.org/terms#Town"),
    ],
)
def test_what_was_published_stays_in_a_namespace_of_the_project(folder: Path, old: str, new: str, gone: str) -> None:
    edit(folder, "claimgraph.toml", old, new)
    found = faults(folder)
    where = "is in no namespace of the project any more"
    assert any(message.startswith(f"<{gone}>, published in release 1.0.0, {where}") for message in found)
    moved = [message for message in found if message.startswith("The version IRI of release 1.0.0 lies outside")]
    assert len(moved) == ("other.org" in new)


@pytest.mark.parametrize(
    ("said", "kept", "message"),
    [
        ("a owl:Ontology ; rdfs:label 'first'@en", True, ""),
        ("a t:Town ; rdfs:label 'Onetown'@en", False, "the version IRI of the ontology of release 1.0.0, is something"),
        ("prov:invalidatedAtTime '2026-12-01T00:00:00Z'^^xsd:dateTime ; rdfs:comment 'On request.'@en", False, ""),
    ],
    ids=["an ontology", "a town", "removed"],
)
def test_what_is_said_of_a_version_iri(
    folder: Path, tmp_path: Path, build: Build, said: str, kept: bool, message: str
) -> None:
    edit(folder, "ontology/terms.ttl", "terms/1>", "terms/2>")
    site = tmp_path / "site"
    build(folder, site)
    add(folder, "data/more.ttl", f"<https://example.org/terms/1> {said} .")
    assert [message in one for one in faults(folder)] == ([True] if message else [])
    if message:
        shutil.rmtree(folder / "releases")  # then no promise is broken
    build(folder, site)
    assert check_site(str(site)).report.findings == ()
    page = (site / "terms" / "1" / "index.html").read_text(encoding="utf-8")
    assert ("A town with walls." in page, "Onetown" in page) == (kept, "Onetown" in said)
    build(folder, tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")


def test_what_a_release_had_stays_at_its_version_iri(folder: Path, tmp_path: Path, build: Build) -> None:
    edit(folder, "ontology/terms.ttl", WALLS, GATES)
    build(folder, tmp_path / "site")
    assert WALLS in (tmp_path / "site/terms/1.ttl").read_text(encoding="utf-8")
    assert GATES in (tmp_path / "site/terms.ttl").read_text(encoding="utf-8")
    # Nor is it given to another version when the release was withdrawn.
    edit(folder, "ontology/terms.ttl", "terms/1>", "terms/2>")
    assert not make(folder, "1.1.0").findings
    withdraw(folder, "1.0.0")
    edit(folder, "ontology/terms.ttl", "terms/2>", "terms/1>")
    version(folder, "1.1.0", "1.2.0")
    (finding,) = make(folder, "1.2.0").findings
    assert "its version IRI, <https://example.org/terms/1>, is that of release 1.0.0" in finding.message


def test_axioms_without_a_name_are_in_the_order_of_what_they_say(tmp_path: Path, build: Build) -> None:
    source = project_in(tmp_path / "towns")
    axioms = "".join(f"[] a owl:AllDisjointClasses ; owl:members ( t:Town {one} ) .\n" for one in ("t:A", "t:B", "t:C"))
    edit(source, "ontology/terms.ttl", "t:Trade a owl:Class", f"{axioms}t:Trade a owl:Class")
    build(source, tmp_path / "site")
    for name in ("aaa", "zzz"):
        add(source, f"data/{name}.ttl", f"d:{name} a t:Town ; rdfs:label '{name}'@en .")
        build(source, tmp_path / "site")
        build(source, tmp_path / name)
        assert tree(tmp_path / "site") == tree(tmp_path / name)


@pytest.mark.parametrize(
    "said", ["[1]", '["https://example.org/terms/ 1"]', '"terms"', '["https://example.org/terms/9"]']
)
def test_a_manifest_that_names_no_ontologies_is_refused(folder: Path, said: str) -> None:
    place = folder / "releases" / "1.0.0"
    (place / "vocabulary.ttl").unlink()
    text = re.sub(r'"ontologies": \[[^]]*\]', f'"ontologies": {said}', (place / "release.json").read_text("utf-8"))
    (place / "release.json").write_text(text, encoding="utf-8")
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(place.iterdir())
        if path.name != "SHA256SUMS"
    )
    (place / "SHA256SUMS").write_text(sums, encoding="utf-8")
    with pytest.raises(InputError, match=r"not the manifest of a release|has it no more"):
        faults(folder)


def test_the_version_iri_of_an_ontology_stays_in_the_site(folder: Path) -> None:
    edit(folder, "claimgraph.toml", "https://example.org/shapes#", "https://example.org/set/shapes#")
    edit(folder, "claimgraph.toml", "https://example.org/terms#", "https://example.org/set/terms#")
    assert "The version IRI of the ontology of release 1.0.0 lies outside the project's site now." in faults(folder)


def test_a_context_that_was_published_stays_as_it_is(tmp_path: Path) -> None:
    source = project_in(tmp_path / "towns")
    context = source / "context" / "claimgraph-1.0.0.jsonld"
    context.parent.mkdir()
    text = '{"@context": {"id": "@id", "claims": {"@reverse": "https://w3id.org/claimgraph/allegiance#subject"}}}'
    context.write_text(text, encoding="utf-8")
    assert not make(source, "1.0.0").findings
    assert faults(source) == []
    said = "The context claimgraph-1.0.0.jsonld, by which the JSON-LD of release 1.0.0 is read, "
    context.write_text(text + "\n", encoding="utf-8")
    assert faults(source) == [said + "says something else now."]
    context.unlink()
    assert faults(source) == [said + "is gone."]


def test_records_in_the_folder_of_releases_leave_them_their_pages(folder: Path, tmp_path: Path, build: Build) -> None:
    more = (
        '<https://example.org/set/releases> rdfs:label "the releases"@en .\n'
        '<https://example.org/set/releases/9> rdfs:label "nine"@en .\n'
        '<https://example.org/set/releases/1.0.0> a t:Town ; rdfs:label "one"@en .\n'
    )
    for number, text in enumerate(("", more)):
        add(folder, "data/more.ttl", text or "d:x a t:Town .")
        build(folder, tmp_path / "site")
        assert check_site(str(tmp_path / "site")).report.findings == ()
        beside = (tmp_path / "site/set/releases/1.0.0.ttl").read_text(encoding="utf-8")
        assert "dcat:previousVersion" in beside or "dcat:isVersionOf" in beside
        assert ('"one"@en' in beside) is bool(number)
        page = (tmp_path / "site/set/releases/1.0.0/index.html").read_text(encoding="utf-8")
        assert "<title>Release 1.0.0" in page
        listed = tmp_path / "site" / ("about/releases" if number else "set/releases") / "index.html"
        assert ">Releases<" in listed.read_text(encoding="utf-8")
        build(folder, tmp_path / f"fresh {number}")
        assert tree(tmp_path / "site") == tree(tmp_path / f"fresh {number}")


def test_what_is_no_iri_replaces_nothing(folder: Path) -> None:
    new = 'd:cee owl:deprecated true ; dcterms:isReplacedBy "https://nowhere.example/" ; rdfs:label "Cee"@en .'
    edit(folder, "data/all.ttl", 'd:cee a t:Town ; rdfs:label "Cee"@en .', new)
    (message,) = faults(folder)
    assert message.endswith("is deprecated and has no replacement.")


def test_a_deprecated_uri_needs_a_replacement_that_is_there(folder: Path) -> None:
    edit(
        folder,
        "data/all.ttl",
        'd:cee a t:Town ; rdfs:label "Cee"@en',
        'd:cee a t:Town ; rdfs:label "Cee"@en ; owl:deprecated true',
    )
    assert [message.partition(", is")[2] for message in faults(folder)] == [" deprecated and has no replacement."]
    edit(folder, "data/all.ttl", "owl:deprecated true", "owl:deprecated true ; dcterms:isReplacedBy d:sea")
    assert ["which has no record either" in message for message in faults(folder)] == [True]
    edit(folder, "data/all.ttl", "dcterms:isReplacedBy d:sea", "dcterms:isReplacedBy d:bee")
    assert faults(folder) == []
    assert not make(folder, "1.1.0").findings
    assert "## Deprecated\n\n- `d:cee` Cee" in (folder / "releases/1.1.0/changes.md").read_text(encoding="utf-8")


def test_a_tombstone_needs_a_reason_and_the_release_does_not_repeat_what_was_removed(folder: Path) -> None:
    edit(folder, "data/all.ttl", 'd:cee a t:Town ; rdfs:label "Cee"@en .\n', "")
    stone = 'd:cee prov:invalidatedAtTime "2026-12-01T00:00:00Z"^^xsd:dateTime'
    for none in ("", "; rdfs:comment d:bee"):
        add(folder, "data/tombstones/one.ttl", f"{stone} {none} .")
        assert [message.partition(", has")[2] for message in faults(folder)] == [" a tombstone without a reason."]
    add(folder, "data/tombstones/one.ttl", f'{stone} ; rdfs:comment "Removed on request."@en .')
    assert faults(folder) == []
    made = make(folder, "1.1.0")
    assert not made.findings
    assert {path.name for path in made.folder.glob("changes.*")} == {"changes.md", "changes.json", "changes.html"}
    for path in made.folder.glob("changes.*"):
        assert "Cee" not in path.read_text(encoding="utf-8")
    assert b"Cee" not in (made.folder / "canonical.nq").read_bytes()


def test_a_release_says_no_more_of_what_was_removed_than_its_tombstone_may(folder: Path) -> None:
    stone = """d:cee prov:invalidatedAtTime "2026-12-01T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Removed."@en ;
    t:about [ rdfs:label "a secret" ; t:more [ rdfs:label "another" ] ] ."""
    edit(folder, "data/all.ttl", "d:cee a t:Town ;", f"{stone}\nd:cee")
    made = make(folder, "1.1.0")
    assert not made.findings
    assert b"invalidatedAtTime" in (made.folder / "canonical.nq").read_bytes()
    for path in made.folder.iterdir():
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert not re.search(rb"secret|another|Cee", data), path


def test_what_follows_from_or_about_what_was_removed_is_not_released(folder: Path) -> None:
    edit(folder, "ontology/terms.ttl", "t:Town a owl:Class", "t:Town rdfs:subClassOf t:Place . t:Town a owl:Class")
    edit(folder, "ontology/terms.ttl", "terms/1>", "terms/2>")
    add(
        folder,
        "ontology/more.ttl",
        "t:near a owl:SymmetricProperty . t:by rdfs:range t:Spot . t:Old rdfs:label 'bygone' .",
    )
    (folder / "rules").mkdir()
    (folder / "rules/direct.rq").write_text(
        """PREFIX cg: <https://w3id.org/claimgraph/allegiance#> PREFIX t: <https://example.org/terms#>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        CONSTRUCT { ?a t:trades ?b . ?why rdf:subject ?a ; rdf:object ?b ; cg:derivedFromClaim ?claim }
        WHERE { ?claim cg:subject ?a ; cg:object ?b BIND (IRI(CONCAT(STR(?claim), "#derived")) AS ?why) }""",
        encoding="utf-8",
    )
    gone = 'prov:invalidatedAtTime "2026-12-01T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Removed."@en .'
    add(folder, "data/tombstones/one.ttl", f"d:cee {gone} d:gone {gone} t:Old {gone}")
    add(
        folder,
        "data/more.ttl",
        """d:cee t:near d:ada . d:bee t:near d:cee ; t:by d:cee ; t:near d:dee .
        d:two a t:Trade ; cg:subject d:bee ; cg:object d:cee .
        d:gone a t:Trade ; cg:subject d:ada ; cg:object d:far .""",
    )
    made = make(folder, "1.1.0")
    assert not made.findings
    with tarfile.open(made.folder / "set-1.1.0.tar.gz") as archive:
        inside = {member.name.partition("/")[2]: archive.extractfile(member) for member in archive.getmembers()}
        files = {name: stream.read().decode("utf-8", "replace") for name, stream in inside.items() if stream}
    derived = files["derived.ttl"]
    assert {"d:dee t:near d:bee ."} == {line for line in derived.splitlines() if "near" in line}
    assert "t:trades d:bee" in derived
    assert "cg:derivedFromClaim d:claim ." in derived
    assert not re.search("cee|two|gone|far|Old", derived), derived
    assert not [name for name, text in files.items() if re.search("set/far|d:far|bygone|Cee", text)]


def test_a_release_is_not_dated_before_the_last(folder: Path) -> None:
    with pytest.raises(UsageError, match="2026-11-30 is before 2026-12-01, the day"):
        release(project.find(folder), "1.1.0", "2026-11-30")


def test_a_uri_of_any_earlier_release_is_kept_not_only_of_the_last(folder: Path) -> None:
    edit(folder, "data/all.ttl", 'd:cee a t:Town ; rdfs:label "Cee"@en .\n', "")
    add(
        folder,
        "data/tombstones/one.ttl",
        'd:cee prov:invalidatedAtTime "2026-12-01T00:00:00Z"^^xsd:dateTime ; rdfs:comment "x"@en .',
    )
    make(folder, "1.1.0")
    (folder / "data/tombstones/one.ttl").unlink()
    assert ["published in release 1.1.0, would go dead" in message for message in faults(folder)] == [True]


def test_an_iri_may_hold_what_elsewhere_ends_a_line(tmp_path: Path) -> None:
    source = project_in(tmp_path)
    add(source, "data/more.ttl", '<https://example.org/set/a\u2028b> rdfs:label "x"@en .')
    assert not make(source, "1.0.0").findings
    assert faults(source) == []


def test_a_list_of_promises_that_was_edited_is_refused(folder: Path) -> None:
    path = folder / "releases/1.0.0/uris.tsv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "/cee\t" not in line), encoding="utf-8")
    with pytest.raises(InputError, match=r"not what was released as 1\.0\.0"):
        faults(folder)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("canonical.nq", "not what was released"),
        ("metadata.ttl", "not what was released"),
        ("changes.md", "release 1.0.0 has it no more"),
        ("set-1.0.0.tar.gz", "release 1.0.0 has it no more"),
    ],
)
def test_a_release_whose_files_were_damaged_is_refused(folder: Path, name: str, message: str) -> None:
    path = folder / "releases/1.0.0" / name
    if message.startswith("not"):
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    for work in (faults, lambda folder: make(folder, "1.1.0")):
        with pytest.raises(InputError, match=re.escape(message)) as raised:
            work(folder)
        assert raised.value.location and raised.value.location.file == str(path)


def test_of_a_release_that_was_withdrawn_no_data_may_stay(folder: Path) -> None:
    (folder / "releases/1.0.0/canonical.nq").unlink()
    with pytest.raises(InputError, match="was withdrawn, and this is still there"):
        faults(folder)


def test_a_release_that_is_gone_is_missed_and_one_that_was_withdrawn_is_not(folder: Path) -> None:
    assert not make(folder, "1.1.0").findings
    withdraw(folder, "1.0.0")
    assert faults(folder) == []
    for path in (folder / "releases/1.0.0").iterdir():
        path.unlink()
    (folder / "releases/1.0.0").rmdir()
    assert faults(folder) == ["Release 1.1.0 follows release 1.0.0, which is gone."]


def test_a_copy_of_a_release_is_no_release(folder: Path) -> None:
    shutil.copytree(folder / "releases/1.0.0", folder / "releases/1.5.0")
    with pytest.raises(InputError, match=r"not release 1\.5\.0: it says that it is 1\.0\.0"):
        faults(folder)


@pytest.mark.parametrize(("name", "text"), [("1.0.0", "{}"), ("1.0.0", "["), ("1.0.0", "[]"), ("latest", "{}")])
def test_what_is_no_release_is_refused(tmp_path: Path, name: str, text: str) -> None:
    source = project_in(tmp_path)
    (source / "releases" / name).mkdir(parents=True)
    (source / "releases" / name / "release.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not the "):
        faults(source)
