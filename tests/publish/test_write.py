"""A site that is written: what somebody did to it, or to the spare one, is made good."""

import os
import shutil
import stat
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import pytest

from claimgraph.errors import InputError, UsageError
from claimgraph.publish.site import Page
from claimgraph.publish.spare import looked
from claimgraph.publish.tree import MANIFEST
from claimgraph.publish.write import Writer

FILES = ("set/{}/index.html", "set/{}.ttl", "about/{}.html", "deep/er/{}/index.html")
KEYS = ("plain", "žofín", 'quoted ":["', "colon:", "comma,{")


def pages(version: str) -> list[Page]:
    """Pages of which the first changes with the version."""
    found = []
    for number, key in enumerate(KEYS):
        inputs = version if not number else ""
        names = [file.format(key) for file in FILES] + (["index.html"] if not number else [])
        made = {name: f"{key} {inputs}".encode() for name in names}
        found.append(Page(key, partial(str, inputs), partial(dict, made)))
    return found


def written(site: Path, version: str, same: Collection[str] = (), number: int = len(KEYS)) -> int:
    """Write a site of so many pages; how many pages of it were kept. Then it is as if an hour had passed."""
    with looked(site, "1") as spare:
        writer = Writer(site, "1", changed={*KEYS}.difference(same) if same else None)
        name = spare()
    every = pages(version)[:number]
    digests = [writer.look(every[start::2]) for start in range(2)] if writer.knows and not same else []
    by_key = {page.key: page for page in every}
    writer.add(writer.put(by_key[key] for key in writer.plan(by_key, digests)))
    writer.add(writer.put(by_key[key] for key in writer.settle(name)))
    writer.seal()
    writer.publish()
    for folder in (site, site.parent / f".{site.name}.new"):
        for path in (folder, *folder.rglob("*")) if folder.exists() else ():
            past = path.stat().st_mtime_ns - 3600 * 10**9
            os.utime(path, ns=(past, past), follow_symlinks=False)
    return writer.kept


def listing(site: Path) -> dict[str, tuple[int, bytes]]:
    """What kind of thing is at each path in the site, and what is in it."""
    found = {}
    for path in site.rglob("*"):
        kind = stat.S_IFMT(path.lstat().st_mode)
        found[str(path.relative_to(site))] = kind, path.read_bytes() if kind == stat.S_IFREG else b""
    return found


def put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def exchanged(site: Path) -> None:
    (site / "set/plain.ttl").rename(site / "x")
    (site / "set/žofín.ttl").rename(site / "set/plain.ttl")
    (site / "x").rename(site / "set/žofín.ttl")


def replaced_by_an_older_file(site: Path) -> None:
    put(site.parent / "old", "old")
    os.utime(site.parent / "old", (0, 0))
    (site.parent / "old").rename(site / "set/žofín.ttl")


def linked(site: Path, path: str) -> None:
    """Moved away, with a link in its place, and times as if nothing had happened."""
    (site / path).rename(site.parent / "elsewhere")
    (site / path).symlink_to(site.parent / "elsewhere")
    os.utime(site / path, (0, 0), follow_symlinks=False)
    os.utime((site / path).parent, (0, 0))


HARMS: dict[str, Callable[[Path], object]] = {
    "written": lambda site: put(site / "set/žofín.ttl", "mine"),
    "written, of the page that changes": lambda site: put(site / "set/plain.ttl", "mine"),
    "removed": lambda site: (site / "about/colon:.html").unlink(),
    "renamed": lambda site: (site / "set/comma,{.ttl").rename(site / "set/comma.ttl"),
    "exchanged": exchanged,
    "replaced by an older file": replaced_by_an_older_file,
    "a file added": lambda site: (site / "set/žofín/mine.txt").touch(),
    "a file added at the root": lambda site: (site / "mine.txt").touch(),
    "a file added where there are folders alone": lambda site: (site / "deep/mine.txt").touch(),
    "a folder added": lambda site: (site / "deep/er/mine").mkdir(),
    "a folder removed": lambda site: shutil.rmtree(site / "deep"),
    "a link to a file": lambda site: linked(site, "set/žofín.ttl"),
    "a link to a folder": lambda site: linked(site, "deep/er"),
    "all removed": shutil.rmtree,
    "the manifest removed": lambda site: (site / MANIFEST).unlink(),
    "the manifest cut": lambda site: os.truncate(site / MANIFEST, 200),
    "the manifest emptied": lambda site: os.truncate(site / MANIFEST, 0),
    "another manifest": lambda site: put(site / MANIFEST, '{"version":"1","pages":{\n'),
}


