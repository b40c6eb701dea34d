"""Run a function in a process of its own, which is killed when it takes too long or too much memory.

The native parsers and engines can be crashed or made to run for ever from inside, so what takes outside input
runs here.
"""

import ctypes
import faulthandler
import gc
import math
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from claimgraph.errors import ClaimgraphError, LimitError

__all__ = ["die_with", "doing", "hold", "quiet", "run", "steps"]

Result = TypeVar("Result")
Item = TypeVar("Item")

_PR_SET_PDEATHSIG = 1
_RARELY = 100_000

# Forking takes a millisecond where starting a fresh interpreter takes a hundred; no engine is loaded before it.
if sys.platform == "linux":
    _CONTEXT = multiprocessing.get_context("fork")
else:
    _CONTEXT = multiprocessing.get_context("spawn")


# How the function that runs here tells what it is doing, if anybody wants to know.
_tell: Callable[[str], object] | None = None
_TICK = 0.1  # seconds

# What is not freed before this process ends, if it is a worker.
_held: list[object] | None = None


def run(
    function: Callable[..., Result],
    *arguments: object,
    seconds: float,
    megabytes: int,
    what: str = "this",
    progress: Callable[[str], object] | None = None,
    spent: float = 0,
) -> Result:
    """What the function returns for the arguments; both, and the result, must be picklable.

    `progress`, if given, is called again and again, here, with what the function tells last by doing(). `spent` is
    how many of the seconds are gone already, where the work has several parts.

    Raises what the function raises where that is a ClaimgraphError, and LimitError where the process
    exceeds `seconds` of wall time or `megabytes` of address space beyond what it inherits, or dies. `what` names the
    work in the message.
    """
    here, there = _CONTEXT.Pipe(duplex=False)
    details = (os.getpid(), there, megabytes, progress is not None, function, arguments)
    process = _CONTEXT.Process(target=_serve, args=details, daemon=True)
    sys.stdout.flush()
    process.start()
    there.close()
    try:
        kind, payload = _answer(here, seconds, what, progress, spent)
    except EOFError:
        process.join(5)
        raise LimitError(_death(what, process.exitcode, megabytes)) from None
    finally:
        process.kill()
        process.join()
        here.close()
    if kind == "error":
        raise payload
    result: Result = payload
    return result


def _answer(
    here: Connection, seconds: float, what: str, progress: Callable[[str], object] | None, spent: float
) -> tuple[str, Any]:
    """What the process sends at its end; raises LimitError where that takes longer, EOFError where nothing comes."""
    end = time.monotonic() + seconds - spent
    last = ""
    while (left := end - time.monotonic()) > 0:
        if here.poll(min(left, _TICK) if progress else left):
            kind, payload = here.recv()
            if kind != "progress":
                return kind, payload
            last = payload
        if progress:
            progress(last)
    raise LimitError(f"{what} took longer than {seconds:g} seconds and was stopped.")


def doing(what: str) -> None:
    """Tell whoever waits for this process what it is doing; nothing where nobody wants to know."""
    if _tell:
        _tell(what)


def steps(items: Sequence[Item], what: str) -> Iterator[Item]:
    """The items, while what is being done with each is told: `what` and its number, but not too often."""
    told = -math.inf
    for number, item in enumerate(items, 1):
        if _tell and (now := time.monotonic()) > told + _TICK:
            told = now
            doing(f"{what} {number:,} of {len(items):,}")
        yield item


def hold(*things: object) -> None:
    """Keep what takes long to free: where this process is a worker, until it ends; else nothing is kept."""
    if _held is not None:
        _held.extend(things)


def quiet() -> None:
    """Tell nobody what this copy of a process is doing: it is the parent's to tell."""
    global _tell
    _tell = None


def _serve(
    parent: int,
    there: Connection,
    megabytes: int,
    wanted: bool,
    function: Callable[..., Any],
    arguments: tuple[object, ...],
) -> None:
    global _tell, _held
    _tell, _held = (lambda what: there.send(("progress", what))) if wanted else None, []
    # An interrupt is the parent's business; it kills this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(parent)
    # With a million terms at hand, looking for cycles among them as often as usual takes a third of the time.
    gc.set_threshold(_RARELY)
    try:
        megabytes = _confine(megabytes)
        # Within the try, since a result may be too large to send, or of a kind that cannot be sent.
        there.send(("result", function(*arguments)))
        return
    except ClaimgraphError as error:
        fault = error
    except MemoryError:
        fault = LimitError(f"more than {megabytes} MB of memory would be needed.")
    except RecursionError:
        fault = LimitError("the input is nested too deeply.")
    except BaseException as error:  # a boundary, as in cli; a panic of an engine in Rust is no Exception
        fault = ClaimgraphError(f"{type(error).__name__}: {error}.")
    there.send(("error", fault))


def _confine(megabytes: int) -> int:
    """Limit this process; the megabytes that it has, which are fewer than asked for where the system allows no more."""
    faulthandler.disable()
    # A native engine that dies leaves a trace of its own there, which tells a user nothing.
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    # On top of what was inherited: a large parent, as a notebook is, must leave its workers room.
    inherited = _address_space()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        megabytes = min(megabytes, max(0, most // 2**20 - inherited))
    limit = (inherited + megabytes) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return megabytes


def _address_space() -> int:
    """The address space of this process in megabytes; 0 where the system does not tell (Linux, proc(5))."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize() // 2**20 + 1


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent is killed, which cannot do it then (Linux, prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The kernel tells only of deaths after the request; a parent that died before has left this process to another.
    if os.getppid() != parent:
        os._exit(1)


def _death(what: str, code: int | None, megabytes: int) -> str:
    if code is None or code >= 0:
        return f"{what} ended without an answer (exit code {code})."
    name = signal.Signals(-code).name
    if name in ("SIGABRT", "SIGKILL"):
        return f"{what} ran out of memory (limit {megabytes} MB) and was stopped."
    return f"{what} crashed the engine ({name}): the input is nested too deeply, or hostile."
