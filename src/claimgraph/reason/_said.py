"""What is said by files and by the rules of a project, walked along paths."""

from collections.abc import Collection, Iterator, Mapping

import pyoxigraph as ox

from claimgraph.reason._paths import BeyondError, Path
from claimgraph.reason._rows import Fact, Given, Node

__all__ = ["Said"]

_MANY = 10_000
"""So many triples of a thing, or ends of a path, are looked at."""


class Said:
    """The triples of a store, and those that a rule gives."""

    def __init__(self, store: ox.Store, given: Given) -> None:
        self._store = store
        self._given = given
        self._out: dict[Node, Mapping[ox.NamedNode, set[Node]]] = {}

    def asserts(self, fact: Fact) -> bool:
        """Whether the store has a triple."""
        subject, name, of = fact
        return isinstance(subject, ox.NamedNode | ox.BlankNode) and ox.Quad(subject, name, of) in self._store

    def out(self, node: Node) -> Mapping[ox.NamedNode, Collection[Node]]:
        """The objects of the triples of a subject, by property; raises BeyondError where they are too many."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return {}
        known = self._out.get(node)
        if known is None:
            found: dict[ox.NamedNode, set[Node]] = {}
            for number, quad in enumerate(self._store.quads_for_pattern(node, None, None, ox.DefaultGraph())):
                _limit(number)
                found.setdefault(quad.predicate, set()).add(quad.object)
            for subject, name, of in self._given.about(node):
                if subject == node:
                    found.setdefault(name, set()).add(of)
            known = self._out[node] = found
        return known

    def into(self, node: Node, name: ox.NamedNode) -> Iterator[Node]:
        """The subjects of the triples of a property with an object."""
        for quad in self._store.quads_for_pattern(None, name, node, ox.DefaultGraph()):
            yield quad.subject
        for subject, given, of in self._given.about(node):
            if of == node and given == name:
                yield subject

    def ends(self, node: Node, path: Path) -> Iterator[Node]:
        """Where a path leads from a node, some more than once; raises BeyondError where it leads through a literal."""
        if not path:
            yield node
            return
        (name, backwards), rest = path[0], path[1:]
        for one in self.into(node, name) if backwards else self.out(node).get(name, ()):
            # To a store, literals are the same that have the same value; to what follows, they are not.
            if rest and isinstance(one, ox.Literal):
                raise BeyondError
            yield from self.ends(one, rest)

    def reached(self, node: Node, paths: Collection[Path]) -> set[Node]:
        """All to which one of the paths leads from a node; raises BeyondError where they are too many."""
        found: set[Node] = set()
        for path in paths:
            for number, one in enumerate(self.ends(node, path)):
                _limit(number)
                found.add(one)
        return found

    def leads(self, node: Node, paths: Collection[Path], end: Node) -> bool:
        """Whether one of the paths leads from a node to another; raises as `reached`."""
        for path in paths:
            name, backwards = path[0]
            if len(path) > 1:
                if end in self.reached(node, [path]):
                    return True
            elif (node in self.out(end).get(name, ())) if backwards else (end in self.out(node).get(name, ())):
                return True
        return False


def _limit(number: int) -> None:
    if number == _MANY:
        raise BeyondError
