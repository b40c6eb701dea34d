"""Work in a process of its own: answers come back, and what misbehaves is killed."""

import os
import signal
import time

import pytest

from claimgraph import worker
from claimgraph.errors import LimitError, UsageError
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
