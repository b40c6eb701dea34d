"""The kinds of page, one file each: `pages(site, renderer)` gives every page of the kind."""

import hashlib
from collections.abc import Sequence

import pyoxigraph as ox

from claimgraph.publish.claims import CG, Claim
from claimgraph.publish.model import LABELS, Node, Term
from claimgraph.publish.site import Referrers, Site
from claimgraph.terms import RDF_TYPE

__all__ = ["concerns", "properties"]


def properties(site: Site, node: ox.NamedNode, *hidden: str) -> list[tuple[ox.NamedNode, list[Term]]]:
    """What is said of a node, less its label and what is hidden because the page shows it elsewhere."""
    left_out = {*LABELS, *hidden}
    found = [(ox.NamedNode(name), list(terms)) for name, terms in site.model.out.get(node, {}).items()]
    rows = [(name, terms) for name, terms in found if name.value not in left_out]
    return sorted(rows, key=lambda row: (row[0].value != RDF_TYPE, *site.model.order(row[0])))


def concerns(site: Site, node: ox.NamedNode, claims: Sequence[Claim], around: Sequence[Referrers]) -> str:
    """A digest of all that a page about a node shows.

    That is what is said of it, of its claims, of whom they name, and of what is around it.
    """
    owners: set[Node] = {node, *(claim.node for claim in claims)}
    # Evidence that has a name is no part of what is said of the claim.
    owners.update(one for claim in claims for one in site.model.named(claim.node, CG + "evidence"))
    nodes = {passage.paragraph for claim in claims for passage in claim.passages if passage.paragraph}
    nodes.update(member for group in around for member in group.first)
    names = [f"{group.property}{group.number}" for group in around]
    derived = site.derived.of(node)
    nodes.update(other for one in derived for other in one.nodes)
    reached = hashlib.sha256(b"".join(sorted(map(site.model.reach, owners)))).hexdigest()
    return site.inputs(nodes, reached, site.vocabulary, *names, site.derived.digests.get(node.value, ""))
