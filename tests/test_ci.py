"""The pre-commit hooks, the GitHub action and the recipes of docs/ci.md, run as their hosts would run them.

What is not exercised here: the hosts themselves. Of the GitLab and Jenkins jobs the script runs in the environment of
the tests, in the place of the lines that install; pre-commit and the action install for real.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from claimgraph.formats import FORMATS
from support import ROOT

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
PAGE = (ROOT / "docs" / "ci.md").read_text()
# What a checkout of this repository must hold to be installed as a package.
PACKAGE = (".pre-commit-hooks.yaml", "LICENSE", "LICENSE-DATA", "README.md", "pyproject.toml", "requirements", "rules")

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/> .
ex:Person a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:name, ex:knows, ex:age .
ex:name sh:path ex:name ; sh:minCount 1 ; sh:message "A person has a name, always." .
ex:knows sh:path ex:knows ; sh:class ex:Person .
ex:age sh:path ex:age ; sh:maxCount 1 ; sh:severity sh:Warning ; sh:message "Two ages." .
"""
PREFIX = "@prefix ex: <https://example.org/> .\n"
ANN = PREFIX + 'ex:ann a ex:Person ; ex:name "Ann" .\n'
BEN = PREFIX + 'ex:ben a ex:Person ; ex:name "Ben" ; ex:knows ex:ann .\n'
NAMELESS = PREFIX + "ex:ben a ex:Person .\n"
AGES = PREFIX + 'ex:ben a ex:Person ; ex:name "Ben" ; ex:age 1, 2 .\n'
BROKEN = PREFIX + "ex:ben a ex:Person ; 5% .\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two persons in two files, without findings."""
    folder = tmp_path / "project"
    for name, text in {
        "claimgraph.toml": '[project]\ntitle = "People"\n',
        "shapes/people.ttl": SHAPES,
        "data/ann.ttl": ANN,
        "data/ben.ttl": BEN,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def block(heading: str) -> str:
    """The first fenced block below a heading of the page."""
    found = re.search(rf"^## {heading}\n.*?^```\w+\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/ci.md shows nothing below {heading}"
    return found[1]


def execute(*words: str, cwd: Path, **variables: object) -> subprocess.CompletedProcess[str]:
    """Run a command, with these variables beside those of the tests; git reads no configuration of the machine."""
    git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env = kept | git | {name: str(value) for name, value in variables.items()}
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def index_answers(folder: Path) -> None:
    """Skip where the package index is out of reach, or fail where nothing may skip."""
    options = ["--quiet", "--no-deps", "--retries=1", "--timeout=15", "--dest", str(folder)]
    if execute(sys.executable, "-m", "pip", "download", *options, "editables", cwd=folder).returncode:
        if os.environ.get("CLAIMGRAPH_REQUIRE_ALL"):
            pytest.fail("the package index does not answer")
        pytest.skip("the package index does not answer")


# ---------------------------------------------------------------- pre-commit


def git(folder: Path, *words: str) -> None:
    run = execute("git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words, cwd=folder)
    assert run.returncode == 0, run.stderr


def committed(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message=all")


def pre_commit(project: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    git(project, "add", "--all")
    return execute(sys.executable, "-m", "pre_commit", "run", *words, cwd=project, PRE_COMMIT_HOME=home)


def test_pre_commit_installs_and_runs_the_hooks_of_this_repository(project: Path, tmp_path: Path) -> None:
    index_answers(tmp_path)
    released = tmp_path / "claimgraph"
    shutil.copytree(ROOT / "src", released / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, released / name)
    committed(released)
    git(released, "tag", "v0.1.0")
    config = block("pre-commit").replace("https://github.com/OWNER/claimgraph", released.as_uri())
    (project / ".pre-commit-config.yaml").write_text(config)
    committed(project)

    good = pre_commit(project, tmp_path / "home", "--all-files")
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.count("Passed") == 2

    (project / "data" / "ben.ttl").write_text(NAMELESS)
    bad = pre_commit(project, tmp_path / "home", "--all-files")
    assert bad.returncode == 1
    assert bad.stdout.count("Failed") == 2
    assert bad.stdout.count("data/ben.ttl:2:1: violation: A person has a name, always.") == 2


@pytest.fixture
def local(project: Path) -> Path:
    """The project with the hooks as they stand, run from the environment of the tests: nothing is installed."""
    chosen = {hook["id"]: hook for hook in yaml.safe_load(block("pre-commit"))["repos"][0]["hooks"]}
    system = {"language": "system"}
    hooks = [hook | system | chosen[hook["id"]] for hook in HOOKS]
    for hook in hooks:
        hook["entry"] = hook["entry"].replace("claimgraph", f"{sys.executable} -m claimgraph", 1)
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    committed(project)
    return project


def test_a_hook_knows_the_records_that_are_not_committed(local: Path, tmp_path: Path) -> None:
    (local / "data" / "ben.ttl").write_text(BEN + "# changed\n")
    run = pre_commit(local, tmp_path / "home", "claimgraph-validate")
    assert run.returncode == 0, run.stdout
    assert "Passed" in run.stdout


def test_the_hooks_find_what_a_change_breaks_elsewhere(local: Path, tmp_path: Path) -> None:
    (local / "data" / "ann.ttl").write_text(PREFIX + "ex:ann a ex:Dog .\n")
    run = pre_commit(local, tmp_path / "home")
    assert run.returncode == 1
    assert run.stdout.count("data/ben.ttl:2:47: violation:") == 2


def test_the_hook_of_the_project_finds_what_a_deletion_breaks(local: Path, tmp_path: Path) -> None:
    (local / "data" / "ann.ttl").unlink()
    run = pre_commit(local, tmp_path / "home")
    assert run.returncode == 1
    assert run.stdout.count("data/ben.ttl:2:47: violation:") == 1


def test_the_hook_of_files_leaves_other_files_alone(local: Path, tmp_path: Path) -> None:
    (local / "notes.md").write_text("not RDF")
    run = pre_commit(local, tmp_path / "home", "claimgraph-validate")
    assert run.returncode == 0
    assert "Skipped" in run.stdout


def test_the_hook_takes_every_format_by_its_own_suffixes() -> None:
    (hook,) = [hook for hook in HOOKS if "files" in hook]
    suffixes = {suffix for record in FORMATS.values() for suffix in record.suffixes}
    for suffix in suffixes - {".json", ".xml"}:  # which mostly hold something else
        assert re.search(hook["files"], f"data/a{suffix}")
        assert re.search(hook["files"], f"data/a{suffix}.gz")
    assert not re.search(hook["files"], "package.json")


# ---------------------------------------------------------------- GitHub


def step(number: int, workspace: Path, temporary: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run one step as the runner does: expressions of its env filled in, the script in a file, by `shell: bash`."""
    values = {name: str(record["default"]) for name, record in ACTION["inputs"].items()} | inputs
    env = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], value)
        for name, value in STEPS[number]["env"].items()
    }
    temporary.mkdir(exist_ok=True)
    script = temporary / f"{number}.sh"
    script.write_text(STEPS[number]["run"])
    host = {"GITHUB_ACTION_PATH": ROOT, "RUNNER_TEMP": temporary, "TMPDIR": temporary}
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    return execute(*command, cwd=workspace, **host, **env)


def validate(workspace: Path, temporary: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the second step alone, with the environment of the tests in the place of what the first installs."""
    temporary.mkdir(exist_ok=True)
    (temporary / "claimgraph").symlink_to(sys.prefix)
    return step(1, workspace, temporary, **inputs)


def test_the_action_installs_and_annotates(project: Path, tmp_path: Path) -> None:
    index_answers(tmp_path)
    runner = tmp_path / "runner"
    # What stands in the checked repository must not be imported in the place of Python's own.
    for name in ("venv.py", "pip.py", "claimgraph.py"):
        (project / name).write_text("raise SystemExit('the code of the checked repository ran')\n")
    installed = step(0, project, runner, python=sys.executable)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    locked = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE))
    listed = execute(str(runner / "claimgraph/bin/python"), "-I", "-m", "pip", "freeze", cwd=tmp_path).stdout
    assert f"rdflib=={locked['rdflib']}" in listed

    good = step(1, project, runner)
    assert (good.returncode, good.stdout.count("::")) == (0, 0), good.stderr
    (project / "data" / "ben.ttl").write_text(NAMELESS)
    bad = step(1, project, runner)
    assert bad.returncode == 1
    assert "::error title=ex%3Aname,file=data/ben.ttl,line=2,col=1::A person has a name, always." in bad.stdout


def test_an_old_python_is_refused_with_a_remedy(project: Path, tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    run = step(0, project, tmp_path / "runner", python=str(old))
    assert run.returncode == 2
    assert run.stdout.startswith("::error::claimgraph needs Python 3.11 or later: ")


def test_inputs_hold_one_value_per_line(project: Path, tmp_path: Path) -> None:
    (project / "more data").mkdir()
    (project / "more data" / "cat,1%.ttl").write_text(NAMELESS.replace("ben", "cat"))
    (project / "claimgraph.toml").unlink()
    run = validate(project, tmp_path / "runner", paths="data\n\n  more data/*.ttl\n", shapes="shapes")
    assert run.returncode == 1
    assert ",file=more data/cat%2C1%25.ttl,line=2,col=1::" in run.stdout
    assert "in 3 files" in run.stdout


def test_the_ontology_joins_the_data(project: Path, tmp_path: Path) -> None:
    alone = validate(project, tmp_path / "alone", paths="data/ben.ttl")
    joined = validate(project, tmp_path / "joined", paths="data/ben.ttl", ontology="data/ann.ttl")
    assert (alone.returncode, joined.returncode) == (1, 0)


@pytest.mark.parametrize(("least", "code"), [("violation", 0), ("warning", 1), ("fatal", 2)])
def test_fail_on_decides_the_exit(project: Path, tmp_path: Path, least: str, code: int) -> None:
    (project / "data" / "ben.ttl").write_text(AGES)
    run = validate(project, tmp_path / "runner", **{"fail-on": least})
    assert run.returncode == code, run.stderr
    assert ("::warning title=ex%3Aage,file=data/ben.ttl,line=2" in run.stdout) == (code < 2)


def test_what_does_not_parse_is_annotated_at_its_place(project: Path, tmp_path: Path) -> None:
    (project / "data" / "b,en.ttl").write_text(BROKEN)
    run = validate(project, tmp_path / "runner")
    assert run.returncode == 3
    assert "claimgraph: error: data/b,en.ttl:2:" in run.stderr
    assert re.match(r"::error title=syntax,file=data/b%2Cen.ttl,line=2,col=\d+::[^\n]+\n1 error; ", run.stdout)


def test_wrong_usage_is_annotated(project: Path, tmp_path: Path) -> None:
    run = validate(project, tmp_path / "runner", **{"fail-on": "100%"})
    assert run.returncode == 2
    assert re.fullmatch(r"::error title=claimgraph::[^\n]*100%25[^\n]*\n", run.stdout)


@pytest.mark.parametrize("name", ["paths", "shapes", "ontology", "fail-on"])
@pytest.mark.parametrize(
    "value",
    ['"; touch owned; "', "$(touch owned)", "`touch owned`", "a\n; touch owned", "--output=owned", "' & touch owned '"],
)
def test_inputs_never_run_as_code(project: Path, tmp_path: Path, name: str, value: str) -> None:
    run = validate(project, tmp_path / "runner", **{name: value})
    assert run.returncode in (2, 3)
    assert run.stdout.startswith("::error title=")
    assert not list(tmp_path.rglob("owned"))


def test_no_expression_is_pasted_into_a_script() -> None:
    for one in STEPS:
        assert "${{" not in one["run"]
        assert one["shell"] == "bash"
        assert "uses" not in one
    assert "upload" not in "".join(one["run"] for one in STEPS)


def test_the_page_shows_the_inputs_that_the_action_has() -> None:
    jobs = yaml.safe_load(block("GitHub"))["jobs"]
    (used,) = [one for one in jobs["validate"]["steps"] if "claimgraph" in one["uses"]]
    assert set(used["with"]) <= set(ACTION["inputs"])
    table = dict(re.findall(r"^\| `([\w-]+)` \|.*\| (.+) \|$", PAGE, re.MULTILINE))
    assert set(table) == set(ACTION["inputs"])
    for name, record in ACTION["inputs"].items():
        assert table[name] == f"`{record['default']}`" if record["default"] else table[name].startswith("the project's")


# ---------------------------------------------------------------- GitLab and Jenkins


def gitlab() -> tuple[list[str], str]:
    job = yaml.safe_load(block("GitLab"))["claimgraph"]
    assert job["artifacts"]["when"] == "always", "the report matters most where the job fails"
    return job["script"], job["artifacts"]["reports"]["junit"]


def jenkins() -> tuple[list[str], str]:
    text = block("Jenkins")
    (report,) = re.findall(r"always \{ junit '(.*?)' \}", text)
    return re.findall(r"sh '(.*?)'", text), report


@pytest.mark.parametrize("recipe", [gitlab, jenkins])
@pytest.mark.parametrize(("ben", "code"), [(BEN, 0), (NAMELESS, 1)], ids=["good", "bad"])
def test_the_job_leaves_a_junit_report(project: Path, recipe: Any, ben: str, code: int) -> None:
    script, report = recipe()
    assert script
    (project / "data" / "ben.ttl").write_text(ben)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = execute("bash", "-e", "-c", "\n".join(script), cwd=project, PATH=path)
    assert run.returncode == code, run.stderr
    suites = ElementTree.parse(project / report).getroot()  # noqa: S314 - our own text
    assert (suites.tag, suites.get("failures")) == ("testsuites", str(code))
    assert [case.get("file") for case in suites.iter("testcase") if case.find("failure") is not None] == (
        ["data/ben.ttl"] if code else []
    )
