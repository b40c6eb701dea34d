"""A partial run gives the report of a full run, whatever has changed since."""

import os
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claimgraph.errors import EngineError, RdfSyntaxError
from claimgraph.model import Report
from claimgraph.validate import _doubts, _incremental, _partial, cache, chosen, validate

HEAD = """@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# What a partial run can follow.
LOCAL = """
ex:A a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:maxCount 2 ] .

ex:B a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:class ex:C ] .

ex:D a sh:NodeShape ; sh:targetObjectsOf ex:q ; sh:class ex:D ; sh:nodeKind sh:IRI .

ex:E a sh:NodeShape ; sh:targetClass ex:D ;
    sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:minCount 1 ; sh:maxCount 1 ; sh:class ex:C ] .

ex:F a sh:NodeShape ; sh:targetNode ex:n0, ex:n7 ; sh:property [ sh:path ex:q ; sh:node ex:G ] .
ex:G a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:node ex:H ] .
ex:H a sh:NodeShape ; sh:property [ sh:path rdfs:label ; sh:uniqueLang true ] .

ex:I a sh:NodeShape ; sh:targetSubjectsOf rdfs:label ;
    sh:property [ sh:path rdfs:label ; sh:uniqueLang true ; sh:languageIn ( "en" ) ; sh:minLength 2 ;
        sh:message "label" ] .

ex:J a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true ; sh:ignoredProperties ( rdf:type rdfs:label ) ;
    sh:property [ sh:path ex:p ] .

ex:K a sh:NodeShape ; sh:targetClass ex:C ;
    sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:D ] ;
        sh:qualifiedValueShapesDisjoint true ] ,
    [ sh:path ex:q ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape [ sh:class ex:C ] ;
        sh:qualifiedValueShapesDisjoint true ] .

ex:L a sh:NodeShape ; sh:targetSubjectsOf ex:q ;
    sh:property [ sh:path ( ex:q ex:p ) ; sh:class ex:C ; sh:maxCount 1 ] .

ex:M a sh:NodeShape ; sh:targetClass ex:D ;
    sh:property [ sh:path [ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ] ; sh:minCount 1 ; sh:class ex:D ] .

ex:N a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:disjoint ex:q ; sh:equals ex:r ] ;
    sh:or ( [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ] [ sh:class ex:D ] ) .

ex:O a sh:NodeShape ; sh:targetSubjectsOf ex:v ;
    sh:property [ sh:path ex:v ; sh:lessThan ex:w ; sh:datatype xsd:integer ; sh:severity sh:Warning ] ;
    sh:not [ sh:property [ sh:path ex:w ; sh:hasValue 3 ] ] .

ex:C a sh:NodeShape, rdfs:Class ; sh:property [ sh:path ex:p ; sh:in ( ex:n1 ex:n2 ) ] .

ex:P a sh:PropertyShape ; sh:targetClass ex:D ; sh:path [ sh:inversePath ( ex:p ex:q ) ] ; sh:maxCount 0 .
""".strip().split("\n\n")
# What it leaves to a full run.
GLOBAL = """
ex:T a sh:NodeShape ; sh:targetClass ex:C ;
    sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:in ( ex:n1 ex:n2 ) ] ] .

ex:X a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:class ex:C ] .

ex:Y a sh:NodeShape ; sh:targetClass ex:D ; sh:property [ sh:path ex:p ; sh:node ex:Y ] .

