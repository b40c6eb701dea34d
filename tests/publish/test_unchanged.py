"""A build that has nothing to do: when it may say so, and that it says what the build before said."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from claimgraph import project, publish
from claimgraph.publish import unchanged
from claimgraph.publish.seen import Seen
from claimgraph.publish.tree import MANIFEST
from publish.conftest import Build, tree, write
from support import ROOT

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
<https://example.org/shapes#Town> a sh:NodeShape ; sh:targetClass t:Town ; sh:property [
    sh:path rdfs:label ; sh:maxCount 1 ; sh:severity sh:Warning ; sh:message "It is known now (by two names)."@en ] .
"""
RULE = "CONSTRUCT { ?s <https://example.org/terms#near> ?o } WHERE { ?s <https://example.org/terms#nearer> ?o }"
LOST = '{% extends "claimgraph/404.html" %}{% block content %}{% include "lost.txt" %}{% endblock %}'
URIS = "uri\nhttps://example.org/set/town/Ada\n"
RELEASE = {
    "release.json": '{"version": "1.0.0", "iri": "https://example.org/set/releases/1.0.0",'
    ' "date": "2024-01-02", "previous": "", "sha256": "0"}',
    "uris.tsv": URIS,
}
RELEASE["SHA256SUMS"] = "".join(f"{sha256(text.encode()).hexdigest()}  {name}\n" for name, text in RELEASE.items())

# What is done to a file, by its path: text that is put in the place of another, or, of no other, at the end.
EDITS = [
    ("claimgraph.toml", "Claims about towns", "Claims about cities"),
    ("data/all.ttl", '"dots"', '"dotted"'),
    ("data/more/new.ttl", "", '<https://example.org/set/town/new> a <https://example.org/terms#Town>.\n'),
    ("data/more/new.ttl", ".\n", ".\n# A comment: lines of findings go by it.\n"),
    ("ontology/terms.ttl", '"barter"', '"bartering"'),
    ("shapes/towns.ttl", "", SHAPES),
    ("shapes/towns.ttl", "sh:Warning", "sh:Info"),
    ("rules/near.rq", "", RULE),
    ("rules/near.rq", "nearer", "nearest"),
    ("queries/towns.rq", "ORDER BY ?town", "ORDER BY DESC(?town)"),
    ("queries/new.rq", "", "# Question: What is asserted now (if anything)?\nASK { ?s ?p 1 }\n"),
    ("docs/ethics.md", "Corrections", "Correcting"),
    ("CHANGELOG.md", "First", "The first"),
    ("templates/404.html", "", LOST),
    ("templates/lost.txt", "", "Nobody is here."),
    ("templates/lost.txt", "Nobody", "Somebody"),
    ("context/claimgraph-1.jsonld", "", '{"@context": {}}'),
    ("releases/1.0.0/changes.md", "", "Much."),
    ("releases/1.0.0/changes.md", "Much", "Little"),
]  # fmt: skip


def edit(source: Path, name: str, old: str, new: str) -> None:
    path = source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def test_whatever_changes_has_it_built_anew(tmp_path: Path, build: Build) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    for name, text in RELEASE.items():
        edit(source, f"releases/1.0.0/{name}", "", text)
    assert not build(source, site).unchanged
    for number, (name, old, new) in enumerate(EDITS):
        if name == "templates/404.html":
            edit(source, "templates/lost.txt", "", "")
        edit(source, name, old, new)
        built = build(source, site)
        assert not built.unchanged, name
        again = build(source, site)
        assert again.unchanged, name
        assert (again.pages, again.findings, again.unanswered) == (built.pages, built.findings, built.unanswered)
        if number % 3 == 0 or number == len(EDITS) - 1:
            build(source, tmp_path / f"fresh-{number}")
            assert tree(site) == tree(tmp_path / f"fresh-{number}"), name
    assert built.findings
    for name in ("templates/404.html", "queries/new.rq", "data/more/new.ttl", "CHANGELOG.md", "docs/ethics.md"):
        (source / name).unlink()
        assert not build(source, site).unchanged, name
    build(source, tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("old", "new"), [('"plain"', '"plainer"'), ('"dots"', '"dotted"')], ids=["nothing is renamed", "one is"]
)
def test_pages_of_names_are_renewed_with_names_and_queries(tmp_path: Path, build: Build, old: str, new: str) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    build(source, site)
    for number, query in enumerate(("", "# Question: Is anything one?\nASK { ?s ?p 1 }\n")):
        edit(source, "data/all.ttl", old, new)
        old, new = new, old
        edit(source, "queries/new.rq", "", query)
        build(source, site)
        build(source, tmp_path / f"fresh-{number}")
        assert tree(site) == tree(tmp_path / f"fresh-{number}")
    assert "Is anything one?" in (site / "search" / "index.json").read_text(encoding="utf-8")


