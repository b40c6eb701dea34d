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
from operator import attrgetter

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate._near import Near
from claimgraph.validate.checks import Doubt, namespace

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING

_VALUE = attrgetter("value")


def check(facts: Facts) -> Iterator[Doubt]:
    """The IRIs that the data refers to and does not describe."""
    missing = facts.missing()
    own = facts.own() if missing else ()
    # A namespace itself is often no more than a name.
    doubtful = [term for term in missing if namespace(term.value) in own and term.value not in own]
    spaces = tuple({namespace(term.value) for term in doubtful})
    near = Near((value for value in map(_VALUE, facts.subjects) if value.startswith(spaces)), facts.prefixes)
    for term in doubtful:
        message = f"Nothing describes {curie(term.value, facts.prefixes)}."
        yield Doubt(term, message, near(term.value))
