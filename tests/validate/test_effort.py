"""What a validation need not do, it does not do: engines that are not loaded, files that are not read twice."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from claimgraph import registry, sources, worker
from claimgraph.locate import Batch, Blocks, mentions
from claimgraph.terms import PREFIXES
from claimgraph.validate import CHECKS, _checks, _run, validate
from claimgraph.validate._job import Job
from claimgraph.validate._shapes import Node
from claimgraph.validate._usage import Usage

Result = TypeVar("Result")

HEAD = """@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
SHAPES = HEAD + "ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:n ; sh:in ( 1 2 ) ] .\n"
GOOD = HEAD + "ex:a a ex:Thing ; ex:n 1 .\n"
BAD = HEAD + "ex:a a ex:Thing ; ex:n 3 ; cg:evidence [ ] ; ex:to ex:b . ex:c a ex:Thing . ex:d a ex:Thing .\n"

SLOW = {"rdflib", "pyshacl", "owlrl", "nmo_python", "edtf"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with shapes."""
    monkeypatch.chdir(tmp_path)
    Path("shapes.ttl").write_text(SHAPES, encoding="utf-8")
    return tmp_path


def job(text: str, checks: tuple[str, ...]) -> Job:
    """The validation of a file with the text."""
    Path("data.ttl").write_text(text, encoding="utf-8")
    data, shapes = (tuple(sources.expand([Path(name)])) for name in ("data.ttl", "shapes.ttl"))
    return Job(data, (), shapes, "fast", "none", False, checks, dict(PREFIXES), {})


def loaded(program: str) -> set[str]:
    """The packages and modules that are loaded after the program."""
    program += "\nimport sys\nprint(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    return set(output.split())


def test_a_fast_validation_with_every_check_loads_no_slow_package(folder: Path) -> None:
    Path("data.ttl").write_text(GOOD, encoding="utf-8")
    # In this process rather than in a worker, whose modules nobody sees.
    modules = loaded(
        "from pathlib import Path\n"
        "from claimgraph import sources\n"
        "from claimgraph.validate import _run, chosen\n"
        "from claimgraph.validate._job import Job\n"
        "data, shapes = (tuple(sources.expand([Path(name)])) for name in ('data.ttl', 'shapes.ttl'))\n"
        "_run.work(Job(data, (), shapes, 'fast', 'none', False, chosen(['all']), {}, {}))"
    )
    assert "claimgraph.validate._checks" in modules
    assert not SLOW & modules


def test_an_answer_from_the_cache_starts_no_process_and_loads_no_engine(folder: Path) -> None:
    Path("data.ttl").write_text(GOOD, encoding="utf-8")
    program = (
        "from pathlib import Path\n"
        "from claimgraph.validate import validate\n"
        "validate([Path('data.ttl')], shapes=[Path('shapes.ttl')], checks=['links'], cache=True)"
    )
    engines = {"claimgraph.worker", "claimgraph.validate._run", "shacl"}
    assert engines & loaded(program)  # the first run
    assert not (SLOW | engines) & loaded(program)


def in_a_worker(function: Callable[[], Result]) -> Result:
    """What the function returns, with what it did to what it returns."""
    return worker.run(function, seconds=60, megabytes=4000)


def test_findings_are_placed_without_another_reading_of_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[str] = []

    def spied(name: str) -> None:
        method = getattr(Blocks, name)

        def call(blocks: Blocks, *arguments: object) -> object:
            readings.append(f"{name} {blocks.source}")
            return method(blocks, *arguments)

        monkeypatch.setattr(Blocks, name, call)

    for name in ("part", "statements", "parse"):
        spied(name)
    report, readings = in_a_worker(lambda: (_run.work(job(BAD, registry.names(CHECKS))), readings))
    found = {finding.component.rpartition("#")[2] for finding in report.findings}
    assert {"InConstraintComponent", "evidence", "links"} <= found
    assert [reading for reading in readings if reading.endswith("data.ttl")] == ["part data.ttl"]


def test_what_the_shapes_meet_is_not_looked_for_any_longer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[bool] = []
    look = Usage._look

    def spy(usage: Usage, number: int, rare: set[Node], batch: Batch) -> bool:
        looks.append(look(usage, number, rare, batch))
        return looks[-1]

    monkeypatch.setattr(Usage, "_look", spy)
    data = GOOD + "".join(f"ex:a ex:m {n} .\n" for n in range(1000))
    report, looks = in_a_worker(lambda: (_run.work(job(data, ())), looks))
    assert report.triples == 1002
    assert looks == [False]


@pytest.mark.parametrize("number", [3, 150, 1500])
def test_mentions_are_the_same_however_many_there_are(folder: Path, number: int) -> None:
    lines = [f"ex:s{n} ex:p ex:o{n % 7}, ex:o{n % 5 + 20} ." for n in range(number)]
    Path("data.ttl").write_text(HEAD + "\n".join(lines), encoding="utf-8")
    (source,) = sources.expand([Path("data.ttl")])
    expected = [*enumerate(sources.parse(source))]
    terms = {expected[0][1].object, expected[-1][1].subject}
    wanted = [(n, quad) for n, quad in expected if n == 1 or quad.subject in terms or quad.object in terms]
    assert list(mentions(Blocks(source, wide=True), terms, [1])) == wanted


def test_of_a_term_in_too_many_places_the_first_are_shown(folder: Path) -> None:
    most = _checks.MOST
    text = HEAD + "".join(f"ex:s{n} skos:preflabel 'S' .\n" for n in range(most + 20))
    Path("data.ttl").write_text(text, encoding="utf-8")
    report = validate([Path("data.ttl")], shapes=[Path("shapes.ttl")], checks=["typos"])
    lines = [finding.location.line for finding in report.findings if finding.location]
    assert lines == list(range(4, 4 + most))
    assert "data.ttl: 20 more findings of the check typos about the same term are not shown." in report.notices


def test_labels_of_blank_nodes_are_of_their_file_in_checks(folder: Path) -> None:
    Path("data").mkdir()
    Path("data/a.ttl").write_text(HEAD + "ex:c cg:evidence _:p .\n", encoding="utf-8")
    rest = f"oa:hasSource ex:d ; cg:sha256 '{'ab' * 32}' ; oa:hasSelector [ oa:start 1 ; oa:end 2 ]"
    Path("data/b.ttl").write_text(f"{HEAD}ex:d a cg:SourceDocument . _:p {rest} .\n", encoding="utf-8")
    report = validate([Path("data")], shapes=[Path("shapes.ttl")], checks=["evidence"])
    assert [str(finding.location) for finding in report.findings] == ["data/a.ttl:4:18"]


def test_what_a_blank_node_imports_is_located(folder: Path) -> None:
    Path("data.ttl").write_text(HEAD + "[] <http://www.w3.org/2002/07/owl#imports> ex:x .\n", encoding="utf-8")
    notices = validate([Path("data.ttl")], shapes=[Path("shapes.ttl")]).notices
    assert any("<http://example.org/x> (data.ttl:4:44)" in notice for notice in notices)
