"""Every shape finds in its bad fixture exactly what it is meant to find, with both engines, and nothing in the good."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.model import Finding
from claimgraph.project import find
from claimgraph.terms import curie, term_curie
from claimgraph.validate import validate
from support import ROOT, Run

FIXTURES = ROOT / "tests" / "shapes"
NAMES = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
PROJECT = find(ROOT).prefixes


def row(finding: Finding, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """The finding as a row of expected.tsv, in which _ stands for any blank node."""

    def say(term: str) -> str:
        if term.startswith("_:"):
            return "_"
        short = term_curie(term, prefixes)
        lexical, mark, datatype = short.rpartition("^^")
        return lexical.strip('"') if mark and datatype in ("xsd:integer", "xsd:decimal") else short

    return (
        str(finding.location.line if finding.location else 0),
        str(finding.severity).capitalize(),
        curie(finding.shape, prefixes),
        finding.component.rpartition("#")[2],
        say(finding.focus_node),
        say(finding.path),
        say(finding.value),
    )


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("name", NAMES)
def test_a_bad_record_gives_exactly_the_expected_findings(name: str, engine: str) -> None:
    folder = FIXTURES / name
    with (folder / "expected.tsv").open(encoding="utf-8", newline="") as stream:
        expected = sorted(tuple(line) for line in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    report = validate(
        [folder / "bad.ttl"], shapes=[ROOT / "shapes" / f"{name}.ttl"], ontology=[ROOT / "ontology"], engine=engine
    )
    # The fixture's own prefixes come first: it may have them stand for something else than the project does.
    parser = ox.parse((folder / "bad.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    list(parser)
    found = sorted(row(finding, {**PROJECT, **parser.prefixes}) for finding in report.findings)
    assert ([row for row in found if row not in expected], [row for row in expected if row not in found]) == ([], [])
    assert found == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_good_record_gives_no_findings(name: str) -> None:
    report = validate([FIXTURES / name / "good.ttl"], shapes=[ROOT / "shapes"], ontology=[ROOT / "ontology"])
    assert not report.findings


def test_every_file_of_shapes_has_fixtures() -> None:
    assert [path.stem for path in sorted((ROOT / "shapes").glob("*.ttl"))] == NAMES


def test_derived_triples_are_checked_under_every_direct_property() -> None:
    direct = {
        quad.object
        for path in (ROOT / "ontology").glob("*.ttl")
        for quad in ox.parse(path=path)
        if quad.predicate.value == f"{PROJECT['cg']}directProperty"
    }
    targets = {
        quad.object
        for quad in ox.parse(path=ROOT / "shapes" / "derived.ttl")
        if quad.predicate.value in (f"{PROJECT['sh']}targetSubjectsOf", f"{PROJECT['sh']}targetObjectsOf")
    }
    assert direct <= targets


def test_what_is_derived_from_the_shipped_data_conforms(tmp_path: Path, run: Run) -> None:
    derived = tmp_path / "derived.ttl"
    assert run("infer", ROOT / "data", "--ontology", ROOT / "ontology", "--output", derived).code == 0
    data = [ROOT / "data", derived]
    report = validate(data, shapes=[ROOT / "shapes" / "derived.ttl"], ontology=[ROOT / "ontology"])
    assert not report.findings
    assert "derivedFromClaim" in derived.read_text(encoding="utf-8")
