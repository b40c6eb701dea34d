"""What the checks beyond SHACL want to know of the data, gathered in one reading."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial

import pyoxigraph as ox

from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE
from claimgraph.validate._graph import Graph
from claimgraph.validate._near import vocabularies
from claimgraph.validate.checks import namespace

__all__ = ["KEPT", "Facts"]

_TYPE = ox.NamedNode(RDF_TYPE)
_LABELS = frozenset(
    ox.NamedNode(PREFIXES[prefix] + name) for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"))
)
_PLAIN = frozenset([ox.NamedNode(PREFIXES["xsd"] + "string"), ox.NamedNode(PREFIXES["rdf"] + "langString")])
_FEW = 0.25  # as many IRIs as are described may be missing in a namespace of the data's own
_VOCABULARY = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))
_EVIDENCE = ox.NamedNode(CLAIM + "evidence")
# The predicates whose statements are kept whole.
KEPT = frozenset(
    ox.NamedNode(namespace + name)
    for namespace, names in (
        (CLAIM, "evidence sha256 characters"),
        (PREFIXES["oa"], "hasSource hasSelector start end"),
        (PREFIXES["rdfs"], "subClassOf"),
    )
    for name in names.split()
)


def _role(predicate: ox.NamedNode) -> str:
    if predicate == _TYPE:
        return "type"
    return "label" if predicate in _LABELS else "kept" if predicate in KEPT else "other"


class Facts:
    """The distinct terms of the data by the role in which they appear, and what the ontology defines."""

    def __init__(self, data: int) -> None:
        self._data = data  # how many of the files, the first ones, are data; the others are the ontology
        self._taken: set[int] = set()
        self.prefixes: Mapping[str, str] = {}
        self.expected: AbstractSet[str] = frozenset()  # namespaces that the shapes declare
        self.bases: Mapping[str, str] = {}  # of the project, each with the pattern of what may follow it, or ""
        self.predicates: set[ox.NamedNode] = set()
        self.classes: set[ox.NamedNode] = set()
        self.objects: set[ox.NamedNode] = set()  # those of rdf:type left out
        self.literals: set[ox.Literal] = set()  # those with a datatype of their own
        self.languages: set[str] = set()
        self.kept: dict[int, list[ox.Quad]] = defaultdict(list)  # by file, those of KEPT in their order
        self.types: dict[ox.NamedNode, tuple[ox.NamedNode, ...]] = {}
        self.files: dict[ox.NamedNode, tuple[int, ...]] = {}  # in which files a subject is typed
        self.labels: dict[ox.Literal, list[ox.NamedNode]] = {}  # the subjects that have them
        self.subjects: set[ox.NamedNode] = set()
        self.defined: set[ox.NamedNode] = set()  # by the ontology

    def watch(self, graph: Graph) -> None:
        """Take up the statements of the graph's files as they are read for the validation."""
        for number, file in enumerate(graph.blocks):
            file.tap = partial(self._read if number < self._data else self._define, number)

    def complete(self, graph: Graph) -> None:
        """Read the files that have been read before they were watched."""
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
        keep = self.kept[number].append
        iri, literal = ox.NamedNode, ox.Literal
        subject: ox.NamedNode | None = None  # None for blank nodes, too
        for quad in quads:
            predicate, object_ = quad.predicate, quad.object
            role = roles.get(predicate)
            if role is None:
                role = roles[predicate] = _role(predicate)
            if role == "kept":
                keep(quad)
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
                    languages.add(language)
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
            if quad.predicate in KEPT:
                self.kept[number].append(quad)
            yield quad
        self._taken.add(number)

    def own(self) -> set[str]:
        """The namespaces of what the data describes, rather than mentions or adds to.

        Those of the project's bases, and those in which the data leaves little to others.
        """
        described = Counter(namespace(subject.value) for subject in self.subjects)
        missing = Counter(namespace(term.value) for term in self.missing())
        foreign = {*vocabularies(), *PREFIXES.values()}
        bases = tuple(self.bases)
        return {
            here
            for here, number in described.items()
            if here.startswith(bases) or (here not in foreign and number > missing[here] <= max(1, number * _FEW))
        }

    def missing(self) -> set[ox.NamedNode]:
        """What the data refers to, other than as property or class, and neither it nor the ontology describes."""
        return self.objects - self.subjects - self.defined - self.predicates - self.classes

    def terms(self) -> set[ox.NamedNode]:
        """The classes, properties, datatypes and ontologies that the data itself describes."""
        return {s for s, kinds in self.types.items() if any(kind.value.startswith(_VOCABULARY) for kind in kinds)}

    def claims(self) -> set[object]:
        """The subjects that give evidence."""
        return {quad.subject for quads in self.kept.values() for quad in quads if quad.predicate == _EVIDENCE}
