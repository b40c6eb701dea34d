"""What statements say, taken up in columns as they are read: a million steps of Python's would take a second."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, compress, repeat
from operator import and_, attrgetter, is_, ne, not_
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch
from claimgraph.terms import PREFIXES, RDF_TYPE
from claimgraph.validate import _said

__all__ = ["Columns", "rows"]

_PLAIN = frozenset(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("xsd", "string"), ("rdf", "langString"), ("rdf", "dirLangString"))
)

# The roles of predicates, each a byte; from _KEPT on those of which is kept what they say.
_TYPE, _OTHER, _BELOW, _KEPT = range(4)
_ROLES = {
    ox.NamedNode(RDF_TYPE): _TYPE,
    ox.NamedNode(PREFIXES["rdfs"] + "subClassOf"): _BELOW,
    **{predicate: role for role, predicate in enumerate(_said.PREDICATES, _KEPT)},
}


_MANY = 100_000  # hashes that are remembered


def _mask(wanted: Iterable[int]) -> bytes:
    """For each role whether it is one of those, as a table for bytes.translate()."""
    roles = set(wanted)
    return bytes(role in roles for role in range(256))


_TYPES, _BELOWS, _KEEPS = _mask([_TYPE]), _mask([_BELOW]), _mask(range(_KEPT, 256))


def rows(triples: Iterable[tuple[Any, Any, Any]]) -> Iterator[tuple[int, Any, Any]]:
    """Of all triples that are kept as such, by columns of their own or for what they say: role, subject, object."""
    return ((_ROLES[predicate], subject, object_) for subject, predicate, object_ in triples if predicate in _ROLES)


class _Predicates(dict[ox.NamedNode, int]):
    """The role of each predicate that was asked for."""

    def __missing__(self, predicate: ox.NamedNode) -> int:
        return self.setdefault(predicate, _ROLES.get(predicate, _OTHER))


class _Same(dict[Any, Any]):
    """Of terms that are equal, always the same one, so that the others need no memory."""

    def __missing__(self, term: Any) -> Any:
        return self.setdefault(term, term)


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
        self.types: tuple[list[ox.NamedNode], list[ox.NamedNode]] = [], []  # of each statement, who is of which class
        self.files = array("q")  # of each of these
        self.below: list[tuple[Any, Any]] = []  # classes, and one above each
        self.kept = _said.Kept(_KEPT)
        self._same = _Same()
        self._met: set[int] = set()  # the hashes of objects that have been taken up
        self._last: int | None = None  # that of the subject of the last statement

    def read(self, file: int, batch: Batch) -> bool:
        """Take up statements of a file of the data."""
        subjects, hashes = batch.subjects, batch.subject_hashes
        roles = bytes(map(self.roles.__getitem__, batch.predicates))
        self._keep(file, batch, roles)
        new = list(compress(subjects, map(ne, hashes, chain((self._last,), hashes))))
        self._last = hashes[-1]
        self.subjects.update(compress(new, map(is_, map(type, new), repeat(ox.NamedNode))))
        typed = roles.translate(_TYPES)
        if 1 in typed:
            self._mention(self._type(file, list(compress(subjects, typed)), list(compress(batch.objects, typed))))
        # Most objects have been met before, which their hashes tell at a tenth of the price of looking at each.
        fresh = set(compress(batch.object_hashes, roles)).difference(self._met)
        if fresh:
            met = bytes(map(fresh.__contains__, batch.object_hashes))
            self._mention(list(compress(compress(batch.objects, met), compress(roles, met))))
            if len(self._met) > _MANY:
                self._met.clear()
            self._met |= fresh
        return True

    def join(self, other: "Columns", place: int) -> None:
        """Add what another has taken up of the statements from that place on."""
        for name in ("roles", "defining", "subjects", "classes", "objects", "literals", "languages", "defined"):
            getattr(self, name).update(getattr(other, name))
        for mine, theirs in zip(self.types, other.types, strict=True):
            mine.extend(theirs)
        self.files.extend(other.files)
        self.below += other.below
        self.kept.join(other.kept, place)

    def _mention(self, terms: list[Any]) -> None:
        """Take up what objects are, other than classes of a subject."""
        forms = list(map(type, terms))
        self.objects.update(compress(terms, map(is_, forms, repeat(ox.NamedNode))))
        literals = list(compress(terms, map(is_, forms, repeat(ox.Literal))))
        languages = list(map(attrgetter("language"), literals))
        self.languages.update(filter(None, languages))
        untagged = list(compress(literals, map(not_, languages)))
        plain = map(_PLAIN.__contains__, map(attrgetter("datatype"), untagged))
        self.literals.update(compress(untagged, map(not_, plain)))

    def define(self, file: int, batch: Batch) -> bool:
        """Take up what statements of a file of the ontology define."""
        self._keep(file, batch, bytes(map(self.defining.__getitem__, batch.predicates)))
        self.defined.update(subject for subject in batch.subjects if isinstance(subject, ox.NamedNode))
        return True

    def _type(self, file: int, subjects: list[Any], kinds: list[Any]) -> list[Any]:
        """Take up what is of which class; those of the classes that are none, because they are no IRIs."""
        iri = ox.NamedNode
        distinct = set(kinds)
        wrong = [kind for kind in distinct if type(kind) is not iri]
        self.classes.update(distinct.difference(wrong))
        named = list(map(is_, map(type, subjects), repeat(iri)))
        if wrong:
            named = list(map(and_, named, map(is_, map(type, kinds), repeat(iri))))
        mine, theirs = self.types
        mine.extend(compress(subjects, named))
        theirs.extend(map(self._same.__getitem__, compress(kinds, named)))
        self.files.extend(repeat(file, len(mine) - len(self.files)))
        return wrong

    def _keep(self, file: int, batch: Batch, roles: bytes) -> None:
        below = roles.translate(_BELOWS)
        if 1 in below:
            self.below.extend(compress(zip(batch.subjects, batch.objects, strict=True), below))
        wanted = roles.translate(_KEEPS)
        if 1 in wanted:
            self.kept.add(file, batch, roles, wanted)
