"""Several questions after an edit: what cannot follow it is asked of a store where that gives the same answer."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from claimgraph import project, sources, worker
from claimgraph.query import Question, cache, following, named, parameters, several
from claimgraph.query.several import Answered
from claimgraph.sources import Source

PREFIXES = {"": "http://e/"}
ROWS = 100_000

PLEDGE = "ASK { ?s a :Pledge }"
SORTED = "SELECT ?s ?o { ?s :p ?o } ORDER BY ?o"
LEFT_OPEN = "SELECT * { ?s :p ?o }"
RANDOM = "SELECT ?s (MIN(?o) AS ?m) { ?s :p ?o } GROUP BY ?s"


def question(text: str) -> Question:
    return Question(text, prefixes=PREFIXES)


def files(folder: Path) -> tuple[Source, ...]:
    return tuple(sources.expand([folder]))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data, any amount of which is worth a store."""
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "THRESHOLD", 0)
    folder = tmp_path / "data"
    folder.mkdir()
    for number in range(50):
        (folder / f"{number:02}.ttl").write_text(f"@prefix : <http://e/> . :s{number} :p {number} .", encoding="utf-8")
    return folder


def looked_up(questions: Sequence[Question], data: Sequence[Source], place: Path) -> Mapping[int, Any]:
    """What a store of the data says; in a worker, since it has threads that no copy of a process has."""
    place.mkdir()
    worker.run(following.build, place, data, seconds=300, megabytes=4096)
    every = dict(enumerate(questions))
    return worker.run(several._looked_up, every, place / following.STORE, ROWS, seconds=300, megabytes=4096)


def test_a_store_says_what_data_in_memory_do(root: Path, tmp_path: Path) -> None:
    here = project.find(root)
    data = sources.expand([here.folder("data"), *here.existing("ontology")])
    base = here.namespaces["dataset"]
    bare = [namespace for namespace in here.prefixes.values() if namespace.startswith(base)]
    questions = []
    for name in named.names(here.folder("queries")):
        query = named.find(here.folder("queries"), name)
        if all(parameter.default is not None for parameter in query.parameters):
            values = parameters.values(query.parameters, {}, here.prefixes, bare)
            questions.append(Question(query.text, str(query.path), dict(here.prefixes), values))
    found = looked_up(questions, data, tmp_path / "place")
    every = dict(enumerate(questions))
    asked = worker.run(several._asked, every, tuple(data), ROWS, True, seconds=300, megabytes=4096)
    assert found == {place: asked[place] for place in found}
    assert len(found) > 40


@pytest.mark.parametrize(
    "text",
    [
        LEFT_OPEN,
        RANDOM,
        "SELECT ?s (SUM(?o) AS ?n) { ?s :p ?o } GROUP BY ?s ORDER BY ?s",
        "CONSTRUCT WHERE { ?s :p ?o }",
        "ASK { { SELECT ?s { ?s :p ?o } LIMIT 1 } ?s :p 1 }",
        "ASK { :nobody :p* :nobody }",
        "ASK { ?s :p ?o FILTER(RAND() < 0.5) }",
        "ASK { ?s :p ?o } GROUP BY ?s HAVING(SAMPLE(?o) < 3)",
    ],
)
def test_a_store_is_not_asked_what_it_may_answer_otherwise(data: Path, tmp_path: Path, text: str) -> None:
    assert looked_up([question(text), question(PLEDGE)], files(data), tmp_path / "place").keys() == {1}


def edited(data: Path, monkeypatch: pytest.MonkeyPatch, texts: Sequence[str]) -> tuple[list[object], list[str]]:
    """The answers after an edit, which are those given anew, and the texts of what was asked of data in memory."""
    questions = [question(text) for text in texts]
    before, store = several.queries(questions, files(data))
    assert store
    (data / "07.ttl").write_text("@prefix : <http://e/> . :s7 :p 7, 8 ; a :Pledge .", encoding="utf-8")
    noted, ask = data.parent / "asked", several._asked

    def noting(left: Mapping[int, Question], *more: Any) -> several.Found:
        noted.write_text("\n".join(one.text for one in left.values()), encoding="utf-8")
        return ask(left, *more)

    forms = [one.form if isinstance(one, Answered) else b"" for one in before]
    with monkeypatch.context() as patch:
        patch.setattr(several, "_asked", noting)
        after, _ = several.queries(questions, files(data), forms=forms, store=store)
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(data.parent / "another"))
    assert several.queries(questions, files(data))[0] == after
    return list(after), noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []


def test_what_cannot_follow_an_edit_is_asked_of_the_store_after_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (pledge, _), asked = edited(data, monkeypatch, [PLEDGE, SORTED])
    assert isinstance(pledge, Answered)
    assert pledge.result.data == b"true"
    assert asked == []


def test_what_has_an_order_of_the_engine_is_asked_of_data_that_are_read(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, asked = edited(data, monkeypatch, [LEFT_OPEN, PLEDGE, SORTED, RANDOM])
    assert asked == [LEFT_OPEN, RANDOM]


def test_many_questions_are_asked_of_data_that_are_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"ASK {{ :s{number} a :Pledge }}" for number in range(several._FEW + 1)]
    _, asked = edited(data, monkeypatch, [SORTED, *many])
    assert asked == many


def test_a_store_that_does_not_answer_is_left(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "_looked_up", lambda *given: os._exit(1))  # as where it takes too long
    (pledge, _), asked = edited(data, monkeypatch, [PLEDGE, SORTED])
    assert isinstance(pledge, Answered)
    assert pledge.result.data == b"true"
    assert asked == [PLEDGE]


def test_an_answer_that_stays_has_the_form_that_it_had(data: Path) -> None:
    questions = [question(SORTED), question("SELECT ?s { ?s :q ?o } ORDER BY ?s")]
    before, store = several.queries(questions, files(data))
    forms = [one.form for one in before if isinstance(one, Answered)]
    (data / "07.ttl").write_text("@prefix : <http://e/> . :s7 :p 77 .", encoding="utf-8")
    found, _ = several.queries(questions, files(data), forms=forms, store=store)
    kept = before[1]
    assert isinstance(kept, Answered)
    assert found[1] == Answered(kept.result, stays=True)
    assert isinstance(found[0], Answered)
    assert found[0].form
    assert not found[0].stays
