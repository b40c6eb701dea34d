"""Run a command as a process of its own and measure it: wall time, and the peak memory of its whole tree."""

import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Run", "run"]

# The least time between two looks at the memory, and how many times longer than a look the pause after it is.
_PAUSE, _RATIO = 0.02, 20


@dataclass(frozen=True)
class Run:
    """What one run took and what it wrote."""

    seconds: float
    processor: float  # seconds of all its processes that it waited for
    megabytes: float
    code: int  # negative: killed by that signal
    stdout: str
    stderr: str
    stopped: bool  # at the time limit


def run(
    command: Sequence[str], folder: Path, limit: float, *, watch: bool = False, megabytes: int | None = None
) -> Run:
    """Run the command in the folder, for at most `limit` seconds of wall time and in so many `megabytes`, if given.

    Its memory is the greatest resident size of any one process of its tree, as the kernel counted it. With `watch` the
    tree is also looked at all the time, and memory that its processes share counts once in their sum: that slows
    it a little.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err, start_new_session=True)
        if megabytes is not None:
            resource.prlimit(process.pid, resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
        stopped = threading.Event()
        timer = threading.Timer(limit, _stop, (process.pid, stopped))
        timer.start()
        watcher = _Watcher(process.pid)
        if watch:
            watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        timer.cancel()
        watcher.over.set()
        if watch:
            watcher.join()
        # What wait4 has taken, Popen need not wait for.
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Run(
            seconds=seconds,
            processor=usage.ru_utime + usage.ru_stime,
            megabytes=max(usage.ru_maxrss, watcher.kilobytes) / 1024,
            code=process.returncode,
            stdout=out.read().decode(errors="replace"),
            stderr=err.read().decode(errors="replace"),
            stopped=stopped.is_set(),
        )


def _stop(session: int, stopped: threading.Event) -> None:
    stopped.set()
    os.killpg(session, signal.SIGKILL)


class _Watcher(threading.Thread):
    """Keeps the greatest sum of the proportional set sizes of a session's processes."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.kilobytes = 0
        self.over = threading.Event()

    def run(self) -> None:
        pause = _PAUSE
        while not self.over.wait(pause):
            start = time.perf_counter()
            self.kilobytes = max(self.kilobytes, sum(_proportional_set(process) for process in _members(self.session)))
            pause = max(_PAUSE, _RATIO * (time.perf_counter() - start))


def _members(session: int) -> list[Path]:
    members: list[Path] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name of the program stands in brackets and may contain anything.
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[3]) == session:
                members.append(entry)
    return members


def _proportional_set(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
