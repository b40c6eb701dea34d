"""How properties follow from one another: from which paths of asserted triples the triples of each are derived.

That holds for ontologies that speak of classes, of properties and of what is apart, and for chains that do not lead
back to themselves: by the rules of OWL 2 RL (OWL 2 Profiles, section 4.3), a triple `x q y` follows then if, and only
if, one of the paths of `q` leads from `x` to `y`. It says nothing of other ontologies.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import pyoxigraph as ox

from claimgraph.terms import PREFIXES

__all__ = ["SPEAKING", "BeyondError", "Pairs", "Path", "Schema", "Step", "backwards", "is_vocabulary", "ways"]

_OWL, _RDF, _RDFS, _XSD = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))

_VOCABULARIES = (_OWL, _RDF, _RDFS, _XSD)

SPEAKING = frozenset(
    {_RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
    | {_OWL + name for name in ("deprecated", "versionInfo", "priorVersion", "backwardCompatibleWith")}
    | {_OWL + "incompatibleWith"}
)
"""Properties of these vocabularies that no rule reads."""

_MOST = 20_000
"""So many paths are followed; beyond that, all is derived anew."""

Step = tuple[ox.NamedNode, bool]
"""A property, and whether it is followed from object to subject."""
Path = tuple[Step, ...]
Pairs = Mapping[ox.NamedNode, frozenset[ox.NamedNode]]


@dataclass(frozen=True)
class Schema:
    """What an ontology says, as far as triples follow from it."""

    paths: Mapping[ox.NamedNode, tuple[Path, ...]]
    """From what the triples of a property follow, one step of its own among them."""
    above: Pairs
    """The classes above each, itself among them."""
    domains: Pairs
    ranges: Pairs
    """Of what classes subjects and objects are, those above among them."""
    apart: tuple[frozenset[ox.NamedNode], ...]
    """Classes of which no two have an instance in common."""
    disjoint: tuple[frozenset[ox.NamedNode], ...]
    """Properties of which no two have a triple in common."""
    characters: Mapping[str, frozenset[ox.NamedNode]]
    """The functional properties, and so on."""

    def of(self, name: ox.NamedNode) -> tuple[Path, ...]:
        """The paths of a property."""
        return self.paths.get(name) or (((name, False),),)

    @cached_property
    def uses(self) -> Mapping[ox.NamedNode, list[tuple[ox.NamedNode, Path, int]]]:
        """In which paths, of which properties, and at which place there, a property is."""
        found: dict[ox.NamedNode, list[tuple[ox.NamedNode, Path, int]]] = {}
        for name, paths in self.paths.items():
            for path in paths:
                for place, (step, _) in enumerate(path):
                    found.setdefault(step, []).append((name, path, place))
        return found

    @cached_property
    def telling(self) -> frozenset[ox.NamedNode]:
        """The classes of whose instances some cannot be of some other class."""
        parted = frozenset().union(*self.apart)
        return frozenset(one for one, above in self.above.items() if above & parted) | parted


def backwards(path: Path) -> Path:
    """A path from its end to its start."""
    return tuple((name, not flipped) for name, flipped in reversed(path))


def is_vocabulary(iri: str) -> bool:
    """Whether an IRI is a term of RDF, RDFS, OWL or XSD."""
    return iri.startswith(_VOCABULARIES)


class BeyondError(Exception):
    """More follows than can be told."""


def ways(
    steps: Mapping[ox.NamedNode, Collection[Step]], chains: Mapping[ox.NamedNode, Sequence[Sequence[ox.NamedNode]]]
) -> dict[ox.NamedNode, tuple[Path, ...]]:
    """The paths of all properties, given the properties and the chains from which each follows.

    Raises BeyondError for a chain that leads back to itself, and for too many paths.
    """
    known: dict[ox.NamedNode, tuple[Path, ...]] = {}
    for name in {*steps, *chains}:
        _ways(name, steps, chains, known, ())
    return known


def _ways(
    name: ox.NamedNode,
    steps: Mapping[ox.NamedNode, Collection[Step]],
    chains: Mapping[ox.NamedNode, Sequence[Sequence[ox.NamedNode]]],
    known: dict[ox.NamedNode, tuple[Path, ...]],
    within: tuple[ox.NamedNode, ...],
) -> tuple[Path, ...]:
    """The paths of a property, whose chain may be part of those of others."""
    if name in within:
        raise BeyondError  # a chain that leads back to itself
    if name in known:
        return known[name]
    below: set[Step] = {(name, False)}
    waiting = list(below)
    while waiting:
        one, turned = waiting.pop()
        new = {(lower, flipped != turned) for lower, flipped in steps.get(one, ())} - below
        below |= new
        waiting += new
    found: dict[Path, None] = {(step,): None for step in sorted(below, key=str)}
    for one, turned in sorted(below, key=str):
        for parts_of in chains.get(one, ()):
            for parts in product(*(_ways(part, steps, chains, known, (*within, name)) for part in parts_of)):
                path = tuple(step for part in parts for step in part)
                if path:
                    found[backwards(path) if turned else path] = None
                if len(found) > _MOST:
                    raise BeyondError
    known[name] = tuple(found)
    return known[name]
