"""What a dataset holds, counted as VoID asks for it (sections 4.5 and 4.6, and 5 for links)."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from claimgraph.publish.model import Model, Node, Term
from claimgraph.terms import PREFIXES

__all__ = ["Statistics"]

_SKOS = PREFIXES["skos"]
_LINKING = {PREFIXES["owl"] + "sameAs", PREFIXES["rdfs"] + "seeAlso"}
_LINKING |= {_SKOS + f"{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
_LANGUAGE = re.compile(r"[a-z]{2}(?=-|$)")


@dataclass
class Statistics:
    """Counts of a dataset's triples; links go by predicate and namespace of what they lead to."""

    subjects: int = 0
    objects: set[Term] = field(default_factory=set)
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    entities: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, model: Model, own: Callable[[Node], bool], bases: Sequence[str]) -> "Statistics":
        """The counts of what is said of the model's own nodes.

        Entities are things of a class whose IRI begins with one of the bases; links lead elsewhere.
        """
        found, near = cls(), tuple(bases)
        for node, properties in model.out.items():
            if not own(node):
                continue
            found.subjects += 1
            for name, terms in properties.items():
                found.properties[name] += len(terms)
                found.objects.update(terms)
                if name in _LINKING:
                    targets = [term.value for term in terms if isinstance(term, ox.NamedNode)]
                    found.links.update((name, stem(iri)) for iri in targets if not iri.startswith(near))
            if classes := model.types(node):
                found.classes.update(class_.value for class_ in classes)
                if isinstance(node, ox.NamedNode) and node.value.startswith(near):
                    found.entities.add(node.value)
        return found

    @property
    def triples(self) -> int:
        """How many there are."""
        return self.properties.total()

    @property
    def languages(self) -> set[str]:
        """The languages of the literals, by their codes of two letters (ISO 639-1)."""
        tags = {term.language for term in self.objects if isinstance(term, ox.Literal)}
        return {found[0] for tag in tags if tag and (found := _LANGUAGE.match(tag))}

    def vocabularies(self, prefixes: Mapping[str, str]) -> list[str]:
        """The documents of those vocabularies, among the namespaces with a prefix, that the dataset is written in."""
        stems = {stem(term) for term in (*self.properties, *self.classes)}
        return sorted({namespace.rstrip("#") for namespace in prefixes.values() if namespace in stems})


def stem(iri: str) -> str:
    """The namespace of an IRI: all up to its last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
