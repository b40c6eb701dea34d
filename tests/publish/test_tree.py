"""A site on disk: what its manifest says, and whether that still holds."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.publish import tree
from claimgraph.publish.tree import MANIFEST, Tree

KEYS = ("plain", 'quoted ":["', "back\\slash", "žofín", "two\nlines")


def write(folder: Path) -> Path:
    lines = {}
    for number, key in enumerate(KEYS):
        path = folder / str(number) / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(key, encoding="utf-8")
        lines[key] = tree.line(key, f"d{number}", {f"{number}/index.html": "0" * 64})
    (folder / MANIFEST).write_bytes(b"".join(tree.text("1", lines)))
    # As if time had passed.
    for path in (folder, *folder.rglob("*")):
        os.utime(path, ns=(10**18, 10**18))
    return folder


def test_the_manifest_is_json_and_is_read_back(tmp_path: Path) -> None:
    site = write(tmp_path / "site")
    known = json.loads((site / MANIFEST).read_bytes())
    assert known["pages"] == {key: [f"d{n}", {f"{n}/index.html": "0" * 64}] for n, key in enumerate(KEYS)}
    found = Tree.read(site, "1")
    assert set(found.lines) == set(KEYS)
    for number, key in enumerate(KEYS):
        assert tree.files(found.of(key, f"d{number}")) == [f"{number}/index.html"]
        assert found.is_whole(found.lines[key])
    assert found.of("plain", "d1") == found.of("nothing", "d0") == b""


PATHS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).map("{}.html".format)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(), st.lists(PATHS, unique=True, max_size=3)), st.integers(1, 9))
def test_what_is_looked_at_in_parts_is_all_of_it(tmp_path: Path, pages: dict[str, list[str]], number: int) -> None:
    lines = {key: tree.line(key, "d", dict.fromkeys(paths, "0" * 64)) for key, paths in pages.items()}
    (tmp_path / MANIFEST).write_bytes(b"".join(tree.text("1", lines)))
    site = Tree.read(tmp_path, "1")
    assert site.lines == lines
    parts = [site.rest[part] for part in site.parts(number)]
    assert b"".join(parts) == site.rest
    assert 0 < len(parts) <= number
    found = [os.fsdecode(name) for part in parts for name in tree.names(part)]
    assert sorted(found) == sorted(path for paths in pages.values() for path in paths)


def test_a_site_without_pages_is_read_back(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"".join(tree.text("1", {})))
    assert json.loads((tmp_path / MANIFEST).read_bytes())["pages"] == {}
    assert Tree.read(tmp_path, "1").lines == {}


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: text.replace("d1", "d7"),
        lambda text: text.replace('"1"', '"2"', 1),
        lambda text: "",
        lambda text: "{}",
    ],
    ids=["cut", "edited", "another version", "empty", "another file"],
)
def test_a_manifest_that_is_not_as_it_was_written_says_nothing(tmp_path: Path, damage: Callable[[str], str]) -> None:
    manifest = write(tmp_path / "site") / MANIFEST
    manifest.write_text(damage(manifest.read_text(encoding="utf-8")), encoding="utf-8")
    assert Tree.read(tmp_path / "site", "1").lines == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "index.html").write_text("plein", encoding="utf-8"),
        lambda folder: (folder / "index.html").unlink(),
        lambda folder: (folder / "mine.txt").touch(),
        lambda folder: (folder.parent / "mine.txt").touch(),
        lambda folder: (folder / "index.html").rename(folder / "index.htm"),
        shutil.rmtree,
    ],
    ids=["written", "removed", "added", "added above", "renamed", "folder removed"],
)
def test_what_was_done_to_a_page_is_noticed(tmp_path: Path, change: Callable[[Path], object]) -> None:
    site = write(tmp_path / "site")
    change(site / "0")
    found = Tree.read(site, "1")
    assert not found.is_whole(found.lines["plain"])


def test_a_link_in_the_place_of_a_file_is_noticed(tmp_path: Path) -> None:
    site = write(tmp_path / "site")
    page = site / "0" / "index.html"
    page.rename(tmp_path / "elsewhere.html")
    page.symlink_to(tmp_path / "elsewhere.html")
    os.utime(page, ns=(10**18, 10**18), follow_symlinks=False)
    os.utime(page.parent, ns=(10**18, 10**18))
    assert not Tree.read(site, "1").has("0/index.html")
