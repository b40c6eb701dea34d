"""Which kind of page a record has."""

from collections.abc import Mapping

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.terms import CLAIM

__all__ = ["kind"]


def kind(node: ox.NamedNode, model: Model, namespaces: Mapping[str, str]) -> str:
    """The name of the module of `pages` that makes it."""
    if model.is_tombstone(node):
        return "tombstone"
    for name in ("ontology", "shapes"):
        if node.value == namespaces.get(name, "").rstrip("#/"):
            return name
    if node.value == namespaces["dataset"].removesuffix("#"):
        return "dataset"
    # One namespace may lie within another: the nearest is meant.
    inside = [(len(base), name) for name, base in namespaces.items() if node.value.startswith(base)]
    if found := {"ontology": "term", "shapes": "shape"}.get(max(inside, default=(0, ""))[1]):
        return found
    if model.is_claim(node):
        return "claim"
    return "document" if model.is_a(node, CLAIM + "SourceDocument") else "entity"
