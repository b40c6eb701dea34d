"""claimgraph.toml: found upward, read strictly."""

import os
from pathlib import Path

import pytest

from claimgraph.errors import ConfigError, UsageError
from claimgraph.project import Project, find

GOOD = """\
[project]
title = "A dataset"
creators = ["Somebody"]

[namespaces]
dataset = "https://example.org/set/"

[prefixes]
thing = "{dataset}thing/"
"""


def project(folder: Path, text: str) -> Project:
    (folder / "claimgraph.toml").write_text(text, encoding="utf-8")
    return find(folder)


def test_it_is_found_from_a_folder_below(tmp_path: Path) -> None:
    project(tmp_path, GOOD)
    (tmp_path / "a" / "b").mkdir(parents=True)
    found = find(tmp_path / "a" / "b")
    assert found.root == tmp_path.resolve()
    assert found.title == "A dataset"
    assert found.creators == ("Somebody",)
    assert found.prefixes["thing"] == "https://example.org/set/thing/"
    assert found.folders["data"] == tmp_path.resolve() / "data"


def test_it_says_which_checks_run_and_what_iris_look_like(tmp_path: Path) -> None:
    found = project(tmp_path, GOOD + "[uris]\ndataset = '[a-z]+'\n[validate]\nchecks = ['links']\n")
    assert found.checks == ("links",)
    assert found.bases() == {"https://example.org/set/": "[a-z]+"}
    assert Project().bases() == {}


def test_without_one_there_are_defaults(tmp_path: Path) -> None:
    found = find(tmp_path)
    assert found.root is None
    assert found.prefixes["skos"].startswith("http://www.w3.org/")
    with pytest.raises(UsageError, match="Give the paths by hand"):
        found.folder("data")


def test_a_folder_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no folder .*shapes"):
        project(tmp_path, GOOD).folder("shapes")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("title =", "titel ="), 2, "unknown key 'titel' in [project]. Did you mean 'title'?"),
        (("[namespaces]", "[namespace]"), 5, "unknown table or key 'namespace'. Did you mean 'namespaces'?"),
        (('"A dataset"', "7"), 2, "'title' in [project] must be a string, not 7."),
        (('["Somebody"]', '"Somebody"'), 3, "'creators' in [project] must be a list of strings"),
        (('["Somebody"]', "[1]"), 3, "'creators' in [project] must be a list of strings"),
        (('"{dataset}thing/"', '"{base}thing/"'), 9, "a namespace that [namespaces] does not give"),
        (('"{dataset}thing/"', '"{dataset.foo}"'), 9, "a namespace that [namespaces] does not give"),
        (('"{dataset}thing/"', '"{dataset"'), 9, "'{dataset' is not an IRI."),
        (('["Somebody"]', '["Somebody"]\nlicence = "CC0-1.0"'), 4, "'CC0-1.0' is not an IRI."),
        (('["Somebody"]', '["Somebody"]\ncontact = "by phone"'), 4, "'by phone' is not an IRI."),
        (('"{dataset}thing/"', '"thing"'), 9, "'thing' is not an IRI."),
        (('"https://example.org/set/"', '"set"'), 6, "'set' is not an IRI."),
        (("thing =", '"a b" ='), 9, "'a b' cannot be a prefix."),
        (("thing =", '"" ='), 9, "'' cannot be a prefix."),
        (('"{dataset}thing/"', "true"), 9, "'thing' in [prefixes] must be a string"),
        (("[project]", "title = 1\n[project]"), 1, "unknown table or key 'title'"),
        (("creators", "creators ="), 3, "not TOML"),
        (("[prefixes]", "[uris]\ndataset = '['\n[prefixes]"), 9, "the URI policy '[' is no regular expression"),
        (("[prefixes]", "[uris]\nshapes = 'a'\n[prefixes]"), 9, "a URI policy for shapes, which [namespaces]"),
        (("[prefixes]", "[uris]\nbase = 'a'\n[prefixes]"), 9, "unknown key 'base' in [uris]"),
        (("[prefixes]", "[validate]\nchecks = 'all'\n[prefixes]"), 9, "'checks' in [validate] must be a list"),
    ],
)
def test_errors_name_the_line(tmp_path: Path, change: tuple[str, str], line: int, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        project(tmp_path, GOOD.replace(*change, 1))
    assert words in str(caught.value)
    assert caught.value.location is not None
    assert caught.value.location.line == line


def test_a_byte_order_mark_moves_nothing(tmp_path: Path) -> None:
    assert project(tmp_path, f"\ufeff{GOOD}").title == "A dataset"
    with pytest.raises(ConfigError, match=r"claimgraph\.toml:1:1: unknown table or key 'titel'"):
        project(tmp_path, "\ufefftitel = 1")


def test_bad_utf_8_is_located(tmp_path: Path) -> None:
    (tmp_path / "claimgraph.toml").write_bytes(b"[project]\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=r"claimgraph\.toml:2:6: not UTF-8: byte 0xe9"):
        find(tmp_path)


def test_what_is_no_file_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/claimgraph.toml").mkdir()
    with pytest.raises(ConfigError, match=r"a/claimgraph\.toml: cannot be read: Is a directory"):
        find(tmp_path / "a")
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b/claimgraph.toml")
    with pytest.raises(ConfigError, match=r"b/claimgraph\.toml: not a regular file"):
        find(tmp_path / "b")
    (tmp_path / "b/claimgraph.toml").unlink()
    (tmp_path / "b/claimgraph.toml").symlink_to(tmp_path / "gone")
    with pytest.raises(ConfigError, match=r"b/claimgraph\.toml: cannot be read: No such file"):
        find(tmp_path / "b")
