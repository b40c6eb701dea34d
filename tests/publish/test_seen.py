"""Whether a file is read again: where it may have changed, and not for nothing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from claimgraph.known import Known, stamp
from claimgraph.publish import seen
from claimgraph.publish.seen import Seen


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the files of a test had been there for long."""
    monkeypatch.setattr(seen, "_SETTLED", 0)


def names(folder: Path) -> list[tuple[str, str]]:
    """The files of a folder; of a link, and of what is gone, too."""
    return [("", str(folder / name)) for name in ("one.ttl", "other.ttl")]


def look(folder: Path, known: Seen | None = None) -> tuple[list[str], list[str]]:
    """The contents that are given as digests, and the files that were read for that."""
    opened = []

    def read(kind: str, path: str) -> str:
        opened.append(Path(path).name)
        return kind + Path(path).read_text(encoding="utf-8")

    found = (known or Seen(folder / "site")).digests(names(folder), read)
    return [digest for _, digest in found.values()], opened


def write(folder: Path) -> Path:
    (folder / "one.ttl").write_text("one", encoding="utf-8")
    (folder / "elsewhere").write_text("two", encoding="utf-8")
    (folder / "other.ttl").symlink_to("elsewhere")
    return folder


def test_a_file_is_read_once(tmp_path: Path, settled: None) -> None:
    folder = write(tmp_path)
    assert look(folder) == (["one", "two"], ["one.ttl", "other.ttl"])
    assert look(folder) == (["one", "two"], [])
    (folder / "one.ttl").touch()
    assert look(folder) == (["one", "two"], ["one.ttl"])
    assert look(folder) == (["one", "two"], [])


def test_what_may_change_within_a_tick_of_the_clock_is_read_again(tmp_path: Path) -> None:
    folder = write(tmp_path)
    known = Seen(folder / "site")
    assert look(folder, known) == look(folder, known) == look(folder) == (["one", "two"], ["one.ttl", "other.ttl"])


def rewritten(folder: Path) -> None:
    """Written anew, of the same length, with the time that it had."""
    path = folder / "one.ttl"
    before = path.stat()
    path.write_text("two", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def exchanged(folder: Path) -> None:
    """Replaced by another that has the same length and time."""
    before = (folder / "one.ttl").stat()
    (folder / "new").write_text("two", encoding="utf-8")
    os.utime(folder / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / "new").rename(folder / "one.ttl")


def led_elsewhere(folder: Path) -> None:
    (folder / "other.ttl").unlink()
    (folder / "other.ttl").symlink_to("one.ttl")


def behind_a_link(folder: Path) -> None:
    (folder / "elsewhere").write_text("one", encoding="utf-8")


@pytest.mark.parametrize("change", [rewritten, exchanged, led_elsewhere, behind_a_link])
def test_what_was_changed_is_read_again(tmp_path: Path, settled: None, change: Callable[[Path], None]) -> None:
    folder = write(tmp_path)
    known = Seen(folder / "site")
    before, _ = look(folder, known)
    change(folder)
    after, opened = look(folder, known)
    assert after != before
    assert len(opened) == 1
    assert look(folder) == (after, [])


@pytest.mark.parametrize("put", [None, os.mkfifo, os.mkdir], ids=["removed", "a pipe", "a folder"])
def test_what_is_no_file_any_more_is_an_error(
    tmp_path: Path, settled: None, put: Callable[[Path], None] | None
) -> None:
    folder = write(tmp_path)
    look(folder)
    (folder / "one.ttl").unlink()
    if put:
        put(folder / "one.ttl")
    with pytest.raises(OSError, match=r"one\.ttl"):
        look(folder)


def test_what_is_known_and_damaged_is_not_believed(tmp_path: Path, settled: None) -> None:
    folder = write(tmp_path)
    look(folder)
    place = folder / ".site.seen.json"
    place.write_bytes(place.read_bytes().replace(b'"one"', b'"two"'))
    assert look(folder) == (["one", "two"], ["one.ttl", "other.ttl"])


def test_a_file_is_read_for_each_use_of_it(tmp_path: Path, settled: None) -> None:
    folder = write(tmp_path)
    known = Seen(folder / "site")
    for kind in ("", "queries"):
        found = known.digests([(kind, str(folder / "one.ttl"))], lambda kind, path: f"read as {kind}")
        assert [digest for _, digest in found.values()] == [f"read as {kind}"]


def test_digests_are_known_by_path_except_of_packed_files(tmp_path: Path) -> None:
    folder, known = write(tmp_path), Seen(tmp_path / "site")
    assert known.contents() == {}
    (folder / "other.ttl").rename(folder / "other.TTL.GZ")
    known.digests([("", str(folder / "one.ttl")), ("queries", str(folder / "other.TTL.GZ"))], lambda kind, path: "d")
    assert known.contents() == {str(folder / "one.ttl"): "d"}


def test_what_may_change_unseen_is_not_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, known = write(tmp_path), Seen(tmp_path / "site")
    look(folder, known)
    assert known.settled() == {}
    monkeypatch.setattr(seen, "_SETTLED", 0)
    look(folder, known)
    one = folder / "one.ttl"
    found = known.settled()
    assert found.keys() == {path for _, path in names(folder)}
    assert found[str(one)] == Known(stamp(one.stat()), "one")
    assert found[str(one)].size == 3
