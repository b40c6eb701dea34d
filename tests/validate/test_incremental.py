"""A partial run gives the report of a full run, whatever has changed since."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claimgraph import sources
from claimgraph.errors import EngineError, RdfSyntaxError
from claimgraph.model import Report
from claimgraph.validate import _doubts, _incremental, _partial, cache, chosen, validate
from claimgraph.validate._reads import around
from claimgraph.validate._shapes import Shapes

HEAD = """@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix ex: <http://example.org/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
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

ex:T a sh:NodeShape ; sh:targetClass ex:C ;
    sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:in ( ex:n1 ex:n2 ) ] ] .

ex:U a sh:NodeShape ; sh:targetNode ex:n1, ex:n2 ;
    sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:property [ sh:path ( ex:q ex:p ) ; sh:class ex:C ] ] .

ex:X a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:class ex:C ] .

ex:W a sh:NodeShape ; sh:targetNode ex:n3 ; sh:property [ sh:path [ sh:zeroOrOnePath ex:p ] ; sh:class ex:C ] .

ex:AA a sh:NodeShape ; sh:targetSubjectsOf ex:q ;
    sh:property [ sh:path [ sh:oneOrMorePath ( ex:q [ sh:inversePath ex:p ] ) ] ; sh:nodeKind sh:Literal ] .
""".strip().split("\n\n")
# Constraints in SPARQL, drawn from templates, on nodes and on the values of paths.
PREFIXES = "PREFIX ex: <http://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
QUERIES = """
SELECT $this WHERE {{ FILTER EXISTS {{ $this {one} ?x . ?x {two} ?y }} }}

SELECT $this WHERE {{ FILTER NOT EXISTS {{ $this {one} ?x . ?y {two} ?x }} }}

SELECT $this ?value WHERE {{ $this {one} ?value . FILTER NOT EXISTS {{ $this {two} ?value }} }}

SELECT $this ?value WHERE {{ $this {one} ?value ; {two} ?other FILTER (?value = ?other || ?other < 2) }}

SELECT DISTINCT $this ?value WHERE {{ $this {one}/{two} ?value . ?value a/rdfs:subClassOf* ex:C }}

SELECT $this WHERE {{ $this {one} ?x .
    FILTER NOT EXISTS {{ ?x a ?kind . ?kind rdfs:subClassOf* ?above . ?above ^a/{two} ?far }} }}

SELECT $this ?value WHERE {{ $this ({one}/{two})+ ?value FILTER (?value != $this) }}

SELECT $this (COUNT(?x) AS ?n) WHERE {{ $this {one}|^({two}) ?x }} GROUP BY $this HAVING (COUNT(?x) > 1)

SELECT $this ?value WHERE {{ $this {two} ?value FILTER (?n > 1)
    {{ SELECT $this (COUNT(DISTINCT ?x) AS ?n) WHERE {{ $this {one} ?x }} GROUP BY $this }} }}

SELECT $this ?value WHERE {{ {{ $this {one} ?value }} UNION {{ ?value {two} $this }}
    OPTIONAL {{ ?value a ?kind FILTER (?kind != ex:C) }} FILTER (!BOUND(?kind)) }}

SELECT $this ?value WHERE {{ $this {one} [ {two} ?value ; a ex:C ] BIND (STR(?value) AS ?name) FILTER (?name != '') }}

SELECT $this ?path ?value WHERE {{ $this {one} ?x . ?x ?path ?value FILTER (isIRI(?value)) }}

SELECT $this ?value WHERE {{ $this {one} ?x
    OPTIONAL {{ ?x {two} ?y . ?y ex:p? ?value }} FILTER (BOUND(?value)) }}
