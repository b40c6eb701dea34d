"""What the tests of query share: a small dataset and a way to ask it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import sources
from claimgraph.query.engines import fast, reference
from claimgraph.query.guard import check
from claimgraph.query.result import Result, Term
from claimgraph.query.rewrite import bind

DATA = """\
@prefix : <http://e/> .
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:Front rdfs:subClassOf :Dependence ; rdfs:label "front"@en , "Tarnorganisation"@de .
:Dependence rdfs:subClassOf :Affiliation ; skos:prefLabel "dependence"@en .
:g1 rdfs:label "First Group"@en .
:g2 rdfs:label "Second Group" .
:g3 rdfs:label "Dritte Gruppe"@de .
:c1 a :Front ; cg:subject :g1 ; cg:object :g2 ; :rank 1 ; :note "a\\"b\\\\c\\n" ; :by [ :start 5 ; :share 2.50 ] .
:c2 a :Dependence ; cg:subject :g2 ; cg:object :g3 ; :rank 2 ; :when "2012-06-05"^^xsd:date .
:c3 a :Front ; cg:subject :g1 ; cg:object :g3 ; :rank 3 ; :when "2013-01-01"^^xsd:date .
"""

E = "http://e/"
PREFIXES = {
    "": E,
    "cg": "https://w3id.org/claimgraph/allegiance#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of three claims about three groups."""
    path = tmp_path_factory.mktemp("data") / "claims.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def quads(data: Path) -> list[ox.Quad]:
    """The statements of that file."""
    return list(sources.quads(sources.expand([data])))


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Some thousands of triples in a dense graph."""
    path = tmp_path / "many.ttl"
    lines = (f"<http://e/{a}> <http://p/{a % 3}> <http://e/{b}> .\n" for a in range(60) for b in range(60))
    path.write_text("".join(lines), encoding="utf-8")
    return path


Ask = Callable[..., tuple[Result, Result]]


@pytest.fixture(scope="session")
def ask(quads: list[ox.Quad]) -> Ask:
    """Ask both engines: ask(text, {"group": term})."""
    store, dataset = fast.load(quads), reference.load(quads)

    def call(text: str, terms: Mapping[str, Term] | None = None, limit: int = 1000) -> tuple[Result, Result]:
        query = bind(check(text, "query", PREFIXES), terms or {})
        return fast.answer(store, query, limit), reference.answer(dataset, query, limit)

    return call
