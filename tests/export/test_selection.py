"""--select and --frame: less than everything."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from support import Run

DATA = """
@prefix e: <http://e.org/> . @prefix cg: <https://w3id.org/claimgraph/allegiance#> .
e:a a e:Group ; e:p [ e:q ( 1 [ e:r 2 ] ) ] , _:shared .
e:b a e:Person ; e:p _:shared .
e:c a e:Front ; cg:subject e:a .
e:d a e:Front ; cg:subject e:b .
_:shared e:s _:deeper , _:more . _:deeper e:t _:more .
_:alone a e:Other ; e:p _:lonely . e:f e:p _:lonely .
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "a.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


def lines(text: str) -> list[str]:
    return sorted(text.splitlines())


def test_a_class_brings_its_instances_and_what_hangs_on_them(data: Path, run: Run) -> None:
    out = run("export", data, "--select", "http://e.org/Group", "--format", "ntriples").out
    subjects = {line.split()[0] for line in out.splitlines()}
    assert {name for name in subjects if name[0] == "<"} == {"<http://e.org/a>", "<http://e.org/c>"}
    # Of the thing, of its claim, of the list in it, and of what is shared with others.
    assert len(out.splitlines()) == 3 + 2 + 6 + 3
    assert "lonely" not in out


def test_claims_are_selected_without_what_they_are_about(data: Path, run: Run) -> None:
    out = run("export", data, "--select", "http://e.org/Front", "--format", "ntriples").out
    assert {line.split()[0] for line in out.splitlines()} == {"<http://e.org/c>", "<http://e.org/d>"}
    assert len(out.splitlines()) == 4


NESTED = """
@prefix e: <http://e.org/> . @prefix cg: <https://w3id.org/claimgraph/allegiance#> .
e:book a e:Book ; e:author [ a e:Person ; e:name "Anna" ; e:knows [ a e:Person ; e:name "Ben" ] ] ;
    e:editors ( "none" ( [ a e:Person ; e:name "Cleo" ; e:in _:shared ] ) [ e:of [ a e:Person ; e:name "Dan" ] ] ) .
e:eve a e:Person ; e:name "Eve" .
e:c1 a e:Claim ; cg:subject e:book ; e:by [ a e:Person ; e:name "Finn" ] .
e:c2 a e:Claim ; cg:subject [ a e:Person ; e:name "Gus" ] ; e:value 1 .
e:c3 a e:Claim ; cg:subject e:eve , e:book ; e:value 2 .
e:x e:p _:shared . _:shared e:q [ a e:Person ; e:name "Hal" ] .
e:y e:p _:other . e:z e:p _:other . _:other e:q [ a e:Person ; e:name "Ida" ; e:in _:more ] .
e:y e:p _:more . _:more e:q [ a e:Person ; e:name "Jo" ] .
"""