""".strip().split("\n\n")
steps = st.sampled_from(["ex:p", "ex:q", "ex:r", "^ex:p", "ex:v", "a", "rdfs:label"])
targets = st.sampled_from(["sh:targetClass ex:C", "sh:targetSubjectsOf ex:q", "sh:targetNode ex:n0, ex:n7"])
# The name of a blank node is different in a partial run.
messages = st.sampled_from(["found", "found", "found {?value} {?n}"])
# A shape whose path is of several steps, of one, or that has none.
paths = st.sampled_from(["", "sh:path ex:p ;", "sh:path ( ex:p ex:q ) ;"])


def _queried(number: int, template: str, one: str, two: str, target: str, path: str, message: str = "found") -> str:
    query = PREFIXES + template.format(one=one, two=two)
    constraint = f'sh:sparql [ sh:message "{message}" ; sh:select """{query}""" ]'
    if path:
        return f"ex:Q{number} a sh:NodeShape ; {target} ; sh:property [ {path} {constraint} ] ."
    return f"ex:Q{number} a sh:NodeShape ; {target} ; {constraint} ."


QUERY_SHAPES = [
    _queried(number, template, "ex:p", "ex:q", "sh:targetClass ex:C", "") for number, template in enumerate(QUERIES)
]
queried = st.builds(_queried, st.integers(0, 9), st.sampled_from(QUERIES), steps, steps, targets, paths, messages)
# What it leaves to a full run.
GLOBAL = """
ex:Y a sh:NodeShape ; sh:targetClass ex:D ; sh:property [ sh:path ex:p ; sh:node ex:Y ] .

