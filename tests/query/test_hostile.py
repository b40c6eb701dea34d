"""Queries that mean harm end with a clear error, within their limits, and reach nothing outside."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support import Run

EVERYTHING = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(8))


@pytest.fixture
def listening() -> Iterator[tuple[str, socket.socket]]:
    """The URL of a socket that nobody is to connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", server


BOMBS = {
    "cartesian product": f"SELECT * {{ {EVERYTHING} FILTER(?s0 = ?o7 && ?s1 != ?o6 && ?s2 = ?o5) }}",
    "count of a cartesian product": f"SELECT (COUNT(*) AS ?n) {{ {EVERYTHING} }}",
    "property path": "ASK { ?a (!<x:x>|^!<x:y>)*/(!<x:x>|^!<x:y>)* ?b . ?b (!<x:x>)+ ?c FILTER(?c = 1) }",
}


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_query_without_end_is_stopped(run: Run, many: Path, text: str, engine: str) -> None:
    outcome = run("query", text, "--data", many, "--timeout", "1.5", "--engine", engine)
    assert outcome.code == 3
    assert "the query took longer than 1.5 seconds and was stopped" in outcome.err


def test_a_query_that_fills_the_memory_is_stopped(run: Run, many: Path) -> None:
    text = f"SELECT (GROUP_CONCAT(CONCAT({', '.join(['STR(?p0)'] * 200)})) AS ?x) {{ {EVERYTHING} }}"
    outcome = run("query", text, "--data", many, "--memory", "300")
    assert outcome.code == 3
    assert "ran out of memory (limit 300 MB)" in outcome.err


def test_nested_braces_do_not_crash(run: Run, many: Path) -> None:
    outcome = run("query", "ASK " + "{" * 3000 + "}" * 3000, "--data", many)
    assert outcome.code == 3
    assert "query:1:3004: brackets nest 3000 deep, and 200 is the limit" in outcome.err


def test_an_endless_expression_does_not_crash_the_command(run: Run, many: Path) -> None:
    outcome = run("query", f"ASK {{ FILTER({' || '.join(['1 = 1'] * 30_000)}) }}", "--data", many)
    assert outcome.code in (0, 3)
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize(
    "text",
    [
        "ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ BIND(<{url}> AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}",
        "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "DESCRIBE <{url}>",
        "LOAD <{url}>",
    ],
)
def test_nothing_is_fetched(run: Run, many: Path, listening: tuple[str, socket.socket], text: str, engine: str) -> None:
    url, server = listening
    run("query", text.format(url=url), "--data", many, "--engine", engine)
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_the_worker_can_open_nothing_even_if_an_engine_would(
    run: Run, many: Path, listening: tuple[str, socket.socket], engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second line of defence: with the first one, which reads the query, out of the way."""
    url, server = listening
    monkeypatch.setattr("claimgraph.query.guard._refuse_outside", lambda checked, services: None)
    for text in (f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", f"ASK FROM <{url}> {{ ?s ?p ?o }}"):
        outcome = run("query", text, "--data", many, "--engine", engine, "--timeout", "5")
        assert outcome.out in ("", "false\n")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_an_allowed_service_is_asked(run: Run, many: Path, listening: tuple[str, socket.socket]) -> None:
    url, server = listening
    outcome = run(
        "query", f"ASK {{ SERVICE <{url}> {{}} }}", "--data", many, "--allow-service", url, "--timeout", "1.5"
    )
    assert outcome.code == 3
    server.accept()[0].close()


def test_no_process_is_left_behind(run: Run, many: Path) -> None:
    def children() -> set[str]:
        return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())

    before = children()
    run("query", BOMBS["count of a cartesian product"], "--data", many, "--timeout", "1")
    time.sleep(0.1)
    assert children() <= before


def test_a_worker_dies_with_the_command(many: Path) -> None:
    command = [sys.executable, "-m", "claimgraph", "query", BOMBS["count of a cartesian product"], "--data", str(many)]
    with subprocess.Popen(command) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait_until(lambda: bool(children.read_text(encoding="ascii").split()))
        (worker,) = children.read_text(encoding="ascii").split()
        process.terminate()
    wait_until(lambda: not Path(f"/proc/{worker}").exists() or " Z " in Path(f"/proc/{worker}/stat").read_text("ascii"))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.02)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (HOURS(?o) AS ?x) { VALUES ?o { 'x'^^xsd:dateTime } }",
        "SELECT (SUM(?o) AS ?x) { VALUES ?o { 'x'^^xsd:integer } }",
    ],
)
def test_what_rdflib_cannot_evaluate_is_no_fault_of_ours(run: Run, many: Path, text: str) -> None:
    outcome = run("query", text, "--data", many, "--engine", "reference")
    assert (outcome.code, outcome.out) == (3, "")
    assert "query: rdflib " in outcome.err
    assert "Look for ill-typed literals" in outcome.err


def test_a_query_that_is_no_file_is_not_waited_for(run: Run, many: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.rq")
    for place in (tmp_path / "a.rq", Path("/dev/zero")):
        outcome = run("query", "-f", place, "--data", many)
        assert outcome.code == 3
        assert f"{place}: not a regular file." in outcome.err


FUNCTIONS = """
SELECT (MD5('a') AS ?a) (SHA512('a') AS ?b) (REGEX('abc', 'B', 'i') AS ?c) (REPLACE('abc', 'b', 'x') AS ?d)
  (ENCODE_FOR_URI('ä /') AS ?e) (YEAR('2012-06-05T00:00:00Z'^^xsd:dateTime) AS ?f) (CEIL(1.5) AS ?g)
  (xsd:date('2012-06-05') AS ?h) (xsd:double('1e3') AS ?i) (STRLANG('a', 'de') AS ?j) (LANGMATCHES('de-AT', 'de') AS ?k)
  (TZ('2012-06-05T00:00:00Z'^^xsd:dateTime) AS ?l) (ISNUMERIC(RAND()) AS ?m) (ISIRI(UUID()) AS ?n)
  (STRLEN(STRUUID()) AS ?o) (DATATYPE(NOW()) AS ?p) (CONCAT('a', 'b') AS ?q) (10 / 4 AS ?r)
  ('2012-06-05'^^xsd:date < '2013-01-01'^^xsd:date AS ?s) ('PT1H'^^xsd:dayTimeDuration AS ?t)
{ VALUES ?x { 1 } OPTIONAL { ?x (<x:a>|^<x:b>)+/!<x:c> ?y } FILTER NOT EXISTS { ?x <x:a> '<b>'^^rdf:XMLLiteral } }
"""


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize(
    ("text", "code", "words"), [(FUNCTIONS, 0, "\n1 row\n"), ("ASK { ?x }", 3, "query:1:10: unexpected")]
)
def test_a_fresh_process_opens_nothing_late(many: Path, text: str, code: int, words: str, engine: str) -> None:
    """What an engine or we load lazily would fail behind the seal; in this process it may be loaded already."""
    command = [
        sys.executable,
        "-m",
        "claimgraph",
        "query",
        text,
        "--data",
        str(many),
        "--engine",
        engine,
        "--format",
        "csv",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert words in f"\n{done.stderr}"


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_the_answer_to_a_hostile_file_name_in_a_literal_is_just_a_literal(run: Run, many: Path, engine: str) -> None:
    text = "SELECT (IRI('file:///etc/passwd') AS ?x) ('\\u001b[31m' AS ?y) {}"
    outcome = run("query", text, "--data", many, "--engine", engine)
    assert outcome.out.splitlines()[2].split() == ["file:///etc/passwd", r"\u001B[31m"]
