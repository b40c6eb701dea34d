"""--changed and --watch."""

import gzip
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from claimgraph.cli._watch import watch
from claimgraph.errors import UsageError
from claimgraph.model import Report
from claimgraph.validate.changed import touched
from support import Run

HEAD = "@prefix ex: <http://example.org/> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
SHAPES = (
    HEAD
    + """ex:S a sh:NodeShape ; sh:targetClass ex:C ;
    sh:property [ sh:path ex:n ; sh:minCount 1 ; sh:in ( 1 2 ) ] .
"""
)
OLD = HEAD + "ex:a a ex:C ;\n  ex:n 3 .\nex:b a ex:C ;\n  ex:n 1 .\nex:c a ex:C .\n"


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder is a repository with a commit that has three findings."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "--quiet")
    Path("data").mkdir()
    Path("shapes.ttl").write_text(SHAPES, encoding="utf-8")
    Path("data/a.ttl").write_text(OLD, encoding="utf-8")
    Path('data/"é".ttl').write_text(HEAD + "ex:q a ex:C ; ex:n 3 .\n", encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "-m", "one")


def shown(run: Run, *arguments: str) -> list[str]:
    outcome = run("validate", "data", "-s", "shapes.ttl", *arguments)
    return [line.split(": ")[0] for line in outcome.out.splitlines() if ": violation: " in line]


def test_what_no_change_touches_is_not_shown(run: Run) -> None:
    outcome = run("validate", "data", "-s", "shapes.ttl", "--changed")
    assert outcome.code == 0
    assert outcome.err == "claimgraph: notice: 3 findings that the change since HEAD does not touch not shown.\n"
    assert len(shown(run)) == 3


def test_what_a_change_touches_is_shown(run: Run) -> None:
    text = OLD.replace("ex:n 1 .", "ex:n 4 .").replace("ex:c a ex:C .", "ex:c a ex:C ;\n  ex:m 1 .")
    Path("data/a.ttl").write_text(text, encoding="utf-8")
    assert shown(run, "--changed") == ["data/a.ttl:6:8", "data/a.ttl:7:1"]
    git("commit", "--quiet", "-a", "-m", "two")
    assert shown(run, "--changed") == []
    assert shown(run, "--changed=HEAD~1") == ["data/a.ttl:6:8", "data/a.ttl:7:1"]
    Path('data/"é".ttl').write_text(HEAD + "ex:q a ex:C ; ex:n 5 .\n", encoding="utf-8")
    Path("data/new.ttl").write_text(HEAD + "ex:z a ex:C .\n", encoding="utf-8")
    assert shown(run, "--changed") == ['data/"é".ttl:3:20', "data/new.ttl:3:1"]


def test_what_was_removed_touches_what_is_missing(run: Run) -> None:
    Path("data/a.ttl").write_text(OLD.replace("ex:b a ex:C ;\n  ex:n 1 .", "ex:b a ex:C ."), encoding="utf-8")
    assert shown(run, "--changed") == ["data/a.ttl:5:1"]