def test_instances_without_a_name_are_selected_wherever_they_stand(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(NESTED, encoding="utf-8")
    out = run("export", path, "--select", "http://e.org/Person", "--format", "ntriples").out
    names = [line.split('"')[1] for line in out.splitlines() if "/name>" in line]
    assert sorted(names) == ["Anna", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hal", "Ida", "Jo"]
    # With the claims about them, and the shared nodes that they refer to, but not what they stand in.
    assert {line.split()[0] for line in out.splitlines() if line[0] == "<"} == {
        "<http://e.org/eve>",
        "<http://e.org/c2>",
        "<http://e.org/c3>",
    }
    assert [line.split()[1] for line in out.splitlines()].count("<http://e.org/q>") == 2
    framed = json.loads(run("export", path, "--select", "http://e.org/Person", "--format", "jsonld-framed").out)
    assert sum("id" not in record for record in framed["@graph"]) == 5


def test_an_instance_without_a_name_is_enough(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text('@prefix e: <http://e.org/> . e:b a e:Book ; e:author [ a e:Person ; e:name "Anna" ] .')
    out = run("export", path, "--select", "http://e.org/Person", "--format", "turtle").out
    assert "Anna" in out
    assert "Book" not in out


def test_a_class_stands_for_those_below_it(run: Run) -> None:
    out = run("export", "--select", "cg:ArmedGroup", "--format", "jsonld-lines").out
    records = [json.loads(line) for line in out.splitlines()]
    assert {"ArmedGroup", "Umbrella", "Chapter"} <= {record["type"] for record in records}
    assert "Person" not in {record["type"] for record in records}


@pytest.mark.parametrize(
    ("select", "code", "message"),
    [
        ("http://e.org/None", 3, "nothing is selected: the data has no instance of http://e.org/None"),
        ("CONSTRUCT WHERE { ?s <http://e.org/none> ?o }", 3, "nothing is selected: the query gives no statement"),
        ("nobody:Group", 2, "nobody:Group is no class: its prefix is not known"),
        ("", 2, "the query gives none"),
    ],
)
def test_a_selection_of_nothing_is_an_error(data: Path, run: Run, select: str, code: int, message: str) -> None:
    for name in ("ntriples", "jsonld-framed"):
        outcome = run("export", data, "--select", select, "--format", name)
        assert (outcome.code, outcome.out) == (code, "")
        assert message in outcome.err


def test_a_query_says_what_is_exported(data: Path, run: Run) -> None:
    query = "PREFIX e: <http://e.org/> CONSTRUCT { ?s e:is ?t } WHERE { ?s a ?t FILTER STRSTARTS(STR(?s), 'http://e') }"
    out = run("export", data, "--select", query, "--format", "ntriples").out
    assert len(lines(out)) == 4
    framed = json.loads(run("export", data, "--select", query, "--format", "jsonld-framed").out)
    assert {"id": "http://e.org/a", "http://e.org/is": {"id": "http://e.org/Group"}} in framed["@graph"]


def test_literals_keep_their_forms_but_in_what_the_fast_engine_answers(tmp_path: Path, run: Run) -> None:
    path, answer = tmp_path / "a.ttl", tmp_path / "answer.nt"
    path.write_text("<http://e.org/s> a <http://e.org/T> ; <http://e.org/p> 042 , 42 .")
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <http://e.org/T> ; ?p ?o }"
    whole = run("export", path, "--format", "ntriples").out
    assert run("export", path, "--select", "http://e.org/T", "--format", "ntriples").out == whole
    assert len(run("export", path, "--select", query, "--format", "ntriples").out.splitlines()) == 2
    # The way round it in the documentation.
    run("query", query, "--data", path, "--engine", "reference", "--format", "ntriples", "--output", answer)
    assert run("export", answer, "--format", "ntriples").out == whole


def test_a_query_without_a_graph_is_refused(data: Path, run: Run) -> None:
    outcome = run("export", data, "--select", "SELECT * WHERE { ?s ?p ?o }")
    assert outcome.code == 2
    assert "Write CONSTRUCT" in outcome.err


def test_the_order_of_selected_statements_is_that_of_a_whole_export(data: Path, run: Run) -> None:
    out = run("export", data, "--select", "http://e.org/Group", "--format", "nquads").out
    quads = ox.Dataset(ox.parse(out, format=ox.RdfFormat.N_QUADS))
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert lines(out) == sorted(f"{quad} ." for quad in quads)


def test_a_frame_nests_as_it_says(data: Path, tmp_path: Path, run: Run) -> None:
    frame = tmp_path / "frame.json"
    frame.write_text('{"@context": {"e": "http://e.org/"}, "@type": "e:Person"}')
    framed = json.loads(run("export", data, "--frame", frame).out)
    assert (framed["@id"], framed["@type"]) == ("e:b", "e:Person")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"@context": "https://schema.org/"}', "names a context elsewhere, https://schema.org/, which is not fetched"),
        ("{", "not JSON"),
        ('{"@context": {"@version": 7}}', "frame.json: no frame: "),
        ('{"@context": "other.json"}', "frame.json: no frame: "),
        ("[]", "frame.json: a frame is a JSON object"),
        ("[{}, {}]", "frame.json: a frame is a JSON object"),
        ('{"e:p": {"@default": "\\ud800"}}', r"frame.json: a text has \ud800, which is half of a character"),
        ('{"@context": {"\\udc00": "http://e.org/p"}}', r"frame.json: a text has \udc00"),
        ('{"@context": {"p": "http://e.org/\\ud83d"}}', r"frame.json: a text has \ud83d"),
        (f"{'[' * 200_000}{']' * 200_000}", "frame.json: JSON that cannot be read: nested too deeply"),
        (f'{{"p": {"9" * 5000}}}', "frame.json: JSON that cannot be read: a number is too long"),
    ],
)
def test_a_frame_that_is_none_or_wants_the_network_is_refused(
    data: Path, tmp_path: Path, run: Run, text: str, message: str
) -> None:
    frame = tmp_path / "frame.json"
    frame.write_text(text)
    outcome = run("export", data, "--frame", frame)
    assert (outcome.code, outcome.out) == (3, "")
    assert message in outcome.err


def test_a_frame_may_write_a_character_as_two_halves(data: Path, tmp_path: Path, run: Run) -> None:
    frame = tmp_path / "frame.json"
    frame.write_text('{"@type": "http://e.org/Person", "http://e.org/smile": {"@default": "\\ud83d\\ude00"}}')
    assert json.loads(run("export", data, "--frame", frame).out)["http://e.org/smile"] == "\U0001f600"


def test_a_frame_goes_with_json_ld_alone(data: Path, tmp_path: Path, run: Run) -> None:
    outcome = run("export", data, "--frame", tmp_path / "frame.json", "--format", "csv")
    assert outcome.code == 2


def test_a_frame_is_refused_for_more_than_it_could_be_applied_to(tmp_path: Path, run: Run) -> None:
    frame, path = tmp_path / "frame.json", tmp_path / "a.nt"
    frame.write_text("{}")
    path.write_text("".join(f"<http://e.org/s> <http://e.org/p> <http://e.org/o{n}> .\n" for n in range(200_001)))
    outcome = run("export", path, "--frame", frame)
    assert (outcome.code, outcome.out) == (3, "")
    assert "at most 200,000 statements" in outcome.err
