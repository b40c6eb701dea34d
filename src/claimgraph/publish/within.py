"""Hash IRIs: which records are in which document, and what may be said of each (RFC 3986, section 3.5).

Clients ask for the document, without the fragment, so it has to hold what is said of all of them.
"""

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.publish.removed import TOLD

__all__ = ["by_document", "document_of", "page_of", "said"]


def document_of(iri: str) -> str:
    """The document of a hash IRI; empty where the IRI is none."""
    whole, hash_, _ = iri.partition("#")
    return whole if hash_ else ""


def page_of(iri: str, places: Collection[str]) -> str:
    """What has the page at the document of a hash IRI, by its own IRI; empty where the IRI is no hash IRI.

    That is the document, or where this has no place, the ontology that is called by all of its namespace, `#` too.
    """
    whole = document_of(iri)
    return whole if not whole or whole in places else f"{whole}#"


def by_document(nodes: Iterable[ox.NamedNode], places: Collection[str]) -> dict[ox.NamedNode, list[ox.NamedNode]]:
    """Those of the nodes that have hash IRIs, by what has the page there, each in the order given."""
    found: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for node in nodes:
        if (page := page_of(node.value, places)) and page != node.value:
            found.setdefault(ox.NamedNode(page), []).append(node)
    return found


def said(model: Model, node: ox.NamedNode) -> Iterator[ox.Triple]:
    """What may be said of a node: its description; of what was removed, when and on what ground it was."""
    if not model.is_tombstone(node):
        yield from model.description(node)
        return
    for name in TOLD:
        for term in model.objects(node, name):
            yield ox.Triple(node, ox.NamedNode(name), term)
