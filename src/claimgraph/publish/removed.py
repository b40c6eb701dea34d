"""What was removed: all that may still be said of it, and the data without the rest."""

from collections.abc import Sequence

import pyoxigraph as ox

from claimgraph import streams
from claimgraph.formats import by_name
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["GROUND", "INSTEAD", "WHEN", "discreet"]

WHEN = PREFIXES["prov"] + "invalidatedAtTime"
GROUND = PREFIXES["rdfs"] + "comment"
INSTEAD = PREFIXES["dcterms"] + "isReplacedBy"

_TOLD = {WHEN, GROUND, INSTEAD}


def discreet(files: Sequence[Source]) -> Sequence[Source]:
    """The files, or, where a tombstone says more than it may, one with their statements less what must not be said.

    Raises InputError for files that cannot be read.
    """
    quads = list(streams.quads(files))
    waiting = {quad.subject for quad in quads if quad.predicate.value == WHEN}
    hidden: set[ox.Quad] = set()
    about: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        if quad.subject in waiting and quad.predicate.value not in _TOLD:
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
