"""Records of one type that have the same label.

Problem: Two records of the same type have the same label in the same language: one thing twice, or two that readers
cannot tell apart. Claims with evidence (cg:evidence) are left out: two passages may say the same.
Remedy: Merge the records, or say in the label what tells them apart.

Bad:

    ex:springfield-1 a ex:Place ; rdfs:label "Springfield"@en .
    ex:springfield-2 a ex:Place ; rdfs:label "Springfield"@en .

Good:

    ex:springfield-1 a ex:Place ; rdfs:label "Springfield, Illinois"@en .
    ex:springfield-2 a ex:Place ; rdfs:label "Springfield, Ohio"@en .
"""

from collections import Counter
from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt, some

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.INFO


def check(facts: Facts) -> Iterator[Doubt]:
    """The labels that two records of one type share."""
    for label, subjects in facts.labels().items():
        if len(subjects) < 2:
            continue
        others = (subject for subject in subjects if not facts.gives_evidence(subject))
        types = {subject: set(facts.types.get(subject, ())) for subject in others}
        counts = Counter(kind for kinds in types.values() for kind in kinds)
        alike = sorted((s for s, kinds in types.items() if any(counts[kind] > 1 for kind in kinds)), key=str)
        if alike:
            names = some(curie(subject.value, facts.prefixes) for subject in alike)
            message = f"The label {label} belongs to {names}, which are of one type."
            yield Doubt(label, message, about=frozenset(alike))
