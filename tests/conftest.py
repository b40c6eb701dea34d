"""What the tests share: the project's root, material that lies outside it, and the command line."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from claimgraph.cli import main

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


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of the source documents."""
    return require(SHARED / "documents", "the folder of the source documents")


@pytest.fixture(scope="session")
def w3c() -> Path:
    """The folder of the W3C test suites."""
    return require(SHARED / "w3c", "the folder of the W3C test suites")


@dataclass(frozen=True)
class Outcome:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: run("validate", path)."""

    def call(*arguments: object) -> Outcome:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Outcome(int(stop.value.code or 0), captured.out, captured.err)

    return call
