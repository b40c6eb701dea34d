"""Terms that look like a misspelt term of a well-known vocabulary.

Problem: A property or class is in the namespace of a well-known vocabulary, is none of its terms, and resembles one.
Remedy: Write the term that was meant.

Bad:

    ex:ada skos:preflabel "Ada" .

Good:

    ex:ada skos:prefLabel "Ada" .
"""

from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate._near import Near, vocabularies
from claimgraph.validate.checks import Doubt, namespace

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING


def check(facts: Facts) -> Iterator[Doubt]:
    """The properties and classes in use that resemble a term of their vocabulary and are none."""
    known = vocabularies()
    near = Near((term for terms in known.values() for term in terms), facts.prefixes)
    # What the data or the ontology describes, there is.
    for term in (facts.predicates | facts.classes) - facts.defined - facts.subjects:
        terms = known.get(namespace(term.value))
        if terms and term.value not in terms and (remedy := near(term.value)):
            yield Doubt(term, f"The vocabulary has no term {curie(term.value, facts.prefixes)}.", remedy)
