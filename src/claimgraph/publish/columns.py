"""The statements of a site as numbers: little to read, and of a thing only what is asked for is made into terms."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, chain
from typing import Any, NamedTuple

import pyoxigraph as ox

from claimgraph.publish.keys import Key, Keys, key
from claimgraph.publish.model import Model
from claimgraph.publish.statements import Term

__all__ = ["NOTHING", "Change", "Columns", "File", "Ranks", "Reader", "Row"]

NOTHING = 0xFFFF_FFFF
"""No number, and no rank."""

Row = tuple[Key, str, Key]
"""Subject, predicate and object."""


class File(NamedTuple):
    """A file that was read: a digest of its bytes, and its rows."""

    digest: str
    start: int
    end: int


class Change(NamedTuple):
    """What a file no longer says that it said when all was read, by the numbers of the rows, and what it says instead.

    Whole things with all their parts, so that whatever has no name belongs to what it belonged to, or is new.
    """

    gone: Sequence[int] = ()
    come: Sequence[Row] = ()


class Reader:
    """Takes note of what passes by on its way into a model, of each file: that it is `seen`, and `batches` of terms."""

    def __init__(self) -> None:
        self.digests: list[str] = []
        self._starts: list[int] = []
        self._numbers: dict[Any, int] = {}
        self._rows = array("I"), array("I"), array("I")

    def seen(self, raw: bytes) -> None:
        """A file begins."""
        self._starts.append(len(self._rows[0]))
        self.digests.append(sha256(raw).hexdigest())

    def batches(self, batches: Iterable[list[list[Any]]]) -> Iterator[list[list[Any]]]:
        """The batches of columns, as they are."""
        known = self._numbers
        for columns in batches:
            for terms, numbers in zip(columns, self._rows, strict=True):
                numbers.extend([known.setdefault(one, len(known)) for one in terms])
            yield columns

    @property
    def terms(self) -> Iterable[Term]:
        """All terms, in the order of their numbers."""
        return self._numbers

    def columns(self, model: Model, claims: Sequence[ox.NamedNode]) -> "Columns":
        """All that was read, into that model, which has these claims, in their order.

        Raises ValueError where there are terms of RDF 1.2.
        """
        ends = [*self._starts[1:], len(self._rows[0])]
        files = [File(*one) for one in zip(self.digests, self._starts, ends, strict=True)]
        ranks = Ranks.of(self._numbers, model, claims)
        return Columns.of(files, list(map(key, self._numbers)), ranks, *self._rows)


@dataclass
class Columns:
    """Statements in the order of their files: subject, predicate and object of each, as the numbers of their keys.

    Rows are also in the order of their subjects, and, with where each begins, in that of those objects that are no
    literals, for each object in the order of predicates.
    """

    files: Sequence[File]
    keys: Keys
    subjects: Sequence[int]
    predicates: Sequence[int]
    objects: Sequence[int]
    ranks: "Ranks"
    by_subject: "Index"
    by_object: "Index"

    @classmethod
    def of(
        cls,
        files: Sequence[File],
        keys: Sequence[Key],
        ranks: "Ranks",
        subjects: "array[int]",
        predicates: "array[int]",
        objects: "array[int]",
    ) -> "Columns":
        """The statements, with their order."""
        nodes = [isinstance(one, str) for one in keys]
        named = [row for row, number in enumerate(objects) if nodes[number]]
        named.sort(key=predicates.__getitem__)
        by_subject = Index.of(range(len(subjects)), subjects, len(keys))
        by_object = Index.of(named, objects, len(keys))
        return cls(files, Keys.of(keys), subjects, predicates, objects, ranks, by_subject, by_object)

    def told(self) -> Sequence[Any]:
        """All of it, but for the files, as bytes."""
        rows = self.subjects, self.predicates, self.objects
        return *self.keys.told, *rows, *self.ranks, *self.by_subject, *self.by_object

    @classmethod
    def of_told(cls, files: Iterable[Any], *told: memoryview) -> "Columns":
        """What `told` gave."""
        read = [one.cast("I") for one in told[4:]]
        ranks, first, second = Ranks(*read[3:6]), Index(*read[6:8]), Index(*read[8:])
        return cls([File(*one) for one in files], Keys(told[:4]), read[0], read[1], read[2], ranks, first, second)

    @property
    def digest(self) -> str:
        """A digest of the files."""
        return sha256("".join(file.digest for file in self.files).encode()).hexdigest()

    def change(self, place: int, rows: Iterable[Row]) -> Change:
        """What has changed where the file at that place, which may be beyond all of these, has these rows now."""
        before, after = self._rows(place), dict.fromkeys(rows)
        numbered = list(enumerate(before, self.files[place].start if before else 0))
        parts: dict[Key, list[Key]] = {}
        for subject, _, object_ in chain(before, after):
            if isinstance(object_, str) and object_.startswith("_:"):
                parts.setdefault(subject, []).append(object_)
                parts.setdefault(object_, []).append(subject)
        waiting = [row[0] for row in after.keys() ^ dict.fromkeys(before).keys()]
        touched = set(waiting)
        while waiting:
            found = [one for one in parts.get(waiting.pop(), ()) if one not in touched]
            touched.update(found)
            waiting += found
        return Change(
            [number for number, row in numbered if row[0] in touched], [row for row in after if row[0] in touched]
        )

    def _rows(self, place: int) -> list[Row]:
        """The statements of a file, by its place among the others; of one beyond them, none."""
        if place >= len(self.files):
            return []
        here = slice(*self.files[place][1:])
        columns = [column[here] for column in (self.subjects, self.predicates, self.objects)]
        keys = {number: self.keys[number] for number in set(chain.from_iterable(columns))}
        return list(zip(*(map(keys.__getitem__, column) for column in columns), strict=True))

    def nameless(self) -> Iterator[Row]:
        """The statements that have a blank node as their object."""
        for number, name in enumerate(self.keys):
            if isinstance(name, str) and name.startswith("_:"):
                for row in self.by_object.at(number):
                    yield self.keys[self.subjects[row]], str(self.keys[self.predicates[row]]), name


class Ranks(NamedTuple):
    """Of each number, in what order things are shown."""

    owners: Sequence[int]
    """That of the named thing that a node is, or is a part of (`Model.owner`); or NOTHING."""
    names: Sequence[int]
    """The place of a named thing of which something is said, in their order (`Model.order`); else NOTHING."""
    claims: Sequence[int]
    """The place of a claim among all claims; else NOTHING."""

    @classmethod
    def of(cls, numbers: Mapping[Any, int], model: Model, claims: Sequence[ox.NamedNode]) -> "Ranks":
        """The ranks of terms, which have these numbers, in a model that has these claims, in their order."""
        owners, names, places = (array("I", [NOTHING]) * len(numbers) for _ in range(3))
        for one, number in numbers.items():
            if isinstance(one, ox.NamedNode):
                owners[number] = number
            elif isinstance(one, ox.BlankNode) and (owner := model.owner(one)) is not None:
                owners[number] = numbers[owner]
        named = [node for node in model.out if isinstance(node, ox.NamedNode)]
        for place, node in enumerate(sorted(named, key=model.order)):
            names[numbers[node]] = place
        for place, node in enumerate(claims):
            places[numbers[node]] = place
        return cls(owners, names, places)


class Index(NamedTuple):
    """Rows in the order of the numbers in one column, and where those with each number begin."""

    rows: Sequence[int]
    begins: Sequence[int]

    @classmethod
    def of(cls, rows: Sequence[int], column: Sequence[int], numbers: int) -> "Index":
        """The index of some rows of a column."""
        counts = [0] * (numbers + 1)
        for row in rows:
            counts[column[row] + 1] += 1
        return cls(array("I", sorted(rows, key=column.__getitem__)), array("I", accumulate(counts)))

    def at(self, number: int) -> Sequence[int]:
        """The rows with a number."""
        return self.rows[self.begins[number] : self.begins[number + 1]]
