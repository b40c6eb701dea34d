"""The store cache: never stale, never half-built, shared by any number of processes, and healed without a word."""

import fcntl
import gzip
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from claimgraph import cachedir, sources, worker
from claimgraph.known import Digests, Known, stamp
from claimgraph.query import cache, shelf
from claimgraph.sources import Source
from support import DEADLY, Run

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://p> ?o }"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own for each test, used for files of any size."""
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "THRESHOLD", 1)
    return tmp_path / "cache" / "stores"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of three triples."""
    path = tmp_path / "data.ttl"
    path.write_text("<http://a> <http://p> 1, 2, [] .\n", encoding="utf-8")
    return path


@pytest.fixture
def count(run: Run) -> Callable[..., int]:
    """How many triples the command counts in a file."""

    def call(*paths: Path) -> int:
        outcome = run("query", COUNT, "--format", "csv", *(part for path in paths for part in ("--data", path)))
        assert outcome.code == 0, outcome.err
        return int(outcome.out.split()[1])

    return call


def keys(place: Path) -> list[str]:
    return sorted(path.name for path in place.glob("[!.]*"))


def wanted(files: Sequence[Source]) -> str:
    """The key of the store of what the files hold."""
    return cache._combined(files, cache._digests(files, {}))


def test_a_store_is_built_once_and_asked_again(data: Path, place: Path, count: Callable[..., int]) -> None:
    assert count(data) == 3
    (key,) = keys(place)
    built = (place / key / "complete.json").read_text(encoding="utf-8")
    inode = (place / key / "store").stat().st_ino
    assert count(data) == 3
    assert keys(place) == [key]
    assert (place / key / "store").stat().st_ino == inode
    assert (place / key / "complete.json").read_text(encoding="utf-8") == built


def test_the_answers_are_those_from_memory(run: Run, root: Path) -> None:
    text = "SELECT * { ?s ?p ?o OPTIONAL { ?o ?q ?r } }"
    arguments = ("query", text, "--data", root / "ontology", "--format", "tsv")
    kept, again, memory = run(*arguments), run(*arguments), run(*arguments, "--no-cache")
    assert kept == again
    assert sorted(kept.out.splitlines()) == sorted(memory.out.splitlines())


def test_small_files_are_not_worth_a_store(
    data: Path, place: Path, count: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "THRESHOLD", data.stat().st_size + 1)
    assert count(data) == 3
    assert keys(place) == []


@pytest.mark.parametrize("options", [["--no-cache"], ["--engine", "reference"], ["--cross-check"], ["--as-of", "2012"]])
def test_some_questions_need_no_store(run: Run, data: Path, place: Path, options: list[str]) -> None:
    assert run("query", COUNT, "--data", data, *options).code == 0
    assert keys(place) == []


def test_never_stale_however_the_file_was_touched(data: Path, place: Path, count: Callable[..., int]) -> None:
    assert count(data) == 3
    stamp = data.stat()
    data.write_text("<http://a> <http://p> 1, 2, 5 .\n", encoding="utf-8")  # of the same size
    os.utime(data, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    data.write_text(data.read_text(encoding="utf-8").replace(", 5 ", "    "), encoding="utf-8")
    os.utime(data, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert data.stat().st_mtime_ns == stamp.st_mtime_ns
    assert count(data) == 2
    assert len(keys(place)) == 2


def test_files_are_told_apart_by_place_order_and_format(tmp_path: Path, place: Path, run: Run) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.nt.gz").write_bytes(gzip.compress(b"<http://a> <http://p> <http://b> .\n"))
        (tmp_path / folder / "data.ttl").write_text("<> <http://p> [] .\n", encoding="utf-8")
    for folder in ("one", "two"):
        outcome = run("query", "SELECT ?s { ?s <http://p> ?o } ORDER BY DESC(?s)", "--data", tmp_path / folder)
        assert outcome.out.splitlines()[2:] == ["http://a", (tmp_path / folder / "data.ttl").as_uri()]
    assert len(keys(place)) == 2


def test_what_does_not_parse_is_said_and_nothing_is_kept(run: Run, data: Path, place: Path) -> None:
    data.write_text("<http://a> <http://p> .\n", encoding="utf-8")
    outcome = run("query", COUNT, "--data", data)
    assert (outcome.code, outcome.out) == (3, "")
    assert f"{data}:1:" in outcome.err
    assert list(place.glob("[!.]*")) == list(place.glob(".building-*")) == []


def test_what_is_no_query_builds_nothing(run: Run, data: Path, place: Path) -> None:
    assert run("query", "SELECT * {", "--data", data).code == 3
    assert not keys(place)
    assert not list(place.glob(".building-*"))


def test_what_is_no_query_is_refused_by_a_store_as_without_one(
    run: Run, data: Path, place: Path, count: Callable[..., int]
) -> None:
    queries = ["SELECT * {", "SELECT (?x AS ?x) { ?x ?y ?z }", "ASK { FILTER(<http://f>(1)) }"]
    before = [run("query", text, "--data", data) for text in queries]
    assert count(data) == 3
    assert keys(place)
    assert [run("query", text, "--data", data) for text in queries] == before
    assert {outcome.code for outcome in before} == {3}


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no mark of completeness": lambda store: (store.parent / "complete.json").unlink(),
    "an empty mark": lambda store: (store.parent / "complete.json").write_text("", encoding="utf-8"),
    "an older version": lambda store: (store.parent / "complete.json").write_text('{"version": "0"}', encoding="utf-8"),
    "no store": lambda store: shutil.rmtree(store),
    "a table is missing": lambda store: next(store.glob("*.sst")).unlink(),
    "a table is cut": lambda store: os.truncate(next(store.glob("*.sst")), 100),
    "the manifest is cut": lambda store: os.truncate(next(store.glob("MANIFEST*")), 5),
    "the manifest is garbled": lambda store: garble(next(store.glob("MANIFEST*"))),
    "the current manifest is another": lambda store: (store / "CURRENT").write_text("MANIFEST-9\n", encoding="ascii"),
    "every table is garbled": lambda store: list(map(garble, store.glob("*.sst"))),
    "the data in every table are garbled": lambda store: [garble(path, 0.1) for path in store.glob("*.sst")],
}


def garble(path: Path, share: float = 1) -> int:
    data = bytearray(path.read_bytes())
    for index in range(0, int(len(data) * share), 7):
        data[index] ^= 0x5A
    return path.write_bytes(data)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_store_is_rebuilt_without_a_word(
    run: Run, data: Path, place: Path, damage: Callable[[Path], object]
) -> None:
    first = run("query", COUNT, "--data", data)
    (key,) = keys(place)
    damage(place / key / "store")
    assert run("query", COUNT, "--data", data) == first
    assert keys(place) == [key]
    assert shelf.is_whole(key)


def test_where_nothing_can_be_kept_memory_does(
    data: Path, place: Path, count: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.parent.write_text("a file in place of a folder", encoding="utf-8")
    assert count(data) == 3


def test_a_file_that_changes_while_it_is_read_is_kept_under_what_was_read(data: Path, place: Path) -> None:
    files = sources.expand([data])
    before = wanted(files)
    data.write_text("<http://a> <http://p> 1 .\n", encoding="utf-8")  # between the key and the building
    place.mkdir(parents=True)
    # In a process of its own: native threads of this one would be missing in the workers that are forked from it.
    assert worker.run(cache._build, files, before, seconds=60, megabytes=4000)
    assert keys(place) == [wanted(files)]
    assert before not in keys(place)


def test_the_stores_asked_longest_ago_make_room(
    tmp_path: Path, place: Path, count: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.nt" for number in range(4)]
    for number, path in enumerate(paths):
        path.write_text(f"<http://a> <http://p> <http://{number}> .\n", encoding="utf-8")
    found = []
    for path in paths[:3]:
        count(path)
        found.append(next(key for key in keys(place) if key not in found))
        os.utime(place / found[-1] / "complete.json", (1000 + len(found), 1000 + len(found)))
    count(paths[0])  # now the second is the oldest
    size = max(store.size for store in shelf.stored())
    monkeypatch.setenv("CLAIMGRAPH_CACHE_MB", str(-(-3 * size // 2**20)))
    monkeypatch.setattr(cachedir, "limit", lambda: int(3.2 * size))
    count(paths[3])
    assert len(keys(place)) == 3
    assert found[1] not in keys(place)


def test_a_store_in_use_is_not_removed(run: Run, data: Path, place: Path) -> None:
    with cache.opened(sources.expand([data]), lambda message: None) as store:
        assert store is not None
        assert run("cache", "clear").out == "removed 0 stores; 1 are in use\n"
        assert store.is_dir()
    assert run("cache", "info").out.splitlines()[1].split()[0] == store.parent.name
    assert run("cache", "clear").out == "removed 1 stores\n"
    assert run("cache", "info").out.startswith(f"{place}: 0 stores, 0.0 MB of 8,192.0 MB")


def command(data: Path) -> list[str]:
    program = "import claimgraph.query.cache as c; c.THRESHOLD = 1; from claimgraph.cli import main; main()"
    return [sys.executable, "-c", program, "query", COUNT, "--format", "csv", "--data", str(data), "--timeout", "600"]


def test_a_lock_that_is_being_built_under_is_waited_for(data: Path, place: Path) -> None:
    key = wanted(sources.expand([data]))
    with shelf.locked(key, fcntl.LOCK_EX):
        waiting = subprocess.Popen(command(data), stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1)
    assert waiting.communicate()[0].split() == ["n", "3"]


def answered(process: "subprocess.Popen[str]") -> int:
    """What a process of `command` answers."""
    out = process.communicate()[0]
    assert process.returncode == 0
    return int(out.split()[1])


@pytest.mark.parametrize("megabytes", ["8192", "0"], ids=["room for all", "room for none that is not asked"])
def test_many_processes_ask_while_another_changes_the_file_and_asks(
    data: Path, place: Path, megabytes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer is that of a state which the file had between the start and the end of the process.

    Without room, whoever builds a store removes all that nobody reads, while others are about to read them.
    """
    monkeypatch.setenv("CLAIMGRAPH_CACHE_MB", megabytes)
    states = [(time.monotonic(), 3)]
    own = []

    def change() -> None:
        for count in range(4, 12):
            replacement = data.with_suffix(".new")
            values = ", ".join(str(number) for number in range(count))
            replacement.write_text(f"<http://a> <http://p> {values} .\n", encoding="utf-8")
            states.append((time.monotonic(), count))
            replacement.replace(data)
            own.append(answered(subprocess.Popen(command(data), stdout=subprocess.PIPE, text=True)))

    started = []
    changing = threading.Thread(target=change)
    changing.start()
    for _ in range(32):
        started.append((time.monotonic(), subprocess.Popen(command(data), stdout=subprocess.PIPE, text=True)))
    for start, process in started:
        answer = answered(process)
        end = time.monotonic()
        before = [count for moment, count in states if moment <= start][-1]
        during = [count for moment, count in states if start < moment <= end]
        assert answer in (before, before - 1, *during)  # a state is noted just before it takes hold
    changing.join()
    assert own == list(range(4, 12))
    assert all(shelf.is_whole(key) for key in keys(place))
    data.write_text("<http://a> <http://p> 1 .\n", encoding="utf-8")
    assert answered(subprocess.Popen(command(data), stdout=subprocess.PIPE, text=True)) == 1
    assert (len(keys(place)) == 1) == (megabytes == "0")  # nobody else asks any more


