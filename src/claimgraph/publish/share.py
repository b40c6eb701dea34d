"""Share work among the cores: what has been read stays where it is, and copies of this process work on it."""

import os
import pickle
import signal
from collections.abc import Callable, Sequence
from typing import BinaryIO, TypeVar

from claimgraph.errors import ClaimgraphError, LimitError
from claimgraph.worker import forked

__all__ = ["processors", "share"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use, as far as the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def share(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], processes: int) -> list[Result]:
    """What the function gives for each of as many parts of the items as there are processes, of which this is one.

    Results must be picklable. Raises the ClaimgraphError that the work raises, and LimitError where a process dies.
    """
    parts = [items[start::processes] for start in range(processes)]
    children = [_fork(work, part) for part in parts[1:]]
    try:
        results = [work(parts[0])]
        for _, stream in children:
            try:
                result = pickle.load(stream)  # noqa: S301 - what a copy of ourselves wrote
            except (EOFError, pickle.UnpicklingError):
                raise LimitError("a process that wrote pages died: it had too little memory, or was killed.") from None
            if isinstance(result, ClaimgraphError):
                raise result
            results.append(result)
    finally:
        for process, stream in children:
            stream.close()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    return results


def _fork(work: Callable[[Sequence[Item]], Result], part: Sequence[Item]) -> tuple[int, BinaryIO]:
    """A copy of this process that does a part of the work: its number, and where its result is read."""

    def write(stream: BinaryIO) -> None:
        try:
            result: Result | ClaimgraphError = work(part)
        except ClaimgraphError as error:
            result = error
        except Exception as error:  # a boundary, as in worker
            result = ClaimgraphError(f"{type(error).__name__}: {error}.")
        pickle.dump(result, stream)

    return forked(write)
