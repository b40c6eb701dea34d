"""Fixtures that all tests share."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from claimgraph.cli import main
from loopback import Reply, Served, Server, answering
from support import ROOT, SHARED, Outcome, Run, require
from virtuoso import Virtuoso, running

# A gate has to give the same answer for the same code; CLAIMGRAPH_EXAMPLES=NUMBER looks further, at other examples.
settings.register_profile("gate", derandomize=True, deadline=None)
if "CLAIMGRAPH_EXAMPLES" not in os.environ:
    settings.load_profile("gate")


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


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A Virtuoso server, one for all tests: each loads into graphs of its own."""
    with running(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture
def served() -> Iterator[Served]:
    """Start a server on loopback that gives these replies, one after the other: served(Reply(404))."""
    with ExitStack() as stack:

        def call(*replies: Reply) -> Server:
            waiting = iter(replies)
            return stack.enter_context(answering(lambda asked: next(waiting, Reply(500, body=b"asked too often"))))

        yield call


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


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own for each test, so that none finds what another has left."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_strange_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers on loopback are asked directly, and by nobody in particular, whatever the machine's environment says."""
    monkeypatch.setenv("no_proxy", "*")
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"CLAIMGRAPH_ENDPOINT_{name}", raising=False)