# How many runs are killed at random moments; `make agreement` asks for 200.
KILLS = int(os.environ.get("CLAIMGRAPH_KILLS", "10"))


def test_a_run_that_dies_at_any_step_of_building_leaves_nothing_that_the_next_does_not_heal(
    data: Path, place: Path, count: Callable[..., int]
) -> None:
    arguments = command(data)[3:]
    for step in itertools.count(1):
        process = subprocess.Popen(
            [sys.executable, "-c", DEADLY, str(step), *arguments], stdout=subprocess.DEVNULL, start_new_session=True
        )
        if process.wait() == 0:
            break
        assert process.returncode == -signal.SIGKILL
        assert count(data) == 3
        assert list(place.glob(".building-*")) == []
        (key,) = keys(place)
        assert shelf.is_whole(key)
        shutil.rmtree(place)
    assert step > 10


def test_a_run_that_is_killed_leaves_nothing_that_the_next_does_not_heal(
    data: Path, place: Path, count: Callable[..., int]
) -> None:
    dice = random.Random(3)  # noqa: S311 (a test, not a secret)
    for _ in range(KILLS):
        process = subprocess.Popen(command(data), stdout=subprocess.DEVNULL, start_new_session=True)
        time.sleep(dice.uniform(0.1, 0.6))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        data.write_text(data.read_text(encoding="utf-8") + "\n", encoding="utf-8")  # another store is wanted
    abandoned = place / f".building-{'0' * 40}-x"
    abandoned.mkdir()
    assert count(data) == 3
    assert list(place.glob(".building-*")) == []
    assert all(shelf.is_whole(key) for key in keys(place))
    assert shelf.clear()[1] == 0
    assert keys(place) == []