ex:Z a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:message "far" ; sh:select \'\'\'SELECT $this WHERE {
    $this a ?type FILTER EXISTS { ?x <http://example.org/q> ?y . ?y <http://example.org/p> ?x } }\'\'\' ] .

ex:V a sh:NodeShape ; sh:targetObjectsOf rdfs:label ; sh:maxLength 1 .
""".strip().split("\n\n")
CLASSES = "ex:D rdfs:subClassOf ex:Thing .\n"
TERMS = (
    CLASSES
    + "ex:C a rdfs:Class . ex:K a rdfs:Class . ex:p a rdf:Property . ex:q a rdf:Property . ex:note a rdf:Property .\n"
)
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
    st.tuples(
        st.just("shapes"), st.lists(st.sampled_from(LOCAL + GLOBAL) | queried, min_size=1, max_size=3, unique=True)
    ),
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
some_shapes = st.lists(st.one_of(st.sampled_from(LOCAL), queried), min_size=1, max_size=4, unique=True)
# Without shrinking, which would take minutes.
quick = settings(
    max_examples=int(os.environ.get("CLAIMGRAPH_EXAMPLES", "60")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def follow(
    data: dict[str, list[str]],
    shapes: list[str],
    changes: list[tuple[Any, ...]],
    checks: tuple[str, ...],
    counts: Counter[str],
) -> None:
    """Make the changes one by one, and compare the report after each with that of a full run.

    Counted is how many were answered by a full run, and how many without.
    """
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMGRAPH_CACHE", f"{name}/cache")
        for kind in ("full", "partial"):
            patch.setattr(_incremental, kind, _counted(Path(name, kind), getattr(_incremental, kind)))
        world = World(Path(name), data, shapes, checks)
        assert world.validate(cached=True) == world.validate(cached=False)
        Path(name, "full").unlink(missing_ok=True)
        for change in changes:
            world.edit(*change)
            report = world.validate(cached=True)
            assert report == world.validate(cached=False)
            assert report == world.validate(cached=True)
        for kind in ("full", "partial"):
            counts[kind] += len(Path(name, kind).read_bytes()) if Path(name, kind).exists() else 0


def _counted(place: Path, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which writes a byte for each time that it answers, since it runs in another process."""

    def call(*given: object) -> object:
        answer = function(*given)
        if answer is not None:
            with place.open("ab") as stream:
                stream.write(b".")
        return answer

    return call


def test_after_any_edit_the_report_is_that_of_a_full_run() -> None:
    counts = Counter[str]()

    @quick
    @given(datasets, some_shapes, st.lists(edits, min_size=1, max_size=4))
    def check(data: dict[str, list[str]], shapes: list[str], changes: list[tuple[Any, ...]]) -> None:
        follow(data, shapes, changes, (), counts)

    check()
    assert min(counts["partial"], counts["full"]) > 2


# What checks hardly notice, and what they do.
known = st.sampled_from([f"ex:n{number}" for number in range(3)])
calm = st.one_of(
    st.builds("{} {} {} .".format, known, st.sampled_from(["ex:p", "ex:q"]), known),
    st.builds("{} ex:note {} .".format, known, st.sampled_from(['"a"', '"b"', '"x"@en', '"y"@de', "1", "2"])),
    st.just("# nothing"),
)
doubtful = st.one_of(
    st.builds("{} ex:p {} .".format, known, st.sampled_from(["ex:n8", "ex:n9", "ex:k3", "ex:k20", "ex:K20"])),
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
# Records enough that one to which nothing refers stands out, and claims with their evidence.
RING = [f'ex:k{n} a ex:K ; ex:p ex:k{(n + 1) % 12} ; rdfs:label "k{n}"@en .' for n in range(12)]


def claim(number: int, document: str, end: int, more: str) -> str:
    """A claim; its passage ends there."""
    selector = f"oa:hasSelector [ a oa:TextPositionSelector ; oa:start 1 ; oa:end {end} ]"
    passage = f'[ a cg:Passage ; oa:hasSource {document} ; {selector} ; cg:sha256 "{"0" * 64}" ]'
    return f"ex:c{number} a cg:Claim ; cg:evidence {passage} ; ex:p ex:k{number} {more} ."


DOCUMENTS = ["ex:doc a cg:SourceDocument ; cg:characters 100 .", "ex:doc2 a cg:SourceDocument ; cg:characters 50 ."]
CLAIMS = [claim(number, "ex:doc", 9 + number, '; rdfs:label "said"@en') for number in range(3)]
newcomers = st.sampled_from(["k20", "k21", "k3", "K20"])
records = st.one_of(
    st.builds(
        'ex:{} a ex:K ; ex:p ex:k0 ; rdfs:label "{}"@en .'.format, *[st.sampled_from(["k20", "k21", "k3", "K20"])] * 2
    ),
    st.sampled_from(["ex:k20 a ex:K .", "ex:k20 ex:p ex:k21 .", "ex:k1 ex:p ex:k20 .", 'ex:k20 rdfs:label "k5"@en .']),
    st.sampled_from(["ex:k4 a ex:K .", 'ex:k4 rdfs:label "k20"@en .', "ex:c1 ex:q ex:k21 .", "ex:c9 a cg:Claim ."]),
    st.builds(
        claim,
        st.integers(0, 4),
        st.sampled_from(["ex:doc", "ex:doc", "ex:doc2"]),
        st.sampled_from([9, 60, 200]),
        st.sampled_from(["", '; rdfs:label "said"@en', '; rdfs:label "k1"@en']),
    ),
)
PLACES = ["k.ttl", "l.ttl", "m.ttl"]
everyday = st.one_of(
    *[st.tuples(st.just("insert"), st.sampled_from(PLACES), records, st.integers(0, 14))] * 2,
    st.tuples(st.just("delete"), st.sampled_from(PLACES), st.integers(0, 14)),
    st.tuples(st.just("write"), st.just("new.ttl"), st.lists(records, min_size=1, max_size=2)),
    st.tuples(st.sampled_from(["remove"]), st.sampled_from(["new.ttl", "l.ttl"])),
    st.tuples(st.just("rename"), st.sampled_from(PLACES), st.just("z.ttl")),
)
small_edits = st.one_of(
    *[st.tuples(st.just("insert"), st.sampled_from(NAMES[:3]), calm, st.integers(1, 4))] * 3,
    *[everyday] * 4,
    st.tuples(st.just("insert"), st.sampled_from(NAMES[:3]), doubtful, st.integers(1, 4)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES[:3]), st.integers(1, 4)),
    edits,
)


def test_with_checks_too_the_report_is_that_of_a_full_run() -> None:
    counts = Counter[str]()

    @quick
    @given(
        st.lists(st.lists(calm, max_size=3), min_size=3, max_size=3),
        st.lists(doubtful, max_size=1),
        some_shapes,
        st.lists(small_edits, min_size=1, max_size=4),
    )
    def check(more: list[list[str]], doubts: list[str], shapes: list[str], changes: list[tuple[Any, ...]]) -> None:
        lines = [*more[:2], more[2] + doubts]
        data = {name: [record, *rest] for name, record, rest in zip(NAMES[:3], RECORDS, lines, strict=True)}
        data |= dict(zip(PLACES, (RING, CLAIMS, DOCUMENTS), strict=True))
        follow(data, shapes, changes, chosen(["all"]), counts)

    check()
    assert min(counts["partial"], counts["full"]) > 2


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
    world.shapes([*LOCAL[:4], *QUERY_SHAPES])
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


def test_with_checks_everyday_changes_take_no_full_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = dict(zip(PLACES, (RING, CLAIMS, DOCUMENTS), strict=True))
    world = World(tmp_path, data, LOCAL[:4], chosen(["all"]))
    world.validate(cached=True)
    monkeypatch.setattr(_incremental, "full", _refuse)
    for change, found in (
        (("write", "new.ttl", ['ex:k20 a ex:K ; ex:p ex:k0 ; rdfs:label "k20"@en .']), ["<http://example.org/k20>"]),
        (("insert", "k.ttl", 'ex:k1 rdfs:label "another"@en .', 3), ["<http://example.org/k20>"]),
        (("insert", "m.ttl", "ex:doc ex:p ex:k20 .", 0), []),
        (("insert", "l.ttl", claim(7, "ex:doc2", 40, ", ex:k3"), 1), []),
        (("delete", "l.ttl", 0), []),
        (("remove", "new.ttl"), None),
    ):
        world.edit(*change)
        if found is None:
            # Then a link leads nowhere.
            with pytest.raises(EngineError, match="a full run"):
                world.validate(cached=True)
            return
        report = world.validate(cached=True)
        alone = [finding.focus_node for finding in report.findings if finding.component.endswith("orphans")]
        assert alone == found
        assert report == world.validate(cached=False)


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


def _shapes(tmp_path: Path, text: str) -> Shapes:
    path = tmp_path / "one.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    return Shapes(sources.expand([path]))


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parents[2] / "shapes").glob("*.ttl")), ids=lambda path: path.stem
)
def test_the_shapes_of_this_project_take_no_full_run(file: Path) -> None:
    assert around(Shapes(sources.expand([file])))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this ex:p ?x . ?y ex:q ?z }",
        "SELECT $this WHERE { $this ?p ?x . ?x ex:q ?z }",
        "SELECT $this WHERE { ?x ?p $this }",
        "SELECT $this WHERE { ex:n1 ex:p ?x }",
        "SELECT $this WHERE { $this ex:p ?x OPTIONAL { ?x ex:q ?y } ?y ex:r ?z }",
        "SELECT $this WHERE { $this ex:p ?x OPTIONAL { ?x ex:q ?y } FILTER NOT EXISTS { ?y ex:r ?z } }",
        "SELECT $this WHERE { { $this ex:p ?x } UNION { $this ex:q ?y } ?y ex:r ?z }",
        "SELECT $this WHERE { $this ex:p ?x BIND (IRI(STR(?x)) AS ?y) ?y ex:r ?z }",
        "SELECT $this WHERE { $this ex:p ?x { SELECT $this (COUNT(?z) AS ?n) WHERE { ?x ex:q ?z } GROUP BY $this } }",
        "SELECT $this WHERE { $this ex:p ?x { SELECT $this ?z WHERE { $this ex:q ?z } LIMIT 1 } }",
        "SELECT $this WHERE { $this ex:p ?x FILTER (?x > NOW()) }",
        "SELECT $this (COUNT(?x) AS ?value) WHERE { $this ex:p ?x } GROUP BY $this",
        "SELECT $this ?value WHERE { $this ex:p ?x BIND (STR(?x) AS ?value) }",
        "SELECT $this (SAMPLE(?x) AS ?value) WHERE { $this ex:p ?x } GROUP BY $this",
        "SELECT $this WHERE { $this !ex:p ?x }",
        "SELECT $this WHERE { GRAPH ?g { $this ex:p ?x } }",
        "SELECT $this WHERE { $this ex:p ( 1 2 ) }",
    ],
)
def test_a_query_that_reads_what_no_walk_leads_to_takes_a_full_run(tmp_path: Path, query: str) -> None:
    text = f'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select """{PREFIXES}{query}""" ] .'
    assert around(_shapes(tmp_path, text)) is None
    assert around(_shapes(tmp_path, text.replace(query, "SELECT $this WHERE { $this ex:p ?x }")))


def test_a_prefix_with_two_meanings_takes_a_full_run(tmp_path: Path) -> None:
    text = """ex:S a sh:NodeShape ; sh:targetClass ex:C ;
            sh:sparql [ sh:prefixes ex:o ; sh:select "SELECT $this { $this z:p ?x }" ] .
        ex:o sh:declare [ sh:prefix "z" ; sh:namespace "http://example.org/" ] .
        """
    assert around(_shapes(tmp_path, text))
    assert (
        around(_shapes(tmp_path, text + 'ex:o sh:declare [ sh:prefix "z" ; sh:namespace "http://example.com/" ] .'))
        is None
    )


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
