"""Terms in canonical N-Triples as plain texts."""

import json

from claimgraph.export.records import Node
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["LABEL", "kind", "label", "property_of_claims", "text"]

LABEL = f"<{PREFIXES['rdfs']}label>"


def property_of_claims(name: str) -> str:
    """The property of that name in the vocabulary of claims."""
    return f"<{CLAIM}{name}>"


def text(term: str) -> str:
    """An IRI, the label of a blank node, or the lexical form of a literal."""
    if term[0] == '"':
        # The escapes of N-Triples in canonical form are those of JSON.
        return str(json.loads(term[: term.rindex('"') + 1]))
    return term[1:-1] if term[0] == "<" else term


def kind(term: str) -> str:
    """What a term is: `@id`, a language with @, a datatype behind ^^ and in angle brackets, or `` for a string."""
    return term[term.rindex('"') + 1 :] if term[0] == '"' else "@id"


def label(node: Node) -> str:
    """The first of the labels in code point order, or empty."""
    return next((text(value) for value in node.properties.get(LABEL, []) if isinstance(value, str)), "")