def test_what_git_does_not_know_is_new(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    Path(".gitignore").write_text("data/ignored.ttl\n", encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "-m", "two")
    Path("data/ignored.ttl").write_text(HEAD + "ex:i a ex:C ; ex:n 3 .\n", encoding="utf-8")
    outside = tmp_path_factory.mktemp("outside") / "o.ttl"
    outside.write_text(HEAD + "ex:o a ex:C ; ex:n 3 .\n", encoding="utf-8")
    assert shown(run, str(outside), "--changed=HEAD") == [f"{outside}:3:20", "data/ignored.ttl:3:20"]


def test_standard_input_is_new() -> None:
    command = [sys.executable, "-m", "claimgraph", "validate", "-", "--shapes", "shapes.ttl", "--changed=HEAD"]
    done = subprocess.run(command, input=OLD.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_folder_need_not_be_the_root(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("data/a.ttl").write_text(OLD.replace("ex:n 3 .", "ex:n 5 ."), encoding="utf-8")
    monkeypatch.chdir("data")
    outcome = run("validate", ".", "-s", "../shapes.ttl", "--changed")
    assert outcome.out.startswith("a.ttl:4:8: violation: ")


def test_without_such_a_revision_or_repository_it_is_wrong_usage(
    run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run("validate", "-s", "shapes.ttl", "--changed", "data", "data")
    assert outcome.code == 2
    assert "git knows no revision 'data'. Write --changed=REV, or paths before --changed." in outcome.err
    assert run("validate", "data", "-s", "shapes.ttl", "--changed=").code == 2
    with pytest.raises(UsageError):
        touched(Report((), ""), "--output=x")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shapes = Path("shapes.ttl").absolute()
    monkeypatch.chdir(elsewhere)
    Path("a.ttl").write_text(OLD, encoding="utf-8")
    outcome = run("validate", "a.ttl", "-s", shapes, "--changed")
    assert outcome.code == 2
    assert "git: not a git repository" in outcome.err


@pytest.mark.parametrize("between", ["# A remark.", 'ex:m """One.\nTwo.""" ;', "ex:m <http://example.org/.> ;"])
def test_a_statement_ends_with_its_own_dot(run: Run, between: str) -> None:
    text = HEAD + f"ex:a a ex:C ;\n  {between}\n  ex:m 1 ;\n  ex:m 2 .\nex:b a ex:C .\n"
    Path("data/a.ttl").write_text(text, encoding="utf-8")
    git("commit", "--quiet", "-a", "-m", "two")
    Path("data/a.ttl").write_text(text.replace("ex:m 2 .", "ex:m 5 ."), encoding="utf-8")
    assert shown(run, "--changed") == ["data/a.ttl:3:1"]


def test_of_packed_files_the_whole_is_touched(run: Run) -> None:
    packed, text = Path("data/a.ttl.gz"), "\n" * 9 + OLD.replace("ex:c ", "ex:z ")
    packed.write_bytes(gzip.compress(text.replace("ex:a ", "ex:x ").encode(), mtime=0))
    git("add", ".")
    git("commit", "--quiet", "-m", "two")
    assert shown(run, "--changed") == []
    packed.write_bytes(gzip.compress(text.replace("ex:a ", "ex:y ").encode(), mtime=0))
    assert shown(run, "--changed") == ["data/a.ttl.gz:13:8", "data/a.ttl.gz:16:1"]


def test_submodules_are_compared_with_the_commits_they_had(
    run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner, other = tmp_path_factory.mktemp("inner"), OLD.replace("ex:a ", "ex:i ").replace("ex:c ", "ex:j ")
    git("init", "--quiet", str(inner))
    (inner / "i.ttl").write_text(other, encoding="utf-8")
    git("-C", str(inner), "add", ".")
    git("-C", str(inner), "commit", "--quiet", "-m", "one")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "data/sub")
    assert shown(run, "--changed") == ["data/sub/i.ttl:4:8", "data/sub/i.ttl:7:1"]
    git("commit", "--quiet", "-m", "two")
    monkeypatch.setenv("GIT_DIR", str(Path(".git").absolute()))  # as some hooks have it
    assert shown(run, "--changed") == []
    monkeypatch.delenv("GIT_DIR")
    Path("data/sub/i.ttl").write_text(other.replace("ex:n 3", "ex:n 4"), encoding="utf-8")
    assert shown(run, "--changed") == ["data/sub/i.ttl:4:8"]
    git("-C", "data/sub", "commit", "--quiet", "-a", "-m", "two")
    assert shown(run, "--changed") == ["data/sub/i.ttl:4:8"]
    git("commit", "--quiet", "-a", "-m", "three")
    assert shown(run, "--changed") == []


def test_the_diffs_that_a_user_likes_change_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    git("config", "diff.interHunkContext", "20")
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=9")
    Path("data/a.ttl").write_text("# first\n" + OLD + "# last\n", encoding="utf-8")
    assert shown(run, "--changed") == []


def test_watch_validates_on_each_save_until_it_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    data = tmp_path / "a.ttl"
    data.write_text(HEAD + "ex:a a ex:C ; ex:n 1 .\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "claimgraph", "validate", "a.ttl", "-s", "shapes.ttl", "--watch"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    guard = threading.Timer(60, process.kill)
    guard.start()
    assert process.stdout is not None

    def until_waiting() -> str:
        lines = []
        for line in process.stdout or ():
            if "waiting for changes" in line:
                break
            lines.append(line)
        return "".join(lines)

    assert until_waiting().startswith("no findings in 1 file")
    data.write_text(HEAD + "ex:a a ex:C ; ex:n\n", encoding="utf-8")
    assert "claimgraph: error: a.ttl:" in until_waiting()
    data.write_text(HEAD + "ex:a a ex:C ; ex:n 7 .\n", encoding="utf-8")
    assert until_waiting().startswith("a.ttl:3:20: violation: ")
    process.send_signal(signal.SIGINT)
    assert process.wait() == 1
    guard.cancel()
    process.stdout.close()


def test_standard_input_cannot_be_watched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    outcome = run("validate", "-", "-s", tmp_path / "shapes.ttl", "--watch")
    assert outcome.code == 2


def test_to_stop_watching_before_the_first_report_is_an_interrupt() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(interrupted, list)
