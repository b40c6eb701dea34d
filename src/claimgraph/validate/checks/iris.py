"""IRIs of records that will give trouble.

Problem: The IRI of a record holds an escaped or a doubled character, a space of some kind, or only differs from that
of another record by upper and lower case.
Remedy: Give the record an IRI of letters, digits, hyphens and single slashes, in one case.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt, sentence

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING

_TROUBLE = re.compile(r"%[0-9A-Fa-f]{2}|\s|[\u200b-\u200f\u2028-\u202e\u2060\ufeff]|(?<!:)//|#.*#|[.,;:]$")


def check(facts: Facts) -> Iterator[Doubt]:
    """The subjects with such an IRI."""
    cases = defaultdict(set)
    for subject in facts.subjects:
        cases[subject.value.lower()].add(subject)
        if trouble := _TROUBLE.search(subject.value):
            message = f"The IRI {curie(subject.value, facts.prefixes)} holds {trouble[0]!a}."
            yield Doubt(subject, message, subject=True)
    for alike in cases.values():
        if len(alike) > 1:
            names = sentence(curie(subject.value, facts.prefixes) for subject in sorted(alike, key=str))
            for subject in alike:
                yield Doubt(subject, f"{names} differ only by upper and lower case.", subject=True)
