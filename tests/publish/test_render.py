"""Templates: compiled once, and again where what was compiled is not what it was."""

from pathlib import Path

import pytest

from claimgraph import cachedir, project
from claimgraph.publish import render
from publish.conftest import CONFIG


def test_templates_are_compiled_once_and_again_where_that_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "claimgraph.toml").write_text(CONFIG, encoding="utf-8")
    here = project.find(tmp_path)
    render.templates(here)
    kept = {path: path.read_bytes() for path, *_ in cachedir.stored("templates")}
    assert kept
    with monkeypatch.context() as patched:
        patched.setattr("jinja2.Environment._generate", None)
        assert render.templates(here).get_template("404.html")
    path, data = next(iter(kept.items()))
    path.write_bytes(data[:-1])
    render.templates(here)
    assert {path: path.read_bytes() for path, *_ in cachedir.stored("templates")} == kept


def test_templates_of_a_project_are_compiled_for_the_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "claimgraph.toml").write_text(CONFIG, encoding="utf-8")
    render.templates(project.find(tmp_path))
    number = len(cachedir.stored("templates"))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "404.html").write_text("{{ ().__class__ }}", encoding="utf-8")
    assert render.templates(project.find(tmp_path)).get_template("404.html")
    assert len(cachedir.stored("templates")) == 2 * number
