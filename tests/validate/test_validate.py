"""The command: what it reads, what it prints, how it ends."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pyshacl.cli
import pytest

from claimgraph import registry
from claimgraph.cli.validate import command
from claimgraph.formats import FORMATS
from claimgraph.validate import REPORTS
from support import Outcome, Run

HEAD = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """# Problem: Something is wrong.
# Remedy: Make it
#   right.

""" + (
    HEAD
    + """ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:property ex:number, ex:label, ex:note .
ex:number sh:path ex:n ; sh:datatype xsd:integer ; sh:maxCount 1 .
ex:label sh:path skos:prefLabel ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Ein Name fehlt."@de, "A name is missing."@en .
ex:note sh:path ex:note ; sh:maxCount 0 ; sh:severity sh:Info .
"""
)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write Turtle to a file of the working directory, which is no project, beside shapes.ttl."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")

    def call(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    return call


GOOD = 'ex:a a ex:Thing ; ex:n 1 ; skos:prefLabel "a"@en .\n'
BAD = 'ex:a a ex:Thing ;\n    ex:n "one" ;\n    skos:prefLabel "a"@en .\n'


def test_clean_data_gives_one_line(run: Run, write: Write) -> None:
    write("a.ttl", GOOD)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl")
    assert outcome.code == 0
    assert outcome.out.startswith("no findings in 1 file with 3 triples; engine: fast (shacl ")
    assert outcome.err == ""


def test_a_finding_is_printed_like_a_compilers(run: Run, write: Write) -> None:
    write("a.ttl", BAD)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl")
    assert outcome.code == 1
    block, summary = outcome.out.split("\n\n")
    assert block.splitlines() == [
        "a.ttl:7:10: violation: The value is not a well-formed xsd:integer.",
        ' 7 |     ex:n "one" ;',
        "   |          ^^^^^",
        "   focus:  ex:a",
        "   path:   ex:n",
        '   value:  "one"',
        "   shape:  ex:number",
        "   remedy: Make it right.",
    ]
    assert summary.startswith("1 violation in 1 file with 3 triples; engine: fast (shacl ")


def test_json_has_the_promised_keys(run: Run, write: Write) -> None:
    write("a.ttl", BAD)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "--format", "json")
    report = json.loads(outcome.out)
    (finding,) = report.pop("findings")
    assert finding == {
        "file": "a.ttl",
        "line": 7,
        "column": 10,
        "severity": "violation",
        "focus_node": "<http://example.org/a>",
        "path": "<http://example.org/n>",
        "value": '"one"',
        "message": "The value is not a well-formed xsd:integer.",
        "shape": "http://example.org/number",
        "component": "http://www.w3.org/ns/shacl#DatatypeConstraintComponent",
        "remedy": "Make it right.",
        "related": None,
    }
    assert report.pop("engine").startswith("fast (shacl")
    counts = {"violation": 1, "warning": 0, "info": 0}
    assert report == {"counts": counts, "files": 1, "triples": 3, "notices": []}


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (BAD, "violation", 1),
        ("ex:a a ex:Thing .", "violation", 0),
        ("ex:a a ex:Thing .", "warning", 1),
        (GOOD + "ex:a ex:note 1 .", "warning", 0),
        (GOOD + "ex:a ex:note 1 .", "info", 1),
        (GOOD, "info", 0),
    ],
)
def test_fail_on_sets_the_least_severity_that_fails(run: Run, write: Write, text: str, fail_on: str, code: int) -> None:
    write("a.ttl", text)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "--fail-on", fail_on)
    assert outcome.code == code
    assert ("no findings" in outcome.out) == (text == GOOD)


def test_the_english_message_is_chosen(run: Run, write: Write) -> None:
    write("a.ttl", "ex:a a ex:Thing .")
    assert "a.ttl:6:1: warning: A name is missing." in run("validate", "a.ttl", "-s", "shapes.ttl").out


def test_a_missing_property_is_sought_among_the_misspelt_ones(run: Run, write: Write) -> None:
    write("a.ttl", 'ex:a a ex:Thing ; skos:preflabel "a" .')
    assert "Did you mean skos:prefLabel by skos:preflabel?" in run("validate", "a.ttl", "-s", "shapes.ttl").out


def test_a_surplus_value_is_shown_itself(run: Run, write: Write) -> None:
    write("a.ttl", "ex:a a ex:Thing ;\n  ex:n 1 ,\n    2 ;\n  ex:q ex:b , ex:c ,\n    ex:d .")
    write(
        "shapes.ttl",
        "ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:n ; sh:maxCount 1 ] , [ sh:path ex:q ;"
        " sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ] .",
    )
    found = json.loads(run("validate", "a.ttl", "-s", "shapes.ttl", "-f", "json").out)["findings"]
    assert [(finding["line"], finding["column"]) for finding in found] == [(8, 5), (10, 5)]
    assert [finding["related"]["line"] for finding in found] == [6, 6]


def test_the_ontology_joins_the_data(run: Run, write: Write) -> None:
    write("a.ttl", 'ex:a a ex:Special ; ex:n "one" ; skos:prefLabel "a" .')
    write("ontology.ttl", "ex:Special rdfs:subClassOf ex:Thing .\nex:o a ex:Thing .")
    assert run("validate", "a.ttl", "-s", "shapes.ttl").code == 0
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-e", "ontology.ttl")
    assert outcome.code == 1
    assert "a.ttl:6:26: violation" in outcome.out
    assert "ontology.ttl:7:1: warning" in outcome.out
    assert "in 2 files with 5 triples" in outcome.out


def test_a_project_says_which_checks_run(run: Run, write: Write) -> None:
    write("data/a.ttl", "ex:a a ex:Other ; ex:see ex:b . ex:c a ex:Other .")
    write("shapes/shapes.ttl", "ex:S a sh:NodeShape .")
    project = Path("claimgraph.toml")
    project.write_text("[validate]\nchecks = ['links']\n")
    for arguments in ([], ["--check", "all"], ["data", "--check", "all"], ["data", "--check", "links"]):
        assert "data/a.ttl:6:26: warning: Nothing describes ex:b." in run("validate", *arguments).out
    for arguments in (["data"], ["--check", "none"], ["--check", "typos"]):
        assert run("validate", *arguments).out.startswith("no findings in 1 file")
    project.write_text("[validate]\nchecks = ['link']\n")
    outcome = run("validate")
    assert outcome.code == 2
    assert "unknown check 'link'. Did you mean 'links'?" in outcome.err


def test_folders_and_several_files_are_one_graph(run: Run, write: Write) -> None:
    write("data/b/b.ttl", "ex:a ex:n 1 .\n[] a ex:Thing .")
    write("data/a.ttl", 'ex:a a ex:Thing ; ex:n 2 ; skos:prefLabel "a" .')
    outcome = run("validate", "data", "-s", "shapes.ttl", "-f", "json")
    found = [(f["file"], f["line"], f["severity"], f["related"]) for f in json.loads(outcome.out)["findings"]]
    assert found == [
        ("data/b/b.ttl", 6, "violation", {"file": "data/a.ttl", "line": 6, "column": 1}),
        ("data/b/b.ttl", 7, "warning", None),
    ]


def test_a_pattern_stands_for_its_files(run: Run, write: Write) -> None:
    write("data/a/a.ttl", GOOD)
    write("data/b.ttl", GOOD)
    assert "in 2 files" in run("validate", "data/**/*.ttl", "-s", "shapes.ttl").out


def test_output_goes_to_the_file_alone(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.ttl", BAD)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-f", "json", "-o", "report.json")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    assert len(json.loads((tmp_path / "report.json").read_text())["findings"]) == 1


def test_a_file_without_triples_is_fine_with_a_notice(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("# nothing yet")
    for engine in ("fast", "reference"):
        outcome = run("validate", "empty.ttl", "-s", "shapes.ttl", "--engine", engine)
        assert (outcome.code, outcome.err) == (0, "claimgraph: notice: nothing to validate: no triples.\n")


@pytest.mark.parametrize("format_name", ["text", "json", "csv", "github", "junit", "sarif", "html", "turtle"])
def test_the_same_input_gives_the_same_report(run: Run, write: Write, format_name: str) -> None:
    write("a.ttl", BAD + "[] a ex:Thing ; ex:n [] , 1.5 .")
    reports = {run("validate", "a.ttl", "-s", "shapes.ttl", "-f", format_name).out for _ in range(3)}
    assert len(reports) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["a.ttl"], 2, "outside a project, --shapes is required."),
        ([], 2, "outside a project, --shapes is required."),
        (["-s", "shapes.ttl"], 2, "no claimgraph.toml here or above"),
        (["a.ttl", "-s", "missing.ttl"], 3, "no such file or folder: missing.ttl."),
        (["missing.ttl", "-s", "shapes.ttl"], 3, "no such file or folder: missing.ttl."),
        (["a.ttl", "-s", "shapes.ttl", "-e", "missing"], 3, "no such file or folder: missing."),
        (["a.ttl", "-s", "a.ttl"], 3, "there are no shapes in a.ttl, so nothing would be checked."),
        (["a.ttl", "-s", "shapes.ttl", "-f", "jsn"], 2, "unknown report format 'jsn'. Did you mean 'json'?"),
        (["a.ttl", "-s", "shapes.ttl", "--engine", "fst"], 2, "unknown engine 'fst'. Did you mean 'fast'?"),
        (["a.ttl", "-s", "shapes.ttl", "--check", "link"], 2, "unknown check 'link'. Did you mean 'links'?"),
        (["a.ttl", "-s", "shapes.ttl", "--baseline", "missing"], 3, "missing: cannot be read"),
        (["a.ttl", "-s", "shapes.ttl", "--baseline", "a.ttl"], 3, "a.ttl is no baseline of claimgraph."),
        (["bad.ttl", "-s", "shapes.ttl"], 3, "bad.ttl:6:6: The prefix f: has not been declared."),
        (["a.ttl", "-s", "bad.ttl"], 3, "bad.ttl:6:6: The prefix f: has not been declared."),
        (["a.ttl", "bad.ttl", "-s", "shapes.ttl"], 3, "bad.ttl:6:6: The prefix f: has not been declared."),
        (["a.ttl", "-s", "shapes.ttl", "-o", "missing/report"], 3, "cannot write missing/report"),
        (["-", "-s", "-"], 2, "standard input is one file"),
        (["-", "-s", "shapes.ttl", "-e", "-"], 2, "standard input is one file"),
    ],
)
def test_errors_say_what_is_wrong(run: Run, write: Write, arguments: list[str], code: int, message: str) -> None:
    write("a.ttl", GOOD)
    write("bad.ttl", "ex:a f:b ex:c .")
    outcome = run("validate", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert f"claimgraph: error: {message}" in outcome.err
    assert outcome.err.count("\n") == 1


def theirs(option: str) -> list[str]:
    """What pySHACL lets one choose from."""
    actions = [action for action in pyshacl.cli.parser._actions if option in action.option_strings]
    return [str(choice) for action in actions for choice in action.choices or ()]


@pytest.mark.parametrize(
    "option",
    sorted({option for action in pyshacl.cli.parser._actions for option in action.option_strings} - {"-h", "--help"}),
)
def test_every_option_of_pyshacl_is_ours_or_has_a_hint(run: Run, write: Write, option: str) -> None:
    write("a.ttl", GOOD)
    if option in {name for parameter in command.params for name in parameter.opts}:
        assert option in ("-s", "--shapes", "-e", "-i", "--inference", "-f", "--format", "-o", "--output")
        return
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", option)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"claimgraph: error: {option} is an option of pySHACL, not of claimgraph. ")
    assert run("validate", "-s", "shapes.ttl", "--", "a.ttl", option).err.startswith("claimgraph: error: no such file")


@pytest.mark.parametrize("name", theirs("--format"))
def test_every_report_format_of_pyshacl_is_ours_or_has_a_hint(run: Run, write: Write, name: str) -> None:
    write("a.ttl", GOOD)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-f", name)
    if outcome.code:
        assert outcome.code == 2
        ours = outcome.err.removesuffix(" here.\n").rpartition(" ")[2]
        assert outcome.err == f"claimgraph: error: the format {name} of pySHACL is called {ours} here.\n"
        outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-f", ours)
    assert outcome.code == 0


@pytest.mark.parametrize("regime", theirs("--inference"))
def test_every_inference_of_pyshacl_is_ours_or_has_a_hint(run: Run, write: Write, regime: str) -> None:
    write("a.ttl", GOOD)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-i", regime)
    assert outcome.code == (2 if regime == "both" else 0)
    assert ("Write owlrl, which includes RDFS." in outcome.err) == (regime == "both")


@pytest.mark.parametrize("name", FORMATS)
def test_standard_input_is_validated_in_any_format(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = write("a.ttl", BAD)
    quads = ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    data = ox.serialize((quad.triple for quad in quads), format=getattr(ox.RdfFormat, FORMATS[name].oxigraph))
    assert data

    def piped(given: bytes, *options: str) -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        return run("validate", "-", "-s", "shapes.ttl", "-f", "json", *options)

    for given in (data, gzip.compress(data)):
        outcome = piped(given, "--data-format", name)
        (finding,) = json.loads(outcome.out)["findings"]
        assert (outcome.code, finding["file"], finding["value"]) == (1, "-", '"one"')
        assert (finding["line"] is not None) == FORMATS[name].lines
    if not FORMATS[name].lines:
        # The same bytes in another format are another question, whatever the cache remembers.
        assert piped(data, "--data-format", "turtle").code == 3


def test_all_files_that_do_not_parse_are_named(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.ttl", GOOD)
    write("b.ttl", "ex:a f:b ex:c .")
    (tmp_path / "c.ttl").write_bytes(b"# one\n\xff\n")
    write("shapes2.ttl", "ex:a ex:b [ .")
    expected = [
        "b.ttl:6:6: The prefix f: has not been declared. Declare it: @prefix f: <…> .",
        "c.ttl:2:1: not UTF-8: byte 0xff. Save the file as UTF-8.",
    ]
    for engine in ("fast", "reference"):
        outcome = run("validate", "c.ttl", "b.ttl", "a.ttl", "-s", "shapes.ttl", "--engine", engine)
        assert (outcome.code, outcome.out) == (3, "")
        errors = outcome.err.replace("claimgraph: error: ", "").splitlines()
        assert sorted(errors) == expected
    outcome = run("validate", "b.ttl", "-s", "shapes2.ttl")
    assert [line[19:25] for line in outcome.err.splitlines()] == ["b.ttl:", "shapes"]


@pytest.mark.parametrize("format_name", sorted({*registry.names(REPORTS)} - {"text"}))
def test_what_cannot_be_read_is_in_the_report(run: Run, write: Write, format_name: str) -> None:
    write("a.ttl", "ex:a f:b ex:c .")
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-f", format_name)
    assert outcome.code == 3
    assert outcome.err.startswith("claimgraph: error: a.ttl:6:6: ")
    assert "The prefix f: has not been declared." in outcome.out
    assert "a.ttl" in outcome.out
    assert "syntax" in outcome.out
    # In a file, text has its reader too.
    run("validate", "a.ttl", "-s", "a.ttl", "-o", "report")
    assert (
        Path("report").read_text().startswith("a.ttl:6:6: violation: The prefix f: has not been declared.\n 6 | ex:a")
    )


@pytest.mark.parametrize(
    ("arguments", "name", "place"),
    [
        (["missing.ttl", "-s", "shapes.ttl"], "input", (None, None)),
        (["a.ttl", "-s", "bad.ttl"], "shapes", ("bad.ttl", 6)),
    ],
)
def test_other_refusals_are_in_the_report(
    run: Run, write: Write, arguments: list[str], name: str, place: tuple[str | None, int | None]
) -> None:
    write("a.ttl", GOOD)
    write("bad.ttl", "ex:S a sh:NodeShape ; sh:severity sh:Error .")
    outcome = run("validate", *arguments, "-f", "json")
    report = json.loads(outcome.out)
    (finding,) = report["findings"]
    assert (outcome.code, report["engine"]) == (3, None)
    assert finding["component"] == f"https://w3id.org/claimgraph/error#{name}"
    assert (finding["file"], finding["line"]) == place


def test_nothing_met_is_told(run: Run, write: Write) -> None:
    write("a.ttl", "ex:a a ex:Thingy .")
    notice = "claimgraph: notice: no target of the shapes matches anything in the data, so nothing was checked.\n"
    for engine in ("fast", "reference"):
        assert run("validate", "a.ttl", "-s", "shapes.ttl", "--engine", engine).err == notice
    write("o.ttl", "ex:Thingy rdfs:subClassOf ex:T . ex:T rdfs:subClassOf ex:Thing . ex:b ex:n 1 .")
    assert run("validate", "a.ttl", "-s", "shapes.ttl", "-e", "o.ttl").err == ""
    # What follows from the data is in no file.
    write("o.ttl", "ex:p rdfs:domain ex:Thing . ex:a ex:p 1 .")
    assert run("validate", "a.ttl", "-s", "shapes.ttl", "-e", "o.ttl", "-i", "rdfs").err == ""


IDLE = """ex:S1 sh:targetClass ex:Persn ; sh:nodeKind sh:IRI . ex:S2 a sh:NodeShape, rdfs:Class ; sh:nodeKind sh:IRI .
ex:S3 sh:targetNode ex:nobody ; sh:nodeKind sh:IRI . ex:S4 sh:targetSubjectsOf ex:nn ; sh:nodeKind sh:IRI .
ex:S5 a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ( ex:n ex:mm ) ; sh:minLength 1 ] .
"""


def test_what_the_data_never_meets_is_told(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.ttl", GOOD)
    write("idle.ttl", IDLE)
    notice = (
        "claimgraph: notice: nothing in the data matches the targets ex:Persn, ex:S2, ex:nn and ex:nobody, and no"
        " triple has the predicate ex:mm. Is a name of the shapes misspelt? --check shapes shows where each stands.\n"
    )
    for engine in ("fast", "reference"):
        outcome = run("validate", "a.ttl", "-s", "idle.ttl", "-s", "shapes.ttl", "--engine", engine)
        assert (outcome.code, outcome.err) == (0, notice)
    # As findings they are not told twice.
    assert run("validate", "a.ttl", "-s", "idle.ttl", "-s", "shapes.ttl", "--check", "shapes").err == ""
    # Of a part of its data, a project expects less, and of the whole it says what is checked.
    (tmp_path / "claimgraph.toml").write_text('[folders]\ndata = "data"\nshapes = "shapes"\n')
    write("data/a.ttl", GOOD)
    (tmp_path / "shapes").mkdir()
    (tmp_path / "idle.ttl").rename("shapes/idle.ttl")
    (tmp_path / "shapes.ttl").rename("shapes/shapes.ttl")
    assert run("validate").err == notice
    assert run("validate", "data").err == ""
    assert run("validate", "data", "-s", "shapes").err == notice
    with (tmp_path / "claimgraph.toml").open("a") as stream:
        stream.write('[validate]\nchecks = ["links"]\n')
    assert run("validate").err == ""


def test_imports_are_told_and_not_fetched(run: Run, write: Write, tmp_path: Path) -> None:
    owl = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    write("a.ttl", owl + GOOD + "ex:data owl:imports ex:o, ex:v, <b.ttl>, ex:lost ; sh:shapesGraph ex:s, ex:t .")
    write("b.ttl", "ex:b ex:p 1 .")
    write("o.ttl", owl + "ex:o a owl:Ontology ; owl:versionIRI ex:v .")
    write("s.ttl", owl + "ex:s a owl:Ontology ; owl:imports ex:gone, <shapes.ttl>, <http://www.w3.org/ns/shacl#> .")
    arguments = ["a.ttl", "b.ttl", "-e", "o.ttl", "-s", "shapes.ttl", "-s", "s.ttl"]
    for engine in ("fast", "reference"):
        outcome = run("validate", *arguments, "--engine", engine, "--no-cache")
        assert outcome.code == 0
        assert outcome.err == (
            "claimgraph: notice: imports are never fetched: the data is validated without <http://example.org/lost>"
            " (a.ttl:8:42). Give the files with --ontology.\n"
            "claimgraph: notice: imports are never fetched: nothing is checked of <http://example.org/t> (a.ttl:8:73),"
            " <http://example.org/gone> (s.ttl:7:35). Give the files with --shapes.\n"
        )


def test_files_are_read_strictly_by_themselves(run: Run, write: Write, tmp_path: Path) -> None:
    # Put one behind the other, these would be one good text.
    (tmp_path / "1.ttl").write_text("@prefix ex: <http://example.org/> .\nex:a ex:b")
    (tmp_path / "2.ttl").write_text(" ex:c .")
    for names in (["1.ttl", "2.ttl"], ["2.ttl"]):
        assert run("validate", *names, "-s", "shapes.ttl").code == 3


def test_a_projects_folders_are_the_default(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "claimgraph.toml").write_text('[prefixes]\nthing = "http://example.org/"\n')
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes.ttl").rename(tmp_path / "shapes" / "shapes.ttl")
    write("data/a.ttl", BAD)
    write("other.ttl", "ex:b a ex:Special .")
    write("ontology/o.ttl", "ex:Special rdfs:subClassOf ex:Thing .")
    outcome = run("validate")
    assert outcome.code == 1
    assert outcome.out.startswith("data/a.ttl:7:10: violation")
    assert run("validate", "other.ttl", "--fail-on", "warning").code == 1


def test_the_projects_records_conform(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = run("validate", "--fail-on", "info")
    assert outcome.code == 0, outcome.out


def test_inference_reaches_what_follows(run: Run, write: Write) -> None:
    write("a.ttl", "ex:p rdfs:domain ex:Thing . ex:a ex:p 1 .")
    assert run("validate", "a.ttl", "-s", "shapes.ttl", "--fail-on", "info").code == 0
    for engine in ("fast", "reference"):
        outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-i", "rdfs", "--engine", engine)
        assert "a.ttl:6:29: warning: A name is missing." in outcome.out
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-i", "owlrl")
    assert "A name is missing." in outcome.out
    assert "the inference of OWL RL is beyond the fast engine: the reference engine validates." in outcome.err


# ---------------------------------------------------------------- what is shown


DIRTY = 'ex:a a ex:Thing ; ex:n "x" .\nex:b a ex:Thing ; ex:n "y" ; skos:prefLabel "b" ; ex:note 1 .\n'


def found(run: Run, *arguments: str) -> list[str]:
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "-f", "json", *arguments)
    return [finding["shape"].rpartition("/")[2] for finding in json.loads(outcome.out)["findings"]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["label", "number", "number", "note"]),
        (["--only", "ex:number"], ["number", "number"]),
        (["--only", "ex:l*", "--only", "http://example.org/note"], ["label", "note"]),
        (["--skip", "ex:n"], ["label", "note"]),
        (["--only", "a.*", "--skip", "skos:*"], ["number", "number", "note"]),
        (["--skip", "a.ttl"], []),
        (["--max", "2"], ["label", "number"]),
    ],
)
def test_findings_are_chosen_by_pattern(run: Run, write: Write, arguments: list[str], expected: list[str]) -> None:
    write("a.ttl", DIRTY)
    assert found(run, *arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "notice"),
    [
        (["--only", "ex:num"], "--only ex:num: no shape, path, file or check is called so. Did you mean 'ex:number'?"),
        (["--skip", "b.ttl"], "--skip b.ttl: no shape, path, file or check is called so. Did you mean 'a.ttl'?"),
        (["--only", "links"], "--only links: this check was not run. Add --check links."),
        (["--only", "*zz*"], "--only *zz*: no shape, path, file or check is called so."),
        (["--only", "ex:*", "--skip", "skos:prefLabel", "--skip", "MinLengthConstraintComponent"], ""),
        (["--only", "links", "--check", "links"], ""),
        (["--only", "shapes.ttl"], ""),
    ],
)  # fmt: skip
def test_a_pattern_that_can_match_nothing_is_told(run: Run, write: Write, arguments: list[str], notice: str) -> None:
    write("a.ttl", DIRTY.replace("skos:prefLabel", "ex:other"))
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", *arguments)
    assert outcome.err == (f"claimgraph: notice: {notice}\n" if notice else "")


def test_brackets_in_a_pattern_are_brackets(run: Run, write: Write) -> None:
    write("a[1].ttl", BAD)
    outcome = run("validate", "a[1].ttl", "-s", "shapes.ttl", "--only", "a[1]*")
    assert (outcome.code, outcome.err) == (1, "")
    assert run("validate", "a[1].ttl", "-s", "shapes.ttl", "--skip", "a[1].ttl").code == 0


def test_what_is_not_shown_still_fails(run: Run, write: Write) -> None:
    write("a.ttl", DIRTY)
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "--max", "0")
    assert outcome.code == 1
    assert "4 more findings not shown (--max 0)." in outcome.err


def test_a_baseline_leaves_only_what_is_new(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.ttl", DIRTY + '[] a ex:Thing ; ex:n "z" .')
    assert run("validate", "a.ttl", "-s", "shapes.ttl", "--write-baseline", "known.json").code == 0
    # The lines move, a fault goes, another comes, and a blank node is now the second one.
    write(
        "a.ttl",
        "\n\n[] ex:p 1 .\n" + DIRTY.replace('"y"', "2") + 'ex:c a ex:Thing ; ex:n "w" .\n[] a ex:Thing ; ex:n "z" .',
    )
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "--baseline", "known.json", "-f", "json")
    report = json.loads(outcome.out)
    assert [finding["focus_node"] for finding in report["findings"]] == ["<http://example.org/c>"] * 2
    assert outcome.code == 1
    assert "5 findings of the baseline known.json not shown." in outcome.err


def test_a_baseline_holds_in_any_working_folder(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("data/a\\1.ttl", '[] a ex:Thing ; ex:n "z" .')
    assert run("validate", "data", "-s", "shapes.ttl", "--write-baseline", "known.json").code == 0
    for data in ("data", path, path.parent):
        assert run("validate", data, "-s", "shapes.ttl", "--baseline", "known.json").code == 0
    monkeypatch.chdir("data")
    outcome = run("validate", ".", "-s", "../shapes.ttl", "--baseline", "../known.json", "--fail-on", "info")
    assert (outcome.code, outcome.out[:11]) == (0, "no findings")


def test_a_baseline_that_is_written_anew_keeps_what_is_known(run: Run, write: Write) -> None:
    write("a.ttl", 'ex:a a ex:Thing ; ex:n "z" .')
    assert run("validate", "a.ttl", "-s", "shapes.ttl", "--write-baseline", "known.json").code == 0
    write("a.ttl", 'ex:a a ex:Thing ; ex:n "z" .\nex:b a ex:Thing ; ex:n "z" .')
    both = ("--baseline", "known.json", "--write-baseline", "known.json")
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", *both)
    assert (outcome.code, outcome.out.count("focus:  ex:a"), outcome.out.count("focus:  ex:b")) == (0, 0, 2)
    assert run("validate", "a.ttl", "-s", "shapes.ttl", "--baseline", "known.json").out.startswith("no findings")


@pytest.mark.parametrize("count", ["1e999", "[" * 100_000 + "]" * 100_000])
def test_a_hostile_baseline_is_none(run: Run, write: Write, count: str) -> None:
    write("a.ttl", GOOD)
    Path("known.json").write_text(f'{{"findings": [{{"finding": ["a"], "count": {count}}}]}}', encoding="utf-8")
    outcome = run("validate", "a.ttl", "-s", "shapes.ttl", "--baseline", "known.json")
    assert outcome.code == 3
    assert "known.json is no baseline of claimgraph." in outcome.err
