"""claimgraph explain: from a triple back to the files and lines on which it rests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claimgraph.errors import UsageError
from claimgraph.reason.explain import Step, explain
from support import Run

_DATA = """@prefix : <http://example.org/> .
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
:document a cg:SourceDocument ; dcterms:creator :author .
:x a cg:Cell .
:claim a cg:ChapterOf ;
    cg:subject :x ;
    cg:object :y ;
    cg:voice :author ;
    cg:polarity cg:Asserted ;
    cg:certainty cg:Unhedged ;
    cg:evidence [ a cg:Passage ; oa:hasSource :document ] .
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.ttl"
    path.write_text(_DATA, encoding="utf-8")
    return path


def _leaves(step: Step) -> Iterator[Step]:
    if not step.premises:
        yield step
    for premise in step.premises:
        yield from _leaves(premise)


def test_a_direct_triple_leads_back_to_the_lines_of_its_claim(data: Path, root: Path) -> None:
    step = explain(
        "<http://example.org/y> cg:hasChapter <http://example.org/x>", [data, root / "ontology"], rules=root / "rules"
    )
    assert step
    assert step.rule == "prp-inv1"
    places = [str(leaf.location) for leaf in _leaves(step) if leaf.location and leaf.location.file == str(data)]
    assert places == [f"{data}:7:10", f"{data}:8:16", f"{data}:9:15"]
    assert "direct.rq" in [premise.rule for premise in step.premises]
    assert all(leaf.location and not leaf.rule for leaf in _leaves(step))


def test_what_is_asserted_is_its_own_explanation(data: Path) -> None:
    step = explain("<http://example.org/x> a cg:Cell", [data])
    assert step
    assert (step.rule, step.premises, str(step.location)) == ("", (), f"{data}:6:6")


def test_a_chain_of_steps(data: Path, root: Path) -> None:
    step = explain("<http://example.org/x> a prov:Organization", [data, root / "ontology"])
    assert step
    assert step.rule == "cax-sco"
    assert {leaf.triple[2].rpartition("#")[2] for leaf in _leaves(step)} >= {"Cell>", "ArmedGroup>", "Organization>"}


@pytest.mark.parametrize("statement", ["<http://example.org/x> a cg:Person", "<http://example.org/new> a cg:Cell"])
def test_what_does_not_follow(statement: str, data: Path, root: Path) -> None:
    assert explain(statement, [data, root / "ontology"]) is None


@pytest.mark.parametrize(
    "statement", ["", "cg:Cell", "none:x a cg:Cell", "cg:a a cg:b, cg:c", "cg:a a cg:b . cg:c a cg:d", "cg:a a 'x"]
)
def test_what_is_no_statement(statement: str, data: Path) -> None:
    with pytest.raises(UsageError):
        explain(statement, [data])


def test_the_command(data: Path, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = run("explain", "<http://example.org/x> cg:partOfGroup <http://example.org/y>", "--data", data)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[0].endswith("[prp-spo1]")
    assert lines[-1] == f"   └─ <http://example.org/claim> cg:object <http://example.org/y>   {data}:9:15"
    outcome = run("explain", "<http://example.org/y> cg:partOfGroup <http://example.org/x>", "--data", data)
    assert outcome.code == 1
    assert outcome.out == ""
    assert "does not follow" in outcome.err


def test_json(data: Path, root: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    target = tmp_path / "why.json"
    statement = "<http://example.org/x> a cg:ArmedGroup"
    assert run("explain", statement, "--data", data, "--format", "json", "--output", target).code == 0
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    assert found["rule"] == "cax-sco"
    asserted = [premise for premise in found["premises"] if premise["subject"] == "<http://example.org/x>"]
    assert [(each["file"], each["line"], each["column"]) for each in asserted] == [(str(data), 6, 6)]


def test_mermaid(data: Path, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = run("explain", "<http://example.org/x> a cg:ArmedGroup", "--data", data, "--format", "mermaid")
    assert outcome.out.startswith("flowchart BT\n")
    assert outcome.out.count('-->|"cax-sco"| n0') == 2
