"""Share work among the cores: what has been read stays where it is, and copies of this process work on it."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from claimgraph.errors import ClaimgraphError, LimitError
from claimgraph.forking import forked

__all__ = ["begun", "deal", "processors", "share", "shared"]

# Control groups, version 2 (Linux, Documentation/admin-guide/cgroup-v2.rst).
_QUOTA = Path("/sys/fs/cgroup/cpu.max")

# Taken off a priority: a tenth of the time of others, so that it comes to an end on a machine that is always busy.
_IDLE = 10

# Fewer than a pipe takes, in any system, before anybody reads.
_TURNS = 1000
_DIGITS = 2  # bytes of the number of a turn

Item = TypeVar("Item")
Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use, as far as the system tells: by its affinity, and by its container."""
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    try:
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        return min(known, max(1, int(quota) // int(period)))
    except (OSError, ValueError):  # not Linux, or no limit, which is called max
        return known


@contextmanager
def shared(
    work: Callable[[Sequence[Item]], Result], parts: Sequence[Sequence[Item]]
) -> Iterator[Callable[[], list[Result]]]:
    """Begin with all parts but the first, each in a copy of this process; a function that does the first, and waits.

    It gives what the work gives for each part. Results must be picklable. It raises the ClaimgraphError that the work
    raises, and LimitError where a process dies.
    """
    children = [_fork(work, part) for part in parts[1:]]

    def results() -> list[Result]:
        return [work(parts[0]), *(_result(stream) for _, stream in children)]

    try:
        yield results
    finally:
        for process, stream in children:
            stream.close()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


@contextmanager
def begun(work: Callable[[], Result], *, idle: bool = False) -> Iterator[Callable[[], Result]]:
    """Begin with something in a copy of this process; a function that waits for what it gives, here or in a copy.

    That must be picklable. With `idle`, it has mostly the time that nothing else needs. The function raises as that of
    `shared`. Where workers are no copies of their parent, which is elsewhere than on Linux, all is done first.
    """

    def copied(_: object) -> Result:
        if idle:
            os.nice(_IDLE)
        return work()

    if sys.platform != "linux":
        yield partial(_same, work())
        return
    child, stream = _fork(copied, ())
    try:
        yield partial(_result, stream)
    finally:
        stream.close()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _same(result: Result) -> Result:
    return result


def share(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], processes: int) -> list[Result]:
    """What the function gives for each of as many parts of the items as there are processes, of which this is one.

    Results must be picklable. Raises as the function that `shared` gives.
    """
    with shared(work, [items[start::processes] for start in range(processes)]) as results:
        return results()


def deal(work: Callable[[Iterable[Item]], Result], items: Sequence[Item], processes: int) -> list[Result]:
    """As `share`, but who has done an item takes the next: for items of which one may be far more work than others.

    What comes first is begun first. Of more than a thousand, several that follow one another are taken at a time.
    """
    if processes < 2:
        return [work(items)]
    turns = min(len(items), _TURNS)
    here, there = os.pipe()
    with os.fdopen(here, "rb", 0) as waiting:
        with os.fdopen(there, "wb") as stream:
            stream.write(b"".join(turn.to_bytes(_DIGITS) for turn in range(turns)))

        def taken() -> Iterator[Item]:
            while turn := waiting.read(_DIGITS):
                place = int.from_bytes(turn)
                yield from items[place * len(items) // turns : (place + 1) * len(items) // turns]

        return share(lambda _: work(taken()), range(processes), processes)


def _result(stream: BinaryIO) -> Any:
    try:
        result = pickle.load(stream)  # noqa: S301 - what a copy of ourselves wrote
    except (EOFError, pickle.UnpicklingError):
        raise LimitError(
            "a process that did a part of the work died: it had too little memory, or was killed."
        ) from None
    if isinstance(result, ClaimgraphError):
        raise result
    return result


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
