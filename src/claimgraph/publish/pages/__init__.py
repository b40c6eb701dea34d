"""The kinds of page, one file each.

`pages(site, renderer)` gives every page of the kind. Where each is about one record and what is near it, a module has
`page(site, renderer, node)` instead, and `nodes(site)`, of which there are such pages.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from claimgraph.publish.claims import CG, Claim
from claimgraph.publish.removed import TOLD
from claimgraph.publish.site import Referrers, Site
from claimgraph.publish.statements import Node, Term
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["TEXTS", "Part", "concerns", "parts", "properties"]

TEXTS = (PREFIXES["skos"] + "definition", PREFIXES["sh"] + "message")
"""What a term of the ontology, or a shape, is explained by."""

_WHOLE = 200  # records of a document that can be read one after the other; of more, the page says where each is


@dataclass(frozen=True, slots=True)
class Part:
    """A record with a hash IRI, as it stands in the page of its document."""

    node: ox.NamedNode
    anchor: str
    """Its fragment, which may be empty."""
    removed: bool
    whole: bool
    """Whether all that is said of it is shown there."""
    kind: str
    """What its classes are called."""
    rows: Sequence[tuple[ox.NamedNode, list[Term]]]


def properties(
    site: Site, node: ox.NamedNode, *hidden: str, shown: Collection[tuple[str, Term | None]] = ()
) -> list[tuple[ox.NamedNode, list[Term]]]:
    """What is said of a node, less the literal that it is called by and what the page shows elsewhere.

    Hidden are properties whole, and of others what is `shown`.
    """
    left_out = {site.model.heading(node), *shown}
    rows = [
        (ox.NamedNode(name), found)
        for name, terms in site.model.out.get(node, {}).items()
        if name not in hidden and (found := [term for term in terms if (name, term) not in left_out])
    ]
    return sorted(rows, key=lambda row: (row[0].value != RDF_TYPE, *site.model.order(row[0])))


def parts(site: Site, node: ox.NamedNode, shown: Collection[ox.NamedNode] = ()) -> list[Part]:
    """The records with hash IRIs in a document not `shown` elsewhere in it, by class and label, the removed last."""
    members = [one for one in site.within.get(node, ()) if one not in shown]
    whole = len(members) <= _WHOLE
    found = []
    for one in members:
        removed = site.model.is_tombstone(one)
        rows = properties(site, one) if whole else []
        if removed:
            rows = [(name, terms) for name, terms in rows if name.value in TOLD]
        kind = "" if removed else ", ".join(map(site.model.label, site.model.types(one)))
        found.append(Part(one, one.value.partition("#")[2], removed, whole, kind, rows))
    return sorted(found, key=lambda part: (part.removed, part.kind, *site.model.order(part.node)))


def concerns(site: Site, node: ox.NamedNode, claims: Sequence[Claim], around: Sequence[Referrers]) -> str:
    """A digest of all that a page about a node shows.

    That is what is said of it, of its claims, of whom they name, and of what is around it; of the records in it too, if
    it is their document.
    """
    owners: set[Node] = {node, *(claim.node for claim in claims), *site.within.get(node, ())}
    # Evidence that has a name is no part of what is said of the claim.
    owners.update(one for claim in claims for one in site.model.named(claim.node, CG + "evidence"))
    nodes = {passage.paragraph for claim in claims for passage in claim.passages if passage.paragraph}
    nodes.update(member for group in around for member in group.first)
    names = [f"{group.property}{group.number}" for group in around]
    derived = site.derived.of(node)
    nodes.update(other for one in derived for other in one.nodes)
    # Whether a document of which nothing is said has a page, the records in it tell.
    named = {other for one in owners for other in site.model.named_by(one)} if site.documents else ()
    names += sorted(other.value for other in {*nodes, *named} if other in site.documents)
    reached = hashlib.sha256(b"".join(sorted(map(site.model.reach, owners)))).hexdigest()
    return site.inputs(nodes, reached, site.vocabulary, *names, site.derived.digests.get(node.value, ""))