@pytest.mark.parametrize("same", [(), KEYS[1:]], ids=["all told", "most known"])
@pytest.mark.parametrize("name", HARMS)
@pytest.mark.parametrize("where", ["site", ".site.new"])
def test_what_was_done_to_a_site_is_made_good(tmp_path: Path, where: str, name: str, same: Collection[str]) -> None:
    site = tmp_path / "site"
    for version in ("1", "2"):
        written(site, version)
    assert written(site, "3", same) == len(KEYS) - 1
    HARMS[name](tmp_path / where)
    if where == "site" and name == "the manifest removed":
        with pytest.raises(UsageError, match="no site of claimgraph's"):
            written(site, "4", same)
        return
    written(site, "4", same)
    written(tmp_path / "fresh", "4")
    assert listing(site) == listing(tmp_path / "fresh")
    # What was made good stays good.
    written(site, "5", same)
    written(tmp_path / "fresh", "5")
    assert listing(site) == listing(tmp_path / "fresh")


@pytest.mark.parametrize("number", [len(KEYS), 3])
@pytest.mark.parametrize("name", ["removed", "a file added"])
def test_what_was_done_to_a_page_that_goes_is_made_good(tmp_path: Path, name: str, number: int) -> None:
    site = tmp_path / "site"
    for _ in range(3):
        written(site, "1")
    page = tmp_path / ".site.new" / "set" / KEYS[-1]
    if name == "removed":
        shutil.rmtree(page)
    else:
        (page / "mine.txt").touch()
    written(site, "1", number=number)
    written(tmp_path / "fresh", "1", number=number)
    assert listing(site) == listing(tmp_path / "fresh")


def test_pages_go_and_come_back(tmp_path: Path) -> None:
    for version, number in enumerate((5, 5, 3, 3, 5, 0, 0, 5)):
        written(tmp_path / "site", "1", KEYS, number)
        written(tmp_path / f"fresh-{version}", "1", number=number)
        assert listing(tmp_path / "site") == listing(tmp_path / f"fresh-{version}")


def test_where_there_are_no_links_there_is_a_site_and_no_spare_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(source: Path, target: Path) -> None:
        raise OSError(95, f"{source} cannot be {target} too")

    monkeypatch.setattr(os, "link", refused)
    assert written(tmp_path / "site", "one") == 0
    assert not (tmp_path / ".site.new" / MANIFEST).exists()
    assert written(tmp_path / "site", "two") == 0
    monkeypatch.undo()
    written(tmp_path / "another", "two")
    assert listing(tmp_path / "site") == listing(tmp_path / "another")


def test_a_full_disk_is_said_with_the_name_of_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(InputError, match=r"cannot write .*site: No space left on device"):
        written(tmp_path / "site", "one")
    assert not (tmp_path / "site").exists()


def test_a_first_site_has_a_spare_one_of_links(tmp_path: Path) -> None:
    written(tmp_path / "site", "one")
    assert listing(tmp_path / ".site.new") == listing(tmp_path / "site")
    places = (tmp_path / "site" / "set/plain.ttl", tmp_path / ".site.new" / "set/plain.ttl")
    assert places[0].samefile(places[1])


@pytest.mark.parametrize("again", [False, True])
def test_a_spare_site_that_was_changed_since_it_was_looked_at_is_not_used(tmp_path: Path, again: bool) -> None:
    site = tmp_path / "site"
    written(site, "one")
    with looked(site, "1") as spare:
        if again:
            written(site, "two")
        writer = Writer(site, "1", changed=())
        assert writer.knows and not writer.plan(KEYS[1:])
        assert writer.settle(spare()) == ([*sorted(KEYS[1:])] if again else [])
