"""What holds of every command: it has help with an example, a place in the docs, and one way to fail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from claimgraph import registry
from claimgraph.cli import PACKAGE
from support import Run

COMMANDS = registry.names(PACKAGE)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(run: Run, name: str) -> None:
    outcome = run(name, "--help")
    assert outcome.code == 0
    assert re.search(rf"Examples?:\n\s+claimgraph {name}\b", outcome.out)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_docs_mention_the_command(root: Path, name: str) -> None:
    assert f"claimgraph {name}" in (root / "README.md").read_text(encoding="utf-8")


def test_every_command_is_listed_with_its_purpose(run: Run) -> None:
    listing = run("--help").out
    for name in COMMANDS:
        assert re.search(rf"^  {name}\s+\S", listing, re.MULTILINE)


def test_an_unknown_command_is_met_with_a_suggestion(run: Run) -> None:
    outcome = run("exprot")
    assert outcome.code == 2
    assert "no such command 'exprot'. Did you mean 'export'?" in outcome.err


@pytest.mark.parametrize("arguments", [[], ["cache"]], ids=["claimgraph", "cache"])
def test_a_group_alone_shows_its_help(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.err) == (2, "")
    assert outcome.out == run(*arguments, "--help").out


def test_a_full_disk_is_no_fault_of_ours() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "claimgraph", "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr == "claimgraph: error: cannot write to standard output: No space left on device.\n"


def test_an_unknown_option_is_wrong_usage(run: Run) -> None:
    outcome = run("export", "--nonsense")
    assert outcome.code == 2
    assert outcome.err.startswith("claimgraph: error: claimgraph export: No such option")


def test_help_imports_no_engine(root: Path) -> None:
    program = (
        "import sys\n"
        "from claimgraph.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'rdflib', 'pyshacl', 'owlrl', 'nmo_python', 'edtf', 'shacl', 'pyoxigraph'} & set(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output.splitlines()[-1] == "[]"


BAD_PATHS = {
    "missing.ttl": (3, "no such file or folder: {path}."),
    "folder": (3, "no RDF files in the folder {path}."),
    "notes.txt": (2, "the suffix '.txt' names no RDF format."),
    "bad.ttl": (3, "{path}:2:9: The prefix f: has not been declared. Declare it: @prefix f: <…> ."),
    "latin.ttl": (3, "{path}:1:36: not UTF-8: byte 0xe9."),
    "empty.ttl": (3, "{path}: the file is empty."),
    "pipe.ttl": (3, "{path}: not a regular file."),
    "folder.ttl": (3, "no RDF files in the folder {path}."),
}


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "empty.ttl").touch()
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "bad.ttl").write_text("@prefix e: <http://e.org/> .\ne:s e:p f:o .\n")
    (tmp_path / "latin.ttl").write_bytes('<http://e.org/s> <http://e.org/p> "é" .'.encode("latin-1"))
    return tmp_path


@pytest.mark.parametrize("name", BAD_PATHS)
@pytest.mark.parametrize(
    "arguments",
    [["export"], ["validate"], ["infer"], ["query", "SELECT * { ?s ?p ?o }", "--data"], ["trace", "claim:x", "--data"]],
    ids=lambda arguments: arguments[0],
)
def test_bad_input_gives_one_located_paragraph(run: Run, bad: Path, arguments: list[str], name: str) -> None:
    code, words = BAD_PATHS[name]
    outcome = run(*arguments, bad / name)
    assert outcome.code == code
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert words.format(path=bad / name) in outcome.err
