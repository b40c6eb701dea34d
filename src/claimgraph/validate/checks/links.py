"""Links within the data that lead nowhere.

Problem: A statement refers to an IRI in a namespace of the data's own records, but no record describes it.
Remedy: Correct the IRI, or write the record.
"""

from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate._near import Near
from claimgraph.validate.checks import Doubt, namespace

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING


def check(facts: Facts) -> Iterator[Doubt]:
    """The IRIs that the data refers to and does not describe."""
    missing = facts.objects - facts.subjects - facts.defined
    own = facts.own() if missing else ()
    near = Near(facts.subjects if missing else (), facts.prefixes)
    for term in missing:
        if namespace(term.value) in own:
            message = f"Nothing describes {curie(term.value, facts.prefixes)}."
            yield Doubt(term, message, near(term.value))
