"""Kept reports: of exactly these contents, however the files were touched and whoever else is at work."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import pytest

from claimgraph import cachedir
from claimgraph.known import Digests, Known, stamp
from claimgraph.model import Finding, Location, Report, Severity
from claimgraph.validate import _codec, _run, cache, validate
from claimgraph.validate._base import Predicates
from claimgraph.validate._job import Job
from support import Run

HEAD = "@prefix ex: <http://example.org/> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
SHAPES = HEAD + "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:n ; sh:property [ sh:path ex:n ; sh:in ( 1 2 ) ] .\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with shapes and two files of data; its files are small enough for partial runs to be worth it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cache, "BULK", 0)
    Path("shapes.ttl").write_text(SHAPES, encoding="utf-8")
    Path("data").mkdir()
    Path("data/a.ttl").write_text(HEAD + "ex:a ex:n 1 .\n", encoding="utf-8")
    Path("data/b.ttl").write_text(HEAD + "ex:b ex:n 3 .\n", encoding="utf-8")
    return tmp_path


def report(*, cached: bool = True) -> Report:
    return validate([Path("data")], shapes=[Path("shapes.ttl")], cache=cached)


def kept(suffix: str) -> list[Path]:
    return [path for path, _, _ in cachedir.stored(cache.KIND) if path.suffix == suffix]


def values() -> list[str]:
    found = report()
    assert found == report(cached=False)
    return [finding.value[1:2] for finding in found.findings]


def test_what_was_asked_before_is_not_validated_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = report()
    monkeypatch.setattr(_run, "work", None)
    assert report() == first
    os.utime("data/a.ttl", (1, 1))
    Path("data/b.ttl").touch()
    assert report() == first
    assert len(kept(".report")) == 1


def test_content_alone_counts_whatever_times_and_sizes_say(folder: Path) -> None:
    path = Path("data/b.ttl")
    assert values() == ["3"]
    status = path.stat()
    for number in "4215":
        # In the same second, of the same size, and with the time set back.
        path.write_text(HEAD + f"ex:b ex:n {number} .\n", encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert values() == ([number] if number in "45" else [])
    path.unlink()
    assert values() == []


def test_a_report_comes_back_whole() -> None:
    place = Location("a.ttl", 1, 2)
    texts = ("m", "<f>", "<p>", "<v>", "<s>", "<c>")
    finding = Finding(Severity.INFO, *texts, place, Location("b.ttl"), "r", "_:f0b0", "<i>", ('"m"@en',))
    sample = Report((finding,), "fast", 1, 2, ("n",), {"b": "x", "a": "y"})
    for value in (finding, sample):
        unset = [field.name for field in fields(value) if not getattr(value, field.name)]
        # What a selection leaves out is no part of what validation finds.
        assert set(unset) <= {"unshown"}
    again = _codec.decode(json.loads(json.dumps(_codec.encode(sample))))
    assert again == sample
    assert list(again.prefixes) == ["b", "a"]


def test_options_and_places_are_part_of_the_question(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert report().engine.startswith("fast")
    assert validate([Path("data")], shapes=[Path("shapes.ttl")], cache=True, engine="reference").engine.startswith(
        "reference"
    )
    monkeypatch.chdir("data")
    elsewhere = validate([Path()], shapes=[Path("../shapes.ttl")], cache=True)
    assert [str(finding.location) for finding in elsewhere.findings] == ["b.ttl:3:11"]


@pytest.mark.parametrize("damage", [b"", b"claimgraph report 1 \n{}", b"\x80\x04N.", None])
@pytest.mark.parametrize("suffix", [".report", ".base"])
def test_what_is_damaged_is_passed_over(folder: Path, suffix: str, damage: bytes | None) -> None:
    first = report()
    (path,) = kept(suffix)
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data) if damage is None else damage)
    assert report() == first
    Path("data/b.ttl").write_text(HEAD + "ex:b ex:n 9 .\n", encoding="utf-8")
    path.write_bytes(bytes(data) if damage is None else damage)
    assert values() == ["9"]


def test_a_file_that_changes_while_it_is_validated_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked = _run.observed

    def work(job: Job, wide: bool, watcher: Predicates) -> _run.Observed:
        Path("data/b.ttl").write_text(HEAD + "ex:b ex:n 7 .\n", encoding="utf-8")
        return worked(job, wide, watcher)

    with monkeypatch.context() as patch:
        patch.setattr("claimgraph.validate._incremental.observed", work)
        assert [finding.value[1:2] for finding in report().findings] == ["7"]
    assert cachedir.stored(cache.KIND) == []
    Path("data/b.ttl").write_text(HEAD + "ex:b ex:n 3 .\n", encoding="utf-8")
    assert values() == ["3"]


def test_any_number_of_processes_may_ask_at_once(folder: Path) -> None:
    command = [sys.executable, "-m", "claimgraph", "validate", "data", "-s", "shapes.ttl", "-f", "json"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [1, 1, 1, 1]
    assert len(answers) == 1
    assert len(kept(".report")) == 1


def test_without_a_place_to_write_it_works_all_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("file").touch()
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(folder / "file"))
    assert values() == ["3"]


def test_without_a_home_it_works_all_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("CLAIMGRAPH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(Path, "home", nowhere)
    assert cachedir.folder("x") == Path("/.cache/claimgraph/x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    assert cachedir.folder("x") == folder / "claimgraph/x"


def test_what_was_of_no_use_for_longest_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3, 9):
        Path("data/b.ttl").write_text(HEAD + f"ex:b ex:n {number} .\n", encoding="utf-8")
        report()
        for place, path in enumerate(kept(".report")):
            os.utime(path, (1000 - place, 1000 - place))
    latest, *_ = kept(".report")
    monkeypatch.setenv("CLAIMGRAPH_CACHE_MB", "0")
    cachedir.evict(cache.KIND)
    assert cachedir.stored(cache.KIND) == []
    assert latest.name.endswith(".report")


def test_no_cache_neither_reads_nor_writes(run: Run, folder: Path) -> None:
    arguments = ("validate", "data", "-s", "shapes.ttl")
    first = run(*arguments, "--no-cache")
    assert cachedir.stored(cache.KIND) == []
    assert run(*arguments) == first
    for path in kept(".report"):
        path.write_bytes(b"")
    assert run(*arguments, "--no-cache") == first
    assert [path.stat().st_size for path in kept(".report")] == [0]


def test_the_cache_command_shows_and_empties_it(run: Run, folder: Path) -> None:
    run("validate", "data", "-s", "shapes.ttl")
    assert f"{cache.folder()}: 2 files" in run("cache", "info").out
    assert "removed 2 files of validations" in run("cache", "clear").out
    assert cachedir.stored(cache.KIND) == []


def digests(*paths: str) -> Digests:
    """What somebody knows who has read the files now."""
    return {path: Known(stamp(Path(path).stat()), sha256(Path(path).read_bytes()).hexdigest()) for path in paths}


def test_files_that_are_known_make_no_difference(folder: Path) -> None:
    known = digests("shapes.ttl", "data/a.ttl")
    assert known_report(known) == report()
    assert len(kept(".report")) == 1
    for number in "472":
        Path("data/b.ttl").write_text(HEAD + f"ex:b ex:n {number} .\n", encoding="utf-8")
        assert known_report(known) == report(cached=False)
        assert known_report(known) == report()
    assert len(kept(".report")) == 4


@pytest.mark.parametrize("name", ["data/b.ttl", "shapes.ttl"])
def test_of_a_file_that_is_not_what_was_known_nothing_is_kept(folder: Path, name: str) -> None:
    known = digests(name)
    text = Path(name).read_text(encoding="utf-8")
    Path(name).write_text(text.replace("ex:n 3", "ex:n 7").replace("( 1 2 )", "( 2 3 )"), encoding="utf-8")
    assert known_report(known) == report(cached=False)
    assert cachedir.stored(cache.KIND) == []
    Path(name).write_text(text, encoding="utf-8")
    assert values() == ["3"]


def known_report(known: Digests) -> Report:
    return validate([Path("data")], shapes=[Path("shapes.ttl")], cache=True, digests=known)
