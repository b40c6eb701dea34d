"""What was removed: all that may still be said of it, and the data, and what follows from them, without the rest."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph import rdf, streams
from claimgraph.formats import by_name
from claimgraph.sources import Source
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["GROUND", "INSTEAD", "WHEN", "discreet", "removed", "unlinked"]

WHEN = PREFIXES["prov"] + "invalidatedAtTime"
GROUND = PREFIXES["rdfs"] + "comment"
INSTEAD = PREFIXES["dcterms"] + "isReplacedBy"

_TOLD = {WHEN, GROUND, INSTEAD}
_PARTS = {*(PREFIXES["rdf"] + name for name in ("subject", "predicate", "object")), CLAIM + "derivedFromClaim"}


def removed(files: Sequence[Source]) -> frozenset[object]:
    """The things of which the files say that they were removed; raises InputError for files that cannot be read."""
    return frozenset(quad.subject for quad in streams.quads(files) if quad.predicate.value == WHEN)


def discreet(files: Sequence[Source], gone: frozenset[object]) -> Sequence[Source]:
    """The files, or, where they say more of what is gone than may be said, one with their other statements.

    Raises InputError for files that cannot be read.
    """
    if not gone:
        return files
    quads = list(streams.quads(files))
    hidden: set[ox.Quad] = set()
    about: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        if quad.subject in gone and quad.predicate.value not in _TOLD:
            hidden.add(quad)
        if isinstance(quad.subject, ox.BlankNode):
            about.setdefault(quad.subject, []).append(quad)
    if not hidden:
        return files
    inside = [quad.object for quad in hidden]
    while inside:
        for quad in about.pop(inside.pop(), ()):
            hidden.add(quad)
            inside.append(quad.object)
    data = ox.serialize((quad for quad in quads if quad not in hidden), format=ox.RdfFormat.N_QUADS)
    return [Source(files[0].path, by_name("nquads"), data)]


def unlinked(derived: bytes, gone: frozenset[object], prefixes: Mapping[str, str]) -> bytes:
    """Derived triples, in Turtle, without those that name what is gone, and without how such a one was derived."""
    if not gone:
        return derived
    triples = [quad.triple for quad in ox.parse(derived, format=ox.RdfFormat.TURTLE)]
    naming = {triple for triple in triples if not gone.isdisjoint(triple)}
    reasons = {triple.subject for triple in naming if triple.predicate.value in _PARTS}
    kept = [triple for triple in triples if triple not in naming and triple.subject not in reasons]
    return rdf.serialized(kept, by_name("turtle"), prefixes)
