"""What the checks beyond SHACL want to know of the data, gathered in one reading."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from typing import Any

import pyoxigraph as ox

from claimgraph.terms import CLAIM, PREFIXES
from claimgraph.validate._columns import Columns, Selected
from claimgraph.validate._graph import Graph
from claimgraph.validate._near import vocabularies
from claimgraph.validate.checks import namespace

__all__ = ["Facts", "Said", "Value"]

_FEW = 0.25  # as many IRIs as are described may be missing in a namespace of the data's own
_VOCABULARY = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))
_EVIDENCE = ox.NamedNode(CLAIM + "evidence")

Value = tuple[Any, int, int]  # an object, and the file and the number of its statement


class Said:
    """What one predicate says, with file and number of each statement; in iteration, with its subject."""

    def __init__(self, statements: Selected) -> None:
        self._statements = statements

    def __iter__(self) -> Iterator[tuple[Any, Value]]:
        columns = self._statements
        for subject, object_, place in zip(columns.subjects, columns.objects, columns.places(), strict=True):
            yield subject, (object_, *place)

    @property
    def objects(self) -> list[Any]:
        """What is said, in the order of iteration."""
        return self._statements.objects

    @cached_property
    def subjects(self) -> set[Any]:
        """Of whom it is said."""
        return set(self._statements.subjects)

    @cached_property
    def once(self) -> dict[Any, Any]:
        """What is said of each subject of which one thing alone is said."""
        found = dict(zip(self._statements.subjects, self._statements.objects, strict=True))
        for subject in self._several:
            del found[subject]
        return found

    @cached_property
    def _several(self) -> dict[Any, list[Value]]:
        """What is said of each of the others."""
        subjects = self._statements.subjects
        found: dict[Any, list[Value]] = {}
        if len(self.subjects) < len(subjects):
            counts = Counter(subjects)
            for subject, value in self:
                if counts[subject] > 1:
                    found.setdefault(subject, []).append(value)
        return found

    @cached_property
    def _rows(self) -> dict[Any, int]:
        return {subject: row for row, subject in enumerate(self._statements.subjects)}

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        return list(self._statements.places())

    def of(self, subject: Any) -> list[Value]:
        """What is said of the subject."""
        if subject not in self.once:
            return self._several.get(subject, [])
        return [(self.once[subject], *self._places[self._rows[subject]])]


class Facts:
    """The distinct terms of the data by the role in which they appear, and what the ontology defines."""

    def __init__(self, data: int) -> None:
        self._data = data  # how many of the files, the first ones, are data; the others are the ontology
        self.prefixes: Mapping[str, str] = {}
        self.expected: AbstractSet[str] = frozenset()  # namespaces that the shapes declare
        self.bases: Mapping[str, str] = {}  # of the project, each with the pattern of what may follow it, or ""
        self._columns = columns = Columns()
        self.classes, self.objects, self.subjects = columns.classes, columns.objects, columns.subjects
        self.literals, self.languages, self.defined = columns.literals, columns.languages, columns.defined
        self._said: dict[ox.NamedNode, Said] = {}

    def watch(self, graph: Graph) -> None:
        """Take up the statements of the graph's files as they are read for the validation."""
        for number, file in enumerate(graph.blocks):
            file.taps.append(partial(self._columns.read if number < self._data else self._columns.define, number))

    def said(self, predicate: ox.NamedNode) -> Said:
        """What a predicate says, of those whose statements are kept."""
        return self._said.get(predicate) or self._said.setdefault(predicate, Said(self._columns.said(predicate)))

    @property
    def predicates(self) -> AbstractSet[ox.NamedNode]:
        """Those of the data."""
        return self._columns.roles.keys()

    @cached_property
    def _typed(self) -> Selected:
        return self._columns.types()

    @cached_property
    def types(self) -> dict[ox.NamedNode, tuple[ox.NamedNode, ...]]:
        """The classes of each subject that is an IRI."""
        typed = self._typed
        alone = {kind: (kind,) for kind in self.classes}
        found: dict[ox.NamedNode, tuple[ox.NamedNode, ...]]
        found = dict(zip(typed.subjects, map(alone.__getitem__, typed.objects), strict=True))
        if len(found) < len(typed.subjects):
            found = {}
            for subject, kind in zip(typed.subjects, typed.objects, strict=True):
                found[subject] = found.get(subject, ()) + alone[kind]
        return found

    @cached_property
    def records(self) -> Mapping[ox.NamedNode, set[ox.NamedNode]]:
        """The subjects of each class."""
        found: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
        for subject, kinds in self.types.items():
            for kind in kinds:
                found[kind].add(subject)
        return found

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

    @cached_property
    def terms(self) -> set[ox.NamedNode]:
        """The classes, properties, datatypes and ontologies that the data itself describes."""
        kinds = {kinds for kinds in set(self.types.values()) if any(k.value.startswith(_VOCABULARY) for k in kinds)}
        return {subject for subject, those in self.types.items() if those in kinds} if kinds else set()

    def files(self) -> dict[ox.NamedNode, list[int]]:
        """The files of the subjects that several type."""
        typed = self._typed
        if len(self.types) == len(typed.subjects):
            return {}
        found: dict[ox.NamedNode, list[int]] = {}
        for subject, (number, _) in zip(typed.subjects, typed.places(), strict=True):
            if len(self.types[subject]) > 1:
                files = found.setdefault(subject, [])
                if number not in files:
                    files.append(number)
        return {subject: files for subject, files in found.items() if len(files) > 1}

    def labels(self) -> dict[ox.Literal, list[ox.NamedNode]]:
        """The labels that several statements give, each with their subjects."""
        found: dict[ox.Literal, list[ox.NamedNode]] = {}
        labelled = self._columns.labelled
        if len(set(labelled.objects)) < len(labelled.objects):
            counts = Counter(labelled.objects)
            for label, subject in zip(labelled.objects, labelled.subjects, strict=True):
                if counts[label] > 1 and isinstance(label, ox.Literal) and isinstance(subject, ox.NamedNode):
                    found.setdefault(label, []).append(subject)
        return found

    def claims(self) -> set[object]:
        """The subjects that give evidence."""
        return self.said(_EVIDENCE).subjects