ex:Z a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:message "far" ; sh:select \'\'\'SELECT $this WHERE {
    $this a ?type FILTER EXISTS { ?x <http://example.org/q> ?y . ?y <http://example.org/p> ?x } }\'\'\' ] .

ex:W a sh:NodeShape ; sh:targetNode ex:n3 ; sh:property [ sh:path [ sh:zeroOrOnePath ex:p ] ; sh:class ex:C ] .

ex:V a sh:NodeShape ; sh:targetObjectsOf rdfs:label ; sh:maxLength 1 .
""".strip().split("\n\n")
CLASSES = "ex:D rdfs:subClassOf ex:Thing .\n"
TERMS = CLASSES + "ex:C a rdfs:Class . ex:p a rdf:Property . ex:q a rdf:Property . ex:note a rdf:Property .\n"
NAMES = ["a.ttl", "b.ttl", "c.ttl", "d/e.ttl", "f.nt", "g.ttl"]

nodes = st.sampled_from([f"ex:n{number}" for number in range(6)] + ["_:x", "_:y"])
labels = st.sampled_from(['"a"', '"bb"@en', '"b"@en', '"cc"@de', '"dd"@en'])
triples = st.one_of(
    st.builds("{} {} {} .".format, nodes, st.sampled_from(["ex:p", "ex:q", "ex:r"]), nodes),
    st.builds("{} a {} .".format, nodes, st.sampled_from(["ex:C", "ex:D", "ex:Sub"])),
    st.builds("{} rdfs:label {} .".format, nodes, labels),
    st.builds("{} {} {} .".format, nodes, st.sampled_from(["ex:v", "ex:w"]), st.integers(1, 3)),
    st.builds("{} {} [ a ex:C ; ex:q {} ] .".format, nodes, st.sampled_from(["ex:p", "ex:q"]), nodes),
    st.sampled_from(["", "# nothing", "ex:Sub rdfs:subClassOf ex:C ."]),
    st.sampled_from(["ex:o owl:imports ex:n1, ex:n2 .", "ex:n1 a owl:Ontology .", "ex:o sh:shapesGraph ex:s ."]),
)
files = st.lists(triples, min_size=1, max_size=6)
edits = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), files),
    st.tuples(st.just("insert"), st.sampled_from(NAMES), triples, st.integers(0, 6)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.integers(0, 6)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES)),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("shapes"), st.lists(st.sampled_from(LOCAL + GLOBAL), min_size=1, max_size=3, unique=True)),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let partial runs do with so little data what they would leave to a full run."""
    monkeypatch.setattr(_partial, "SHARE", 1)
    monkeypatch.setattr(cache, "BULK", 0)


class World:
    """A folder with data, an ontology and shapes, that is edited and validated."""

    def __init__(
        self, folder: Path, data: dict[str, list[str]], shapes: list[str], checks: tuple[str, ...] = ()
    ) -> None:
        self.folder = folder
        self.checks = checks
        self.data = data.copy()
        (folder / "data").mkdir()
        (folder / "ontology.ttl").write_text(HEAD + (TERMS if checks else CLASSES), encoding="utf-8")
        self.shapes(shapes)
        for name in data:
            self.save(name)

    def shapes(self, shapes: list[str]) -> None:
        (self.folder / "shapes.ttl").write_text(HEAD + "\n".join(shapes), encoding="utf-8")

    def save(self, name: str) -> None:
        path = self.folder / "data" / name
        path.parent.mkdir(exist_ok=True)
        if name not in self.data:
            path.unlink(missing_ok=True)
        else:
            text = HEAD + "\n".join(self.data[name])
            path.write_text(f"# lines\n{as_lines(text)}" if name.endswith(".nt") else text, encoding="utf-8")

    def edit(self, kind: str, *details: Any) -> None:
        if kind == "shapes":
            self.shapes(details[0])
            return
        name = details[0]
        lines = self.data.get(name, [])
        if kind == "write":
            self.data[name] = details[1]
        elif kind == "insert":
            self.data[name] = [*lines[: details[2]], details[1], *lines[details[2] :]]
        elif kind == "delete" and lines:
            self.data[name] = [line for number, line in enumerate(lines) if number != details[1]]
        elif len(self.data) > 1 and kind in ("remove", "rename") and name in self.data:
            del self.data[name]
            if kind == "rename":
                self.data[details[1]] = lines
                self.save(details[1])
        self.save(name)

    def validate(self, *, cached: bool) -> Report:
        return validate(
            [self.folder / "data"],
            shapes=[self.folder / "shapes.ttl"],
            ontology=[self.folder / "ontology.ttl"],
            checks=self.checks,
            cache=cached,
        )


def as_lines(text: str) -> str:
    written = ox.serialize(ox.parse(text, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return written.decode()


datasets = st.dictionaries(st.sampled_from(NAMES), files, min_size=2, max_size=5)
some_shapes = st.lists(st.sampled_from(LOCAL), min_size=1, max_size=4, unique=True)
# Without shrinking, which would take minutes.
quick = settings(
    max_examples=int(os.environ.get("CLAIMGRAPH_EXAMPLES", "60")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def follow(
    data: dict[str, list[str]], shapes: list[str], changes: list[tuple[Any, ...]], checks: tuple[str, ...]
) -> None:
    """Make the changes one by one, and compare the report after each with that of a full run."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMGRAPH_CACHE", f"{name}/cache")
        world = World(Path(name), data, shapes, checks)
        assert world.validate(cached=True) == world.validate(cached=False)
        for change in changes:
            world.edit(*change)
            report = world.validate(cached=True)
            assert report == world.validate(cached=False)
            assert report == world.validate(cached=True)


@quick
@given(datasets, some_shapes, st.lists(edits, min_size=1, max_size=4))
def test_after_any_edit_the_report_is_that_of_a_full_run(
    data: dict[str, list[str]], shapes: list[str], changes: list[tuple[Any, ...]]
) -> None:
    follow(data, shapes, changes, ())


# What checks hardly notice, and what they do.
known = st.sampled_from([f"ex:n{number}" for number in range(3)])
calm = st.one_of(
    st.builds("{} {} {} .".format, known, st.sampled_from(["ex:p", "ex:q"]), known),
    st.builds("{} ex:note {} .".format, known, st.sampled_from(['"a"', '"b"', '"x"@en', '"y"@de', "1", "2"])),
    st.just("# nothing"),
)
doubtful = st.one_of(
    st.builds("{} ex:p {} .".format, known, st.sampled_from(["ex:n8", "ex:n9"])),
    st.builds("{} a {} .".format, known, st.sampled_from(["ex:C", "ex:D", "ex:E"])),
    st.builds("{} rdfs:label {} .".format, known, labels),
    st.builds('{} ex:note "{}"^^xsd:integer .'.format, known, st.sampled_from(["1", "one"])),
    st.builds("{} ex:p [ a ex:C ; ex:q {} ] .".format, known, known),
    st.builds("{} <https://w3id.org/claimgraph/allegiance#evidence> {} .".format, known, known),
    st.sampled_from(["ex:n7 a ex:C .", "ex:N0 a ex:C .", 'ex:n0 ex:note "z"@eng .', "ex:n0 rdfs:lable ex:n1 ."]),
)
RECORDS = [
    f'ex:n{number} a ex:C ; ex:p ex:n{(number + 1) % 3} ; ex:q ex:n{number} ; ex:note "a", "x"@en, "y"@de, 1, 2 .'
    for number in range(3)
]
small_edits = st.one_of(
    *[st.tuples(st.just("insert"), st.sampled_from(NAMES[:3]), calm, st.integers(1, 4))] * 3,
    st.tuples(st.just("insert"), st.sampled_from(NAMES[:3]), doubtful, st.integers(1, 4)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES[:3]), st.integers(1, 4)),
    edits,
)


@quick
@given(
    st.lists(st.lists(calm, max_size=3), min_size=3, max_size=3),
    st.lists(doubtful, max_size=1),
    some_shapes,
    st.lists(small_edits, min_size=1, max_size=4),
)
def test_with_checks_too_the_report_is_that_of_a_full_run(
    more: list[list[str]], doubts: list[str], shapes: list[str], changes: list[tuple[Any, ...]]
) -> None:
    data = {
        name: [record, *lines]
        for name, record, lines in zip(NAMES[:3], RECORDS, [*more[:2], more[2] + doubts], strict=True)
    }
    follow(data, shapes, changes, chosen(["all"]))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three files that refer to one another, with findings."""
    data = {
        "a.ttl": ["ex:n0 a ex:C ; ex:p ex:n1 ; ex:q ex:n1 .", "ex:n9 a ex:D ; ex:r 1 ."],
        "b.ttl": ["ex:n1 a ex:D .", "ex:n3 ex:p [ ex:q ex:n2 ] ."],
        "c.ttl": ["ex:n2 a ex:C ."],
    }
    return World(tmp_path, data, LOCAL[:4])


def _refuse(*_: object) -> NoReturn:
    raise EngineError("a full run")


def test_a_change_is_answered_without_a_full_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = world.validate(cached=True)
    monkeypatch.setattr(_incremental, "full", _refuse)
    assert world.validate(cached=True) == before
    for change in (
        ("insert", "c.ttl", "ex:n2 ex:p ex:n0 .", 1),
        ("insert", "c.ttl", "# moves what follows", 0),
        ("write", "b.ttl", ["ex:n1 a ex:C ."]),
        ("write", "d/e.ttl", ["_:x ex:p _:x ; a ex:C ."]),
        ("rename", "a.ttl", "g.ttl"),
        ("remove", "c.ttl"),
    ):
        world.edit(*change)
        assert world.validate(cached=True) == world.validate(cached=False)


def test_with_checks_a_change_that_they_cannot_notice_takes_no_full_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {
        "a.ttl": ["ex:n0 a ex:C ; ex:p ex:n1 ; ex:note 'text' ."],
        "b.ttl": ["ex:n1 a ex:D ; ex:p ex:n0 ; ex:note 'words'@en .", "ex:n2 a ex:D ; ex:p ex:nowhere, ex:n1 ."],
        "c.ttl": ["ex:n3 a ex:D ; ex:p ex:n2, ex:n3 ."],
    }
    world = World(tmp_path, data, LOCAL[:4], chosen(["all"]))
    before = world.validate(cached=True)
    doubted = {finding.value or finding.focus_node for finding in before.findings if _doubts.doubtful(finding)}
    assert "<http://example.org/nowhere>" in doubted
    full = _incremental.full
    calm_changes: list[tuple[Any, ...]] = [
        ("insert", "a.ttl", "# moves what follows", 0),
        ("insert", "a.ttl", "ex:n0 ex:note 'more' .", 1),
        ("insert", "c.ttl", "ex:n2 ex:note 'more' .", 0),
        ("insert", "c.ttl", "ex:n1 ex:p ex:n1 .", 0),
        ("delete", "c.ttl", 0),
    ]
    for change in calm_changes:
        world.edit(*change)
        monkeypatch.setattr(_incremental, "full", _refuse)
        assert world.validate(cached=True) == world.validate(cached=False)
    # What they can notice does.
    others: list[tuple[Any, ...]] = [
        ("insert", "c.ttl", "ex:n3 ex:p ex:nowhere .", 1),
        ("write", "c.ttl", ["ex:n3 a ex:D ; ex:p ex:n2, ex:n3, ex:n4 ."]),
        ("write", "c.ttl", ["ex:n3 a ex:C ; ex:p ex:n2, ex:n3 ."]),
        ("insert", "b.ttl", "ex:n1 ex:p ex:n1 .", 0),
    ]
    for change in others:
        world.edit(*change)
        monkeypatch.setattr(_incremental, "full", _refuse)
        with pytest.raises(EngineError, match="a full run"):
            world.validate(cached=True)
        monkeypatch.setattr(_incremental, "full", full)
        assert world.validate(cached=True) == world.validate(cached=False)


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a class hierarchy", ("insert", "a.ttl", "ex:D rdfs:subClassOf ex:C .", 0)),
        ("a new prefix", ("insert", "a.ttl", "@prefix new: <http://example.org/n> .", 0)),
        ("shapes", ("shapes", LOCAL[3:5])),
        *(("shapes that read anything", ("shapes", [shape])) for shape in GLOBAL),
    ],
)
def test_what_can_affect_everything_takes_a_full_run(
    world: World, what: str, change: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.validate(cached=True)
    world.edit(*change)
    assert world.validate(cached=True) == world.validate(cached=False)
    world.edit("shapes", LOCAL[:1])
    world.edit("insert", "a.ttl", "ex:n4 rdfs:subClassOf ex:n5 .", 0)
    monkeypatch.setattr(_incremental, "full", _refuse)
    with pytest.raises(EngineError, match="a full run"):
        world.validate(cached=True)


def test_an_error_in_a_changed_file_is_that_of_a_full_run(world: World) -> None:
    world.validate(cached=True)
    world.edit("insert", "c.ttl", "ex:n2 ex:p", 1)
    errors = []
    for cached in (True, False):
        with pytest.raises(RdfSyntaxError) as caught:
            world.validate(cached=cached)
        errors.append(str(caught.value))
    assert errors[0] == errors[1]
    assert "c.ttl:" in errors[0]
