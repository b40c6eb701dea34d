"""What a change of files changes in the graph, and which focus nodes can notice."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from claimgraph.validate._partial import BeyondError, Partial, Statement
from claimgraph.validate._reads import SUBCLASS, TYPE, Reads
from claimgraph.validate._shapes import Node

__all__ = ["Change"]

Cells = dict[Node, set[Node]]  # the predicates of the changed triples, by the node on one side of them


class Change:
    """The triples that files no longer have or have now, given what each had and what it has.

    Blank nodes have other names in what a file had, so that all triples with one count as changed: whether it is still
    the same cannot be told. Raises BeyondError where the classes are others now, or for triple terms.
    """

    def __init__(self, pairs: Iterable[tuple[list[Statement], list[Statement]]]) -> None:
        self._outgoing: Cells = defaultdict(set)
        self._incoming: Cells = defaultdict(set)
        self._mentioned: set[str] = set()
        self._blank: set[Node] = set()
        for before, now in pairs:
            for subject, _, object_ in (*before, *now):
                self._mentioned |= {str(node) for node in (subject, object_) if not isinstance(node, ox.Literal)}
            self._blank |= {node for statement in now for node in statement if isinstance(node, ox.BlankNode)}
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
        found = set(self._blank)
        for steps, place in reads.walks():
            nodes = {node for node, changed in self._outgoing.items() if place.all or changed & place.outgoing}
            nodes |= {node for node, changed in self._incoming.items() if changed & place.incoming}
            if place.kinds:
                nodes |= {node for node, changed in self._outgoing.items() if TYPE in changed}
            for predicate, inverse in reversed(steps):
                nodes = part.step(nodes, predicate, not inverse)
            found |= nodes
        return found
