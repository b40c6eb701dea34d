"""The package `owlrl`, in Python: the rule tables of the standard in code."""

import logging
import re
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox
from owlrl.OWLRL import OWLRL_Semantics
from owlrl.RDFSClosure import RDFS_Semantics
from pyparsing import ParseException
from rdflib import BNode, Literal, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from claimgraph.errors import InputError
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason._literals import parts
from claimgraph.reason.engines import Closure, Inconsistency, distinct
from claimgraph.sparql import sealed

__all__ = ["close", "construct"]

# How owlrl words the contradictions that it finds: the rule, and where subject, predicate, object and counterpart
# stand in its sentence. IRIs hold no blanks; a sentence with literals that do is passed on as it is.
_SENTENCES = [
    ("eq-diff1", r"'sameAs' and 'differentFrom' .* pair: \((?P<s>\S+), (?P<o>\S+)\)", OWL.differentFrom),
    ("eq-diff2", r"'sameAs' and 'AllDifferent' .* pair: \((?P<s>\S+), (?P<o>\S+)\)", OWL.sameAs),
    ("prp-irp", r"Irreflexive property used on (?P<s>\S+) with (?P<p>\S+)", None),
    ("prp-asyp", r"Erroneous usage of asymmetric property (?P<p>\S+) on (?P<s>\S+) and (?P<o>\S+)", None),
    ("prp-pdw", r"Erroneous usage of disjoint properties (?P<p>\S+) and (?P<x>\S+) on (?P<s>\S+) and (?P<o>\S+)", None),
    ("prp-adp", r"Disjoint properties .*: \((?P<s>\S+), (?P<p>\S+),(?P<o>\S+)\) and \(\S+,(?P<x>\S+),\S+\)", None),
    ("prp-npa1", r"Negative \(object\) .*: \((?P<s>\S+), (?P<p>\S+), (?P<o>\S+)\)", None),
    ("prp-npa2", r"Negative \(datatype\) .*: \((?P<s>\S+), (?P<p>\S+), (?P<o>\S+)\)", None),
    ("cls-nothing2", r"(?P<s>\S+) is defined of type 'Nothing'", RDF.type),
    ("cls-com", r"Violation of complementarity .*", None),
    ("cls-maxc1", r"Erroneous usage of maximum cardinality .*", None),
    ("cls-maxqc1", r"Erroneous usage of maximum qualified cardinality .*", None),
    ("cax-dw", r"Disjoint classes (?P<o>\S+) and (?P<x>\S+) have a common individual (?P<s>\S+)", RDF.type),
]


class _Terms:
    """A graph of ours as one of rdflib's, with the way back."""

    def __init__(self, graph: Graph) -> None:
        self.ours = graph
        self.nodes: list[Node] = []
        self.numbers: dict[Node, int] = {}
        # Without contexts, which no rule looks at, owlrl takes half the time.
        self.rdflib = RdflibGraph(store="SimpleMemory")
        for number, term in enumerate(graph.terms):
            self.nodes.append(_node(term))
            self.numbers[self.nodes[number]] = number
        for s, p, o in graph.triples:
            self.rdflib.add((self.nodes[s], self.nodes[p], self.nodes[o]))

    def number(self, node: Node) -> int:
        """The number of a node, new where the engine has brought it in."""
        found = self.numbers.get(node)
        if found is None:
            found = self.numbers[node] = self.ours.number(_text(node))
        return found

    def triples(self) -> set[Triple]:
        """The triples of the rdflib graph that ours does not hold."""
        return {(self.number(s), self.number(p), self.number(o)) for s, p, o in self.rdflib} - self.ours.triples.keys()


