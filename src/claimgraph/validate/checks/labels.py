"""Records of one type that have the same label.

Problem: Two records of the same type have the same label in the same language: one thing twice, or two that readers
cannot tell apart.
Remedy: Merge the records, or say in the label what tells them apart.
"""

from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt, sentence

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.INFO


def check(facts: Facts) -> Iterator[Doubt]:
    """The labels that two records of one type share."""
    for label, subjects in facts.labels.items():
        if len(subjects) < 2:
            continue
        types = {subject: set(facts.types.get(subject, ())) for subject in subjects}
        alike = sorted(
            subject.value
            for subject in types
            if any(types[subject] & types[other] for other in types if other != subject)
        )
        if alike:
            names = sentence(curie(iri, facts.prefixes) for iri in alike)
            yield Doubt(label, f"The label {label} belongs to {names}, which are of one type.")
