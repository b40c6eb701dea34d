"""What the checks beyond SHACL want to know of the data, gathered in one reading."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, cached_property, partial
from itertools import chain, compress
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch, Blocks, numbered
from claimgraph.terms import CLAIM, PREFIXES
from claimgraph.validate._columns import Columns
from claimgraph.validate._graph import Graph
from claimgraph.validate._near import vocabularies
from claimgraph.validate._said import LABELS, Said, joined, split
from claimgraph.validate.checks import namespace

__all__ = ["VOCABULARY", "Facts", "owned"]

_FEW = 0.25  # as many IRIs as are described may be missing in a namespace of the data's own
VOCABULARY = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))
_EVIDENCE = ox.NamedNode(CLAIM + "evidence")


def owned(here: str, described: int, missing: int, bases: Iterable[str]) -> bool:
    """Whether a namespace is of what the data describes, by how many of its IRIs are described and how many are not."""
    if not described or here.startswith(tuple(bases)):
        return described > 0
    return described > missing <= max(1, described * _FEW) and here not in _foreign()


@cache
def _foreign() -> AbstractSet[str]:
    return {*vocabularies(), *PREFIXES.values()}


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
        self._blocks: list[Blocks] = []

    def watch(self, graph: Graph) -> None:
        """Take up the statements of the graph's files as they are read for the validation."""
        self._blocks = graph.blocks
        graph.watchers.append(self)
        for number, file in enumerate(graph.blocks):
            file.taps.append(partial(self._columns.read if number < self._data else self._columns.define, number))

    def read(self, batch: Batch) -> None:
        """Take up statements of the data that are in no file."""
        self._columns.read(0, batch)

    def state(self) -> object:
        """What has been taken up."""
        return self._columns

    def join(self, state: Columns, file: int, before: int) -> None:
        """Add what has been taken up of statements that follow, from those on of which so many stand before."""
        self._columns.join(state, joined(file, before))

    def said(self, predicate: ox.NamedNode) -> Said:
        """What a predicate says, of those of which that is kept."""
        return self._columns.kept.said(predicate)

    def statements(self, places: Iterable[int]) -> dict[int, ox.Quad]:
        """The statements that have those places; their blank nodes have names that say nothing."""
        wanted: dict[int, set[int]] = defaultdict(set)
        for place in places:
            file, number = split(place)
            wanted[file].add(number)
        return {
            joined(file, number): quad
            for file, numbers in wanted.items()
            for number, quad in numbered(self._blocks[file], numbers)
        }

    @property
    def below(self) -> list[tuple[Any, Any]]:
        """Classes of data and ontology, each with one that it is said to be below."""
        return self._columns.below

    @property
    def predicates(self) -> AbstractSet[ox.NamedNode]:
        """Those of the data."""
        return self._columns.roles.keys()

    @cached_property
    def types(self) -> dict[ox.NamedNode, tuple[ox.NamedNode, ...]]:
        """The classes of each subject that is an IRI."""
        subjects, kinds = self._columns.types
        alone = {kind: (kind,) for kind in self.classes}
        found: dict[ox.NamedNode, tuple[ox.NamedNode, ...]]
        found = dict(zip(subjects, map(alone.__getitem__, kinds), strict=True))
        if len(found) < len(subjects):
            found = {}
            for subject, kind in zip(subjects, kinds, strict=True):
                found[subject] = found.get(subject, ()) + alone[kind]
        return found

    def is_a(self, term: Any, kind: ox.NamedNode) -> bool:
        """Whether the term is an IRI that is said to be of the class."""
        return kind in self.types.get(term, ())

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
        return {here for here, number in described.items() if owned(here, number, missing[here], self.bases)}

    def missing(self) -> set[ox.NamedNode]:
        """What the data refers to, other than as property or class, and neither it nor the ontology describes."""
        return self.objects - self.subjects - self.defined - self.predicates - self.classes

    @cached_property
    def terms(self) -> set[ox.NamedNode]:
        """The classes, properties, datatypes and ontologies that the data itself describes."""
        kinds = {kinds for kinds in set(self.types.values()) if any(k.value.startswith(VOCABULARY) for k in kinds)}
        return {subject for subject, those in self.types.items() if those in kinds} if kinds else set()

    def files(self) -> dict[ox.NamedNode, list[int]]:
        """The files of the subjects that several type."""
        subjects, _ = self._columns.types
        if len(self.types) == len(subjects):
            return {}
        found: dict[ox.NamedNode, list[int]] = {}
        for subject, number in zip(subjects, self._columns.files, strict=True):
            if len(self.types[subject]) > 1:
                files = found.setdefault(subject, [])
                if number not in files:
                    files.append(number)
        return {subject: files for subject, files in found.items() if len(files) > 1}

    def labels(self) -> dict[ox.Literal, list[ox.NamedNode]]:
        """The labels that several statements of the data give, each with their subjects."""
        said = [self.said(predicate) for predicate in LABELS]
        values = array("q", chain.from_iterable(each.values for each in said))
        if len(set(values)) == len(values):
            return {}
        counts = Counter(values)
        several = {value for value, number in counts.items() if number > 1}
        places = (compress(each.places, map(several.__contains__, each.values)) for each in said)
        found: dict[ox.Literal, list[ox.NamedNode]] = {}
        for quad in self.statements(place for place in chain.from_iterable(places) if self._is_data(place)).values():
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                found.setdefault(quad.object, []).append(quad.subject)
        return found

    def _is_data(self, place: int) -> bool:
        return split(place)[0] < self._data

    def gives_evidence(self, subject: ox.NamedNode) -> bool:
        """Whether the subject has evidence."""
        return hash(subject) in self._evidenced

    @cached_property
    def _evidenced(self) -> set[int]:
        return set(self.said(_EVIDENCE).subjects)
