"""Those files of a graph that a question leads to; the others are known by the hashes of their terms alone."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.sources import Source
from claimgraph.validate._base import Base
from claimgraph.validate._lookup import Lookup
from claimgraph.validate._places import SUBCLASS, TYPE, BeyondError, Reads
from claimgraph.validate._shapes import Node

__all__ = ["Partial", "Statement", "statements"]

Statement = tuple[Node, Node, Node]

# A run over more than one of so many bytes saves too little.
SHARE = 4


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
        self._predicates = [base.predicates[file.predicates] for file in base.files]
        self._about = Lookup(base.subjects, [file.subjects for file in base.files])
        self._mentions = Lookup(base.objects, [file.objects for file in base.files])

    def beside(self, indices: range) -> "Partial":
        """Another, of those of the unchanged files that have such an index."""
        other = copy(self)
        other.read = set()
        other._room = sum(self._sizes) / SHARE
        other._outgoing, other._incoming = defaultdict(list), defaultdict(list)
        other._places = [place if place in indices else None for place in self._places]
        return other

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

    def mentions(
        self, nodes: Iterable[Node], predicates: Collection[Node] | None = None
    ) -> Callable[[Node], list[tuple[Node, Node]]]:
        """Read what leads to the nodes, by those predicates; a function that gives predicates and subjects for each.

        To blank nodes only their own file leads, which has to have been read.
        """
        self._pull(self._mentions, (node for node in nodes if not isinstance(node, ox.BlankNode)), predicates)
        return lambda node: self._incoming.get(node, [])

    def expect(self, nodes: Iterable[Node]) -> None:
        """Look up at once where nodes are that said() and named() will be asked about one by one."""
        hashes = list(map(hash, nodes))
        self._about.find(hashes)
        self._mentions.find(hashes)

    def said(self, node: Node) -> bool:
        """Whether something is said of the IRI: only as many files are read as it takes to tell."""
        return self._first(self._about, node, lambda: bool(self._outgoing.get(node)))

    def named(self, node: Node, typing: bool = False) -> bool:
        """Whether the IRI or literal is an object, other than as a class, or as a class; read as by `said`."""
        incoming = self._incoming
        return self._first(
            self._mentions, node, lambda: any((step == TYPE) == typing for step, _ in incoming.get(node, ()))
        )

    def uses(self, predicate: Node) -> bool:
        """Whether any of the files has triples with the predicate."""
        known = zip(self._places, self._predicates, strict=True)
        return any(place is not None and predicate in predicates for place, predicates in known)

    def step(self, nodes: Iterable[Node], predicate: Node, inverse: bool) -> set[Node]:
        """Where the predicate leads from the nodes, or whence it leads to them."""
        nodes = list(nodes)
        near = self.mentions(nodes, (predicate,)) if inverse else self.about(nodes)
        return {other for node in nodes for known, other in near(node) if known == predicate}

    def gather(self, reads: Reads, nodes: Iterable[Node]) -> set[Statement]:
        """All that validation reads of the nodes, and of what lies beyond them."""
        found: set[Statement] = set()
        known: dict[Reads, set[Node]] = defaultdict(set)
        fresh = {reads: set(nodes)}
        while fresh:
            place, here = fresh.popitem()
            here -= known[place]
            if not here:
                continue
            known[place] |= here
            if place.all or place.outgoing:
                said = self.about(here)
                found.update((n, p, o) for n in here for p, o in said(n) if place.all or p in place.outgoing)
            if place.incoming:
                led = self.mentions(here, place.incoming)
                found.update((s, p, n) for n in here for p, s in led(n) if p in place.incoming)
            level, step = here if place.kinds else set(), TYPE
            seen: set[Node] = set()
            while level:
                said = self.about(level)
                triples = [(n, p, o) for n in level for p, o in said(n) if p == step]
                found.update(triples)
                level, step = {kind for *_, kind in triples} - seen, SUBCLASS
                seen |= level
            for (predicate, inverse), beyond in place.steps.items():
                fresh[beyond] = fresh.get(beyond, set()) | self.step(here, predicate, inverse)
            for beyond in place.same:
                fresh[beyond] = fresh.get(beyond, set()) | here
        return found

    def _first(self, lookup: Lookup, node: Node, known: Callable[[], bool]) -> bool:
        if known():
            return True
        for number in lookup.find([hash(node)]):
            index = self._places[number]
            if index is not None and index not in self.read:
                self._read(index)
                if known():
                    return True
        return False

    def _pull(self, lookup: Lookup, nodes: Iterable[Node], predicates: Collection[Node] | None = None) -> None:
        for number in lookup.find(map(hash, nodes)):
            index = self._places[number]
            if index is not None and (predicates is None or not self._predicates[number].isdisjoint(predicates)):
                self._read(index)

    def _read(self, index: int) -> None:
        if index not in self.read:
            self.add(index, statements(self.files[index], index))
