"""Terms of the ontology's namespaces that it does not define.

Problem: A property or class is in a namespace of the given ontology, but the ontology does not define it.
Remedy: Correct the term, or define it in the ontology.

Ontology:

    my:Person a owl:Class .
    my:knows a owl:ObjectProperty .

Bad:

    ex:ada a my:Persom ; my:know ex:ben .

Good:

    ex:ada a my:Person ; my:knows ex:ben .
"""

from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate._near import Near
from claimgraph.validate.checks import Doubt, namespace

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.VIOLATION


def check(facts: Facts) -> Iterator[Doubt]:
    """The properties and classes in use that the ontology should define and does not."""
    own = {namespace(term.value) for term in facts.defined}
    near = Near(facts.defined, facts.prefixes)
    # What stands beside the data's own records may be described there.
    for term in (facts.predicates | facts.classes) - facts.defined - facts.subjects:
        if namespace(term.value) in own:
            message = f"The ontology does not define {curie(term.value, facts.prefixes)}."
            yield Doubt(term, message, near(term.value))
