"""The ontology: every term documented, within OWL 2 RL, its relation types both class and concept."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import sources
from claimgraph.terms import PREFIXES

QUERIES = {
    "terms without a label": """
        ?term rdfs:isDefinedBy ?ontology . FILTER NOT EXISTS { ?term rdfs:label|skos:prefLabel ?label }""",
    "terms without a definition": """
        ?term rdfs:isDefinedBy ?ontology . FILTER NOT EXISTS { ?term skos:definition ?definition }""",
    "our terms without an ontology": """
        ?term a ?type . FILTER (STRSTARTS(STR(?term), STR(cg:)))
        FILTER NOT EXISTS { ?term rdfs:isDefinedBy <https://w3id.org/claimgraph/allegiance> }""",
    "our terms that are used and not defined": """
        { ?s ?p ?term } UNION { ?s ?term ?o } UNION { ?term ?p ?o }
        FILTER (isIRI(?term) && STRSTARTS(STR(?term), STR(cg:))) FILTER NOT EXISTS { ?term a ?type }""",
    "relation types that are not both class and concept": """
        ?term skos:inScheme cg:relationTypes . FILTER NOT EXISTS { ?term a owl:Class, skos:Concept }""",
    "kinds of claim outside the scheme": """
        ?term rdfs:subClassOf+ cg:Claim . FILTER (?term != cg:RelationClaim)
        FILTER NOT EXISTS { ?term skos:inScheme cg:relationTypes }""",
    "relations without a direct property": """
        ?term rdfs:subClassOf+ cg:RelationClaim . FILTER NOT EXISTS { ?term cg:directProperty ?direct }""",
    "concepts that cannot be reached from a top": """
        ?term skos:inScheme ?scheme . FILTER NOT EXISTS { ?term skos:broader*/skos:topConceptOf ?scheme }""",
    "broader concepts that are not superclasses": """
        ?term skos:inScheme cg:relationTypes ; skos:broader ?broader
        FILTER NOT EXISTS { ?term rdfs:subClassOf ?broader }""",
    "direct properties that do not follow their types' hierarchy": """
        ?term cg:directProperty ?direct ; rdfs:subClassOf/cg:directProperty ?above .
        FILTER NOT EXISTS { ?direct rdfs:subPropertyOf ?above }""",
    "constructs outside OWL 2 RL": """
        ?term a ?construct . VALUES ?construct { owl:DataRange owl:ReflexiveProperty rdfs:Datatype }""",
}


@pytest.fixture(scope="module")
def ontology(root: Path) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in sources.triples(sources.expand([root / "ontology"])))
    return store


@pytest.mark.parametrize("what", QUERIES)
def test_there_are_no(ontology: ox.Store, what: str) -> None:
    solutions = ontology.query(f"SELECT DISTINCT ?term WHERE {{ {QUERIES[what]} }}", prefixes=dict(PREFIXES))
    assert isinstance(solutions, ox.QuerySolutions)
    assert [str(row["term"]) for row in solutions] == []


def test_it_has_a_version(ontology: ox.Store) -> None:
    assert ontology.query(
        "ASK { <https://w3id.org/claimgraph/allegiance> owl:versionIRI ?iri ; dcterms:license ?licence }",
        prefixes=dict(PREFIXES),
    )
