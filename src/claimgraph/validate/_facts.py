"""What the checks beyond SHACL want to know of the data, gathered in one reading."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import chain, compress, count, repeat
from operator import attrgetter, is_, ne, not_
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE
from claimgraph.validate._graph import Graph
from claimgraph.validate._near import vocabularies
from claimgraph.validate.checks import namespace

__all__ = ["Facts", "Value"]

_PLAIN = frozenset(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("xsd", "string"), ("rdf", "langString"), ("rdf", "dirLangString"))
)
_FEW = 0.25  # as many IRIs as are described may be missing in a namespace of the data's own
_VOCABULARY = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))
_EVIDENCE = ox.NamedNode(CLAIM + "evidence")

# The roles of predicates, each a byte: rdf:type, others, labels, and from _KEPT on those whose statements are kept.
_TYPE, _OTHER, _LABEL, _KEPT = range(4)
_KEEP = (
    (CLAIM, "evidence sha256 characters"),
    (PREFIXES["oa"], "hasSource hasSelector start end"),
    (PREFIXES["rdfs"], "subClassOf"),
)
_ROLES = {
    ox.NamedNode(RDF_TYPE): _TYPE,
    **{ox.NamedNode(PREFIXES[prefix] + name): _LABEL for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"))},
    **{
        ox.NamedNode(iri): role
        for role, iri in enumerate((here + name for here, names in _KEEP for name in names.split()), _KEPT)
    },
}


def _mask(wanted: Iterable[int]) -> bytes:
    """For each role whether it is one of those, as a table for bytes.translate()."""
    roles = set(wanted)
    return bytes(role in roles for role in range(256))


_TYPES, _LABELS, _KEEPS = _mask([_TYPE]), _mask([_LABEL]), _mask(range(_KEPT, 256))


Value = tuple[Any, int, int]  # an object, and the file and the number of its statement


class _Predicates(dict[ox.NamedNode, int]):
    """The role of each predicate that was asked for."""

    def __missing__(self, predicate: ox.NamedNode) -> int:
        return self.setdefault(predicate, _ROLES.get(predicate, _OTHER))


class Said:
    """What one predicate says, with file and number of each statement; in iteration, with its subject."""

    def __init__(self) -> None:
        # There are tens of thousands of subjects, most of which have one object.
        self._first: dict[Any, Value] = {}
        self._more: dict[Any, list[Value]] = {}

    def add(self, subject: Any, value: Value) -> None:
        """Take up a statement."""
        if self._first.setdefault(subject, value) is not value:
            self._more.setdefault(subject, []).append(value)

    def of(self, subject: Any) -> list[Value]:
        """What is said of the subject."""
        first = self._first.get(subject)
        if first is None:
            return []
        return [first, *self._more.get(subject, ())] if self._more else [first]

    def __iter__(self) -> Iterator[tuple[Any, Value]]:
        yield from self._first.items()
        for subject, values in self._more.items():
            for value in values:
                yield subject, value


class Facts:
    """The distinct terms of the data by the role in which they appear, and what the ontology defines."""

    def __init__(self, data: int) -> None:
        self._data = data  # how many of the files, the first ones, are data; the others are the ontology
        self.prefixes: Mapping[str, str] = {}
        self.expected: AbstractSet[str] = frozenset()  # namespaces that the shapes declare
        self.bases: Mapping[str, str] = {}  # of the project, each with the pattern of what may follow it, or ""
        self.classes: set[ox.NamedNode] = set()
        self.objects: set[ox.NamedNode] = set()  # those of rdf:type left out
        self.literals: set[ox.Literal] = set()  # those with a datatype of their own
        self.languages: set[str] = set()
        self.types: dict[ox.NamedNode, tuple[ox.NamedNode, ...]] = {}
        self.subjects: set[ox.NamedNode] = set()
        self.defined: set[ox.NamedNode] = set()  # by the ontology
        self._roles, self._defining = _Predicates(), _Predicates()  # of data and ontology
        self._last: Any = None  # the subject of the last statement
        # The files in which the subjects are typed: of each the first, as they stand in `types`; and all others.
        self._first_files: array[int] = array("q")
        self._later_files: list[tuple[ox.NamedNode, int]] = []
        self._labels: list[Any] = []
        self._labelled: list[Any] = []
        self._kept = {role: Said() for role in _ROLES.values() if role >= _KEPT}

    def watch(self, graph: Graph) -> None:
        """Take up the statements of the graph's files as they are read for the validation."""
        for number, file in enumerate(graph.blocks):
            file.taps.append(partial(self._read if number < self._data else self._define, number))

    def _read(self, number: int, batch: Batch) -> bool:
        """Take up statements of a file of the data."""
        # For a million statements, whatever can be is done without a step of Python's for each.
        subjects, objects = batch.subjects, batch.objects
        iri, literal = ox.NamedNode, ox.Literal
        roles = bytes(map(self._roles.__getitem__, batch.predicates))
        self._keep(number, batch, roles)
        new = list(compress(subjects, map(ne, subjects, chain((self._last,), subjects))))
        self._last = subjects[-1]
        self.subjects.update(compress(new, map(is_, map(type, new), repeat(iri))))
        others = list(compress(objects, roles))
        typed = roles.translate(_TYPES)
        for subject, kind in zip(compress(subjects, typed), compress(objects, typed), strict=True):
            if type(kind) is not iri:
                others.append(kind)
                continue
            self.classes.add(kind)
            if type(subject) is iri:
                if self.types.setdefault(subject, kinds := (kind,)) is kinds:
                    self._first_files.append(number)
                else:
                    self.types[subject] += kinds
                    self._later_files.append((subject, number))
        forms = list(map(type, others))
        # The set of so few is quickly made, and its union with many costs little where most are known.
        self.objects |= set(compress(others, map(is_, forms, repeat(iri))))
        literals = list(compress(others, map(is_, forms, repeat(literal))))
        languages = list(map(attrgetter("language"), literals))
        self.languages.update(filter(None, languages))
        plain = map(_PLAIN.__contains__, map(attrgetter("datatype"), literals))
        self.literals.update(compress(literals, map(not_, plain)))
        labelled = roles.translate(_LABELS)
        self._labels.extend(compress(objects, labelled))
        self._labelled.extend(compress(subjects, labelled))
        return True

    def _define(self, number: int, batch: Batch) -> bool:
        """Take up what statements of a file of the ontology define."""
        self._keep(number, batch, bytes(map(self._defining.__getitem__, batch.predicates)))
        self.defined.update(subject for subject in batch.subjects if isinstance(subject, ox.NamedNode))
        return True

    def _keep(self, file: int, batch: Batch, roles: bytes) -> None:
        wanted = roles.translate(_KEEPS)
        if any(wanted):
            triples = zip(roles, batch.subjects, batch.objects, count(batch.first), strict=False)
            for role, subject, object_, number in compress(triples, wanted):
                self._kept[role].add(subject, (object_, file, number))

    def said(self, predicate: ox.NamedNode) -> "Said":
        """What a predicate says, of those whose statements are kept."""
        return self._kept[_ROLES[predicate]]

    @property
    def predicates(self) -> AbstractSet[ox.NamedNode]:
        """Those of the data."""
        return self._roles.keys()

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

    def files(self) -> dict[ox.NamedNode, list[int]]:
        """The files of the subjects that several type."""
        found: dict[ox.NamedNode, list[int]] = {}
        first = dict(zip(self.types, self._first_files, strict=True)) if self._later_files else {}
        for subject, number in self._later_files:
            files = found.setdefault(subject, [first[subject]])
            if number not in files:
                files.append(number)
        return {subject: files for subject, files in found.items() if len(files) > 1}

    def labels(self) -> dict[ox.Literal, list[ox.NamedNode]]:
        """The labels that several statements give, each with their subjects."""
        found: dict[ox.Literal, list[ox.NamedNode]] = {}
        counts = Counter(self._labels)
        if len(counts) < len(self._labels):
            for label, subject in zip(self._labels, self._labelled, strict=True):
                if counts[label] > 1 and isinstance(label, ox.Literal) and isinstance(subject, ox.NamedNode):
                    found.setdefault(label, []).append(subject)
        return found

    def claims(self) -> set[object]:
        """The subjects that give evidence."""
        return {subject for subject, _ in self.said(_EVIDENCE)}
