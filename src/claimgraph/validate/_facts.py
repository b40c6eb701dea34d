"""What the checks beyond SHACL want to know of the data, gathered in one reading."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.terms import PREFIXES, RDF_TYPE
from claimgraph.validate._graph import Graph
from claimgraph.validate.checks import namespace

__all__ = ["Facts"]

_TYPE = ox.NamedNode(RDF_TYPE)
_LABELS = frozenset(
    ox.NamedNode(PREFIXES[prefix] + name) for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"))
)
_PLAIN = frozenset([ox.NamedNode(PREFIXES["xsd"] + "string"), ox.NamedNode(PREFIXES["rdf"] + "langString")])


def _role(predicate: ox.NamedNode) -> str:
    return "type" if predicate == _TYPE else "label" if predicate in _LABELS else "other"


class Facts:
    """The distinct terms of the data by the role in which they appear, and what the ontology defines."""

    def __init__(self, data: int) -> None:
        self._data = data  # how many of the files, the first ones, are data; the others are the ontology
        self._taken: set[int] = set()
        self.prefixes: Mapping[str, str] = {}
        self.predicates: set[ox.NamedNode] = set()
        self.classes: set[ox.NamedNode] = set()
        self.objects: set[ox.NamedNode] = set()  # those of rdf:type left out
        self.literals: set[ox.Literal] = set()  # those with a datatype of their own
        self.languages: dict[str, ox.Literal] = {}  # each with its first literal
        self.types: dict[ox.NamedNode, tuple[ox.NamedNode, ...]] = {}
        self.files: dict[ox.NamedNode, tuple[int, ...]] = {}  # in which files a subject is typed
        self.labels: dict[ox.Literal, list[ox.NamedNode]] = {}  # the subjects that have them
        self.subjects: set[ox.NamedNode] = set()
        self.defined: set[ox.NamedNode] = set()  # by the ontology

    def watch(self, graph: Graph) -> None:
        """Take up the statements of the graph's files as they are read for the validation."""
        for number, file in enumerate(graph.blocks):
            file.tap = partial(self._read if number < self._data else self._define, number)

    def complete(self, graph: Graph, prefixes: Mapping[str, str]) -> None:
        """Read the files that have been read before they were watched."""
        self.prefixes = prefixes
        for number, file in enumerate(graph.blocks):
            if number not in self._taken and file.tap:
                for _ in file.tap(file.statements()):
                    pass
        self.classes.update(kind for kinds in self.types.values() for kind in kinds)

    def _read(self, number: int, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Pass on the statements of a file of the data, and take them up."""
        # Run a million times a second: everything at hand, each term asked for once.
        roles: dict[ox.NamedNode, str] = {}
        subjects, objects, literals, languages = self.subjects, self.objects, self.literals, self.languages
        types, files, labels = self.types, self.files, self.labels
        iri, literal = ox.NamedNode, ox.Literal
        subject: ox.NamedNode | None = None  # None for blank nodes, too
        for quad in quads:
            predicate, object_ = quad.predicate, quad.object
            role = roles.get(predicate)
            if role is None:
                role = roles[predicate] = _role(predicate)
            if quad.subject != subject:
                subject = quad.subject if isinstance(quad.subject, iri) else None
                if subject is not None:
                    subjects.add(subject)
            if isinstance(object_, iri):
                if role != "type":
                    objects.add(object_)
                elif subject is not None:
                    types[subject] = (*types.get(subject, ()), object_)
                    if number not in files.get(subject, ()):
                        files[subject] = (*files.get(subject, ()), number)
                else:
                    self.classes.add(object_)
            elif isinstance(object_, literal):
                if language := object_.language:
                    if language not in languages:
                        languages[language] = object_
                elif object_.datatype not in _PLAIN:
                    literals.add(object_)
                if role == "label" and subject is not None:
                    labels.setdefault(object_, []).append(subject)
            yield quad
        self.predicates.update(roles)
        self._taken.add(number)

    def _define(self, number: int, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Pass on the statements of a file of the ontology, and take up what they define."""
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                self.defined.add(quad.subject)
            yield quad
        self._taken.add(number)

    def own(self) -> set[str]:
        """The namespaces of what the data describes."""
        return {namespace(subject.value) for subject in self.subjects}