def digests(files: Sequence[Source]) -> Digests:
    """What somebody knows who has read the files now."""
    return {str(file): Known(stamp(file.path.stat()), sha256(file.path.read_bytes()).hexdigest()) for file in files}


def test_files_that_are_known_are_not_read_to_find_their_store(data: Path, place: Path) -> None:
    packed = data.with_suffix(".ttl.gz")
    packed.write_bytes(gzip.compress(b"<http://a> <http://p> 4 .\n", mtime=0))
    files = sources.expand([data, packed])
    known, key = digests(files), wanted(files)
    with cache.opened(files, lambda message: None, known) as store:
        assert store is not None
        assert store.parent.name == key
    data.write_text("<http://a> <http://p> 5 .\n", encoding="utf-8")
    with cache.opened(files, lambda message: None, known) as store:
        assert store is not None
        assert store.parent.name == key  # that of what was known


def test_a_file_that_is_not_what_was_known_is_kept_under_what_was_read(data: Path, place: Path) -> None:
    files = sources.expand([data])
    known = digests(files)
    data.write_text("<http://a> <http://p> 5 .\n", encoding="utf-8")
    with cache.opened(files, lambda message: None, known) as store:
        assert store is not None
        assert store.parent.name == wanted(files)
    assert keys(place) == [wanted(files)]
