"""Both engines give the same findings, and what one cannot do is said or done by the other."""

import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph import worker
from claimgraph.errors import DisagreementError, InputError, ShapesError
from claimgraph.model import Finding
from claimgraph.sources import expand
from claimgraph.validate import _engine, validate
from claimgraph.validate._graph import Graph
from claimgraph.validate._shapes import Shapes
from claimgraph.validate.engines import fast, reference
from support import Run

HEAD = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# Every node is in focus, and most are found wanting; blank nodes stand in all places.
SHAPES = (
    HEAD
    + """
ex:Any sh:targetSubjectsOf ex:p, ex:q ; sh:targetObjectsOf ex:p ;
    sh:nodeKind sh:IRI ;
    sh:property [ sh:path ex:p ; sh:maxCount 1 ; sh:nodeKind sh:Literal ] ,
        [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:maxCount 0 ; sh:in ( 1 "x" ) ] ,
        [ sh:path [ sh:alternativePath ( ex:q [ sh:zeroOrMorePath ex:p ] ) ] ; sh:datatype xsd:integer ] ,
        [ sh:path [ sh:inversePath [ sh:oneOrMorePath ex:p ] ] ; sh:hasValue ex:a ] ,
        [ sh:path [ sh:inversePath ( ex:p [ sh:inversePath ( ex:q ex:p ) ] ex:q ) ] ; sh:maxCount 0 ; sh:in ( 1 ) ] ,
        [ sh:path [ sh:zeroOrOnePath ex:q ] ; sh:not [ sh:class ex:C ] ; sh:uniqueLang true ] .
"""
)

NODES = st.sampled_from(["ex:a", "ex:b", "_:x", "_:y", "_:f0b0", "[]", "[ ex:p 1 ]", "[ ex:q ex:a ; ex:p [] ]"])
VALUES = st.one_of(
    NODES,
    st.sampled_from(['"x"', '"x"@en', '"x"@EN-gb', '"z"^^xsd:integer', '"\\u00e9\\n\\"\\\\"']),
    st.sampled_from(["1", "01", "1.50", "( ex:a _:x 1 )", "()"]),
)
TRIPLES = st.builds(
    lambda subject, predicate, value: f"{subject} {predicate} {value} .\n",
    NODES,
    st.sampled_from(["ex:p", "ex:q", "a"]),
    VALUES,
).filter(lambda text: " a " not in text or text.split(" a ")[1].strip(" .\n") in ("ex:a", "ex:b"))


