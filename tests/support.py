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
