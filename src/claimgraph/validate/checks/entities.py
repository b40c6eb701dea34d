"""Records that are typed in two files.

Problem: Two files say of the same IRI what it is, so that it has two records, which can come to differ. Terms of a
vocabulary (classes, properties) are left out: each module of an ontology may declare those that it uses.
Remedy: Keep one record, and move the other's statements there.

Bad:

    # people.ttl
    ex:ada a ex:Person .
    # authors.ttl
    ex:ada a ex:Author .

Good:

    # people.ttl
    ex:ada a ex:Person, ex:Author .
"""

from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING


def check(facts: Facts) -> Iterator[Doubt]:
    """The subjects that more than one file types."""
    for subject, files in facts.files().items():
        if subject not in facts.terms:
            message = f"{len(files)} files have a record of {curie(subject.value, facts.prefixes)}."
            yield Doubt(subject, message, subject=True, files=frozenset(files))