@given(st.lists(st.lists(TRIPLES, max_size=6), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_engines_agree_on_any_data(tmp_path_factory: pytest.TempPathFactory, files: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("data")
    for number, triples in enumerate(files):
        (folder / f"{number}.ttl").write_text(HEAD + "".join(triples), encoding="utf-8")
    (folder / "shapes").mkdir()
    (folder / "shapes" / "shapes.ttl").write_text(SHAPES)
    shapes = Shapes(expand([folder / "shapes"]))
    graph = Graph(expand(sorted(folder.glob("*.ttl"))))
    # Raises where there is a difference, in blank nodes too.
    worker.run(_engine.cross_check, graph, shapes, "none", seconds=60, megabytes=4000)


def blank_nodes(folder: Path, names: list[str]) -> list[tuple[str, str]]:
    """Of each subject of ex:n in the files, the engine's name as we give it, and its ex:n."""
    shapes = folder / "shapes.ttl"
    shapes.write_text(HEAD + "ex:S sh:targetSubjectsOf ex:n ; sh:property [ sh:path ex:n ; sh:in ( [] [] ) ] .")
    graph = Graph(expand([folder / name for name in names]))
    results = worker.run(fast.run, graph, Shapes(expand([shapes])), "none", seconds=60, megabytes=4000)
    return sorted((result.focus_node, result.value) for result in results)


TURTLE = (
    HEAD + "_:b ex:n 1 . [] ex:n 2 ; ex:o [ ex:n 3 ; ex:l ( [ ex:n 4 ] 5 [ ex:n 6 ] ) ] . _:a ex:n 7 . _:b ex:m _:c .\n"
)
# Blank nodes that are mentioned in a triple term before, or only there.
MENTIONS = (
    HEAD + "ex:a ex:m <<( _:y ex:n _:x )>> . _:x ex:n 1 . << ex:a ex:n [] >> ex:n _:y . _:k ex:n 2 {| ex:n 3 |} .\n"
)


@pytest.mark.parametrize(
    "files",
    [
        {"a.ttl": TURTLE},
        {"a.ttl": TURTLE, "b.ttl": TURTLE},
        {"a.ttl": TURTLE, "b.ttl": HEAD + "[ ex:n 1 ] ex:o [ ex:n 2 ] .", "c.ttl": HEAD + "ex:a ex:n 1 ."},
        {"a.nt": "_:x <http://example.org/n> _:y .\n_:y <http://example.org/n> _:x .\n"},
        {
            "a.trig": HEAD + "_:g { _:x ex:n 1 . [] ex:n 2 } _:x { _:g ex:n 3 }",
            "b.nq": "_:x <http://example.org/n> _:y _:z .\n",
        },
        {"a.ttl": MENTIONS},
        {"a.ttl": MENTIONS, "b.ttl": MENTIONS, "c.ttl": TURTLE},
        {"a.jsonld": '{"@id": "_:z", "http://example.org/n": [1, {"http://example.org/n": 2}]}', "b.ttl": TURTLE},
    ],
    ids=lambda files: "+".join(files),
)
def test_blank_nodes_of_the_fast_engine_get_our_names_back(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    ours = [
        (str(triple.subject), str(triple.object))
        for triple in Graph(expand([tmp_path / name for name in files])).triples()
        if triple.predicate == ox.NamedNode("http://example.org/n")
    ]
    assert blank_nodes(tmp_path, list(files)) == sorted(ours)


def test_many_blank_nodes_get_our_names_back(tmp_path: Path) -> None:
    # Numbered backwards, so that order of appearance and order of names differ.
    text = "".join(f"_:x{20000 - n} ex:n {n} ; ex:o [ ex:n {n} ] .\n" for n in range(20000))
    (tmp_path / "a.ttl").write_text(HEAD + text)
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    expected = sorted((f"_:f0b{2 * n + i}", f'"{n}"{integer}') for n in range(20000) for i in (0, 1))
    assert blank_nodes(tmp_path, ["a.ttl"]) == expected


@pytest.fixture
def both(tmp_path: Path) -> "Both":
    return Both(tmp_path)


class Both:
    """Validates with shapes and data given as Turtle."""

    def __init__(self, folder: Path) -> None:
        self.data, self.shapes = folder / "data.ttl", folder / "shapes.ttl"

    def write(self, shapes: str, data: str) -> None:
        self.data.write_text(HEAD + data)
        self.shapes.write_text(HEAD + shapes)

    def findings(self, engine: str) -> tuple[Finding, ...]:
        return validate([self.data], shapes=[self.shapes], engine=engine).findings


@pytest.mark.parametrize(
    ("shapes", "data", "notice"),
    [
        (
            'ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:pattern "^(?!x)" ] .',
            'ex:a ex:p "x" . ex:b ex:p "y" .',
            "look-around, including look-ahead and look-behind, is not supported: the reference engine validates.",
        ),
        (
            (
                "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:made ; sh:maxCount 0 ] ;"
                "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:made ; sh:object 1 ] ."
            ),
            'ex:a ex:p "x" .',
            "sh:rule of <http://example.org/S> is beyond the fast engine: the reference engine validates.",
        ),
        (
            (
                "ex:S a sh:NodeShape ; sh:nodeKind sh:BlankNode ; sh:target [ a sh:SPARQLTarget ;"
                'sh:select "SELECT ?this WHERE { ?this <http://example.org/p> ?any }" ] .'
            ),
            'ex:a ex:p "x" .',
            "sh:target of <http://example.org/S> is beyond the fast engine: the reference engine validates.",
        ),
        (
            "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:expression [ sh:path ex:valid ] .",
            'ex:a ex:p "x" ; ex:valid false .',
            "sh:expression of <http://example.org/S> is beyond the fast engine: the reference engine validates.",
        ),
        (
            (
                "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:n ;"
                " sh:expression [ sh:union ( [ sh:path ex:p ] [ sh:intersection ( [ sh:path ex:q ] true ) ] ) ] ."
            ),
            "ex:a ex:n 1 ; ex:p true, false . ex:b ex:n 2 ; ex:p true ; ex:q true, false .",
            "sh:expression of <http://example.org/S> is beyond the fast engine: the reference engine validates.",
        ),
        (
            (
                "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:n ; sh:expression [ ex:big ( [ sh:path ex:n ] ) ] ."
                "ex:big a sh:SPARQLFunction ; sh:parameter [ sh:path ex:x ; sh:datatype xsd:integer ] ;"
                " sh:returnType xsd:boolean ; sh:ask 'ASK { FILTER($x > 4) }' ."
            ),
            "ex:a ex:n 3 . ex:b ex:n 5 .",
            "sh:expression of <http://example.org/S> is beyond the fast engine: the reference engine validates.",
        ),
        (
            (
                "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:n ; sh:property [ sh:path ex:made ; sh:maxCount 0 ] ;"
                " sh:rule [ a sh:SPARQLRule ;"
                " sh:condition [ a sh:NodeShape ; sh:property [ sh:path ex:n ; sh:minInclusive 4 ] ] ;"
                " sh:construct 'CONSTRUCT { $this <http://example.org/made> 1 } WHERE { $this ?p ?o }' ] ."
            ),
            "ex:a ex:n 3 . ex:b ex:n 5 .",
            "sh:rule of <http://example.org/S> is beyond the fast engine: the reference engine validates.",
        ),
        (
            (
                "ex:S a sh:NodeShape ; sh:target [ a ex:T ; ex:min 4 ] ; sh:nodeKind sh:Literal ."
                "ex:T a sh:SPARQLTargetType ; <http://www.w3.org/2000/01/rdf-schema#subClassOf> sh:Target ;"
                " sh:parameter [ sh:path ex:min ] ;"
                " sh:select 'SELECT ?this { ?this <http://example.org/n> ?n FILTER(?n > $min) }' ."
            ),
            "ex:a ex:n 3 . ex:b ex:n 5 .",
            "sh:target of <http://example.org/S> is beyond the fast engine: the reference engine validates.",
        ),
        (
            (
                "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ; sh:validator"
                " [ a sh:SPARQLAskValidator ; sh:ask 'ASK { FILTER (STRLEN($value) >= $least) }' ] ."
                "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; ex:least 2 ] ."
            ),
            'ex:a ex:p "x", "xx" .',
            "of <http://example.org/C> on a property shape is beyond the fast engine: the reference engine validates.",
        ),
    ],
    ids=["look-around", "rule", "target", "expression", "union", "function", "condition", "target type", "ask"],
)
def test_what_the_fast_engine_cannot_do_the_reference_engine_does(
    both: Both, shapes: str, data: str, notice: str
) -> None:
    both.write(shapes, data)
    report = validate([both.data], shapes=[both.shapes])
    assert report.engine == f"reference ({reference.NAME})"
    assert len(report.findings) == 1
    assert len(report.notices) == 1
    assert report.notices[0].endswith(notice)
    with pytest.raises(ShapesError):
        validate([both.data], shapes=[both.shapes], cross_check=True)


def test_a_cross_check_says_which_engines_agreed(run: Run, both: Both) -> None:
    both.write("ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:nodeKind sh:Literal .", "ex:a ex:p 1 .")
    outcome = run("validate", both.data, "-s", both.shapes, "--cross-check")
    assert outcome.code == 1
    assert f"engine: fast ({fast.NAME}) and reference ({reference.NAME})" in outcome.out


def test_a_disagreement_names_the_difference(run: Run, both: Both) -> None:
    # Known: docs/engines.md. To one engine, a zero-width joiner is of \w, to the other it is not; of two dates of which
    # one has a time zone, one compares nothing.
    both.write(
        "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property ex:joined,"
        '  [ sh:path ex:d ; sh:minInclusive "2001-01-01Z"^^xsd:date ; sh:severity sh:Warning ] .'
        'ex:joined sh:path ex:p ; sh:pattern "^\\\\w+$" .',
        'ex:a ex:p "a\u200db" .\n' + "".join(f'ex:d{n} ex:p "d" ; ex:d "2001-01-01"^^xsd:date .\n' for n in range(9)),
    )
    with pytest.raises(DisagreementError, match="the engines disagree on 10 findings, 1 only of pyshacl") as caught:
        validate([both.data], shapes=[both.shapes], cross_check=True)
    assert str(caught.value.location) == f"{both.data}:4:11"
    outcome = run("validate", both.data, "-s", both.shapes, "--cross-check")
    assert (outcome.code, outcome.out) == (4, "")
    assert f"claimgraph: error: {both.data}:4:11: the engines disagree on 10 findings" in outcome.err
    lines = outcome.err.splitlines()[1:]
    assert lines[0] == (
        f"  {both.data}:4:11: only {reference.NAME}: sh:Violation sh:PatternConstraintComponent:"
        ' focus ex:a, path ex:p, value "a\u200db", shape ex:joined'
    )
    assert [line.partition(": only ")[0] for line in lines[1:]] == [f"  {both.data}:{5 + n}:23" for n in range(9)]
    assert lines[1].partition(": only ")[2] == (
        f"{fast.NAME}: sh:Warning sh:MinInclusiveConstraintComponent:"
        ' focus ex:d0, path ex:d, value "2001-01-01"^^xsd:date, shape ex:S'
    )


def test_without_the_fast_engines_package_the_reference_engine_takes_over(both: Both) -> None:
    both.write("ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:nodeKind sh:Literal .", "ex:a ex:p 1 .")
    program = "import sys; sys.modules['shacl'] = None; from claimgraph.cli import main; main(sys.argv[1:])"

    def call(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, "validate", str(both.data), "-s", str(both.shapes), *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    outcome = call()
    assert outcome.returncode == 1
    assert "engine: reference" in outcome.stdout
    assert outcome.stderr == "claimgraph: notice: the package shacl is not installed: the reference engine validates.\n"
    assert call("--cross-check").returncode == 2


def test_prefixes_of_queries_may_be_imported(both: Both) -> None:
    both.write(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "ex:P owl:imports ex:Q . ex:Q owl:imports ex:P ;"
        "sh:declare [ sh:prefix 'e' ; sh:namespace 'http://example.org/'^^xsd:anyURI ] ."
        "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ;"
        "sh:sparql [ sh:prefixes ex:P ; sh:select 'SELECT $this WHERE { $this e:p 1 }' ; sh:message 'one: {$this}' ] .",
        "ex:a ex:p 1 . ex:b ex:p 2 .",
    )
    for engine in ("fast", "reference"):
        (finding,) = both.findings(engine)
        assert finding.message == "one: http://example.org/a"


def test_only_shapes_have_a_severity(both: Both) -> None:
    query = "sh:select 'SELECT $this WHERE { $this <http://example.org/p> 1 }' ; sh:severity sh:Info"
    both.write(
        f"ex:S sh:targetSubjectsOf ex:p ; sh:sparql [ {query} ] ."
        f"ex:T sh:targetSubjectsOf ex:p ; sh:severity sh:Warning ; sh:sparql [ {query} ] ."
        f"ex:U sh:targetSubjectsOf ex:p ; sh:severity ex:Fatal ; sh:sparql [ {query} ] .",
        "ex:a ex:p 1 .",
    )
    for engine in ("fast", "reference"):
        assert [finding.severity_iri or str(finding.severity) for finding in both.findings(engine)] == [
            "violation",
            "http://example.org/Fatal",
            "warning",
        ]


def test_shapes_are_their_own_targets_where_they_are_classes_of_any_kind(both: Both) -> None:
    both.write(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "ex:N sh:path ex:n ; sh:minCount 1 . ex:Kind rdfs:subClassOf rdfs:Class . ex:Kinds rdfs:subClassOf ex:Kind ."
        "ex:A a rdfs:Class, sh:NodeShape ; sh:property ex:N . ex:B a owl:Class, sh:NodeShape ; sh:property ex:N ."
        "ex:C a ex:Kinds, sh:NodeShape ; sh:property ex:N . ex:D a ex:Other, sh:NodeShape ; sh:property ex:N ."
        "ex:E a owl:Class, sh:PropertyShape ; sh:path ex:n ; sh:minCount 1 . ex:F a owl:Class .",
        "ex:a a ex:A . ex:b a ex:B . ex:c a ex:C . ex:d a ex:D . ex:e a ex:E . ex:f a ex:F .",
    )
    for engine in ("fast", "reference"):
        found = sorted(finding.focus_node for finding in both.findings(engine))
        assert found == [f"<http://example.org/{name}>" for name in "abce"]


def test_a_sparql_constraint_may_be_switched_off(both: Both) -> None:
    both.write(
        "ex:S sh:targetNode ex:a ; sh:sparql [ sh:deactivated true ; sh:select 'SELECT $this {}' ] ,"
        " [ sh:deactivated false ; sh:select 'SELECT $this { BIND (1 AS ?x) }' ] .",
        "ex:a ex:p 1 .",
    )
    report = validate([both.data], shapes=[both.shapes])
    assert "a sh:sparql with sh:deactivated of <http://example.org/S> is beyond the fast engine" in report.notices[0]
    assert (len(report.findings), report.engine[:9]) == (1, "reference")


def test_only_a_query_gives_a_property_shape_the_value_of_a_result(both: Both) -> None:
    none = "sh:select 'SELECT $this { FILTER NOT EXISTS { $this $PATH ?v } }'"
    own = "sh:select 'SELECT $this ?value { BIND ($this AS ?value) }'"
    both.write(
        f"ex:P sh:targetNode ex:a ; sh:path ex:q ; sh:sparql [ {none} ] ."
        f"ex:S sh:targetNode ex:a ; sh:sparql [ {none.replace('$PATH', '<http://example.org/q>')} ] ."
        f"ex:V sh:targetNode ex:a ; sh:path ex:q ; sh:sparql [ {own} ] .",
        "ex:a ex:p 1 .",
    )
    for engine in ("fast", "reference"):
        found = {finding.shape[-1]: finding.value for finding in both.findings(engine)}
        assert found == {"P": "", "S": "<http://example.org/a>", "V": "<http://example.org/a>"}


COMPONENT = "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:c ] ; sh:{kind} [ sh:select '{query}' ] ."


@pytest.mark.parametrize(
    ("kind", "query", "values", "engine"),
    [
        ("nodeValidator", "SELECT $this ?value { $this ex:p ?value }", ["b", "d"], "reference"),
        ("nodeValidator", "SELECT $this { $this ex:p ?v . FILTER (?v = ex:b) }", ["a"], "fast"),
        ("propertyValidator", "SELECT $this ?value { $this $PATH ?x . ?x ex:r ?value }", ["e"], "reference"),
        ("propertyValidator", "SELECT $this { FILTER NOT EXISTS { $this $PATH ex:x } }", [""], "reference"),
        ("propertyValidator", "SELECT $this { FILTER NOT EXISTS { $this ex:none ?v } }", [""], "reference"),
        ("propertyValidator", "SELECT $this ?value { $this $PATH ?value }", ["b", "d"], "fast"),
    ],
)
def test_a_select_of_a_component_asks_for_focus_nodes(
    both: Both, kind: str, query: str, values: list[str], engine: str
) -> None:
    shape = "ex:S sh:targetNode ex:a ; ex:c 1 ." + (" ex:S sh:path ex:p ." if kind == "propertyValidator" else "")
    query = re.sub(r"ex:(\w+)", r"<http://example.org/\1>", query)
    both.write(COMPONENT.format(kind=kind, query=query) + shape, "ex:a ex:p ex:b , ex:d . ex:b ex:r ex:e .")
    report = validate([both.data], shapes=[both.shapes])
    assert sorted(finding.value for finding in report.findings) == [v and f"<http://example.org/{v}>" for v in values]
    assert report.engine.startswith(engine)
    assert report.findings[0].component == "http://example.org/C"


def test_a_property_shape_closes_its_values(both: Both) -> None:
    both.write(
        "ex:S sh:targetNode ex:a ; sh:property ex:P ."
        "ex:P sh:path ex:p ; sh:closed true ; sh:ignoredProperties ( ex:r ) ; sh:property [ sh:path ex:q ] .",
        "ex:a ex:p ex:b ; ex:z 1 . ex:b ex:q 2 ; ex:r 3 ; ex:s 4 .",
    )
    report = validate([both.data], shapes=[both.shapes])
    assert "sh:closed on a property shape, <http://example.org/P>, is beyond the fast engine" in report.notices[0]
    (finding,) = report.findings
    assert (finding.path, finding.value) == (
        "<http://example.org/s>",
        '"4"^^<http://www.w3.org/2001/XMLSchema#integer>',
    )


def test_an_inverse_sequence_is_walked_from_its_end(both: Both) -> None:
    both.write(
        "ex:S sh:targetNode ex:c ; sh:property"
        " [ sh:path [ sh:inversePath [ sh:alternativePath ( ( ex:p ex:q ) ex:r ) ] ] ; sh:in ( 1 ) ] .",
        "ex:a ex:p ex:b . ex:b ex:q ex:c . ex:c ex:r ex:c .",
    )
    for engine in ("fast", "reference"):
        assert sorted(finding.value for finding in both.findings(engine)) == [
            "<http://example.org/a>",
            "<http://example.org/c>",
        ]


def test_literals_keep_their_lexical_forms(both: Both) -> None:
    both.write(
        "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ] .",
        'ex:a ex:p 01, 1.50, "x"@EN-gb, "1"^^xsd:boolean, "2001-1-1"^^xsd:date, "\\u0001\\t" .',
    )
    values = {engine: [finding.value for finding in both.findings(engine)] for engine in ("fast", "reference")}
    assert values["fast"] == values["reference"]
    assert '"01"^^<http://www.w3.org/2001/XMLSchema#integer>' in values["fast"]
    assert '"x"@en-gb' in values["fast"]


@pytest.mark.parametrize("files", [1, 2])
def test_blank_nodes_in_messages_have_the_names_of_findings(both: Both, tmp_path: Path, files: int) -> None:
    both.write(
        "[] sh:targetSubjectsOf ex:none ; sh:nodeKind sh:IRI . ex:S sh:targetSubjectsOf ex:p ; sh:sparql ["
        " sh:message '{$this} has {?value}, not _:0_b0 or 1-f0b0-1' ;"
        " sh:select 'SELECT $this ?value { $this <http://example.org/p> ?value }' ] .",
        "ex:a ex:p [ ex:q [] ] . _:x ex:p _:y .",
    )
    data = [both.data]
    if files > 1:
        (tmp_path / "a.ttl").write_text(HEAD + "[] ex:q [] .")
        data.insert(0, tmp_path / "a.ttl")
    for engine in ("fast", "reference"):
        findings = validate(data, shapes=[both.shapes], engine=engine).findings
        assert len(findings) == 2
        for finding in findings:
            focus = finding.focus_node.strip("<>")
            assert finding.message == f"{focus} has {finding.value}, not _:0_b0 or 1-f0b0-1"


def test_of_several_values_of_a_parameter_the_message_says_no_more_than_is_known(both: Both) -> None:
    both.write(
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:k ; sh:hasValue ex:a, ex:b, ex:c, ex:d ] ,"
        " [ sh:path ( ex:u ex:u ) ; sh:hasValue ex:a, ex:b ] , [ sh:path [ sh:inversePath ex:p ] ; sh:hasValue ex:x ] ,"
        " [ sh:path ex:p ; sh:class ex:C, ex:D ; sh:disjoint ex:u, ex:v ; sh:nodeKind sh:BlankNode ] .",
        "ex:x ex:p ex:y ; ex:k ex:a, ex:c ; ex:u ex:y .",
    )
    for engine in ("fast", "reference"):
        assert sorted(finding.message for finding in both.findings(engine)) == [
            "The value ex:a or ex:b is missing.",
            "The value ex:a or ex:b is missing.",
            "The value ex:b is missing.",
            "The value ex:d is missing.",
            "The value ex:x is missing.",
            "The value is also a value of one of ex:u, ex:v.",
            "The value is not an instance of each of ex:C, ex:D.",
            "The value is not an instance of each of ex:C, ex:D.",
            "The value is not of the kind sh:BlankNode.",
        ]


def test_a_result_of_ask_has_its_own_value_and_message(both: Both) -> None:
    both.write(
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ; sh:validator"
        " [ sh:message '{?value} is below {$least}' ; sh:ask 'ASK { FILTER ($value >= $least) }' ] ."
        "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; ex:least 2 ] .",
        "ex:a ex:p 0, 1, 2 .",
    )
    found = [(finding.value, finding.messages) for finding in both.findings("reference")]
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert found == [(f'"{number}"{integer}', (f'"{number} is below 2"',)) for number in (0, 1)]


def test_the_reference_engine_refuses_triple_terms_where_they_stand(both: Both) -> None:
    both.write("ex:S sh:targetSubjectsOf ex:p ; sh:nodeKind sh:IRI .", "ex:a ex:p 1 .\nex:b ex:p 2 , 3 {| ex:q 4 |} .")
    assert not both.findings("fast")
    with pytest.raises(InputError, match=r"data\.ttl:5:15: .* no triple terms") as raised:
        both.findings("reference")
    assert not isinstance(raised.value, ShapesError)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (
            "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ;\n sh:minExclusive 1.0 ] .",
            r"shapes.ttl:5:18: a part of <.*S>: pyshacl .* cannot evaluate its sh:minExclusive: InvalidOperation\.",
        ),
        (
            "ex:S sh:targetSubjectsOf ex:p ;\n sh:sparql [ sh:select 'SELECT $this { GRAPH ?g { $this ?p 1 } }' ] .",
            r"shapes.ttl:5:12: <.*S>: pyshacl .* cannot evaluate its sh:sparql: ",
        ),
        (
            "ex:S sh:targetSubjectsOf ex:p ; sh:rule\n [ a sh:SPARQLRule ; sh:construct 'CONSTRUCT{}{GRAPH ?g{}}' ] .",
            r"shapes.ttl:5:2: a part of <.*S>: pyshacl .* cannot evaluate it: ",
        ),
        (
            "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ;\n sh:pattern '[' ] .",
            r"shapes.ttl:5:13: a part of <.*S>: pyshacl .* does not take its sh:pattern: unterminated character set",
        ),
        (
            "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:pattern 'a' ;\n sh:flags 's' ] .",
            r"shapes.ttl:5:11: a part of <.*S>: pyshacl .* does not know the flag 's' of its sh:flags\.",
        ),
    ],
)
def test_what_the_reference_engine_refuses_is_named_with_its_shape(both: Both, shapes: str, message: str) -> None:
    both.write(shapes, 'ex:a ex:p 1 , "NaN"^^xsd:double .')
    with pytest.raises(ShapesError, match=message):
        both.findings("reference")


def test_what_neither_engine_does_is_named_with_its_shape(both: Both) -> None:
    both.write(
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ;\n sh:pattern '(?=x)' ; sh:flags 's' ] .",
        "ex:a ex:p 1 .",
    )
    refused = r"shapes.ttl:5:13: a part of <.*S>: shacl .* does not take its sh:pattern: look-around.* pyshacl .* 's'"
    with pytest.raises(ShapesError, match=refused):
        both.findings("fast")


@pytest.mark.parametrize(
    "condition",
    [
        "ex:Old",
        "[ sh:class ex:C ]",
        "[ sh:path ex:age ; sh:minCount 1 ]",
        "[ sh:property [ sh:path ex:age ; sh:minCount 1 ] ]",
    ],
)
def test_a_rule_applies_where_its_condition_holds(both: Both, condition: str) -> None:
    both.write(
        "ex:Old sh:nodeKind sh:IRI ; sh:class ex:C . ex:S sh:targetSubjectsOf ex:p ;"
        " sh:property [ sh:path ex:made ; sh:maxCount 0 ] ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ;"
        f" sh:predicate ex:made ; sh:object 1 ; sh:condition {condition} ] .",
        "ex:a ex:p 1 ; a ex:C ; ex:age 2 . ex:b ex:p 1 .",
    )
    assert [finding.focus_node for finding in both.findings("fast")] == ["<http://example.org/a>"]