def test_a_build_that_has_nothing_to_do_loads_little(tmp_path: Path, build: Build) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    build(source, site)
    code = f"""\
import sys
from pathlib import Path
from claimgraph import project, publish
assert publish.build(project.find(Path({str(source)!r})), Path({str(site)!r})).unchanged
print(sorted({{"pyoxigraph", "jinja2", "rdflib", "shacl"}} & sys.modules.keys()))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_the_build_said_is_said_again(tmp_path: Path) -> None:
    source = write(tmp_path / "project")
    edit(source, "shapes/towns.ttl", "", SHAPES)
    command = [sys.executable, "-m", "claimgraph", "build"]
    first, again = (subprocess.run(command, cwd=source, capture_output=True, text=True, check=True) for _ in range(2))
    *notices, wrote = first.stderr.splitlines()
    *same, last = again.stderr.splitlines()
    assert len(notices) == 2
    assert same == notices
    assert wrote.startswith(f"wrote {source / 'build' / 'site'} (")
    assert last.startswith(f"nothing has changed: {source / 'build' / 'site'} is as it was made (")
    assert last.rpartition("(")[2] == wrote.rpartition("(")[2]


def test_another_program_builds_anew(tmp_path: Path) -> None:
    source = write(tmp_path / "project")
    (tmp_path / "src").mkdir()
    copy = shutil.copytree(ROOT / "src" / "claimgraph", tmp_path / "src" / "claimgraph")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")

    def built() -> str:
        command = [sys.executable, "-m", "claimgraph", "build"]
        env = os.environ | {"PYTHONPATH": str(tmp_path / "src")}
        return subprocess.run(command, cwd=source, env=env, capture_output=True, text=True, check=True).stderr

    assert "wrote" in built()
    assert "nothing has changed" in built()
    for changed in (copy / "validate" / "patterns.py", copy / "query" / "sparql.ebnf", tmp_path / "rules/owl-rl.rls"):
        changed.write_bytes(changed.read_bytes() + b"\n")
        assert "wrote" in built()
    assert "nothing has changed" in built()


def test_a_site_that_was_touched_is_made_good(tmp_path: Path, build: Build, small: Path) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    page = site / "set" / "author" / "index.html"
    harms: list[Callable[[], object]] = [
        lambda: page.write_bytes(b"x" * page.stat().st_size),
        page.unlink,
        lambda: (page.parent / "mine.txt").write_text("left here", encoding="utf-8"),
        lambda: (site / "mine.txt").write_text("left here", encoding="utf-8"),
        lambda: page.rename(page.with_suffix(".bak")),
        lambda: shutil.rmtree(page.parent),
        lambda: shutil.rmtree(site),
        lambda: (site / MANIFEST).write_text("{}", encoding="utf-8"),
        lambda: (tmp_path / ".site.built.json").write_text("[]", encoding="utf-8"),
        lambda: (tmp_path / ".site.built.json").write_text("}", encoding="utf-8"),
        (tmp_path / ".site.built.json").unlink,
    ]
    build(source, site)
    for harm in harms:
        assert build(source, site).unchanged
        harm()
        assert not build(source, site).unchanged
        assert tree(site) == tree(small)


def test_what_is_written_during_a_build_is_built_by_the_next(tmp_path: Path, build: Build) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    data, other, again = source / "data" / "all.ttl", tmp_path / "other", tmp_path / "again"
    first = data.read_bytes()
    other.write_bytes(first.replace(b'"dots"', b'"dotted"'))
    again.write_bytes(first)  # the same as before the build, in another file

    def changing(what: str) -> None:
        # In one step each, since the file is read meanwhile.
        if "validating" in what and other.exists():
            other.replace(data)
        elif "pages" in what and again.exists():
            again.replace(data)

    publish.build(project.find(source), site, changing)
    assert not build(source, site).unchanged
    assert build(source, site).unchanged


def test_what_cannot_be_read_to_an_end_has_no_state(tmp_path: Path) -> None:
    source = write(tmp_path / "project")
    here = project.find(source)
    assert unchanged.state(here, Seen(tmp_path / "site"))
    (source / "templates").mkdir()
    (source / "templates" / "elsewhere").symlink_to(tmp_path)
    assert unchanged.state(here, Seen(tmp_path / "site")) is None
    (source / "templates" / "elsewhere").unlink()
    os.mkfifo(source / "templates" / "pipe")
    assert unchanged.state(here, Seen(tmp_path / "site")) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("queries/time.rq", "SELECT ?now { BIND(NOW() AS ?now) }"),
        ("queries/chance.rq", "ASK { FILTER(rand # by chance\n () < 2) }"),
        ("rules/name.rq", "CONSTRUCT { ?s <x:id> ?id } WHERE { ?s a ?t BIND(STRUUID() AS ?id) }"),
    ],
)
def test_what_asks_for_the_time_or_for_chance_is_asked_each_time(
    tmp_path: Path, build: Build, name: str, text: str
) -> None:
    source = write(tmp_path / "project")
    edit(source, name, "", text)
    for _ in range(2):
        assert not build(source, tmp_path / "site").unchanged
