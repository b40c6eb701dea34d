"""claimgraph query from the command line: what it prints, where, and with which exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support import Run

CLAIMS = "SELECT ?c ?g { ?c cg:subject ?g } ORDER BY ?c"


@pytest.fixture
def dataset(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the small dataset, in which the command runs."""
    for folder in ("data", "queries"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "claims.ttl").write_text(data.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "claimgraph.toml").write_text(
        '[namespaces]\ndataset = "http://e/"\n[prefixes]\ne = "{dataset}"\nx = "{dataset}x/"\n', encoding="utf-8"
    )
    (tmp_path / "queries" / "claims-about.rq").write_text(
        "# Question: Which claims are about a group?\n# Shows: claim, rank\n"
        "# Param: group (iri, default e:g1): the group\n# Param: most (integer, default 9): the highest rank\n"
        "SELECT ?claim ?rank { ?claim cg:subject ?group ; e:rank ?rank FILTER(?rank <= ?most) } ORDER BY ?rank\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_table_on_stdout_and_the_count_on_stderr(run: Run, data: Path) -> None:
    outcome = run("query", CLAIMS, "--data", data)
    assert outcome.code == 0
    assert [line.split() for line in outcome.out.splitlines()[2:]] == [
        ["http://e/c1", "http://e/g1"],
        ["http://e/c2", "http://e/g2"],
        ["http://e/c3", "http://e/g1"],
    ]
    assert outcome.err == "3 rows\n"


def test_what_strangers_write_does_not_reach_the_terminal(run: Run, dataset: Path) -> None:
    (dataset / "data" / "label.ttl").write_text(
        '<http://e/nasty> <http://www.w3.org/2000/01/rdf-schema#label> "na\\u001B]0;title\\u0007sty\\u202E" .',
        encoding="utf-8",
    )
    outcome = run("query", "claims-about", "-p", "group=nastty")
    assert r"Did you mean e:nasty (na\u001B]0;title\u0007sty\u202E)?" in outcome.err
    name = dataset / "data" / "a\x1b[31m.ttl"
    name.write_text("x", encoding="utf-8")
    assert r"a\u001B[31m.ttl:1:1: " in run("query", "claims-about", "--data", name).err


def test_the_prefixes_of_the_project_are_known(run: Run, dataset: Path) -> None:
    outcome = run("query", "SELECT ?o { e:c1 cg:object ?o }")
    assert outcome.out.splitlines()[2:] == ["e:g2"]


def test_a_named_query_with_its_defaults_and_with_parameters(run: Run, dataset: Path) -> None:
    assert [line.split() for line in run("query", "claims-about").out.splitlines()[2:]] == [
        ["e:c1", "1"],
        ["e:c3", "3"],
    ]
    for value in ("e:g2", "g2", "http://e/g2", "<http://e/g2>"):
        outcome = run("query", "claims-about", "--param", f"group={value}", "-p", "most=2", "--cross-check")
        assert [line.split() for line in outcome.out.splitlines()[2:]] == [["e:c2", "2"]]


def test_a_query_from_a_file_or_from_standard_input(run: Run, dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run("query", "claims-about", "--param", "group=g2").out
    assert run("query", "-f", "queries/claims-about.rq", "--param", "group=g2").out == expected
    with (dataset / "queries" / "claims-about.rq").open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run("query", "-f", "-", "--param", "group=g2").out == expected


def test_queries_are_listed_and_shown(run: Run, dataset: Path) -> None:
    assert run("query", "--list").out == (
        "claims-about\n    Which claims are about a group?\n    --param group (iri, default e:g1): the group\n"
        "    --param most (integer, default 9): the highest rank\n"
    )
    text = (dataset / "queries" / "claims-about.rq").read_text(encoding="utf-8")
    assert run("query", "--show", "claims-about").out == text


def test_labels_stand_beside(run: Run, dataset: Path) -> None:
    text = "SELECT ?g ?gLabel ?t (1 AS ?n) { e:c1 cg:subject|cg:object ?g ; a ?t . BIND('own' AS ?gLabel) } ORDER BY ?g"
    for engine in ("fast", "reference"):
        outcome = run("query", text.replace(" ?gLabel", "", 1), "--labels", "--format", "csv", "--engine", engine)
        assert outcome.out.splitlines() == [
            "g,gLabel,t,tLabel,n",
            "http://e/g1,First Group,http://e/Front,front,1",
            "http://e/g2,Second Group,http://e/Front,front,1",
        ]
    assert run("query", text, "--labels", "--format", "csv").out.splitlines()[0] == "g,gLabel,t,tLabel,n"
    outcome = run("query", "DESCRIBE e:g1", "--labels")
    assert (outcome.code, outcome.err) == (
        2,
        "claimgraph: error: labels go with rows, and the query gives a graph.\n",
    )


def test_output_goes_to_a_file_whole(run: Run, dataset: Path) -> None:
    outcome = run("query", CLAIMS, "--output", "claims.json")
    assert (outcome.out, outcome.err) == ("", "wrote claims.json (3 rows)\n")
    assert len(json.loads(Path("claims.json").read_text(encoding="utf-8"))["results"]["bindings"]) == 3
    assert run("query", "DESCRIBE e:c1", "--output", "c1.ttl").err == "wrote c1.ttl (8 triples)\n"


def test_an_empty_answer_is_said_and_unknown_terms_are_named(run: Run, dataset: Path) -> None:
    outcome = run("query", "SELECT ?c { ?c cg:subjekt ?g ; e:nothing 'x'^^e:type }", "--format", "csv")
    assert (outcome.code, outcome.out) == (0, "c\r\n")
    assert outcome.err.splitlines() == [
        "cg:subjekt occurs nowhere in the data. Did you mean cg:subject?",
        "e:nothing occurs nowhere in the data.",
        "no rows",
    ]
    assert run("query", "CONSTRUCT { ?c a e:Y } { ?c e:rank 9 }").err.splitlines()[-1] == "no triples"
    assert run("query", "ASK { ?c e:rank 9 }").out == "false\n"


def test_claims_at_a_time(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "dated.ttl"
    path.write_text(
        "@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix x: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<http://e/1> cg:subject <http://e/a> ; cg:earliest "2012-01-01"^^x:date ; cg:latest "2012-12-31"^^x:date .\n'
        "<http://e/2> cg:subject <http://e/a> .\n",
        encoding="utf-8",
    )

    def claims(*options: str) -> tuple[list[str], str]:
        outcome = run(
            "query", "SELECT ?c { ?c cg:subject ?s } ORDER BY ?c", "--data", path, "--format", "csv", *options
        )
        return re.findall(r"\d$", outcome.out.replace("\r", ""), re.MULTILINE), outcome.err.splitlines()[0]

    assert claims("--as-of", "2012") == (["1"], "1 of 2 claims held then.")
    assert claims("--as-of", "2012-06") == ([], "0 of 2 claims held then.")
    assert claims("--as-of", "2012-06", "--possibly") == (["1", "2"], "2 of 2 claims held then.")
    assert claims("--between", "2011-12", "2013-01", "--engine", "reference") == (["1"], "1 of 2 claims held then.")


def test_a_syntax_error_shows_the_place(run: Run, dataset: Path) -> None:
    outcome = run("query", "SELECT ?c {\n\t?c cg:subject ?g .\n\tFILTR(?c != ?g) }")
    assert outcome.code == 3
    assert outcome.err.splitlines()[1:] == ["  \tFILTR(?c != ?g) }", "  \t^"]
    assert outcome.err.startswith("claimgraph: error: query:3:2: unexpected 'FILTR'")
    (dataset / "queries" / "broken.rq").write_text("# Question: Why?\nSELECT * { ?s ?p }\n", encoding="utf-8")
    assert "queries/broken.rq:2:18: unexpected '}'" in run("query", "broken").err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["claims-abuot"], 2, "no query 'claims-abuot' in .*queries. Did you mean 'claims-about'?"),
        (["--show", "claims"], 2, "no query 'claims'"),
        ([], 2, "which query?"),
        (["claims-about", "-f", "x.rq"], 2, "which query?"),
        (["-f", "x.rq"], 3, "x.rq: cannot be read: No such file or directory"),
        (["claims-about", "-p", "group"], 2, "--param 'group' has no value. Write --param group=VALUE."),
        (["claims-about", "-p", "group=e:g9"], 2, "group: the data does not know 'e:g9'."),
        (
            ["claims-about", "-p", "group=second group"],
            2,
            r"group: the data does not know 'second group'. Did you mean e:g2 \(Second Group\)?",
        ),
        (["claims-about", "-p", "group=dritte-grupe"], 2, r"Did you mean e:g3 \(Dritte Gruppe\)?"),
        (["claims-about", "-p", "group=zzz"], 2, "group: the data does not know 'zzz'.$"),
        (["claims-about", "-p", "most=x"], 2, "most: 'x' is not of type integer"),
        (["claims-about", "--engine", "fats"], 2, "unknown engine 'fats'. Did you mean 'fast'?"),
        (["claims-about", "--format", "turtle"], 2, "the query gives rows, which turtle cannot hold"),
        (["claims-about", "--data", "none.ttl"], 3, "no such file or folder: none.ttl"),
        (["claims-about", "--as-of", "2012", "--between", "2011", "2012"], 2, "exclude each other"),
        (["claims-about", "--possibly"], 2, "--possibly goes with --as-of or --between"),
        (["claims-about", "--limit-rows", "1"], 3, "the answer has more than 1 rows. Add a LIMIT"),
        (["SELECT * { ?c <http://e/c1> }"], 3, "query:1:29: unexpected '}'"),
    ],
)
def test_errors_say_what_is_wrong(run: Run, dataset: Path, arguments: list[str], code: int, message: str) -> None:
    outcome = run("query", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert re.search(message, outcome.err.splitlines()[0])


def test_a_name_that_may_mean_two_things_is_refused(run: Run, dataset: Path) -> None:
    (dataset / "data" / "more.ttl").write_text("<http://e/x/g1> <http://e/rank> 1 .", encoding="utf-8")
    outcome = run("query", "claims-about", "-p", "group=g1")
    assert outcome.err == "claimgraph: error: group: 'g1' may mean e:g1 or x:g1. Write one of them.\n"


def test_without_a_project_a_query_needs_data(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "there is no data folder to read" in run("query", "ASK {}").err
    assert "there is no queries folder to read" in run("query", "name").err


def test_a_broken_file_is_pointed_at(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<http://a> <http://b> .\n", encoding="utf-8")
    outcome = run("query", "ASK {}", "--data", path)
    assert outcome.code == 3
    assert f"{path}:1:" in outcome.err


def test_disagreeing_engines_are_a_fault(run: Run, dataset: Path) -> None:
    outcome = run("query", "SELECT (true < false AS ?x) {}", "--cross-check")
    assert outcome.code == 4
    assert "the engines fast and reference disagree: only the first has the row (unbound)" in outcome.err


@pytest.mark.parametrize("options", [(), ("--no-pager",)])
def test_on_a_terminal_a_table_is_cut_to_its_width_and_paged(data: Path, options: tuple[str, ...]) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "claimgraph", "query", "SELECT * { ?s ?p ?o }", "--data", str(data), *options]
    environment = {**os.environ, "COLUMNS": "40", "LINES": "10", "PAGER": "sed s/^/P:/", "TERM": "xterm"}
    done = subprocess.run(command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=environment, check=True)
    os.close(theirs)
    lines = os.read(ours, 65536).decode().splitlines()
    os.close(ours)
    assert {line.startswith("P:") for line in lines if line} == {not options}
    assert max(map(len, lines)) <= len("P:") + 40
    assert any("…" in line for line in lines)
    assert done.stderr == b"26 rows\n"


def test_notices_have_a_limit_of_their_own(run: Run, dataset: Path) -> None:
    text = "ASK { ?s cg:polarityy ?o ; " + "".join(f"cg:none{n} {n} ; " for n in range(9)) + "}"
    outcome = run("query", text, "--limit-rows", "1")
    assert (outcome.code, outcome.err.count("occurs nowhere in the data.")) == (0, 5)


def test_a_prefix_may_be_relative(run: Run, dataset: Path) -> None:
    for namespace in ("", "#"):
        outcome = run("query", f"BASE <http://e/> PREFIX : <{namespace}> ASK {{ ?s :p ?o }}")
        assert (outcome.code, outcome.out.strip()) == (0, "false"), outcome.err


@pytest.mark.parametrize(
    "option",
    [
        *(f"--timeout={value}" for value in ("0", "-1", "nan", "inf", "1e300")),
        *(f"--memory={value}" for value in ("0", "-1", "99999999999999999999")),
        "--limit-rows=-1",
    ],
)
def test_limits_that_are_none_are_wrong_usage(run: Run, dataset: Path, option: str) -> None:
    outcome = run("query", "ASK {}", option)
    assert outcome.code == 2
    assert option.partition("=")[0] in outcome.err
