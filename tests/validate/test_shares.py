"""Several processes that read together find what one finds, wherever the files are cut."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.errors import RdfSyntaxError
from claimgraph.model import Report
from claimgraph.sources import expand
from claimgraph.validate import _graph, _shares, chosen, validate

HEAD = """@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix ex: <http://example.org/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxCount 1 ; sh:maxLength 40 ] .
"""
EVIDENCE = f"""ex:study a cg:SourceDocument ; cg:characters 100 .
ex:%d a cg:Claim ; cg:evidence [ oa:hasSource ex:study ; cg:sha256 "{"0" * 64}" ;
    oa:hasSelector [ oa:start %d ; oa:end %d ] ] .
"""
# Among them are such that cannot be cut where a line ends with a dot, and such that a part cannot be told from itself.
LINES = (
    "ex:a%d a ex:C ; ex:p 'one' , 'two' .\n",
    'ex:b%d a ex:C ; ex:p """a long text .\nwith a line of its own .\n""" .\n',
    "ex:c%d a ex:C ; # a note .\n    ex:p 'one' ; ex:q ex:a1 .\n",
    "ex:d%d a ex:C ; ex:r [ a ex:C ; ex:p 'one', 'two' ; ex:r [ a ex:C ; ex:p 'one', 'two' ] ] .\n",
    "@prefix ex: <http://example.org/other/> .\n",
    "ex:f%d a ex:C ; ex:p 1 , 2 . @prefix ex: <http://example.org/hidden/> .\n",
    "@prefix ex: <http://example.org/> .\n",
    "@base <http://example.com/%d/> .\n<x> a ex:C ; ex:p 1 , 2 .\n",
    "PREFIX new: <http://example.net/>\nnew:e%d a ex:C ; ex:p 1 , 2 .\n",
    "[] a ex:C ; ex:p %d , 'a' .\n",
    "_:label a ex:C ; ex:p %d .\n",
)


def report(monkeypatch: pytest.MonkeyPatch, files: list[Path], shapes: Path, processes: int, least: int) -> Report:
    """What so many processes find, each with at least so many bytes to read."""
    monkeypatch.setattr(_graph, "processors", lambda: processes)
    monkeypatch.setattr(_shares, "_LEAST", least)
    return validate(files, shapes=[shapes], ontology=[], checks=chosen(["all"]))


def pieces(files: list[Path], processes: int) -> int:
    """In how many pieces the files are read."""
    blocks = _graph.Graph(expand(files)).blocks
    return sum(map(len, _shares.shares(blocks, processes)))


@pytest.mark.parametrize("files", [1, 7])
def test_findings_are_those_of_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    sentences = [line % n if "%d" in line else line for n in range(60) for line in (LINES[0], LINES[2], LINES[3])]
    sentences += [EVIDENCE % (n, 50 - n, 60 + n) for n in range(60)]
    sentences += [f"ex:e{n} rdfs:label 'label {n % 50}' ; ex:link ex:gone{n} .\n" for n in range(60)]
    data = []
    for number in range(files):
        data.append(tmp_path / f"{number}.ttl")
        data[-1].write_text(HEAD + "".join(sentences[number::files]))
    expected = report(monkeypatch, data, shapes, 1, 2**22)
    assert len(expected.findings) > 200
    for processes in (2, 3, 5):
        assert report(monkeypatch, data, shapes, processes, 1000) == expected
        assert pieces(data, processes) > files


@settings(
    max_examples=int(os.environ.get("CLAIMGRAPH_EXAMPLES", "30")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=12), min_size=1, max_size=3), st.integers(2, 4))
def test_wherever_the_files_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[list[str]], processes: int
) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    files = []
    for number, lines in enumerate(texts):
        files.append(tmp_path / f"{number}.ttl")
        text = (line % place if "%d" in line else line for place, line in enumerate(lines))
        files[-1].write_text(HEAD + "".join(text))
    assert report(monkeypatch, files, shapes, processes, 20) == report(monkeypatch, files, shapes, 1, 20)


def test_blank_nodes_of_different_parts_are_not_taken_for_one_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    data.write_text(HEAD + "".join(EVIDENCE % (n, 50 - n, 60 + n) for n in range(50)))
    assert pieces([data], 4) == 1
    found = report(monkeypatch, [data], shapes, 4, 500)
    assert pieces([data], 4) == 4
    messages = [finding.message for finding in found.findings if "beyond" in finding.message]
    assert messages == [f"The end {60 + n} lies beyond the document, which has 100 characters." for n in range(41, 50)]


def test_a_part_that_was_read_with_other_prefixes_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    hidden = "ex:a a ex:C . @prefix ex: <http://example.org/hidden/> .\n"
    data.write_text(HEAD + hidden + "".join(f"ex:a{n} ex:link ex:a{n + 1} .\n" for n in range(60)))
    found = report(monkeypatch, [data], shapes, 2, 100)
    assert pieces([data], 2) == 2
    assert [finding.value for finding in found.findings if "a60" in finding.value] == [
        "<http://example.org/hidden/a60>"
    ]


@pytest.mark.parametrize("place", [3, 45])
def test_a_fault_of_syntax_is_told_whoever_meets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    lines = [f"ex:a{n} a ex:C .\n" for n in range(50)]
    lines[place] = "ex:b a a ex:C .\n"
    data.write_text(HEAD + "".join(lines))
    with pytest.raises(RdfSyntaxError) as caught:
        report(monkeypatch, [data], shapes, 3, 100)
    assert caught.value.location is not None
    assert caught.value.location.line == 5 + place
