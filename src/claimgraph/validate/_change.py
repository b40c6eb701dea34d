"""What a change of files changes in the graph, and which focus nodes can notice."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from claimgraph.validate._partial import Partial, Statement
from claimgraph.validate._places import SUBCLASS, TYPE, BeyondError, Reads, Step
from claimgraph.validate._shapes import Node

__all__ = ["Change"]

Cells = dict[Node, set[Node]]  # the predicates of the changed triples, by the node on one side of them


class Change:
    """The triples that files no longer have or have now, given what each had and what it has.

    A blank node that is still the same has the same name in both. Raises BeyondError where the classes are others now,
    or for triple terms.
    """

    def __init__(self, pairs: Iterable[tuple[list[Statement], list[Statement]]]) -> None:
        self._outgoing: Cells = defaultdict(set)
        self._incoming: Cells = defaultdict(set)
        self._mentioned: set[str] = set()
        self._blank: set[Node] = set()
        self.new: set[Node] = set()  # blank nodes
        for before, now in pairs:
            for subject, _, object_ in (*before, *now):
                self._mentioned |= {str(node) for node in (subject, object_) if not isinstance(node, ox.Literal)}
            blank = {node for statement in now for node in statement if isinstance(node, ox.BlankNode)}
            self._blank |= blank
            self.new |= blank - {node for statement in before for node in statement}
            for statement in {*before} ^ {*now}:
                self._add(*statement)

    def _add(self, subject: Node, predicate: Node, object_: Node) -> None:
        if predicate == SUBCLASS or isinstance(object_, ox.Triple):
            raise BeyondError
        for cells, node in ((self._outgoing, subject), (self._incoming, object_)):
            # A blank node that is no more has taken along all that could lead from it.
            if node in self._blank or not isinstance(node, ox.BlankNode):
                cells[node].add(predicate)

    def mentions(self, term: str) -> bool:
        """Whether a changed file mentions the IRI, or did."""
        return term in self._mentioned

    def affected(self, reads: Reads, part: Partial) -> set[Node]:
        """The nodes that validation may see otherwise than before, if they are focus nodes.

        Each walk that validation takes is walked backwards from what has changed. That this is done in the graph as it
        is now is enough: of a walk that is no more, some earlier step has changed as well.
        """
        before: dict[Reads, list[tuple[Reads, Step | None]]] = defaultdict(list)
        found: dict[Reads, set[Node]] = {}
        for place in reads.whole():
            found[place] = self.noticed(place)
            for step, beyond in place.steps.items():
                before[beyond].append((place, step))
            for beyond in place.same:
                before[beyond].append((place, None))
        fresh = {place: nodes for place, nodes in found.items() if nodes}
        while fresh:
            beyond, nodes = fresh.popitem()
            for place, taken in before[beyond]:
                led = nodes if taken is None else part.step(nodes, taken[0], not taken[1])
                if new := led - found[place]:
                    found[place] = found[place] | new
                    fresh[place] = fresh.get(place, set()) | new
        return found[reads]

    def noticed(self, place: Reads) -> set[Node]:
        """The nodes of which something else is read in that place."""
        nodes = {node for node, changed in self._incoming.items() if changed & place.incoming}
        if place.all:
            return nodes | self._outgoing.keys()
        wanted = place.outgoing | ({TYPE} if place.kinds else set())
        return nodes | {node for node, changed in self._outgoing.items() if changed & wanted}
