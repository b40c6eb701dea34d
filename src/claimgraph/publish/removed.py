"""What was removed: all that may still be said of it, and the data, and what follows from them, without the rest."""

from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from claimgraph import rdf, streams
from claimgraph.formats import by_name
from claimgraph.sources import Source
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["GROUND", "INSTEAD", "TOLD", "WHEN", "discreet", "is_removal", "removed", "unlinked", "visible"]

WHEN = PREFIXES["prov"] + "invalidatedAtTime"
GROUND = PREFIXES["rdfs"] + "comment"
INSTEAD = PREFIXES["dcterms"] + "isReplacedBy"

TOLD = (WHEN, GROUND, INSTEAD)
"""All that may be said of what was removed."""
_PARTS = {*(PREFIXES["rdf"] + name for name in ("subject", "predicate", "object")), CLAIM + "derivedFromClaim"}


def removed(files: Sequence[Source]) -> frozenset[object]:
    """The things of which the files say that they were removed; raises InputError for files that cannot be read."""
    return frozenset(quad.subject for quad in streams.quads(files) if is_removal(quad))


def is_removal(quad: ox.Quad) -> bool:
    """Whether a statement says that something with an IRI was removed."""
    return quad.predicate.value == WHEN and isinstance(quad.subject, ox.NamedNode)


def discreet(files: Sequence[Source], gone: frozenset[object]) -> Sequence[Source]:
    """The files, or, where they say more of what is gone than may be said, one with their other statements.

    Raises InputError for files that cannot be read.
    """
    if not gone or not any(_is_hidden(quad, gone) for quad in streams.quads(files)):
        return files
    data = ox.serialize(visible(files, gone), format=ox.RdfFormat.N_QUADS)
    return [Source(files[0].path, by_name("nquads"), data)]


def visible(files: Sequence[Source], gone: frozenset[object], stem: str = "") -> Iterator[ox.Quad]:
    """The statements of the files less what must not be said of what is gone, blank nodes as in `streams.numbered`.

    Memory does not grow with the data. Raises InputError for files that cannot be read.
    """
    hidden = gone
    while gone:  # once for each level of blank nodes in what is hidden
        found = {quad.object for quad in streams.numbered(files, stem) if _is_hidden(quad, hidden)}
        inside = {node for node in found if isinstance(node, ox.BlankNode)}
        if inside <= hidden:
            break
        hidden |= inside
    return (quad for quad in streams.numbered(files, stem) if not _is_hidden(quad, hidden))


def _is_hidden(quad: ox.Quad, gone: frozenset[object]) -> bool:
    """Whether a statement is about what is gone, or about a blank node in that, and not what a tombstone may say."""
    return quad.subject in gone and (quad.predicate.value not in TOLD or isinstance(quad.subject, ox.BlankNode))


def unlinked(derived: bytes, gone: frozenset[object], prefixes: Mapping[str, str]) -> bytes:
    """Derived triples, in Turtle, without those that name what is gone, and without how such a one was derived."""
    if not gone:
        return derived
    triples = [quad.triple for quad in ox.parse(derived, format=ox.RdfFormat.TURTLE)]
    naming = {triple for triple in triples if not gone.isdisjoint(triple)}
    reasons = {triple.subject for triple in naming if triple.predicate.value in _PARTS}
    kept = [triple for triple in triples if triple not in naming and triple.subject not in reasons]
    return rdf.serialized(kept, by_name("turtle"), prefixes)
