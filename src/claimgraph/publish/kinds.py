"""Which kind of page a record has, and which are the ontology and the shapes themselves."""

from collections.abc import Mapping

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["ONTOLOGY", "head", "kind", "names"]

ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")


def names(base: str) -> tuple[str, ...]:
    """What an ontology with this namespace may be called: the namespace without its last sign, or whole."""
    return (base[:-1] if base.endswith(("#", "/")) else base, base) if base else ()


def head(name: str, namespaces: Mapping[str, str], model: Model) -> str:
    """The IRI of the ontology or of the shapes, which are named so in `namespaces`; "" where they have none.

    Of its `names` it is the one that is an owl:Ontology, or else of which anything is said, or else the first.
    """
    known = names(namespaces.get(name, ""))
    said = [node for node in map(ox.NamedNode, known) if node in model.out]
    found = next((node.value for node in said if ONTOLOGY in model.types(node)), said[0].value if said else "")
    return found or next(iter(known), "")


def kind(node: ox.NamedNode, model: Model, namespaces: Mapping[str, str]) -> str:
    """The name of the module of `pages` that makes it."""
    if model.is_tombstone(node):
        return "tombstone"
    dataset = namespaces["dataset"]
    for name in ("ontology", "shapes"):
        # What is the dataset too, by the same whole namespace, has the page of that.
        if node.value in names(namespaces.get(name, "")) and node.value == head(name, namespaces, model) != dataset:
            return name
    if node.value == dataset.removesuffix("#"):
        return "dataset"
    # One namespace may lie within another: the nearest is meant.
    inside = [(len(base), name) for name, base in namespaces.items() if node.value.startswith(base)]
    if found := {"ontology": "term", "shapes": "shape"}.get(max(inside, default=(0, ""))[1]):
        return found
    if model.is_claim(node):
        return "claim"
    return "document" if model.is_a(node, CLAIM + "SourceDocument") else "entity"