def _node(term: str) -> Node:
    if term.startswith("<") and not term.startswith("<<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    text, language, datatype = parts(term)
    if language:
        return Literal(text, lang=language)
    return Literal(text, datatype=URIRef(datatype), normalize=False)


def _text(node: Node) -> str:
    if isinstance(node, URIRef):
        return str(ox.NamedNode(node))
    if isinstance(node, Literal):
        datatype = None if node.language or node.datatype is None else ox.NamedNode(node.datatype)
        return str(ox.Literal(str(node), language=node.language, datatype=datatype))
    return f"_:{node}"


def construct(graph: Graph, query: str, prefixes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The triples that a CONSTRUCT query (SPARQL 1.1 Query Language, section 16.2) makes of the graph."""
    terms = _Terms(graph)
    # rdflib loads its query processor at the first query, which it cannot under the seal.
    terms.rdflib.query("ASK {}")
    try:
        with sealed():
            found = terms.rdflib.query(query, initNs=dict(prefixes))
    except ParseException as error:
        raise InputError(f"not SPARQL: {error}.") from None
    if found.graph is None:
        raise InputError("a rule is a CONSTRUCT query.")
    # Not numbered yet: in a cross-check, what this engine makes must not get into the graph.
    new = (
        tuple(graph.terms[terms.numbers[node]] if node in terms.numbers else _text(node) for node in triple)
        for triple in found.graph
    )
    return [(s, p, o) for s, p, o in new]


def close(graph: Graph, profile: str, everything: bool) -> Closure:
    """The closure of the graph; raises InputError where owlrl cannot read the ontology, such as a circular list."""
    disabled = logging.root.manager.disable
    # rdflib logs each ill-typed literal, which are none of its business here.
    logging.disable(logging.CRITICAL)
    try:
        terms = _Terms(graph)
        semantics = (_owl if profile == "owl-rl" else _rdfs)(terms, graph)
        semantics.closure()
    except (AttributeError, ValueError) as error:
        raise InputError(f"owlrl cannot read this ontology: {error}.") from error
    finally:
        logging.disable(disabled)
    messages = list(semantics.error_messages)
    for node in set(terms.rdflib.subjects(RDF.type, _ERROR)):
        terms.rdflib.remove((node, None, None))
    triples = terms.triples()
    named = {str(node): number for node, number in terms.numbers.items()} if messages else {}
    return Closure(triples, distinct(_inconsistency(message, terms, named) for message in sorted(messages)))


_BELOW: dict[Node, Node] = {OWL.equivalentClass: RDFS.subClassOf, OWL.equivalentProperty: RDFS.subPropertyOf}
_ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")


def _owl(terms: _Terms, graph: Graph) -> Any:
    """owlrl's OWL 2 RL, put right where it departs from the tables; docs/engines.md says why."""
    semantics: Any = OWLRL_Semantics(terms.rdflib, False, False)
    facts = graph.literal_facts()
    properties, schema = semantics._properties, semantics._schema_vocabulary

    def datatypes() -> None:
        # dt-type1 and dt-type2: owlrl goes by a literal's datatype, not by its value.
        for datatype in facts.mentioned:
            semantics.store_triple((terms.nodes[datatype], RDF.type, RDFS.Datatype))
        for literal, kind in facts.literals.items():
            for datatype in facts.kinds[kind]:
                semantics.store_triple((terms.nodes[literal], RDF.type, terms.nodes[datatype]))

    def keyed(triple: tuple[Node, Node, Node], cycle: int) -> None:
        if triple[1] != OWL.hasKey:
            properties(triple, cycle)
            return
        # prp-key: owlrl does not compare the last property of a key.
        rdf, keys = terms.rdflib, list(Collection(terms.rdflib, triple[2]))
        instances = list(rdf.subjects(RDF.type, triple[0]))
        values = {x: [set(rdf.objects(x, key)) for key in keys] for x in instances}
        for x in instances:
            for y in instances:
                if keys and x != y and all(a & b for a, b in zip(values[x], values[y], strict=True)):
                    semantics.store_triple((x, OWL.sameAs, y))

    def reflexive(triple: tuple[Node, Node, Node], cycle: int) -> None:
        # scm-sco, scm-spo, scm-eqc1, scm-eqp1: owlrl supposes that everything is known to lie below itself, which
        # scm-cls, scm-op and scm-dp say only of what is declared.
        s, p, o = triple
        if (s == o and p in _BELOW) or (p in _BELOW.values() and (o, p, s) in terms.rdflib):
            semantics.store_triple((s, _BELOW.get(p, p), s))
        schema(triple, cycle)

    semantics._one_time_rules_datatypes = datatypes
    semantics._properties = keyed
    semantics._schema_vocabulary = reflexive
    return semantics


def _rdfs(terms: _Terms, graph: Graph) -> Any:
    """owlrl's RDFS without its step on literals, which compares each with each and belongs to D-entailment."""
    semantics: Any = RDFS_Semantics(terms.rdflib, False, False)
    semantics.one_time_rules = lambda: None
    return semantics


def _inconsistency(message: str, terms: _Terms, named: Mapping[str, int]) -> Inconsistency:
    for rule, pattern, predicate in _SENTENCES:
        match = re.fullmatch(pattern, message)
        if not match:
            continue
        at = match.groupdict()
        subject = named.get(at.get("s", ""))
        step = terms.number(predicate) if predicate is not None else named.get(at.get("p", ""))
        object_ = named.get(at.get("o", at.get("s", "")))
        if rule == "cls-nothing2":
            object_ = terms.number(OWL.Nothing)
        if subject is None or step is None or object_ is None:
            return Inconsistency(rule, words=message)
        return Inconsistency(rule, (subject, step, object_), named.get(at.get("x", at.get("p", "")), -1))
    return Inconsistency("", words=message)
