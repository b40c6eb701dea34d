"""The store cache after edits: what is there is followed, by any number of processes, and whatever is killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from claimgraph import sources, worker
from claimgraph.query import cache, following, shelf
from claimgraph.query.engines import fast
from claimgraph.sources import Source
from support import DEADLY, Run

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://p> ?o }"
FILES = 20
BUILDING = ["loading the data into the store cache …"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own for each test, used for files of any size."""
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "THRESHOLD", 1)
    return tmp_path / "cache" / "stores"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of files of two triples each, one of which has a blank node."""
    folder = tmp_path / "data"
    folder.mkdir()
    for number in range(FILES):
        write(folder, number, 2)
    return folder


def write(folder: Path, number: int, count: int) -> Path:
    """Have a file say so many things."""
    path = folder / f"{number:02}.ttl"
    values = ", ".join(str(value) for value in range(count - 1))
    path.write_text(f"<http://{number}> <http://p> [], {values} .\n", encoding="utf-8")
    return path


def files(data: Path) -> Sequence[Source]:
    return sources.expand([data])


def made(data: Path, *, patient: bool = False) -> tuple[str, list[str]]:
    """The key of the store of what the files hold now, and what was said about making it."""
    notices: list[str] = []
    with cache.opened(files(data), notices.append, patient=patient) as store:
        assert store is not None
        return store.parent.name, notices


def command(data: Path) -> list[str]:
    program = "import claimgraph.query.cache as c; c.THRESHOLD = 1; from claimgraph.cli import main; main()"
    return [sys.executable, "-c", program, "query", COUNT, "--format", "csv", "--data", str(data), "--timeout", "600"]


@pytest.fixture
def count(run: Run) -> Callable[[Path], int]:
    """How many triples the command counts in files."""

    def call(data: Path) -> int:
        outcome = run("query", COUNT, "--format", "csv", "--data", data)
        assert outcome.code == 0, outcome.err
        return int(outcome.out.split()[1])

    return call


def changed(before: str, after: str) -> list[int] | None:
    """How many statements were removed and added between two stores."""
    with cache.kept(before) as old, cache.kept(after) as new:
        assert old is not None
        assert new is not None
        changes = cache.changes(old, new)
        if changes is None:
            return None
        held = [{*map(str, fast.open_store(store))} for store in (old, new)]
    removed, added = ({*map(str, quads)} for quads in changes)
    assert (removed, added) == (held[0] - held[1], held[1] - held[0])
    return [len(removed), len(added)]


def test_after_an_edit_nothing_is_loaded_anew(data: Path, count: Callable[[Path], int]) -> None:
    first, notices = made(data)
    assert notices == BUILDING
    write(data, 3, 5)
    second, notices = made(data)
    assert notices == []
    assert count(data) == 2 * FILES + 3
    assert worker.run(changed, first, second, seconds=60, megabytes=4000) == [0, 3]
    assert worker.run(changed, second, first, seconds=60, megabytes=4000) == [3, 0]
    (data / "03.ttl").unlink()
    third, notices = made(data)
    assert notices == BUILDING  # for the blank nodes of all the files after it have other names
    assert worker.run(changed, second, third, seconds=60, megabytes=4000) == [21, 16]
    assert len({first, second, third}) == 3


def test_who_is_patient_follows_what_would_be_loaded_anew(data: Path) -> None:
    first, _ = made(data)
    for number in range(FILES - 2):
        path = write(data, number, 2 + (number == 1))
        path.write_text(f"# {path.read_text(encoding='utf-8')}{path.read_text(encoding='utf-8')}", encoding="utf-8")
    key, notices = made(data, patient=True)
    assert notices == []
    assert worker.run(changed, first, key, seconds=60, megabytes=4000) == [0, 1]
    # What was noted of it is of the store that it was made of, and of no other.
    write(data, 0, 3)
    last, _ = made(data, patient=True)
    assert worker.run(changed, key, last, seconds=60, megabytes=4000) == [0, 1]
    assert worker.run(changed, first, last, seconds=60, megabytes=4000) == [0, 2]
    assert worker.run(changed, last, first, seconds=60, megabytes=4000) == [2, 0]


def test_a_file_more_or_less_is_followed_where_blank_nodes_keep_their_names(data: Path) -> None:
    first, _ = made(data)
    added = write(data, FILES, 3)
    second, notices = made(data)
    assert notices == []
    assert worker.run(changed, first, second, seconds=60, megabytes=4000) == [0, 3]
    added.unlink()
    assert made(data) == (first, [])


def test_where_much_has_changed_all_is_loaded_anew(data: Path, count: Callable[[Path], int]) -> None:
    made(data)
    for number in range(FILES // 2):
        write(data, number, 3)
    assert made(data)[1] == BUILDING
    assert count(data) == 2 * FILES + FILES // 2


def test_where_much_has_changed_step_by_step_all_is_loaded_anew(data: Path) -> None:
    made(data)
    notices = []
    for step in range(FILES):
        write(data, step, 3)
        notices.append(made(data)[1])
    assert BUILDING in notices
    assert [] in notices


def test_a_store_that_is_not_there_is_not_kept() -> None:
    for key in ("0" * 64, "../x", ""):
        with cache.kept(key) as store:
            assert store is None


def test_what_does_not_parse_is_said_and_the_earlier_store_stays(run: Run, data: Path, place: Path) -> None:
    key, _ = made(data)
    (data / "03.ttl").write_text("<http://a> <http://p> .\n", encoding="utf-8")
    outcome = run("query", COUNT, "--data", data)
    assert (outcome.code, outcome.out) == (3, "")
    assert f"{data / '03.ttl'}:1:" in outcome.err
    assert [path.name for path in place.glob("[!.]*")] == [key]
    assert list(place.glob(".building-*")) == []


def test_what_stores_share_is_counted_once(data: Path, place: Path) -> None:
    made(data)
    for step in range(3):
        write(data, step, 3)
        made(data)
    stores = shelf.stored()
    assert len(stores) == 4
    assert len({store.family for store in stores}) == 1
    inodes = {path.stat().st_ino: path.stat().st_size for path in place.glob("[!.]*/**/*") if path.is_file()}
    assert sum(store.size for store in stores) == sum(inodes.values())


def test_without_hard_links_files_are_copied(
    data: Path, count: Callable[[Path], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    made(data)
    write(data, 3, 5)
    assert made(data)[1] == []
    assert count(data) == 2 * FILES + 3
    assert len({store.family for store in shelf.stored()}) == 2


def test_the_earliest_of_many_generations_go_unless_they_are_in_use(
    data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_GENERATIONS", 2)
    monkeypatch.setattr(following, "_WORN", 0.1)
    keys = [made(data)[0]]
    with cache.kept(keys[0]) as store:
        assert store is not None
        for step in range(4):
            write(data, step, 3)
            key, notices = made(data)
            assert notices == []
            keys.append(key)
        assert store.is_dir()
        assert {path.name for path in place.glob("[!.]*")} == {keys[0], *keys[-2:]}
    assert not any(shelf.is_whole(key) for key in keys[1:-2])


def garble(path: Path) -> int:
    return path.write_bytes(bytes(byte ^ 0x5A for byte in path.read_bytes()))


def test_what_shares_damage_is_rebuilt_without_a_word(data: Path, place: Path, count: Callable[[Path], int]) -> None:
    first, _ = made(data)
    write(data, 3, 5)
    second, _ = made(data)
    for table in (place / first / "store").glob("*.sst"):
        garble(table)
    assert count(data) == 2 * FILES + 3
    assert [store.key for store in shelf.stored()] == [second]
    write(data, 3, 2)
    assert made(data) == (first, [])
    assert count(data) == 2 * FILES


@pytest.mark.parametrize("name", ["whole.hashes", "whole.bytes", "files.json"])
def test_where_it_is_not_known_what_was_said_all_is_loaded_anew(
    data: Path, place: Path, count: Callable[[Path], int], name: str
) -> None:
    key, _ = made(data)
    garble(place / key / "said" / name)
    write(data, 3, 5)
    assert made(data)[1] == BUILDING
    assert count(data) == 2 * FILES + 3


def test_processes_that_follow_at_once_agree(data: Path) -> None:
    made(data)
    for step in range(3):
        write(data, step, 3)
        asking = [subprocess.Popen(command(data), stdout=subprocess.PIPE, text=True) for _ in range(4)]
        assert [process.communicate()[0].split() for process in asking] == [["n", str(2 * FILES + step + 1)]] * 4
    assert all(shelf.is_whole(store.key) for store in shelf.stored())
    assert len(shelf.stored()) == 4


# How many runs are killed at random steps; `make agreement` asks for 200.
KILLS = int(os.environ.get("CLAIMGRAPH_KILLS", "8"))


def test_a_run_that_dies_while_it_follows_leaves_nothing_that_the_next_does_not_heal(
    data: Path, place: Path, count: Callable[[Path], int]
) -> None:
    first, _ = made(data)
    write(data, 3, 5)
    dice = random.Random(7)  # noqa: S311 (a test, not a secret)
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", DEADLY, str(dice.randrange(1, 100)), *command(data)[3:]],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        killed += process.wait() == -signal.SIGKILL
        assert count(data) == 2 * FILES + 3
        assert list(place.glob(".building-*")) == []
        stores = [store.key for store in shelf.stored()]
        assert len(stores) == 2
        assert all(shelf.is_whole(key) for key in stores)
        (second,) = set(stores) - {first}
        shutil.rmtree(place / second)
    assert killed
