"""Those files of a graph that a question leads to; the others are known by the hashes of their terms alone."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.sources import Source
from claimgraph.validate._base import Base
from claimgraph.validate._reads import SUBCLASS, TYPE
from claimgraph.validate._shapes import Node

__all__ = ["Partial", "statements"]

Statement = tuple[Node, Node, Node]


def statements(source: Source, index: int) -> list[Statement]:
    """The triples of the file, its blank nodes named as by sources.triples where it is the index-th."""

    def named(term: Node) -> Node:
        return ox.BlankNode(f"f{index}{term.value}") if isinstance(term, ox.BlankNode) else term

    return [(named(quad.subject), quad.predicate, named(quad.object)) for quad in sources.parse(source)]


class Partial:
    """The triples of the files that were read so far.

    All that is said of a node is known once `about` was asked for it; all that leads to it, once `mentions` was.
    """

    def __init__(self, files: Sequence[Source], base: Base, places: Mapping[str, int]) -> None:
        """`places` has the index among the files of each file of the base that is as it was then."""
        self.files = files
        self.read: set[int] = set()
        self._outgoing: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        self._incoming: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        self._places = [places.get(file.name) for file in base.files]
        self._about = _Lookup(base.subjects, [file.subjects for file in base.files])
        self._mentions = _Lookup(base.objects, [file.objects for file in base.files])

    def add(self, index: int, triples: Iterable[Statement]) -> None:
        """Take up the triples of a file, unless they were taken up before."""
        if index in self.read:
            return
        self.read.add(index)
        for subject, predicate, object_ in triples:
            self._outgoing[subject].append((predicate, object_))
            self._incoming[object_].append((predicate, subject))

    def about(self, nodes: Iterable[Node]) -> Callable[[Node], list[tuple[Node, Node]]]:
        """Read what is said of the nodes; what gives the predicates and objects for each of them."""
        # Literals are no subjects, and what mentions a blank node has been read with all that is said of it.
        self._pull(self._about, (node for node in nodes if isinstance(node, ox.NamedNode)))
        return lambda node: self._outgoing.get(node, [])

    def mentions(self, nodes: Iterable[Node]) -> Callable[[Node], list[tuple[Node, Node]]]:
        """Read what leads to the nodes; what gives the predicates and subjects for each of them."""
        self._pull(self._mentions, (node for node in nodes if not isinstance(node, ox.BlankNode)))
        return lambda node: self._incoming.get(node, [])

    def hierarchy(self, nodes: Iterable[Node]) -> None:
        """Read of the nodes' types, and of the classes above them."""
        said = self.about(nodes)
        level = {kind for node in nodes for predicate, kind in said(node) if predicate == TYPE}
        seen: set[Node] = set()
        while level:
            seen |= level
            said = self.about(level)
            level = {up for node in level for predicate, up in said(node) if predicate == SUBCLASS} - seen

    def _pull(self, lookup: "_Lookup", nodes: Iterable[Node]) -> None:
        for number in lookup.find(map(hash, nodes)):
            index = self._places[number]
            if index is not None:
                self.add(index, statements(self.files[index], index))


class _Lookup:
    """Which files hold a hash."""

    def __init__(self, hashes: "array[int]", lengths: Sequence[int]) -> None:
        self._hashes = hashes
        self._ends = list(accumulate(lengths))
        self._asked: set[int] = set()

    def find(self, hashes: Iterable[int]) -> list[int]:
        """The files that hold one of the hashes, without those that were found for the same hash before."""
        wanted = set(hashes) - self._asked
        self._asked |= wanted
        if not wanted:
            return []
        # One comparison after the other is fast enough for a million, and needs no order of them.
        found = [place for place, known in enumerate(self._hashes) if known in wanted]
        return sorted({bisect_right(self._ends, place) for place in found})
