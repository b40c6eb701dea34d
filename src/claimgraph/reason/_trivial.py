"""Which derived triples are worth telling."""

from collections.abc import Iterable
from itertools import compress

from claimgraph.reason._graph import Graph, Triple
from claimgraph.terms import PREFIXES

__all__ = ["expressible", "without_blanks", "worth_telling"]

_OWL, _RDF, _RDFS, _XSD = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))
_VOCABULARY = tuple(f"<{namespace}" for namespace in (_OWL, _RDF, _RDFS, _XSD))

# Everything is in a relation of this kind with itself.
_REFLEXIVE = {
    f"<{iri}>"
    for iri in (
        _OWL + "sameAs",
        _OWL + "equivalentClass",
        _OWL + "equivalentProperty",
        _RDFS + "subClassOf",
        _RDFS + "subPropertyOf",
    )
}
# To be in the class of all things, or to lie below it, says nothing.
_CLASSIFYING = {f"<{iri}>" for iri in (_RDF + "type", _RDFS + "subClassOf", _RDFS + "domain", _RDFS + "range")}
_ALL_THINGS = {f"<{_OWL}Thing>", f"<{_RDFS}Resource>"}
# What is used as a predicate is a property, whether or not anyone says so.
_A_PROPERTY = (f"<{_RDF}type>", f"<{_RDF}Property>")


def expressible(graph: Graph, triples: Iterable[Triple]) -> list[Triple]:
    """Those that RDF can express: no literal as subject, nothing but an IRI as predicate (RDF 1.1 Concepts, 3.1)."""
    literal = [term[0] == '"' for term in graph.terms]
    iri = [term[0] == "<" and term[1] != "<" for term in graph.terms]
    return [triple for triple in triples if not literal[triple[0]] and iri[triple[1]]]


def worth_telling(graph: Graph, triples: Iterable[Triple]) -> list[Triple]:
    """Those that are neither about the vocabularies of RDF, RDFS, OWL and XSD nor true of everything."""
    terms = graph.terms
    vocabulary = set(compress(range(len(terms)), (term.startswith(_VOCABULARY) for term in terms)))
    reflexive = {number for number in vocabulary if terms[number] in _REFLEXIVE}
    classifying = {number for number in vocabulary if terms[number] in _CLASSIFYING}
    all_things = {number for number in vocabulary if terms[number] in _ALL_THINGS}
    type_, property_ = (graph.find(term) for term in _A_PROPERTY)
    predicates = {p for _, p, _ in graph.triples}
    return [
        (s, p, o)
        for s, p, o in triples
        if s not in vocabulary
        and not (s == o and p in reflexive)
        and not (o in all_things and p in classifying)
        and not (p == type_ and o == property_ and s in predicates)
    ]


def without_blanks(graph: Graph, triples: Iterable[Triple]) -> list[Triple]:
    """Those without blank nodes, whose labels mean nothing outside the files that were read."""
    blank = [term[0] == "_" for term in graph.terms]
    return [triple for triple in triples if not blank[triple[0]] and not blank[triple[2]]]
