"""Digests of what pages are made from: of what all of them depend on, and of all that there is."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.publish.cards import Card
from claimgraph.publish.inputs import Answer
from claimgraph.publish.model import Model
from claimgraph.publish.paths import Place
from claimgraph.publish.statements import Node
from claimgraph.terms import CLAIM, PREFIXES

if TYPE_CHECKING:
    from claimgraph.publish.site import Site

__all__ = ["TERMS", "answered", "elsewhere", "ethics", "everything", "inputs", "layout", "shared"]

TERMS = ("ontology", "term", "shapes", "shape")
"""The kinds of page of what is no record of the dataset."""

_SHARED = {PREFIXES["rdfs"] + "subClassOf", CLAIM + "certaintyRank"}


def inputs(model: Model, nodes: Iterable[Node], *more: str) -> str:
    """A digest of all that is said of the nodes, in whatever order, and the texts besides."""
    return hashlib.sha256(b"".join(sorted(map(model.digest, nodes)))).hexdigest() + "\0".join(more)


def shared(
    nodes: Iterable[Node], model: Model, cards: Mapping[ox.NamedNode, Card], places: Mapping[str, Place]
) -> list[ox.NamedNode]:
    """Those of the nodes on which every page may depend.

    That is all that is no record of the dataset, and records that are classes, predicates or ranks.
    """
    names: Collection[str] = model.predicates
    return [
        node
        for node in nodes
        if isinstance(node, ox.NamedNode)
        and (
            node.value not in places
            or node.value in names
            or cards[node].kind in TERMS
            or not _SHARED.isdisjoint(model.out[node])
        )
    ]


def ethics(model: Model, dataset: ox.NamedNode) -> list[str]:
    """The documents in which the dataset says that corrections are asked for."""
    return [node.value.partition("#")[0] for node in model.named(dataset, CLAIM + "correctionProcedure")]


def elsewhere(model: Model, nodes: Iterable[ox.NamedNode]) -> str:
    """A digest of what is said of some nodes, in the order of their IRIs."""
    digest = hashlib.sha256()
    for node in sorted(nodes, key=str):
        digest.update(str(node).encode() + b"\0" + model.digest(node))
    return digest.hexdigest()


def answered(answer: Answer) -> str:
    """A digest of a question and its answer."""
    result = answer.result
    found = result and (result.kind, hashlib.sha256(result.data).hexdigest())
    return hashlib.sha256(repr((answer.query.text, found, answer.failure)).encode()).hexdigest()


def layout(site: "Site") -> str:
    """Where everything is, with a digest of all places."""
    gone = sorted(node.value for node in site.gone)
    releases = [(release.version, release.date) for release in site.releases]
    return f"{gone} {releases} {site.ethics_path} {site.table.digest}"


def everything(site: "Site") -> str:
    """A digest of all that the site is made from."""
    released = [(release.version, release.date, release.canonical is None) for release in site.releases]
    digest = hashlib.sha256(repr((sorted(site.texts.items()), site.shape_headers, released)).encode())
    digest.update(repr((site.downloads, site.elsewhere, site.digest)).encode())
    for answer in site.answers:
        digest.update(answered(answer).encode())
    findings = site.report.findings if site.report else ()
    found = [(str(one.severity), one.message, one.focus_node, one.remedy) for one in findings]
    counted = (site.report.files, site.report.triples) if site.report else ()
    digest.update(repr((found, counted, site.derived.digest, site.checked)).encode())
    return digest.hexdigest()
