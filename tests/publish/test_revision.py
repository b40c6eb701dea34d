"""The commit that a release is made from: named, and nothing released that it does not have."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.terms import PREFIXES
from publish.releasing import edit, project_in, version
from support import Run

SOON = "2026-12-01"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "some")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder of a repository, all of it committed, and the working folder."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    found = project_in(tmp_path / "repository" / "towns")
    (found / "rules").mkdir()
    for name in ("none.rq", "other.rq"):
        (found / "rules" / name).write_text("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c FILTER(false) }")
    git(tmp_path / "repository", "init", "--quiet")
    commit(found)
    monkeypatch.chdir(found)
    return found


def told(folder: Path, number: str = "1.0.0") -> tuple[object, object, set[str], set[str]]:
    """What the release says of its commit: in the manifest, and label and identifier of what the build used."""
    manifest = json.loads((folder / "releases" / number / "release.json").read_bytes())
    description = (folder / "releases" / number / "metadata.ttl").read_bytes()
    triples = [quad.triple for quad in ox.parse(description, format=ox.RdfFormat.TURTLE)]
    used = {triple.object for triple in triples if triple.predicate.value == PREFIXES["prov"] + "used"}
    said = {
        (triple.predicate.value, triple.object.value)
        for triple in triples
        if triple.subject in used and isinstance(triple.object, ox.Literal)
    }
    label, identifier = (
        {value for predicate, value in said if predicate == name}
        for name in (PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "identifier")
    )
    return manifest.get("commit"), manifest.get("uncommitted"), label, identifier


def test_a_release_names_its_commit(folder: Path, run: Run) -> None:
    head = git(folder, "rev-parse", "HEAD")
    assert run("release", "1.0.0", "--date", SOON).code == 0
    assert told(folder) == (head, False, {f"git commit {head}"}, {head})
    # The first release has to be committed before the second is compared with it.
    version(folder, "1.0.0", "1.1.0")
    git(folder, "commit", "--quiet", "-a", "-m", "more")
    refused = run("release", "1.1.0", "--date", SOON)
    assert (refused.code, "releases/1.0.0/canonical.nq" in refused.err) == (2, True)
    head = commit(folder)
    assert run("release", "1.1.0", "--date", SOON).code == 0
    assert told(folder, "1.1.0")[:2] == (head, False)


def changed(folder: Path) -> None:
    edit(folder, "data/all.ttl", '"Cee"', '"Sea"')


def staged(folder: Path) -> None:
    changed(folder)
    git(folder, "add", ".")


def new(folder: Path) -> None:
    (folder / "data" / "new.ttl").write_text("<https://example.org/set/n> a <https://example.org/terms#T> .")


def ignored(folder: Path) -> None:
    (folder / ".gitignore").write_text("data/new.ttl\n")
    new(folder)


def gone(folder: Path) -> None:
    (folder / "rules" / "none.rq").unlink()


def configured(folder: Path) -> None:
    edit(folder, "claimgraph.toml", "Claims about towns", "Claims of towns")


def ruled(folder: Path) -> None:
    (folder / "rules" / "none.rq").write_text("CONSTRUCT { ?a ?b ?c } WHERE { ?c ?b ?a FILTER(false) }")


def assumed(folder: Path) -> None:
    git(folder, "update-index", "--assume-unchanged", "data/all.ttl")
    changed(folder)


def skipped(folder: Path) -> None:
    git(folder, "update-index", "--skip-worktree", "data/all.ttl")
    changed(folder)


@pytest.mark.parametrize(
    ("differ", "name"),
    [
        (changed, "data/all.ttl"),
        (assumed, "data/all.ttl"),
        (skipped, "data/all.ttl"),
        (staged, "data/all.ttl"),
        (new, "data/new.ttl"),
        (ignored, "data/new.ttl"),
        (gone, "rules/none.rq"),
        (configured, "claimgraph.toml"),
        (ruled, "rules/none.rq"),
    ],
)
def test_what_git_does_not_have_is_not_released(folder: Path, run: Run, differ: object, name: str) -> None:
    head = git(folder, "rev-parse", "HEAD")
    assert callable(differ)
    differ(folder)
    refused = run("release", "1.0.0", "--date", SOON)
    assert refused.code == 2
    assert f"not as git has it: {name}. Commit it; or pass --allow-dirty" in refused.err
    assert not (folder / "releases").exists()
    assert run("release", "1.0.0", "--date", SOON, "--allow-dirty").code == 0
    assert told(folder) == (head, True, {f"git commit {head}, with changes that are not committed"}, set())


def test_a_release_that_was_deleted_is_missed(folder: Path, run: Run) -> None:
    assert run("release", "1.0.0", "--date", SOON).code == 0
    edit(folder, "claimgraph.toml", 'release = "1.0.0"', 'release = "1.1.0"')
    commit(folder)
    shutil.rmtree(folder / "releases")
    refused = run("release", "1.1.0", "--date", SOON)
    assert (refused.code, "not as git has it: releases/1.0.0/" in refused.err) == (2, True)


def test_what_the_release_is_not_made_from_may_differ(folder: Path, run: Run) -> None:
    (folder / "data" / "all.ttl~").write_text("a copy that an editor left")
    (folder / "notes.txt").write_text("notes")
    (folder.parent / "other.ttl").write_text("other")
    assert run("release", "1.0.0", "--date", SOON).code == 0
    assert told(folder)[1] is False


def test_the_data_may_be_a_submodule(folder: Path, run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (folder / "data").rename(own)
    git(folder, "rm", "--quiet", "-r", "--cached", "data")
    git(own, "init", "--quiet")
    commit(own)
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(own), "data")
    head = commit(folder)
    changed(folder)
    refused = run("release", "1.0.0", "--date", SOON)
    assert (refused.code, "not as git has it: data." in refused.err) == (2, True)
    edit(folder, "data/all.ttl", '"Sea"', '"Cee"')
    assert run("release", "1.0.0", "--date", SOON).code == 0
    assert told(folder)[:2] == (head, False)


def test_before_the_first_commit_there_is_nothing_to_name(folder: Path, run: Run) -> None:
    git(folder, "update-ref", "-d", "HEAD")
    assert run("release", "1.0.0", "--date", SOON).code == 2
    assert run("release", "1.0.0", "--date", SOON, "--allow-dirty").code == 0
    assert told(folder)[:2] == ("", True)


def test_a_project_that_git_ignores_is_outside_git(folder: Path, run: Run) -> None:
    git(folder, "rm", "--quiet", "-r", "--cached", ".")
    (folder.parent / ".gitignore").write_text("towns/\n")
    commit(folder.parent)
    assert run("release", "1.0.0", "--date", SOON).code == 0
    assert told(folder) == (None, None, set(), set())


def test_a_repository_that_git_cannot_tell_of_is_no_reason_to_say_nothing(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    refused = run("release", "1.0.0", "--date", SOON)
    assert (refused.code, "git cannot be run" in refused.err) == (2, True)
    assert run("release", "1.0.0", "--date", SOON, "--allow-dirty").code == 0
    assert told(folder) == (None, None, set(), set())
