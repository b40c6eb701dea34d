"""What a long command is doing is shown on a terminal, and nowhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ERASE = "\r\x1b[K"
HEAD = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
# The command without its patience, so that no test has to wait.
PROGRAM = (
    "import sys, claimgraph.cli._progress as p; p.PATIENCE = 0; from claimgraph.cli import main; main(sys.argv[1:])"
)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A validation of two files with one finding."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shapes.ttl").write_text(HEAD + "ex:S sh:targetSubjectsOf ex:p ; sh:nodeKind sh:Literal .")
    (tmp_path / "data").mkdir()
    for name in "ab":
        (tmp_path / "data" / f"{name}.ttl").write_text(HEAD + "ex:a ex:p ex:b .")
    words = ["validate", "data", "-s", "shapes.ttl", "--no-cache", "-f", "json"]
    return [sys.executable, "-c", PROGRAM, *words]


def on_a_terminal(command: list[str], code: int = 1, **variables: str) -> tuple[str, str]:
    """What the command writes to standard output, a pipe, and to standard error, a terminal."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | variables
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    out, _ = process.communicate()
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # so Linux says that the other side is closed
    finally:
        os.close(ours)
    assert process.returncode == code
    return out.decode(), shown.decode()


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_a_terminal_sees_what_is_done_until_it_is_done(command: list[str], engine: str) -> None:
    out, shown = on_a_terminal([*command, "--engine", engine])
    first, *others = shown.split(ERASE)[1:]
    assert first == "reading file 1 of 2"
    assert others[-3].startswith("validating (")
    assert others[-2:] == ["locating findings", ""]
    assert "\x1b" not in out
    assert out.startswith("{")


def test_ci_and_pipes_see_nothing_of_it(command: list[str]) -> None:
    assert on_a_terminal(command, CI="true")[1] == ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_patience_is_a_second(command: list[str]) -> None:
    # Whoever is done before has seen nothing; so fast no machine is that it would not be done in an hour.
    hurried = [word.replace("PATIENCE = 0", "PATIENCE = 3600") for word in command]
    assert on_a_terminal(hurried)[1] == ""


def test_a_build_tells_of_each_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("claimgraph.toml").write_text('[project]\n[namespaces]\ndataset = "https://example.org/set/"\n')
    Path("data").mkdir()
    Path("data/a.ttl").write_text('<https://example.org/set/a> <http://www.w3.org/2000/01/rdf-schema#label> "a" .')
    shown = on_a_terminal([sys.executable, "-c", PROGRAM, "build", "-o", "site"], 0)[1].split(ERASE)
    steps = [line for line in shown if line.startswith(("looking", "checking", "validating", "telling", "writing"))]
    assert [line.split()[0] for line in steps] == ["looking", "checking", "validating,", "telling", "writing"]
