"""The SHACL test suite of the W3C, by its own comparison of report graphs, through the default command line."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import SH, Namespace

from support import SHARED, Run, require

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


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("entry", TESTS, ids=name)
def test_w3c(run: Run, entry: tuple[Path, str], engine: str) -> None:
    path, iri = entry
    manifest = Graph().parse(path)
    test = URIRef(iri)
    action = next(manifest.objects(test, MF.action))
    expected = next(manifest.objects(test, MF.result))
    data, shapes = (
        str(next(manifest.objects(action, SHT[part]))).removeprefix("file://") for part in ("dataGraph", "shapesGraph")
    )
    outcome = run("validate", data, "--shapes", shapes, "--ontology", data, "--engine", engine, "--format", "turtle")
    if (engine, name(entry)) in EXCEPTIONS or expected == SHT.Failure:
        assert outcome.code == 3
        assert not outcome.out
        return
    assert outcome.code in (0, 1), outcome.err
    found = Graph().parse(data=outcome.out, format="turtle")
    report = next(found.subjects(RDF.type, SH.ValidationReport))
    messages = (None, SH.resultMessage, None) in manifest
    assert isinstance(expected, URIRef | BNode)
    assert isinstance(report, URIRef | BNode)
    assert isomorphic(comparable(manifest, expected, messages), comparable(found, report, messages))
