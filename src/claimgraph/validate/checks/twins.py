"""Namespaces that differ from a well-known one by http or https, or by their last character.

Problem: A term's namespace is not the well-known one, but its twin: https for http, / for #, one of them left out.
Schema.org allows both http and https: there, the twin is reported only if shapes, ontology or data use the other one.
Remedy: Write the namespace as the vocabulary does; to RDF the twin is another term altogether.

Bad:

    ex:ada <https://xmlns.com/foaf/0.1/name> "Ada" .

Good:

    ex:ada <http://xmlns.com/foaf/0.1/name> "Ada" .
"""

from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.terms import PREFIXES, curie
from claimgraph.validate._facts import Facts
from claimgraph.validate._near import vocabularies
from claimgraph.validate.checks import Doubt, namespace

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING

_ALLOWED = ("http://schema.org/",)


def check(facts: Facts) -> Iterator[Doubt]:
    """The properties and classes in use whose namespace is the twin of a well-known one."""
    known = {*vocabularies(), *PREFIXES.values()}
    used = {namespace(term.value) for term in facts.predicates | facts.classes | facts.defined} | facts.expected
    twins = {twin: wellknown for wellknown in sorted(known) for twin in _twins(wellknown) if twin not in known}
    for term in facts.predicates | facts.classes:
        here = namespace(term.value)
        if here in twins and not (here in _ALLOWED and twins[here] not in used):
            meant = twins[here] + term.value[len(here) :]
            message = f"{here} is the twin of the well-known {twins[here]}."
            yield Doubt(term, message, f"Did you mean {curie(meant, facts.prefixes)}?")


def _twins(wellknown: str) -> Iterator[str]:
    scheme, _, rest = wellknown.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme, scheme)
    stem, end = rest[:-1], rest[-1]
    for prefix in (scheme, other):
        for last in {"#": ("#", "/", "/#"), "/": ("/", "#")}.get(end, ()):
            yield f"{prefix}://{stem}{last}"
