"""Links within the data that lead nowhere.

Problem: A statement refers to an IRI in a namespace of the data's own records, but no record describes it.
The namespaces are those of the project's bases, and those of which the data leaves few IRIs undescribed (a quarter of
what it describes, or one). Properties and classes in use are left to the check `terms`.
Remedy: Correct the IRI, or write the record.

Bad:

    ex:ada a ex:Person ; ex:knows ex:bne .
    ex:ben a ex:Person .

Good:

    ex:ada a ex:Person ; ex:knows ex:ben .
    ex:ben a ex:Person .
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
    missing = facts.missing()
    own = facts.own() if missing else ()
    near = Near(facts.subjects if missing else (), facts.prefixes)
    for term in missing:
        # A namespace itself is often no more than a name.
        if namespace(term.value) in own and term.value not in own:
            message = f"Nothing describes {curie(term.value, facts.prefixes)}."
            yield Doubt(term, message, near(term.value))
