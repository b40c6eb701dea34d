"""What the checks beyond SHACL want to know of the data, gathered in one reading."""

from collections import defaultdict
from collections.abc import Mapping

import pyoxigraph as ox

from claimgraph.locate import Blocks
from claimgraph.terms import PREFIXES, RDF_TYPE
from claimgraph.validate.checks import namespace

__all__ = ["Facts"]

_TYPE = ox.NamedNode(RDF_TYPE)
_LABELS = frozenset(
    ox.NamedNode(PREFIXES[prefix] + name) for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"))
)
_PLAIN = frozenset([ox.NamedNode(PREFIXES["xsd"] + "string"), ox.NamedNode(PREFIXES["rdf"] + "langString")])


class Facts:
    """The distinct terms of the data by the role in which they appear, and what the ontology defines."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.predicates: set[ox.NamedNode] = set()
        self.classes: set[ox.NamedNode] = set()
        self.objects: set[ox.NamedNode] = set()  # those of rdf:type left out
        self.literals: set[ox.Literal] = set()  # those with a datatype of their own
        self.languages: dict[str, ox.Literal] = {}  # each with its first literal
        self.types: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
        self.files: dict[ox.NamedNode, set[int]] = defaultdict(set)  # in which files a subject is typed
        self.labels: dict[ox.Literal, set[ox.NamedNode]] = defaultdict(set)
        self.subjects: set[ox.NamedNode] = set()
        self.defined: set[ox.NamedNode] = set()  # by the ontology

    def read(self, file: Blocks, number: int) -> None:
        """Take up the statements of a file of the data, the number-th."""
        subject: object = None
        for quad in file.statements():
            predicate, object_ = quad.predicate, quad.object
            if quad.subject != subject:
                subject = quad.subject
                if isinstance(subject, ox.NamedNode):
                    self.subjects.add(subject)
            self.predicates.add(predicate)
            if isinstance(object_, ox.NamedNode):
                if predicate == _TYPE:
                    self.classes.add(object_)
                    if isinstance(subject, ox.NamedNode):
                        self.types[subject].add(object_)
                        self.files[subject].add(number)
                else:
                    self.objects.add(object_)
            elif isinstance(object_, ox.Literal):
                if object_.language:
                    self.languages.setdefault(object_.language, object_)
                elif object_.datatype not in _PLAIN:
                    self.literals.add(object_)
                if predicate in _LABELS and isinstance(subject, ox.NamedNode):
                    self.labels[object_].add(subject)

    def define(self, file: Blocks) -> None:
        """Take up what a file of the ontology defines."""
        for quad in file.statements():
            if isinstance(quad.subject, ox.NamedNode):
                self.defined.add(quad.subject)

    def own(self) -> set[str]:
        """The namespaces of what the data describes."""
        return {namespace(subject.value) for subject in self.subjects}
