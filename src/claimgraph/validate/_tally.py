"""What the checks beyond SHACL know of the data as a whole, in numbers that a change adds to or takes from."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from claimgraph.validate._facts import Facts, owned
from claimgraph.validate.checks import namespace
from claimgraph.validate.checks.orphans import alone

__all__ = ["Tally", "kept"]


def kept(facts: Facts, data: int) -> dict[str, Any]:
    """The numbers of that data, the first `data` files, as JSON can hold it."""
    described = Counter(namespace(subject.value) for subject in facts.subjects)
    missing = Counter(namespace(term.value) for term in facts.missing())
    folded = array("q")
    for subject in facts.subjects:
        if (value := subject.value.lower()) != subject.value:
            folded.append(hash(ox.NamedNode(value)))
    terms, objects = facts.terms, facts.objects
    classes = {}
    for kind in facts.classes:
        records = facts.records.get(kind, set()) - terms
        classes[kind.value] = (len(records), len(records - objects))
    return {
        "data": data,
        "predicates": sorted(predicate.value for predicate in facts.predicates),
        "classes": classes,
        "spaces": {here: (described[here], missing[here]) for here in sorted({*described, *missing})},
        "folded": folded.tobytes().hex(),
    }


class Tally:
    """The numbers before and after a change."""

    def __init__(self, known: Mapping[str, Any], bases: Iterable[str]) -> None:
        self.terms = {*known["predicates"], *known["classes"]}  # in use as predicates or classes
        self._known = known
        self._bases = tuple(bases)
        self._described, self._missing = Counter[str](), Counter[str]()
        self._records, self._lonely = Counter[str](), Counter[str]()

    def describe(self, term: ox.NamedNode, number: int) -> None:
        """Note that so many descriptions of the term are new."""
        self._described[namespace(term.value)] += number

    def miss(self, term: ox.NamedNode, number: int) -> None:
        """Note that the term is missing in so many cases more."""
        self._missing[namespace(term.value)] += number

    def record(self, kinds: Iterable[ox.NamedNode], lonely: bool, number: int) -> None:
        """Note that there are so many more records of those classes, which something refers to unless `lonely`."""
        for kind in kinds:
            self._records[kind.value] += number
            self._lonely[kind.value] += number * lonely

    def missed(self) -> bool:
        """Whether something is missing, before or after, in a namespace of the data's own that the change touches."""
        for here in {*self._described, *self._missing}:
            described, missing = self._known["spaces"].get(here, (0, 0))
            after = described + self._described[here], missing + self._missing[here]
            if any(numbers[1] and owned(here, *numbers, self._bases) for numbers in ((described, missing), after)):
                return True
        return False

    def turned(self) -> bool:
        """Whether lonely records of some class stand out where they did not, or the other way round."""
        for kind in self._records.keys() | self._lonely.keys():
            before, after = self._numbers(kind)
            if alone(*before) != alone(*after) and (after[1] if alone(*after) else before[1]):
                return True
        return False

    def alone(self, kind: ox.NamedNode) -> bool:
        """Whether lonely records of the class stand out after the change."""
        return alone(*self._numbers(kind.value)[1])

    def _numbers(self, kind: str) -> tuple[tuple[int, int], tuple[int, int]]:
        records, lonely = self._known["classes"].get(kind, (0, 0))
        return (records, lonely), (records + self._records[kind], lonely + self._lonely[kind])

    def folds(self, value: str) -> int:
        """How many of the subjects differed from that IRI by upper-case letters alone."""
        return self._folded[hash(ox.NamedNode(value))]

    @cached_property
    def _folded(self) -> Counter[int]:
        return Counter(array("q", bytes.fromhex(self._known["folded"])))
