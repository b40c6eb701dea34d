"""IRIs of records that will give trouble.

Problem: The IRI of a record holds an escaped or a doubled character, a space of some kind, or only differs from that
of another record by upper and lower case.
Remedy: Give the record an IRI of letters, digits, hyphens and single slashes, in one case.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt, sentence

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING

_TROUBLE = re.compile(r"%[0-9A-Fa-f]{2}|\s|[\u200b-\u200f\u2028-\u202e\u2060\ufeff]|(?<!:)//|#.*#|[.,;:]$")
# Most IRIs are of this form, which is told faster than that they hold no trouble.
_PLAIN = re.compile(r"[a-z]+://(?:[\w.\-]+/)*+(?:[\w.\-]*\w)?(?:#(?:[\w.\-]*\w)?)?", re.ASCII)


def check(facts: Facts) -> Iterator[Doubt]:
    """The subjects with such an IRI."""
    cases: dict[str, list[ox.NamedNode]] = defaultdict(list)
    for subject in facts.subjects:
        value = subject.value
        cases[value.lower()].append(subject)
        if not _PLAIN.fullmatch(value) and (trouble := _TROUBLE.search(value)):
            message = f"The IRI {curie(value, facts.prefixes)} holds {trouble[0]!a}."
            yield Doubt(subject, message, subject=True)
    for alike in cases.values():
        if len(alike) > 1:
            names = sentence(curie(subject.value, facts.prefixes) for subject in sorted(alike, key=str))
            for subject in alike:
                yield Doubt(subject, f"{names} differ only by upper and lower case.", subject=True)
