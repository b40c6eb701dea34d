"""Work is shared among as many processes as there are processors to use."""

import os
import select
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from claimgraph import share, worker
from claimgraph.errors import InputError, LimitError
from claimgraph.forking import forked


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("max 100000", 16), ("400000 100000", 4), ("50000 100000", 1), ("9900000 100000", 16), ("", 16)],
)
def test_a_container_may_use_fewer_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, expected: int
) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(share, "_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", lambda process: range(16), raising=False)
    assert share.processors() == expected


def test_each_part_is_done_once_and_results_come_in_order() -> None:
    parts = [[1, 2], [3], [], [4, 5, 6]]
    with share.shared(sum, parts) as results:
        assert results() == [3, 3, 0, 15]
    assert share.share(sorted, [5, 4, 3, 2, 1], 2) == [[1, 3, 5], [2, 4]]


@pytest.mark.parametrize(("number", "processes"), [(0, 2), (1, 2), (7, 1), (7, 3), (2345, 2)])
def test_what_is_dealt_is_done_once_and_in_order(number: int, processes: int) -> None:
    parts = share.deal(list, range(number), processes)
    assert len(parts) == processes
    assert all(part == sorted(part) for part in parts)
    assert sorted(one for part in parts for one in part) == list(range(number))


def test_who_has_much_to_do_is_dealt_nothing_else() -> None:
    done, there = os.pipe()

    def work(items: Iterable[int]) -> list[int]:
        taken = []
        for item in items:
            if item:
                os.write(there, b".")
            else:
                for _ in range(5):
                    assert select.select([done], [], [], 60)[0]
                    os.read(done, 1)
            taken.append(item)
        return taken

    try:
        assert sorted(share.deal(work, range(6), 2)) == [[0], [1, 2, 3, 4, 5]]
    finally:
        os.close(done)
        os.close(there)


def _missing() -> None:
    raise InputError("it is not there.")


def test_what_is_begun_is_waited_for_in_another_process_too() -> None:
    with share.begun(os.getpid) as given:
        # As a worker does: only one of the two may read it.
        assert worker.run(given, seconds=60, megabytes=512) not in (0, os.getpid())
    with share.begun(_missing) as given, pytest.raises(InputError, match="not there"):
        given()
    with share.begun(partial(os.nice, 0), idle=True) as given:
        assert given() == min(os.nice(0) + 10, 19)
    with share.begun(partial(os.kill, os.getppid(), 0)):
        pass  # nobody waits


def test_what_is_begun_and_dies_is_an_error() -> None:
    with share.begun(partial(os._exit, 1)) as given, pytest.raises(LimitError, match="died"):
        given()


def _fail(output: object) -> None:
    raise OSError("nothing can be written")


def test_a_copy_that_fails_says_so_by_its_code_alone(capfd: pytest.CaptureFixture[str]) -> None:
    process, stream = forked(_fail)
    with stream:
        assert stream.read() == b""
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 1
    assert capfd.readouterr() == ("", "")


def test_a_part_whose_result_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(LimitError, match="a part of the work died"):
        share.share(lambda items: lambda: items, [1, 2], 2)
