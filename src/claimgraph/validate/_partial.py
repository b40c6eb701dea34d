"""Those files of a graph that a question leads to; the others are known by the hashes of their terms alone."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, compress, count

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.sources import Source
from claimgraph.validate._base import Base
from claimgraph.validate._reads import SUBCLASS, TYPE, Reads
from claimgraph.validate._shapes import Node

__all__ = ["BeyondError", "Partial", "Statement", "statements"]

Statement = tuple[Node, Node, Node]

# A run over more than one of so many bytes saves too little.
SHARE = 4


class BeyondError(Exception):
    """Only a full run can tell."""


def statements(source: Source, index: int) -> list[Statement]:
    """The triples of the file, its blank nodes named as by sources.triples where it is the index-th."""

    def named(term: Node) -> Node:
        return sources.renamed(term, lambda node: ox.BlankNode(f"f{index}{node.value}"))

    return [(named(quad.subject), quad.predicate, named(quad.object)) for quad in sources.parse(source)]


class Partial:
    """The triples of the files that were read so far.

    All that is said of a node is known once `about` was asked for it; all that leads to it, once `mentions` was.
    Raises BeyondError where that takes too many files.
    """

    def __init__(self, files: Sequence[Source], sizes: Sequence[int], base: Base, same: Mapping[str, int]) -> None:
        """`sizes` are those of the files; `same` has the index of each that is as in the base, by its name."""
        self.files = files
        self.read: set[int] = set()
        self._sizes = sizes
        self._room = sum(sizes) / SHARE
        self._outgoing: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        self._incoming: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        self._places = [same.get(file.name) for file in base.files]
        self._about = _Lookup(base.subjects, [file.subjects for file in base.files])
        self._mentions = _Lookup(base.objects, [file.objects for file in base.files])

    def add(self, index: int, triples: Iterable[Statement]) -> None:
        """Take up the triples of the index-th file."""
        self.read.add(index)
        self._room -= self._sizes[index]
        if self._room < 0:
            raise BeyondError
        for subject, predicate, object_ in triples:
            self._outgoing[subject].append((predicate, object_))
            self._incoming[object_].append((predicate, subject))

    def about(self, nodes: Iterable[Node]) -> Callable[[Node], list[tuple[Node, Node]]]:
        """Read what is said of the nodes; a function that gives the predicates and objects for each of them."""
        nodes = list(nodes)
        self._pull(self._about, (node for node in nodes if isinstance(node, ox.NamedNode)))
        for node in nodes:
            if isinstance(node, ox.BlankNode):  # whose file its name tells
                self._read(int(node.value[1:].partition("b")[0]))
        return lambda node: self._outgoing.get(node, [])

    def mentions(self, nodes: Iterable[Node]) -> Callable[[Node], list[tuple[Node, Node]]]:
        """Read what leads to the nodes; a function that gives the predicates and subjects for each of them.

        To blank nodes only their own file leads, which has to have been read.
        """
        self._pull(self._mentions, (node for node in nodes if not isinstance(node, ox.BlankNode)))
        return lambda node: self._incoming.get(node, [])

    def said(self, node: Node) -> bool:
        """Whether something is said of the IRI: only as many files are read as it takes to tell."""
        return self._first(self._about, node, lambda: bool(self._outgoing.get(node)))

    def named(self, node: Node) -> bool:
        """Whether the IRI or literal is an object, other than as a class; read as by `said`."""
        return self._first(
            self._mentions, node, lambda: any(predicate != TYPE for predicate, _ in self._incoming.get(node, ()))
        )

    def step(self, nodes: Iterable[Node], predicate: Node, inverse: bool) -> set[Node]:
        """Where the predicate leads from the nodes, or whence it leads to them."""
        nodes = list(nodes)
        near = (self.mentions if inverse else self.about)(nodes)
        return {other for node in nodes for known, other in near(node) if known == predicate}

    def gather(self, place: Reads, nodes: Iterable[Node]) -> None:
        """Read all that validation reads of nodes in that place, and of what lies beyond them."""
        nodes = list(nodes)
        if not nodes:
            return
        if place.all or place.outgoing:
            self.about(nodes)
        if place.incoming:
            self.mentions(nodes)
        level = self.step(nodes, TYPE, False) if place.kinds else set()
        seen: set[Node] = set()
        while level:
            seen |= level
            level = self.step(level, SUBCLASS, False) - seen
        for (predicate, inverse), beyond in place.steps.items():
            self.gather(beyond, self.step(nodes, predicate, inverse))

    def _first(self, lookup: "_Lookup", node: Node, known: Callable[[], bool]) -> bool:
        if known():
            return True
        for number in lookup.find([hash(node)]):
            index = self._places[number]
            if index is not None:
                self._read(index)
                if known():
                    return True
        return False

    def _pull(self, lookup: "_Lookup", nodes: Iterable[Node]) -> None:
        for number in lookup.find(map(hash, nodes)):
            index = self._places[number]
            if index is not None:
                self._read(index)

    def _read(self, index: int) -> None:
        if index not in self.read:
            self.add(index, statements(self.files[index], index))


class _Lookup:
    """Which files hold a hash."""

    def __init__(self, hashes: "array[int]", lengths: Sequence[int]) -> None:
        self._hashes = hashes
        self._ends = list(accumulate(lengths))
        self._asked: set[int] = set()

    def find(self, hashes: Iterable[int]) -> list[int]:
        """The files that hold one of the hashes that were not asked for before."""
        wanted = set(hashes) - self._asked
        self._asked |= wanted
        # A look at each of a million takes less time than to keep them in an order.
        found = compress(count(), map(wanted.__contains__, self._hashes)) if wanted else ()
        return sorted({bisect_right(self._ends, place) for place in found})
