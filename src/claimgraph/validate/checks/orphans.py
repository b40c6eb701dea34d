"""Records that nothing refers to.

Problem: At least nine tenths of the records of a type are referred to, but nothing refers to this one. Terms of a
vocabulary (classes, properties) are left out: they are there to be referred to by others.
Remedy: Refer to it where it belongs, or delete it.

Bad:

    ex:1 a ex:Page . ex:2 a ex:Page . ex:3 a ex:Page . ex:4 a ex:Page . ex:5 a ex:Page .
    ex:6 a ex:Page . ex:7 a ex:Page . ex:8 a ex:Page . ex:9 a ex:Page . ex:10 a ex:Page .
    ex:book ex:pages ex:1, ex:2, ex:3, ex:4, ex:5, ex:6, ex:7, ex:8, ex:9 .

Good:

    ex:1 a ex:Page . ex:2 a ex:Page . ex:3 a ex:Page . ex:4 a ex:Page . ex:5 a ex:Page .
    ex:6 a ex:Page . ex:7 a ex:Page . ex:8 a ex:Page . ex:9 a ex:Page . ex:10 a ex:Page .
    ex:book ex:pages ex:1, ex:2, ex:3, ex:4, ex:5, ex:6, ex:7, ex:8, ex:9, ex:10 .
"""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "alone", "check", "doubt"]

SEVERITY = Severity.INFO

_MOST = 0.9  # of the records of a type are referred to where it is a type that is referred to


def check(facts: Facts) -> Iterator[Doubt]:
    """The records that stand alone among their like."""
    found: set[ox.NamedNode] = set()  # a record may be of several types
    for those in facts.records.values():
        records = those - facts.terms if facts.terms else those
        lonely = records - facts.objects
        if alone(len(records), len(lonely)):
            found |= lonely
    for subject in found:
        yield doubt(subject, facts.prefixes)


def alone(records: int, lonely: int) -> bool:
    """Whether so many records of a type that nothing refers to stand out among them all."""
    return records - lonely >= _MOST * records


def doubt(subject: ox.NamedNode, prefixes: Mapping[str, str]) -> Doubt:
    """What is said of a record that stands alone."""
    return Doubt(subject, f"Nothing refers to {curie(subject.value, prefixes)}.", subject=True)
