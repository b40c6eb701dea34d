"""Records that nothing refers to.

Problem: A record is of a type whose other records are referred to, but nothing refers to it.
Remedy: Refer to it where it belongs, or delete it.
"""

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.INFO

_MOST = 0.9  # of the records of a type are referred to where it is a type that is referred to


def check(facts: Facts) -> Iterator[Doubt]:
    """The records that stand alone among their like."""
    records: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    for subject, types in facts.types.items():
        for kind in types:
            records[kind].add(subject)
    referred = {kind for kind, those in records.items() if len(those & facts.objects) >= _MOST * len(those)}
    # A record may be of several types.
    for subject in {subject for kind in referred for subject in records[kind] - facts.objects}:
        yield Doubt(subject, f"Nothing refers to {curie(subject.value, facts.prefixes)}.", subject=True)
