"""Templates: compiled once, and again where what was compiled is not what it was."""

from pathlib import Path

import pytest

from claimgraph import cachedir, project
from claimgraph.errors import InputError
from claimgraph.publish import blame, render
from publish.conftest import CONFIG, Build, write


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ 1 / 0 }}", ":2: the template is wrong: ZeroDivisionError: division by zero."),
        ("{{ title + 1 }}", ":2: the template is wrong: TypeError: "),
        ("{% for i in range(10**9) %}{% endfor %}", ":2: the template is wrong: OverflowError: Range too big."),
        (
            '{% extends "claimgraph/404.html" %}{% block content %}{{ 1 / 0 }}{% endblock %}',
            ":2: the template is wrong",
        ),
        (
            '{% extends "404.html" %}',
            'calls itself without end. It may extend the one that it replaces, "claimgraph/404.h',
        ),
        ('{% extends "nosuch.html" %}', ":2: the template is wrong: there is no template nosuch.html."),
        ("{{ nosuch }}", ":2: the template is wrong: 'nosuch' is undefined."),
        ("{% if %}", ":2: the template is wrong: Expected an expression"),
        ("{{ ''.__class__ }}", "'str' object is unsafe."),
        ("{% if 1 %}" * 101 + "{% endif %}" * 101, ": the template is wrong: "),
        ("\udcff", ":2:1: not UTF-8: byte 0xff."),
    ],
)
def test_what_is_wrong_with_a_template_is_told_with_its_place(
    tmp_path: Path, build: Build, text: str, words: str
) -> None:
    source = write(tmp_path / "project", {"templates/404.html": ""})
    path = source / "templates" / "404.html"
    path.write_bytes(f"\n{text}".encode(errors="surrogateescape"))
    with pytest.raises(InputError) as raised:
        build(source, tmp_path / "site")
    assert str(raised.value).startswith(str(path)) and words in str(raised.value)
    assert ".." not in raised.value.message


class Faulty:
    """A site that a page cannot be made of."""

    @property
    def title(self) -> float:
        return 1 / 0


@pytest.mark.parametrize(("text", "ours"), [('{% extends "claimgraph/404.html" %}', True), ("{{ site.title }}", False)])
def test_what_is_raised_in_our_own_templates_is_a_fault_of_ours(tmp_path: Path, text: str, ours: bool) -> None:
    source = write(tmp_path, {"templates/404.html": text})
    template = render.templates(project.find(source)).get_template("404.html")
    with pytest.raises(ZeroDivisionError) as raised:
        template.render(title="", site=Faulty())
    assert (blame.wrong(raised.value, "404.html", [source / "templates"]) is None) == ours
