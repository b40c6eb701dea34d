"""What statements say, taken up in columns as they are read: a million steps of Python's would take a second."""

from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, compress, count, repeat
from operator import and_, attrgetter, is_, ne, not_
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["Columns", "Selected"]

_PLAIN = frozenset(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("xsd", "string"), ("rdf", "langString"), ("rdf", "dirLangString"))
)

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
_EACH = {role: _mask([role]) for role in range(_KEPT, len(_ROLES) + 2)}


class _Predicates(dict[ox.NamedNode, int]):
    """The role of each predicate that was asked for."""

    def __missing__(self, predicate: ox.NamedNode) -> int:
        return self.setdefault(predicate, _ROLES.get(predicate, _OTHER))


class Statements:
    """Some statements, in the order of their reading: subjects, objects, and the file and number of each."""

    def __init__(self) -> None:
        self.subjects: list[Any] = []
        self.objects: list[Any] = []
        self.files = array("q")
        self.numbers = array("q")

    def add(self, file: int, batch: Batch, wanted: bytes) -> None:
        """Take up those statements of a batch that the bytes, one for each, mark with other than 0."""
        before = len(self.subjects)
        self.subjects.extend(compress(batch.subjects, wanted))
        self.objects.extend(compress(batch.objects, wanted))
        self.numbers.extend(compress(count(batch.first), wanted))
        self.files.extend(repeat(file, len(self.subjects) - before))


class Selected:
    """Those statements that the bytes, one for each, mark with other than 0; columns are made when asked for."""

    def __init__(self, statements: Statements, wanted: bytes) -> None:
        self._statements, self._wanted = statements, wanted

    @cached_property
    def subjects(self) -> list[Any]:
        """The subjects, in order."""
        return list(compress(self._statements.subjects, self._wanted))

    @cached_property
    def objects(self) -> list[Any]:
        """The objects, in order."""
        return list(compress(self._statements.objects, self._wanted))

    def places(self) -> Iterator[tuple[int, int]]:
        """The file and the number of each statement."""
        return zip(
            compress(self._statements.files, self._wanted),
            compress(self._statements.numbers, self._wanted),
            strict=True,
        )


class Columns:
    """The distinct terms by the role in which they appear, and those statements that are kept."""

    def __init__(self) -> None:
        self.roles, self.defining = _Predicates(), _Predicates()  # of data and ontology
        self.subjects: set[ox.NamedNode] = set()
        self.classes: set[ox.NamedNode] = set()
        self.objects: set[ox.NamedNode] = set()  # those of rdf:type left out
        self.literals: set[ox.Literal] = set()  # those with a datatype of their own
        self.languages: set[str] = set()
        self.defined: set[ox.NamedNode] = set()  # by the ontology
        self._typed = Statements()
        self.labelled = Statements()
        self._kept = Statements()
        self._kept_roles = bytearray()  # of each of these
        self._last: Any = None  # the subject of the last statement

    def read(self, file: int, batch: Batch) -> bool:
        """Take up statements of a file of the data."""
        subjects, objects = batch.subjects, batch.objects
        iri = ox.NamedNode
        roles = bytes(map(self.roles.__getitem__, batch.predicates))
        self._keep(file, batch, roles)
        new = list(compress(subjects, map(ne, subjects, chain((self._last,), subjects))))
        self._last = subjects[-1]
        self.subjects.update(compress(new, map(is_, map(type, new), repeat(iri))))
        others = list(compress(objects, roles))
        typed = roles.translate(_TYPES)
        if 1 in typed:
            self._typed.add(file, batch, typed)
            kinds = set(compress(objects, typed))
            others += (kind for kind in kinds if type(kind) is not iri)
            self.classes.update(kind for kind in kinds if type(kind) is iri)
        forms = list(map(type, others))
        # The set of so few is quickly made, and its union with many costs little where most are known.
        self.objects |= set(compress(others, map(is_, forms, repeat(iri))))
        literals = list(compress(others, map(is_, forms, repeat(ox.Literal))))
        languages = list(map(attrgetter("language"), literals))
        self.languages.update(filter(None, languages))
        untagged = list(compress(literals, map(not_, languages)))
        plain = map(_PLAIN.__contains__, map(attrgetter("datatype"), untagged))
        self.literals.update(compress(untagged, map(not_, plain)))
        labelled = roles.translate(_LABELS)
        if 1 in labelled:
            self.labelled.add(file, batch, labelled)
        return True

    def define(self, file: int, batch: Batch) -> bool:
        """Take up what statements of a file of the ontology define."""
        self._keep(file, batch, bytes(map(self.defining.__getitem__, batch.predicates)))
        self.defined.update(subject for subject in batch.subjects if isinstance(subject, ox.NamedNode))
        return True

    def said(self, predicate: ox.NamedNode) -> Selected:
        """The statements with the predicate, of those that are kept."""
        return Selected(self._kept, bytes(self._kept_roles).translate(_EACH[_ROLES[predicate]]))

    def rows(self) -> Iterator[tuple[object, ...]]:
        """All statements that are kept, in columns of their own or with a role: kind or role, subject, object."""
        for kind, statements in ((_TYPE, self._typed), (_LABEL, self.labelled)):
            yield from zip(repeat(kind), statements.subjects, statements.objects, strict=False)
        yield from zip(self._kept_roles, self._kept.subjects, self._kept.objects, strict=True)

    def types(self) -> Selected:
        """The statements that say of an IRI which class it is of."""
        typed = self._typed
        wanted = bytes(map(is_, map(type, typed.subjects), repeat(ox.NamedNode)))
        if set(map(type, typed.objects)) - {ox.NamedNode}:
            wanted = bytes(map(and_, wanted, map(is_, map(type, typed.objects), repeat(ox.NamedNode))))
        return Selected(typed, wanted)

    def _keep(self, file: int, batch: Batch, roles: bytes) -> None:
        wanted = roles.translate(_KEEPS)
        if 1 in wanted:
            self._kept.add(file, batch, wanted)
            self._kept_roles.extend(compress(roles, wanted))
