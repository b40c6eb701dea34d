"""Files written whole: links, permissions, pipes and devices stay what they are."""

import os
import stat
import threading
from pathlib import Path

import pytest

from claimgraph.errors import InputError
from claimgraph.output import staged, write_folder, write_whole
from support import die_at


def test_a_link_stays_and_so_do_permissions(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o600)
    link.symlink_to("file")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"data")
    reader.join()
    assert found == [b"data"]
    assert pipe.is_fifo()


def test_a_device_is_written_to(tmp_path: Path) -> None:
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    write_whole(link, b"data")
    assert stat.S_ISCHR(link.stat().st_mode)
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(InputError, match="No space left on device"):
        write_whole(tmp_path / "full", b"data")


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"):
        write_whole(tmp_path / "none" / "file", b"")


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    write_folder(tmp_path / "new", {"a": b"1", "b": b"2"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {"a": b"1", "b": b"2"}
    with pytest.raises(InputError, match="cannot write"):
        write_folder(tmp_path / "new", {"c": b"3"})
    with pytest.raises(InputError, match="cannot write"):
        write_folder(tmp_path / "half", {"a": b"1", "no/such/folder": b"2"})
    with pytest.raises(InputError, match="cannot write"):
        write_folder(tmp_path / "none" / "new", {"a": b"1"})
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert len(list((tmp_path / "new").iterdir())) == 2


def write_table(folder: Path, text: str) -> None:
    with staged(folder, "mark") as new:
        new.mkdir()
        for name in ("mark", "table"):
            (new / name).write_text(text)


def test_a_kill_at_any_moment_leaves_a_whole_folder(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    ends = set()
    for moment in range(1, 200):
        write_table(folder, "old")
        child = os.fork()
        if not child:
            die_at(moment)
            write_table(folder, "new")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        texts = {path.name: path.read_text() for path in folder.iterdir()}
        assert texts in ({"mark": "old", "table": "old"}, {"mark": "new", "table": "new"})
        ends.add(texts["mark"])
        if not status:
            break
    else:
        pytest.fail("the writing never came to its end")
    assert ends == {"old", "new"}
