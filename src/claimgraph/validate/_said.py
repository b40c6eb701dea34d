"""What certain predicates say, as numbers: hashes of terms, or what literals mean where that is compared.

A million statements kept as terms would take seconds and hundreds of megabytes; those that turn out to be of interest
are read again, by their places.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress, count, repeat
from operator import attrgetter
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["LABELS", "NO_NUMBER", "PREDICATES", "Kept", "Said", "joined", "split"]

NO_NUMBER = -(2**63)

_OFFSET = re.compile(r"-?[0-9]{1,18}")
_HEXADECIMAL = re.compile(r"[0-9a-f]+")
_VALUE = attrgetter("value")
_DIGITS, _DIGEST = 18, 64
_MANY = 4096  # statements that are taken up together
_FILE = 2**40  # a place is this times the file, and the number of the statement in it


def _numbers(terms: Sequence[Any]) -> Iterable[int]:
    """The whole numbers that literals write; NO_NUMBER for all else."""
    values = _values(terms)
    together = "".join(values)
    if all(values) and together.isascii() and together.isdecimal() and max(map(len, values)) <= _DIGITS:
        return map(int, values)
    return (int(value) if _OFFSET.fullmatch(value) else NO_NUMBER for value in values)


def _digests(terms: Sequence[Any]) -> Iterable[int]:
    """For each, whether it is a SHA-256 in lower-case hexadecimal digits."""
    values = _values(terms)
    if {*map(len, values)} == {_DIGEST} and _HEXADECIMAL.fullmatch("".join(values)):
        return repeat(1, len(values))
    return (len(value) == _DIGEST and _HEXADECIMAL.fullmatch(value) is not None for value in values)


def _values(terms: Sequence[Any]) -> list[str]:
    """The forms of literals; empty for all else."""
    if {*map(type, terms)} == {ox.Literal}:
        return list(map(_VALUE, terms))
    return [term.value if isinstance(term, ox.Literal) else "" for term in terms]


_LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
_IRIS: dict[str, Callable[[Sequence[Any]], Iterable[int]] | None] = {
    **dict.fromkeys(_LABELS),
    CLAIM + "evidence": None,
    CLAIM + "sha256": _digests,
    CLAIM + "characters": _numbers,
    PREFIXES["oa"] + "hasSource": None,
    PREFIXES["oa"] + "hasSelector": None,
    PREFIXES["oa"] + "start": _numbers,
    PREFIXES["oa"] + "end": _numbers,
}
LABELS = tuple(map(ox.NamedNode, _LABELS))
PREDICATES = tuple(map(ox.NamedNode, _IRIS))
"""The predicates of which is kept what they say."""


def joined(file: int, number: int) -> int:
    """The place of the statement of that number in that file."""
    return file * _FILE + number


def split(place: int) -> tuple[int, int]:
    """The file and the number of the statement that has the place."""
    return divmod(place, _FILE)


class Said:
    """What one predicate says, a row for each statement.

    The hashes of the subjects; the values, which are the hashes of the objects, or what these mean; and the places.
    """

    def __init__(self) -> None:
        self.subjects, self.values, self.places = array("q"), array("q"), array("q")

    @cached_property
    def once(self) -> dict[int, int]:
        """The value of each subject that has one alone."""
        found = dict(zip(self.subjects, self.values, strict=True))
        if len(found) < len(self.subjects):
            for subject, times in Counter(self.subjects).items():
                if times > 1:
                    del found[subject]
        return found

    def rows(self, subjects: Collection[int]) -> Iterator[int]:
        """The rows of those subjects."""
        return compress(count(), map(subjects.__contains__, self.subjects))


class Kept:
    """What the predicates say; `add` takes statements up, and `said` gives what was taken up."""

    def __init__(self, first: int) -> None:
        """`first` is the role of the first of PREDICATES, which the others follow."""
        self._said = {predicate: Said() for predicate in PREDICATES}
        self._masks = [bytes(role == first + place for role in range(256)) for place in range(len(PREDICATES))]
        self._clear()

    def _clear(self) -> None:
        self._roles = bytearray()
        self._subjects: list[int] = []
        self._hashes: list[int] = []
        self._objects: list[Any] = []
        self._places = array("q")

    def add(self, file: int, batch: Batch, roles: bytes, wanted: bytes) -> None:
        """Take up those statements that the bytes `wanted`, one for each, mark with other than 0, by their roles."""
        self._roles.extend(compress(roles, wanted))
        self._subjects.extend(compress(batch.subject_hashes, wanted))
        self._hashes.extend(compress(batch.object_hashes, wanted))
        self._objects.extend(compress(batch.objects, wanted))
        self._places.extend(compress(count(joined(file, batch.first)), wanted))
        if len(self._roles) > _MANY:
            self._settle()

    def _settle(self) -> None:
        roles = bytes(self._roles)
        for said, meaning, mask in zip(self._said.values(), _IRIS.values(), self._masks, strict=True):
            mine = roles.translate(mask)
            said.subjects.extend(compress(self._subjects, mine))
            said.places.extend(compress(self._places, mine))
            values = compress(self._hashes, mine)
            said.values.extend(meaning(list(compress(self._objects, mine))) if meaning and 1 in mine else values)
        self._clear()

    def join(self, other: "Kept", place: int) -> None:
        """Add what another has taken up of the statements from that place on, in the file of which it began with 0."""
        begin, end = joined(split(place)[0], 0), joined(split(place)[0] + 1, 0)
        for predicate in PREDICATES:
            mine, theirs = self.said(predicate), other.said(predicate)
            mine.subjects.extend(theirs.subjects)
            mine.values.extend(theirs.values)
            mine.places.extend(here + (place - begin if here < end else 0) for here in theirs.places)

    def said(self, predicate: ox.NamedNode) -> Said:
        """What one of the predicates says."""
        if self._roles:
            self._settle()
        return self._said[predicate]
