"""Where a finding stands: from focus node, path and value to file, line and column.

Run only when there are findings. One pass of the fast parser finds the statements that matter; only the few lines
around those are then read for the places of their tokens.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph.locate.blocks import OBJECT, PREDICATE, SUBJECT, Blocks
from claimgraph.locate.index import Index, TornError
from claimgraph.locate.parsed import Batch
from claimgraph.locate.search import Search, Wanted
from claimgraph.locate.select import mentions, numbered
from claimgraph.locate.tokens import unescape
from claimgraph.model import Location
from claimgraph.sources import Source

__all__ = [
    "OBJECT",
    "PREDICATE",
    "SUBJECT",
    "Batch",
    "Blocks",
    "Index",
    "Place",
    "Request",
    "TornError",
    "mentions",
    "numbered",
    "places",
    "term",
]


class Request(NamedTuple):
    """What is looked for: terms in N-Triples syntax, blank nodes named as by sources.triples; path as in SPARQL."""

    focus: str
    path: str = ""
    value: str = ""
    surplus: str = ""  # where what is wrong is a value too many: "value", or "language" if one is used twice


class Place(NamedTuple):
    """Where it stands, a second place that explains it, and what is said of the focus node.

    The predicates of all of it; and, where no value is asked for, the values of a path of one step, as N-Triples.
    """

    location: Location | None
    related: Location | None
    predicates: frozenset[str]
    values: frozenset[str]


def term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """The term that N-Triples writes so; raises SyntaxError where it is none."""
    if text.startswith("<") and not text.startswith("<<"):
        return ox.NamedNode(unescape(text[1:-1]))
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    quad = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
    found: ox.Literal | ox.Triple = quad.object
    return found


def places(files: Sequence[Source] | Sequence[Blocks], requests: Sequence[Request]) -> list[Place]:
    """The place of each request, in their order; no location where none of the files mentions its terms.

    With a value, its token in the statement that joins it to the focus node; else the subject of the focus node's own
    statement (the one that types it, or its first); else the first mention of the focus node. The second place is the
    last value of a path of one step where the request names none; else the focus node's own statement, or that of the
    value, where it stands in another file. Where a value is surplus, the two are the other way round: the last value,
    or the last of a language that is used twice, and the focus node's own statement. Formats without lines give the
    file alone. Blocks that have been indexed are not read again.
    """
    if not requests:
        return []  # reading the files would take a second for a million triples
    blocks = [file if isinstance(file, Blocks) else Blocks(file) for file in files]
    questions = [Wanted(term(r.focus), r.path, term(r.value) if r.value else None, r.surplus) for r in requests]
    search = Search(blocks, questions)
    spots = search.spots()
    # In the order of the files, so that neighbours share what is read.
    wanted = sorted({spot for pair in spots for spot in pair if spot})
    found = {spot: search.files[spot.file].place(spot.number, spot.part) for spot in wanted}
    return [
        _place(
            found[here] if here else None,
            found[other] if other else None,
            search.predicates(number),
            search.values(number),
        )
        for number, (here, other) in enumerate(spots)
    ]


def _place(here: Location | None, other: Location | None, predicates: frozenset[str], values: frozenset[str]) -> Place:
    # In a format without lines, the second place can be the first.
    return Place(here, None if other == here else other, predicates, values)
