"""Each report format as an independent reader of that format reads it."""

import csv
import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import jsonschema
import junitparser
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic, to_isomorphic
from rdflib.namespace import SH
from rdflib.term import Node

from claimgraph import registry
from claimgraph.errors import RdfSyntaxError
from claimgraph.formats import FORMATS
from claimgraph.model import Finding, Location, Report, Severity
from claimgraph.terms import PREFIXES
from claimgraph.validate import REPORTS, validate
from claimgraph.validate.failure import failed
from claimgraph.validate.selection import first

NAMES = registry.names(REPORTS)
RDF_FORMATS = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}

# Words that each format has to escape in its own way.
NASTY = "a \"b\" <c> & d%, 'e' \\ =f; ünï\u2028\u200b]]>\x07\n- g"


def render(name: str, report: Report) -> str:
    text = registry.load(REPORTS, name, "report format").render(report)
    assert isinstance(text, str)
    return text


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Findings of all severities, at places of all kinds, with words that have to be escaped."""
    source = tmp_path / "a,b:c.ttl"
    source.write_text('# one\n\tex:a ex:p <x> , "é" .\n' + "# " + "long " * 100 + "ex:b\n", encoding="utf-8")
    file = str(source)
    return Report(
        findings=(
            Finding(
                Severity.VIOLATION, NASTY, "<http://example.org/a>", "<http://example.org/p>", '"x\\n"', "http://example.org/S",
                "http://www.w3.org/ns/shacl#ClassConstraintComponent", Location(file, 2, 12), Location(file, 1), NASTY,
            ),
            Finding(
                Severity.WARNING, "second", "_:f0b1", "(<http://example.org/p>/^<http://example.org/q>)", "", "http://example.org/S",
                "http://www.w3.org/ns/shacl#MinCountConstraintComponent", Location(file, 3, 503), source_shape="_:f0b7",
            ),
            Finding(
                Severity.INFO, "third", '"a"@en', "", '"a"@en', "", "http://www.w3.org/ns/shacl#NodeKindConstraintComponent",
                Location("data.jsonld"), source_shape="_:f0b7", messages=('"third"', '"dritte"@de'),
            ),
            Finding(
                Severity.VIOLATION, "fourth", "<http://example.org/nowhere>", "", "", "http://example.org/T",
                "http://example.org/Own", severity_iri="http://example.org/Fatal",
            ),
        ),
        engine="fast (shacl 1.2.3)",
        files=2,
        triples=1234,
        notices=("a notice",),
        prefixes={"ex": "http://example.org/", "sh": "http://www.w3.org/ns/shacl#", "owl": "http://www.w3.org/2002/07/owl#"},
    )  # fmt: skip


@pytest.fixture
def failure(tmp_path: Path) -> Report:
    """The report on two files that do not parse, one of which is not UTF-8."""
    (tmp_path / "a.ttl").write_bytes(b"# one\n<urn:a> <urn:b> \xff .\n")
    first = RdfSyntaxError(NASTY, location=Location(str(tmp_path / "a.ttl"), 2, 17), hint=NASTY)
    other = RdfSyntaxError("second", location=Location("gone.ttl"))
    return failed(RdfSyntaxError(first.message, location=first.location, hint=first.hint, others=[other]), PREFIXES)


REPORTED = ("report", "failure", "nothing")


@pytest.fixture(params=REPORTED)
def each(request: pytest.FixtureRequest, report: Report, failure: Report) -> Report:
    """A report with findings, one on input that cannot be read, and one without findings."""
    return {"report": report, "failure": failure, "nothing": Report((), "fast")}[request.param]


def test_text_is_for_people(report: Report, tmp_path: Path) -> None:
    blocks = render("text", report).replace(f"{tmp_path}/", "").split("\n\n")
    assert blocks[0].startswith("a,b:c.ttl:2:12: violation: ")
    assert "\x07" not in blocks[0]
    assert ' 2 |  ex:a ex:p <x> , "é" .\n   |            ^^^\n' in blocks[0]
    assert "   see:    a,b:c.ttl:1" in blocks[0]
    shown = blocks[1].splitlines()[1]
    assert len(shown) < 200
    assert shown.endswith("ex:b")
    assert blocks[1].splitlines()[2].endswith("^^^^")
    assert blocks[2].startswith('data.jsonld: info: third\n   focus:  "a"@en')
    assert blocks[3].startswith("nowhere in the data: violation: fourth")
    assert (
        blocks[4]
        == "2 violations, 1 warning, 1 of information in 2 files with 1,234 triples; engine: fast (shacl 1.2.3)\n"
    )


def test_very_long_terms_are_cut_in_text(report: Report) -> None:
    finding = Finding(Severity.VIOLATION, "m", f"<http://example.org/{'a' * 10**6}>")
    text = render("text", Report((finding,), "fast"))
    assert len(text) < 1000
    assert "… (1,000,021 characters)" in text


def test_json_is_read_by_json(report: Report) -> None:
    read = json.loads(render("json", report))
    assert read["findings"][0]["message"] == NASTY
    assert [(finding["line"], finding["column"]) for finding in read["findings"]] == [
        (2, 12),
        (3, 503),
        (None, None),
        (None, None),
    ]
    assert read["counts"] == {"violation": 2, "warning": 1, "info": 1}


def test_csv_is_read_by_csv(report: Report) -> None:
    rows = list(csv.DictReader(StringIO(render("csv", report), newline="")))
    assert [row["severity"] for row in rows] == ["violation", "warning", "info", "violation"]
    assert rows[0]["message"] == NASTY
    assert (rows[0]["focus_node"], rows[0]["path"], rows[0]["line"]) == ("ex:a", "ex:p", "2")


def test_csv_computes_nothing() -> None:
    finding = Finding(Severity.VIOLATION, "=1+1", "<http://example.org/a>", location=Location("-", 1, 1))
    (row,) = csv.DictReader(StringIO(render("csv", Report((finding,), "fast"))))
    assert (row["message"], row["file"]) == ("'=1+1", "-")


def test_junit_is_read_as_xml(report: Report) -> None:
    root = ElementTree.fromstring(render("junit", report))  # noqa: S314 - our own text
    assert root.attrib == {"name": "claimgraph validate", "tests": "4", "failures": "2", "errors": "0"}
    assert sum(int(suite.attrib["tests"]) for suite in root) == 4
    failures = list(root.iter("failure"))
    assert len(failures) == 2
    assert failures[0].attrib["message"].startswith("a \"b\" <c> & d%, 'e'")
    assert "focus: ex:a" in str(failures[0].text)
    assert [case.attrib.get("line") for case in root.iter("testcase")] == ["2", "3", None, None]


def test_junit_without_findings_is_one_passed_test() -> None:
    root = ElementTree.fromstring(render("junit", Report((), "fast", triples=3)))  # noqa: S314 - our own text
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["3 triples conform"]


def annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands of the text, as GitHub's runner reads them."""
    found = []
    for line in text.splitlines():
        if match := re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line):
            properties = dict(part.split("=", 1) for part in match[2].split(","))
            for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
                properties = {name: value.replace(code, character) for name, value in properties.items()}
            message = match[3].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
            found.append((match[1], properties, message))
    return found


