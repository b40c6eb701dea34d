"""The SHACL test suite of the W3C, by its own comparison of report graphs, through the default command line."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import SH, Namespace

from claimgraph import __version__
from claimgraph.output import write_whole
from support import ROOT, SHARED, Run, require

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = SHARED / "w3c" / "shacl"

# What a report is compared by, says the suite; messages only where it expects some.
COMPARED = (
    SH.focusNode,
    SH.resultPath,
    SH.resultSeverity,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
    RDF.type,
)

# Each with its reason; docs/engines.md says more.
EXCEPTIONS = {
    # pyshacl refuses $shapesGraph, which SHACL makes optional (section 5.3.1): a refusal, not a wrong answer.
    ("reference", "sparql/pre-binding/shapesGraph-001"),
}


def entries() -> Iterator[tuple[Path, str]]:
    """The tests of the suite, also the one that its manifests forget: the file that describes each, and its IRI."""
    for path in SUITE.rglob("*.ttl"):
        for quad in ox.parse(path=str(path), base_iri=path.as_uri()):
            if quad.object == ox.NamedNode(SHT.Validate) and isinstance(quad.subject, ox.NamedNode):
                yield path, quad.subject.value


def name(test: tuple[Path, str]) -> str:
    """The test's name within the suite."""
    path, iri = test
    return f"{path.parent.relative_to(SUITE)}/{iri.rpartition('/')[2]}"


TESTS = sorted(entries())


def test_the_suite_is_whole() -> None:
    require(SUITE, "the SHACL test suite")
    assert len(TESTS) == 121


def path_copy(source: Graph, node: URIRef | BNode, target: Graph) -> URIRef | BNode:
    """Copy the description of a property path."""
    for predicate, object_ in source.predicate_objects(node) if isinstance(node, BNode) else ():
        if predicate in (RDF.first, RDF.rest) or str(predicate).endswith("Path"):
            assert isinstance(object_, URIRef | BNode)
            target.add((node, predicate, path_copy(source, object_, target)))
    return node


def comparable(source: Graph, report: URIRef | BNode, messages: bool) -> Graph:
    """The report with what it is compared by."""
    graph = Graph()
    root = BNode()
    graph.add((root, SH.conforms, next(source.objects(report, SH.conforms))))
    for result in source.objects(report, SH.result):
        graph.add((root, SH.result, result))
        for predicate, object_ in source.predicate_objects(result):
            if predicate in COMPARED or (messages and predicate == SH.resultMessage):
                graph.add((result, predicate, object_))
            if predicate == SH.resultPath:
                assert isinstance(object_, URIRef | BNode)
                # Of two paths in one node, the suite means the list (path-strange-001 and -002).
                if (object_, RDF.first, None) in source:
                    clean = BNode()
                    Collection(graph, clean, list(Collection(source, object_)))
                    graph.remove((result, predicate, object_))
                    graph.add((result, predicate, clean))
                else:
                    path_copy(source, object_, graph)
    return graph


_conforming: dict[tuple[str, tuple[Path, str]], bool] = {}


def conforms(run: Run, entry: tuple[Path, str], engine: str) -> bool:
    """Whether the report of the default command line is the one that the test expects; asked once for each test."""
    key = engine, entry
    if key not in _conforming:
        _conforming[key] = _conforms(run, entry, engine)
    return _conforming[key]


def _conforms(run: Run, entry: tuple[Path, str], engine: str) -> bool:
    path, iri = entry
    manifest = Graph().parse(path)
    test = URIRef(iri)
    action = next(manifest.objects(test, MF.action))
    expected = next(manifest.objects(test, MF.result))
    data, shapes = (
        str(next(manifest.objects(action, SHT[part]))).removeprefix("file://") for part in ("dataGraph", "shapesGraph")
    )
    outcome = run("validate", data, "--shapes", shapes, "--ontology", data, "--engine", engine, "--format", "turtle")
    if expected == SHT.Failure or outcome.code == 3:
        # Whoever reads the report must not take it for one of SHACL's.
        assert "w3id.org/claimgraph/error#shapes" in outcome.out
        return bool(expected == SHT.Failure) and outcome.code == 3
    assert outcome.code in (0, 1), outcome.err
    found = Graph().parse(data=outcome.out, format="turtle")
    report = next(found.subjects(RDF.type, SH.ValidationReport))
    messages = (None, SH.resultMessage, None) in manifest
    assert isinstance(expected, URIRef | BNode)
    assert isinstance(report, URIRef | BNode)
    return isomorphic(comparable(manifest, expected, messages), comparable(found, report, messages))


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("entry", TESTS, ids=name)
def test_w3c(run: Run, entry: tuple[Path, str], engine: str) -> None:
    assert conforms(run, entry, engine) == ((engine, name(entry)) not in EXCEPTIONS)


EARL = ROOT / "docs" / "earl" / "shacl.ttl"
HOME = "https://w3id.org/claimgraph"
TESTS_HOME = "https://github.com/w3c/data-shapes/tree/gh-pages/data-shapes-test-suite/tests/"
PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""


def earl(outcomes: dict[tuple[str, str], bool]) -> str:
    """The report in EARL 1.0, by engine and name of the test, in the form that the SHACL working group asked for."""
    program = f"<{HOME}#software>"
    release = f"<{HOME}/{__version__}#software>"
    lines = [
        PREFIXES,
        f'{program} a doap:Project ; doap:name "claimgraph" ; doap:homepage <{HOME}> ; doap:release {release} .',
        f'{release} a doap:Version ; doap:name "claimgraph {__version__}" ; doap:revision "{__version__}" .',
    ]
    for engine in sorted({engine for engine, _ in outcomes}):
        subject = f"<{HOME}/{__version__}#{engine}>"
        lines += [
            f'{subject} a earl:TestSubject, earl:Software ; foaf:name "claimgraph validate --engine {engine}" ;',
            f"    dcterms:isPartOf {release} .",
        ]
    lines.append(f'<{HOME}#suite> a earl:Assertor, earl:Software ; foaf:name "tests/validate/test_w3c.py" .')
    for (engine, test), passed in sorted(outcomes.items()):
        lines += [
            "",
            f"[] a earl:Assertion ; earl:assertedBy <{HOME}#suite> ; earl:mode earl:automatic ;",
            f"    earl:subject <{HOME}/{__version__}#{engine}> ; earl:test <{TESTS_HOME}{test}> ;",
            f"    earl:result [ a earl:TestResult ; earl:outcome earl:{'passed' if passed else 'failed'} ] .",
        ]
    return "\n".join(lines) + "\n"


def test_the_earl_report_is_that_of_a_run(run: Run) -> None:
    require(SUITE, "the SHACL test suite")
    outcomes = {(e, name(entry)): conforms(run, entry, e) for e in ("fast", "reference") for entry in TESTS}
    text = earl(outcomes)
    if os.environ.get("CLAIMGRAPH_RENEW_EARL"):
        write_whole(EARL, text.encode())
    assert EARL.read_text(encoding="utf-8") == text
    graph = Graph().parse(EARL)
    namespace = Namespace("http://www.w3.org/ns/earl#")
    assert len(list(graph.subjects(RDF.type, namespace.Assertion))) == 2 * len(TESTS)
    assert len(list(graph.subjects(namespace.outcome, namespace.failed))) == len(EXCEPTIONS)
