"""Copies of this process that write: what has been read stays where it is, and what they write is a stream here."""

import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from claimgraph.errors import LimitError
from claimgraph.worker import die_with, quiet

__all__ = ["beside", "forked"]

_BUFFER = 2**20


def forked(write: Callable[[BinaryIO], object]) -> tuple[int, BinaryIO]:
    """A copy of this process that writes and ends, with 0 where nothing was raised: its number, and where to read.

    Whoever calls this waits for it.
    """
    here, there = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(there)
        return child, os.fdopen(here, "rb", _BUFFER)
    done: list[bool] = []

    def run() -> None:
        # A boundary: of whatever is raised here, the code tells.
        with suppress(BaseException), os.fdopen(there, "wb", _BUFFER) as output:
            write(output)
            output.flush()
            done.append(True)

    try:
        die_with(parent)
        os.close(here)
        quiet()
        # What is inherited stays: to look for garbage in it, again and again, would copy the memory that is shared.
        gc.freeze()
        # A parser draws names for blank nodes thread by thread: a copy of its thread would draw the same ones.
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        # Neither an exception nor an exit handler of the parent's may run on here.
        os._exit(0 if done else 1)


@contextmanager
def beside(write: Callable[[BinaryIO], object], *, alone: bool = False) -> Iterator[BinaryIO]:
    """What the function writes, as a stream to read from while a second process writes to it.

    With `alone`, and where forking is not safe, it is written first and read then. Raises what the function raises:
    where it fails in the other process, it is called again, here, when the stream has been read. Raises LimitError
    where the other process alone fails.
    """
    if alone or sys.platform != "linux":
        whole = io.BytesIO()
        write(whole)
        whole.seek(0)
        yield whole
        return
    child, stream = forked(write)
    try:
        with stream:
            yield stream
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        with Path(os.devnull).open("wb") as nowhere:
            write(nowhere)
        raise LimitError("a process that works beside another died.")