def test_github_reads_the_annotations(report: Report) -> None:
    read = annotations(render("github", report).replace("\u2028", " "))
    assert [command for command, _, _ in read] == ["error", "warning", "notice", "error"]
    assert read[0][1]["file"].endswith("/a,b:c.ttl")
    assert (read[0][1]["line"], read[0][1]["col"], read[0][1]["title"]) == ("2", "12", "ex:S")
    assert read[0][2].startswith(NASTY.replace("\u2028", " "))
    assert "line" not in read[2][1]


def test_sarif_has_what_its_schema_requires(report: Report) -> None:
    read = json.loads(render("sarif", report))
    assert read["version"] == "2.1.0"
    (run,) = read["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "claimgraph"
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        for location in result["locations"]:
            assert not re.search(
                r"[ ,<>]", location["physicalLocation"]["artifactLocation"]["uri"].removeprefix("file:")
            )
            region = location["physicalLocation"].get("region", {"startLine": 1})
            assert region["startLine"] >= 1
            assert region.get("startColumn", 1) >= 1
    assert run["results"][0]["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert run["invocations"][0]["toolExecutionNotifications"] == [{"message": {"text": "a notice"}}]


def test_sarif_explains_a_check_by_its_header() -> None:
    finding = Finding(Severity.WARNING, "Nothing describes it.", component="https://w3id.org/claimgraph/check#links")
    (run,) = json.loads(render("sarif", Report((finding,), engine="fast")))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == {"text": "Links within the data that lead nowhere."}
    assert "Correct the IRI" in rule["help"]["text"]


SARIF = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text(encoding="utf-8"))


def test_sarif_conforms_to_the_schema_of_oasis(each: Report) -> None:
    """By the final schema (sarif-multitool 5.7.0 of npm ships it under MIT, see beside it), read by jsonschema."""
    read = json.loads(render("sarif", each))
    jsonschema.Draft202012Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(read)
    (run,) = read["runs"]
    assert run["invocations"][0]["executionSuccessful"] == bool(each.engine)
    assert len(run["results"]) == len(each.findings)


def test_the_schema_of_sarif_refuses_what_is_none(report: Report) -> None:
    read = json.loads(render("sarif", report))
    jsonschema.Draft202012Validator.check_schema(SARIF)
    read["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError, match="'fatal' is not one of"):
        jsonschema.Draft202012Validator(SARIF).validate(read)


def test_junit_is_read_by_junitparser(each: Report) -> None:
    read = junitparser.JUnitXml.fromstring(render("junit", each).encode())
    violations = sum(finding.severity == Severity.VIOLATION for finding in each.findings)
    assert (read.tests, read.failures + read.errors) == (max(1, len(each.findings)), violations)
    assert (read.errors > 0) == (not each.engine)
    kinds = junitparser.Failure if each.engine else junitparser.Error
    wrong = [case for suite in read for case in suite if case.result]
    assert len(wrong) == violations
    assert all(isinstance(result, kinds) for case in wrong for result in case.result)
    for suite in read:
        results = [result for case in suite for result in case.result if isinstance(result, kinds)]
        assert (suite.tests, suite.failures + suite.errors) == (len(list(suite)), len(results))


def test_html_is_read_without_an_error(each: Report) -> None:
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(render("html", each))
    assert [article.get("class") for article in page.iter("article")] == [str(f.severity) for f in each.findings]
    assert page.find("head/title").text == "Validation report"


# What SHACL says of reports (section 3.6), but that a finding of no shape has no sh:sourceShape.
REPORT_SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:Report> sh:targetClass sh:ValidationReport ; sh:property
    [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
    [ sh:path sh:result ; sh:class sh:ValidationResult ] .
<urn:Result> sh:targetClass sh:ValidationResult ; sh:targetObjectsOf sh:result ; sh:property
    [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path sh:value ; sh:maxCount 1 ] ,
    [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
    [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
    [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sh:resultMessage ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:minLength 1 ] .
"""


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_rdf_reports_are_the_same_to_two_parsers_and_conform(each: Report, tmp_path: Path, name: str) -> None:
    # XML cannot hold the bell.
    text = render(name, each).replace("\\u0007", "").replace("\x07", "")
    kind = FORMATS[name]
    written = ox.serialize(ox.parse(text, format=getattr(ox.RdfFormat, kind.oxigraph)), format=ox.RdfFormat.N_QUADS)
    assert written is not None
    again, other = text, RDF_FORMATS[name]
    if name == "jsonld":
        again, other = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"}), "nt"
    ours, theirs = Graph().parse(data=written.decode(), format="nt"), Graph().parse(data=again, format=other)
    assert isomorphic(ours, theirs)
    assert len(list(ours.subjects(RDF.type, SH.ValidationResult))) == len(each.findings)
    path = tmp_path / f"report{kind.suffixes[0]}"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(REPORT_SHAPES)
    assert validate([path], shapes=[tmp_path / "shapes.ttl"], engine="reference").findings == ()


def test_csv_has_a_row_for_each_finding(each: Report) -> None:
    rows = list(csv.reader(StringIO(render("csv", each), newline=""), strict=True))
    assert len(rows) == 1 + len(each.findings)
    assert {len(row) for row in rows} == {11}


class Page(HTMLParser):
    """Collects the text of a page and checks that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.articles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        if tag == "article":
            self.articles.append(str(dict(attrs)["class"]))
        assert tag not in ("script", "img", "link", "iframe")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_is_whole_and_harmless(report: Report) -> None:
    page = Page()
    page.feed(render("html", report))
    page.close()
    assert not page.open
    assert page.articles == ["violation", "warning", "info", "violation"]
    assert any("<c> & d%" in words for words in page.words)


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_every_rdf_format_gives_the_same_graph(report: Report, name: str) -> None:
    def read(name: str) -> Graph:
        text, kind = render(name, report), RDF_FORMATS[name]
        if name == "jsonld":
            text, kind = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"}), "nt"
        # XML cannot hold the bell.
        return Graph().parse(data=text.replace("\\u0007", "").replace("\x07", ""), format=kind)

    assert isomorphic(read(name), read("ntriples"))


def test_the_rdf_report_is_shacls(report: Report) -> None:
    graph = Graph().parse(data=render("turtle", report))
    (root,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert (root, SH.conforms, Literal(False)) in graph
    assert len(list(graph.objects(root, SH.result))) == 4
    severities = {graph.value(result, SH.resultSeverity) for result in graph.objects(root, SH.result)}
    assert severities == {SH.Violation, SH.Warning, SH.Info, URIRef("http://example.org/Fatal")}
    assert {Literal("third"), Literal("dritte", lang="de"), Literal(NASTY)} <= set(
        graph.objects(None, SH.resultMessage)
    )
    # Of two results of one shape without an IRI, the shape is one and the same.
    shapes = [shape for shape in graph.objects(None, SH.sourceShape) if isinstance(shape, BNode)]
    assert len(shapes) == 2
    assert len(set(shapes)) == 1


def test_a_conforming_report_says_so() -> None:
    graph = Graph().parse(data=render("turtle", Report((), "fast")))
    assert (None, SH.conforms, Literal(True)) in graph
    assert len(graph) == 2


def paths(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: f"[ sh:alternativePath ( {' '.join(parts)} ) ]"),
        several.map(lambda parts: f"( {' '.join(parts)} )"),
        st.builds(
            lambda name, part: f"[ sh:{name} {part} ]",
            st.sampled_from(["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]),
            inner,
        ),
    )


@settings(deadline=None)
@given(st.recursive(st.sampled_from(["ex:p", "ex:q"]), paths, max_leaves=6))
def test_any_path_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    head = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    folder = tmp_path_factory.mktemp("path")
    (folder / "data.ttl").write_text(head + "ex:a ex:p ex:a .")
    (folder / "shapes.ttl").write_text(
        head + f"ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path {path} ; sh:minCount 9 ."
    )
    found = validate([folder / "data.ttl"], shapes=[folder / "shapes.ttl"])
    given_, written = Graph().parse(data=head + f"ex:r sh:resultPath {path} ."), Graph()
    read = Graph().parse(data=render("ntriples", found), format="nt")
    todo: list[tuple[Node, Node, Node]] = [
        (URIRef("http://example.org/r"), SH.resultPath, node) for node in read.objects(None, SH.resultPath)
    ]
    while todo:
        triple = todo.pop()
        written.add(triple)
        if isinstance(triple[2], BNode):
            todo += read.triples((triple[2], None, None))
    assert to_isomorphic(written) == to_isomorphic(given_)


@pytest.mark.parametrize("name", NAMES)
def test_every_format_says_what_it_is(name: str) -> None:
    module = registry.load(REPORTS, name, "report format")
    assert re.match(r"[A-Z].*: .*\.\Z|[A-Z].*, .*: .*\.\Z", str(module.__doc__).strip().splitlines()[0])
    assert module.__all__ == ["render"]


def test_text_counts_information(report: Report) -> None:
    third = report.findings[2]
    assert render("text", Report((third, third), "fast")).splitlines()[-1].startswith("2 of information in 0 files")


@pytest.mark.parametrize("name", NAMES)
def test_findings_that_are_not_shown_count(report: Report, name: str) -> None:
    nothing = first(report, 0)
    assert nothing.findings == ()
    assert nothing.fails(Severity.VIOLATION)
    text = render(name, nothing)
    counted = {
        "text": "2 violations, 1 warning, 1 of information",
        "github": "2 violations, 1 warning, 1 of information",
        "html": "2 violations, 1 warning, 1 of information",
        "json": '"violation": 2',
        "junit": 'name="4 more findings, not shown"',
        "sarif": "4 more findings not shown",
        "turtle": "sh:conforms false",
        "ntriples": 'conforms> "false"',
        "rdfxml": ">false<",
        "jsonld": '"false"',
    }
    assert counted.get(name, "") in text
    assert "conform" not in text or "true" not in text


def test_junit_fails_where_a_violation_is_not_shown(report: Report) -> None:
    root = ElementTree.fromstring(render("junit", first(report, 3)))  # noqa: S314 - our own text
    assert root.attrib == {"name": "claimgraph validate", "tests": "4", "failures": "2", "errors": "0"}
    assert len(list(root.iter("failure"))) == 2


@pytest.mark.parametrize(
    ("before", "value", "indent", "carets"),
    [
        ("", "é", 0, 3),
        ('"漢" , ', "x", 7, 3),
        ("", "😀e\u0301", 0, 5),
        ('"a\rb\x07" , ', "x", 14, 3),
        ("", "\u202ex\u2066\u2028", 0, 21),
        ("", '""a b\n""', 0, 6),
    ],
    ids=["plain", "wide before", "wide and combining", "control", "direction", "of several lines"],
)
def test_carets_stand_below_what_a_terminal_shows(
    tmp_path: Path, before: str, value: str, indent: int, carets: int
) -> None:
    source = tmp_path / "wide.ttl"
    source.write_text(f'{before}"{value}" .\n', encoding="utf-8", newline="")
    place = Location(str(source), 1, len(before) + 1)
    text = render("text", Report((Finding(Severity.VIOLATION, "wrong", location=place),), "fast"))
    assert text.split("\n")[2] == "   | " + " " * indent + "^" * carets
