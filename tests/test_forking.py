"""What a copy of this process writes is read here, whole or not at all."""

import contextlib
import os
import signal
from collections.abc import Callable
from itertools import repeat
from typing import BinaryIO

import pytest

from claimgraph import worker
from claimgraph.errors import LimitError, UsageError
from claimgraph.forking import beside


def read_beside(write: Callable[[BinaryIO], object]) -> bytes:
    with beside(write) as stream:
        return stream.read()


def write_much(stream: BinaryIO) -> None:
    stream.write(b"0123456789" * 1_000_000)


def write_and_complain(stream: BinaryIO) -> None:
    stream.write(b"some")
    raise UsageError("not so.")


def write_and_crash(stream: BinaryIO) -> None:
    if stream.name != os.devnull:
        os.kill(os.getpid(), signal.SIGSEGV)


def leave_early() -> bool:
    """Whether no process is left behind of one that would write for ever."""
    with contextlib.suppress(EOFError), beside(lambda stream: stream.writelines(repeat(b"more"))) as stream:
        stream.read(1)
        raise EOFError
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        return True
    return False


def test_what_is_written_beside_is_read() -> None:
    assert worker.run(read_beside, write_much, seconds=60, megabytes=1000) == b"0123456789" * 1_000_000


def test_what_fails_beside_fails_here() -> None:
    with pytest.raises(UsageError, match="not so"):
        worker.run(read_beside, write_and_complain, seconds=60, megabytes=1000)


def test_what_crashes_beside_is_no_short_stream() -> None:
    with pytest.raises(LimitError, match="works beside"):
        worker.run(read_beside, write_and_crash, seconds=60, megabytes=1000)


def test_who_leaves_early_leaves_no_process() -> None:
    assert worker.run(leave_early, seconds=60, megabytes=1000)
