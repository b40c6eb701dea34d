"""Digests of what pages are made from: of what all of them depend on, and of all that there is."""

import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.terms import CLAIM, PREFIXES

if TYPE_CHECKING:
    from claimgraph.publish.site import Site

__all__ = ["TERMS", "everything", "layout", "vocabulary"]

TERMS = ("ontology", "term", "shapes", "shape")
"""The kinds of page of what is no record of the dataset."""

_SHARED = {PREFIXES["rdfs"] + "subClassOf", CLAIM + "certaintyRank"}


def vocabulary(site: "Site") -> str:
    """A digest of all that is no record of the dataset, and of records that are classes, predicates or ranks."""
    terms = {node for kind in TERMS for node in site.kinds.get(kind, ())}
    names, places = site.model.predicates, site.table.places
    shared = [
        node
        for node, said in site.model.out.items()
        if isinstance(node, ox.NamedNode)
        and (node in terms or node.value not in places or node.value in names or not _SHARED.isdisjoint(said))
    ]
    return site.inputs({*shared, site.dataset}, *sorted(site.texts))


def layout(site: "Site") -> str:
    """A digest of where everything is."""
    gone = sorted(node.value for node in site.kinds.get("tombstone", ()))
    releases = [(release.version, release.date) for release in site.releases]
    places = [f"{iri}\0{place.folder}\0{place.plain}" for iri, place in site.table.places.items()]
    return hashlib.sha256("\n".join([repr((gone, releases, site.ethics_path)), *places]).encode()).hexdigest()


def everything(site: "Site") -> str:
    """A digest of all that the site is made from."""
    released = [(release.version, release.date, release.canonical is None) for release in site.releases]
    digest = hashlib.sha256(repr((sorted(site.texts.items()), site.shape_headers, released)).encode())
    digest.update(repr(site.downloads).encode())
    nodes = {node.value: node for node in site.model.out if isinstance(node, ox.NamedNode)}
    for name in sorted(nodes):
        digest.update(name.encode() + b"\0" + site.model.digest(nodes[name]))
    for answer in site.answers:
        digest.update(repr((answer.query.text, answer.result and answer.result.data, answer.failure)).encode())
    findings = site.report.findings if site.report else ()
    found = [(str(one.severity), one.message, one.focus_node, one.remedy) for one in findings]
    counted = (site.report.files, site.report.triples) if site.report else ()
    digest.update(repr((found, counted, site.derived.digest)).encode())
    return digest.hexdigest()
