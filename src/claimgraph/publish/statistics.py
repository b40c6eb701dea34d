"""What a dataset holds, counted as VoID asks for it (sections 4.5 and 4.6, and 5 for links)."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.publish.statements import Node, Term
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["Statistics", "Sums"]

_PROV, _SKOS = PREFIXES["prov"], PREFIXES["skos"]
# Of other things, dates of editing may be of the world that the data are about.
_DAYS = (_PROV + "endedAtTime", _PROV + "generatedAtTime", _PROV + "invalidatedAtTime")
_LINKING = {PREFIXES["owl"] + "sameAs", PREFIXES["rdfs"] + "seeAlso"}
_LINKING |= {_SKOS + f"{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
_LANGUAGE = re.compile(r"[a-z]{2}(?=-|$)")


@dataclass
class Statistics:
    """Counts of a dataset's triples, from which what is no longer said can be taken away.

    Entities are things of a class whose IRI begins with one of the bases. Links lead elsewhere, and go by predicate and
    namespace of what they lead to.
    """

    bases: tuple[str, ...]
    subjects: int = 0
    distinct: int = 0
    """How many objects there are."""
    objects: Counter[Term] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    entities: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, model: Model, bases: Sequence[str]) -> "Statistics":
        """The counts of all that a model says."""
        found = cls(tuple(bases))
        for node, properties in model.out.items():
            found.count(node, properties)
        return found

    def count(self, node: Node, said: Mapping[str, Sequence[Term]], times: int = 1) -> None:
        """Count all that is said of a node; with `times` of -1, no longer."""
        self.subjects += times
        for name, terms in said.items():
            self.properties[name] += times * len(terms)
            for term in terms:
                before = self.objects[term]
                self.objects[term] = before + times
                self.distinct += (before + times > 0) - (before > 0)
                if isinstance(term, ox.Literal) and term.language:
                    self.tags[term.language] += times
            if name in _LINKING:
                for iri in (term.value for term in terms if isinstance(term, ox.NamedNode)):
                    if not iri.startswith(self.bases):
                        self.links[name, stem(iri)] += times
        if classes := [term.value for term in said.get(RDF_TYPE, ()) if isinstance(term, ox.NamedNode)]:
            for class_ in classes:
                self.classes[class_] += times
            if isinstance(node, ox.NamedNode) and node.value.startswith(self.bases):
                (self.entities.add if times > 0 else self.entities.discard)(node.value)

    @property
    def triples(self) -> int:
        """How many there are."""
        return self.properties.total()

    @property
    def languages(self) -> set[str]:
        """The languages of the literals, by their codes of two letters (ISO 639-1)."""
        return {found[0] for tag, number in self.tags.items() if number and (found := _LANGUAGE.match(tag))}

    def vocabularies(self, prefixes: Mapping[str, str]) -> list[str]:
        """The documents of those vocabularies, among the namespaces with a prefix, that the dataset is written in."""
        stems = {stem(term) for term in (*+self.properties, *+self.classes)}
        return sorted({namespace.rstrip("#") for namespace in prefixes.values() if namespace in stems})


@dataclass(frozen=True, slots=True)
class Sums:
    """What is counted over all that is said, and can be taken away again: statistics, and the days that it tells of."""

    statistics: Statistics
    foreign: frozenset[str]
    """What the ontology and the shapes describe, which is not counted as the dataset's own."""
    days: Counter[str] = field(default_factory=Counter)

    def count(self, nodes: Iterable[Node], model: Model, times: int = 1) -> None:
        """Count what a model says of the nodes; with `times` of -1, no longer."""
        for node in nodes:
            said = model.out.get(node, {})
            for name in _DAYS:
                for term in said.get(name, ()):
                    if isinstance(term, ox.Literal) and (day := _day(term.value)):
                        self.days[day] += times
            if said and (owner := model.owner(node)) is not None and owner.value not in self.foreign:
                self.statistics.count(node, said, times)


def _day(text: str) -> str:
    """The day that a date or a time begins with; "" where it is none, as in `n.d.`."""
    try:
        return date.fromisoformat(text[:10]).isoformat() if text[4:5] == "-" else ""
    except ValueError:
        return ""


def stem(iri: str) -> str:
    """The namespace of an IRI: all up to its last # or /, or of one without these, as a URN is, to its last colon."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri[: iri.rfind(":") + 1]
