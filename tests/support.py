"""What test modules import from one another's neighbourhood: paths, required material, the outcome of a run."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def require(path: Path, what: str) -> Path:
    """The path, where it exists; else the test is skipped, or fails where nothing may skip."""
    if not path.exists():
        message = f"{what} is not beside the project"
        if os.environ.get("CLAIMGRAPH_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    return path


@dataclass(frozen=True)
class Outcome:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def die_at(moment: int) -> None:
    """Kill this process at the nth thing that it asks of the file system."""
    left = [moment]

    def count(event: str, _: object) -> None:
        if event.startswith(("os.", "open", "shutil.", "ctypes.")):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


DEADLY = """
import os, signal, sys
import claimgraph.query.cache as cache
from claimgraph.cli import main
rest, place = [int(sys.argv.pop(1))], os.environ["CLAIMGRAPH_CACHE"]
def hook(event, arguments):
    if any(isinstance(each, (str, os.PathLike)) and os.fspath(each).startswith(place) for each in arguments):
        rest[0] -= 1
        if rest[0] == 0:
            os.killpg(0, signal.SIGKILL)
cache.THRESHOLD = 1
sys.addaudithook(hook)
main()
"""
"""A program: the command line, whose process group is killed at the nth thing that is done in the cache's folder."""
