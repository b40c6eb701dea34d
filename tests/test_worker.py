"""Work in a process of its own: answers come back, and what misbehaves is killed."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from claimgraph import worker
from claimgraph.errors import ClaimgraphError, LimitError, UsageError
from claimgraph.model import Location


def answer(number: int) -> int:
    return number * 2


def complain() -> None:
    raise UsageError("not so.", location=Location("a.ttl", 3), hint="Do this.")


def sleep() -> None:
    time.sleep(60)


def swallow() -> int:
    return len(bytearray(2**31))


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def test_an_answer_comes_back() -> None:
    assert worker.run(answer, 21, seconds=10, megabytes=1000) == 42


def test_an_error_comes_back_whole() -> None:
    with pytest.raises(UsageError) as caught:
        worker.run(complain, seconds=10, megabytes=1000)
    assert str(caught.value) == "a.ttl:3: not so. Do this."


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(LimitError, match=r"the nap took longer than 0\.2 seconds"):
        worker.run(sleep, seconds=0.2, megabytes=1000, what="the nap")


def test_what_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(LimitError, match="more than 1000 MB of memory"):
        worker.run(swallow, seconds=10, megabytes=1000)


def test_a_crash_is_an_error_and_no_more() -> None:
    with pytest.raises(LimitError, match=r"the parse crashed the engine \(SIGSEGV\)"):
        worker.run(crash, seconds=10, megabytes=1000, what="the parse")


def test_a_worker_whose_parent_died_before_it_asked_ends_too() -> None:
    late = "from claimgraph.worker import die_with\ndie_with(parent=1 << 30)\nprint('still here')"
    done = subprocess.run([sys.executable, "-c", late], capture_output=True, text=True, check=False)
    # Nothing on standard error: that it ends by an error of its own would prove nothing.
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def unsendable() -> object:
    return lambda: None


class Panic(BaseException):
    """As pyo3 raises it: no Exception."""


def panic() -> None:
    raise Panic("of an engine")


def test_a_lower_limit_of_the_system_holds(root: Path) -> None:
    command = (
        f"ulimit -v 1048576 && exec {shlex.quote(sys.executable)} -m claimgraph export {root / 'data/dataset.ttl'}"
    )
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize(("function", "words"), [(unsendable, "pickle"), (panic, "Panic: of an engine")])
def test_what_is_not_foreseen_is_an_error_all_the_same(function: Callable[[], object], words: str) -> None:
    with pytest.raises(ClaimgraphError, match=words) as caught:
        worker.run(function, seconds=10, megabytes=1000)
    assert caught.value.exit_code == 4


def tell() -> int:
    worker.doing("one")
    return sum(worker.steps([1, 2, 3], "item"))


def test_what_a_worker_is_doing_is_told_to_whoever_asks() -> None:
    told: list[str] = []
    assert worker.run(tell, seconds=10, megabytes=1000, progress=told.append) == 6
    assert list(dict.fromkeys(text for text in told if text))[:2] == ["one", "item 1 of 3"]
    # Nobody asks; and outside a worker nobody can.
    assert worker.run(tell, seconds=10, megabytes=1000) == 6
    assert tell() == 6


class Late:
    """Something that says when it is freed."""

    def __init__(self, freed: list[int]) -> None:
        self.freed = freed

    def __del__(self) -> None:
        self.freed.append(1)


def held() -> int:
    freed: list[int] = []
    worker.hold(Late(freed))
    return len(freed)


def test_what_takes_long_to_free_stays_until_a_worker_ends() -> None:
    assert worker.run(held, seconds=10, megabytes=1000) == 0
    assert held() == 1
