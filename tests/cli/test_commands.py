"""What holds of every command: it has help with an example, a place in the docs, and one way to fail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
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


@pytest.mark.parametrize(
    "words", [[], *([name] for name in COMMANDS), ["cache", "info"], ["cache", "clear"]], ids=" ".join
)
def test_help_fits_a_terminal_of_eighty_columns(run: Run, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line for line in run(*words, "--help").out.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_docs_mention_the_command(root: Path, name: str) -> None:
    assert f"claimgraph {name}" in (root / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_whoever_reads_a_file_says_whether_it_can_be_read(name: str) -> None:
    # To click it would be wrong usage, and for us it is input that cannot be read, in a folder or by itself.
    command = registry.load(PACKAGE, name, "command").command
    given = [parameter.type for parameter in command.params if isinstance(parameter.type, click.Path)]
    assert not any(kind.readable for kind in given)


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


WITHOUT = '[ "$1" = in ] && exec <&-; [ "$1" = out ] && exec >&-; [ "$1" = err ] && exec 2>&-; shift; exec "$@"'


@pytest.fixture
def invalid(tmp_path: Path) -> list[str]:
    """A validation that finds something."""
    (tmp_path / "data.ttl").write_text("<http://e.org/a> <http://e.org/p> 1 .")
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e.org/S> a sh:NodeShape ; sh:targetNode <http://e.org/a> ;"
        " sh:property [ sh:path <http://e.org/q> ; sh:minCount 1 ] ."
    )
    return ["validate", str(tmp_path / "data.ttl"), "--shapes", str(tmp_path / "shapes.ttl")]


@pytest.mark.parametrize(
    ("stream", "code", "words"),
    [
        ("in", 1, ""),
        ("out", 3, "claimgraph: error: cannot write to standard output: Bad file descriptor.\n"),
        ("err", 1, ""),
    ],
)
def test_a_closed_stream_is_no_fault_of_ours(invalid: list[str], stream: str, code: int, words: str) -> None:
    command = ["sh", "-c", WITHOUT, "sh", stream, sys.executable, "-m", "claimgraph", *invalid]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, words)
    assert bool(done.stdout) == (stream != "out")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["export", "--help"]], ids=["validate", "help", "help of one"])
def test_a_reader_that_has_gone_is_neither_fine_nor_a_finding(invalid: list[str], arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "claimgraph", *(arguments or invalid)]
    try:
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_names_and_arguments_that_are_not_utf_8_are_refused(run: Run, tmp_path: Path) -> None:
    outcome = run("query", "ASK { ?s ?p '\udce9' }")
    assert (outcome.code, outcome.out) == (2, "")
    assert "the argument \"ASK { ?s ?p '\\udce9' }\" is not UTF-8." in outcome.err
    (tmp_path / "caf\udce9.ttl").write_text("<http://e.org/s> <http://e.org/p> 1 .")
    outcome = run("export", tmp_path)
    assert (outcome.code, outcome.out) == (3, "")
    assert f"the file name 'caf\\udce9.ttl' in {tmp_path} is not UTF-8. Rename the file." in outcome.err


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
