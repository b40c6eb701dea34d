"""The README and the documentation: every command shown in a console block is run, and gives what is shown."""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import ROOT, SHARED, require

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@dataclass(frozen=True)
class Example:
    """A command and the output that the page shows below it; `...` stands for anything."""

    page: Path
    line: int
    command: str
    expected: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def examples(page: Path) -> list[Example]:
    found = []
    text = page.read_text(encoding="utf-8")
    for block in re.finditer(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block[1], re.MULTILINE):
            line = text.count("\n", 0, block.start(1) + part.start()) + 1
            found.append(Example(page, line, part[1], part[2]))
    return found


EXAMPLES = [example for page in PAGES for example in examples(page)]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_example_gives_what_it_shows(example: Example, tmp_path: Path) -> None:
    assert example.expected.strip(), "an example shows its output"
    words = shlex.split(example.command, comments=True)
    assert words[0] == "claimgraph", "examples are runs of claimgraph"
    if "../shared/documents" in words:
        require(SHARED / "documents", "the folder of the source documents")
    (ROOT / "build").mkdir(exist_ok=True)  # as `make` leaves it
    if words[1] == "build":
        # One that is there and needs no change is left as it is, and a reader has none yet.
        shutil.rmtree(ROOT / "build" / "site", ignore_errors=True)
    run = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    pattern = re.escape(example.expected.rstrip()).replace(re.escape("..."), ".*?")
    assert re.fullmatch(pattern, (run.stdout + run.stderr).rstrip(), re.DOTALL), run.stdout + run.stderr


SESSIONS = [page for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_the_session_in_python_gives_what_it_shows(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8")
    assert (done.attempted > 0, done.failed) == (True, 0)


def test_the_readme_shows_examples() -> None:
    assert len(examples(ROOT / "README.md")) >= 4
