"""Hostile input ends in a clear error or a finding: no crash, no hang, no network."""

# ruff: noqa: E501 - tables of cases, of which some are queries

import socket
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from support import Run

HEAD = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
SHAPES = "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] .\n"
DATA = 'ex:a ex:p "x" .\n'
ENGINES = pytest.mark.parametrize("engine", ["fast", "reference"])


@pytest.fixture
def listener() -> Iterator[str]:
    """The URL of a socket that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shapes.ttl").write_text(HEAD + SHAPES)
    (tmp_path / "data.ttl").write_text(HEAD + DATA)
    return tmp_path


@ENGINES
@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("( " * 10_000 + ") " * 10_000, "data.ttl:5:11"),
        ("[ ex:q " * 10_000 + "1" + " ]" * 10_000, "data.ttl:5:11"),
        (f"<http://example.org/{'a' * 10**6}>", "data.ttl:5:11"),
        (f'"""{"a " * 10**6}"""', "data.ttl:5:11"),
        ("\n".join(["1 ,"] * 10_000) + '\n"last"', "data.ttl:10005:1"),
    ],
    ids=["lists", "nodes", "iri", "literal", "values"],
)
def test_what_is_deep_or_long_is_validated(run: Run, folder: Path, value: str, place: str, engine: str) -> None:
    (folder / "data.ttl").write_text(f"{HEAD}ex:a ex:p {value} .\n")
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl", "--engine", engine)
    assert outcome.code == 1, outcome.err
    assert outcome.out.startswith(f"{place}: violation")
    assert len(outcome.out) < 2000


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ("ex:T a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:not " + "[ sh:not " * 3000 + "[ sh:class ex:C ]" + " ]" * 3000 + " .", "more than 48 deep"),
        ("ex:T a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path " + "[ sh:inversePath " * 3000 + "ex:p" + " ]" * 3000 + " ] .", "no property path"),
        ("ex:T a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql [ sh:select 'SELECT $this " + "{" * 5000 + "}" * 5000 + "' ] .", ""),
        ("ex:T a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:js [ sh:jsFunctionName 'f' ] .", "no engine here runs JavaScript"),
        ("ex:T a sh:NodeShape ; sh:in _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .", "sh:in takes a well-formed list."),
    ],
    ids=["deep", "path", "braces", "javascript", "circle"],
)  # fmt: skip
def test_shapes_that_are_too_much_are_refused(run: Run, folder: Path, shapes: str, message: str) -> None:
    (folder / "shapes.ttl").write_text(HEAD + shapes)
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl")
    assert outcome.code == 3
    assert message in outcome.err
    assert len(outcome.err) < 1000
    assert outcome.out == ""


@ENGINES
def test_a_regular_expression_that_backtracks_for_ever_is_stopped(run: Run, folder: Path, engine: str) -> None:
    (folder / "shapes.ttl").write_text(HEAD + SHAPES.replace("sh:datatype xsd:integer", 'sh:pattern "^(?!b)(a+)+$"'))
    (folder / "data.ttl").write_text(f'{HEAD}ex:a ex:p "{"a" * 50}!" .')
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl", "--engine", engine, "--timeout", "2")
    assert outcome.code == 3
    assert outcome.err.endswith("claimgraph: error: the validation took longer than 2 seconds and was stopped.\n")


def test_the_same_expression_without_look_ahead_does_not_backtrack(run: Run, folder: Path) -> None:
    (folder / "shapes.ttl").write_text(HEAD + SHAPES.replace("sh:datatype xsd:integer", 'sh:pattern "^(a+)+$"'))
    (folder / "data.ttl").write_text(f'{HEAD}ex:a ex:p "{"a" * 50}!" .')
    assert run("validate", "data.ttl", "-s", "shapes.ttl").code == 1


def test_an_entity_bomb_is_stopped(run: Run, folder: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' for n in range(1, 12))
    (folder / "bomb.rdf").write_text(
        f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n<!ENTITY e0 "ha">\n{entities}]>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">'
        '<rdf:Description rdf:about="http://example.org/a"><ex:p>&e11;</ex:p></rdf:Description></rdf:RDF>'
    )
    outcome = run("validate", "bomb.rdf", "-s", "shapes.ttl", "--memory", "600")
    assert outcome.code == 3
    assert outcome.err.count("\n") == 1
    assert "bomb.rdf:10:1: the entity e7 makes this file grow beyond 8 megabytes" in outcome.err


@ENGINES
def test_nothing_is_fetched(run: Run, folder: Path, listener: str, engine: str) -> None:
    imports = f"<> a owl:Ontology ; owl:imports <{listener}> .\n"
    for name, text in (("shapes.ttl", SHAPES), ("data.ttl", DATA), ("ontology.ttl", "")):
        (folder / name).write_text(HEAD + imports + text)
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl", "-e", "ontology.ttl", "--engine", engine)
    assert outcome.code == 1
    assert outcome.err.count("imports are never fetched") == outcome.err.count("\n") == 2


def test_no_context_is_fetched(run: Run, folder: Path, listener: str) -> None:
    (folder / "data.jsonld").write_text(f'{{"@context": "{listener}", "@id": "http://example.org/a", "p": 1}}')
    outcome = run("validate", "data.jsonld", "-s", "shapes.ttl")
    assert outcome.code == 3
    assert outcome.err.startswith("claimgraph: error: data.jsonld: ")


@ENGINES
@pytest.mark.parametrize("word", ["SERVICE", "SERVICE SILENT", "SERV\\\\u0049CE", "GRAPH"])
def test_no_service_is_asked(run: Run, folder: Path, listener: str, word: str, engine: str) -> None:
    query = f"SELECT $this WHERE {{ {word} <{listener}> {{ $this ?p ?o }} }}"
    (folder / "shapes.ttl").write_text(
        f'{HEAD}ex:T a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql [ sh:select "{query}" ] .'
    )
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl", "--engine", engine)
    # A named graph is no service: to the one engine it is empty, and the other knows of none.
    assert outcome.code == (0 if (word, engine) == ("GRAPH", "fast") else 3)


def test_an_unreadable_file_is_named(run: Run, folder: Path) -> None:
    (folder / "data.ttl").unlink()
    (folder / "data.ttl").symlink_to(folder / "loop.ttl")
    (folder / "loop.ttl").symlink_to(folder / "data.ttl")
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl")
    assert outcome.code == 3


def test_control_characters_do_not_reach_the_terminal(run: Run, folder: Path) -> None:
    (folder / "data.ttl").write_text(f'{HEAD}ex:a ex:p "\x1b[31m\\u001b[0m\\u0007" .\n')
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl")
    assert outcome.code == 1
    assert "\x1b" not in outcome.out
    assert "\x07" not in outcome.out


def test_a_report_in_xml_keeps_line_ends(run: Run, folder: Path) -> None:
    (folder / "data.ttl").write_text(f'{HEAD}ex:a ex:p "1\\r2\\u0001" .\n')
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl", "-f", "rdfxml")
    assert outcome.code == 1
    values = [str(t.object) for t in ox.parse(outcome.out, format=ox.RdfFormat.RDF_XML) if "#value" in str(t.predicate)]
    assert values == [r'"1\r2\\u0001"']
