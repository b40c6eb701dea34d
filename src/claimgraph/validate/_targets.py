"""Shapes with the same targets, and what validation against them reads around a focus node."""

from collections.abc import Iterable

from claimgraph.validate._change import Change
from claimgraph.validate._partial import Partial
from claimgraph.validate._places import SUBCLASS, TYPE, BeyondError, Reads
from claimgraph.validate._shapes import Node, Shapes

__all__ = ["Target"]


class Target:
    """The targets of a shape: nodes, instances of classes, subjects and objects of predicates.

    `aims` is what is read to find them, `reads` what validation reads around each. Where they are `apart`, some of the
    results have values of a path for focus nodes, which no walk from its targets finds again.
    """

    def __init__(self, shapes: Shapes, shape: Node, typed: bool) -> None:
        of = shapes.objects
        self.nodes = frozenset(of(shape, "targetNode"))
        # A shape that is a class is its own target; what kind of class it is need not be known.
        self.classes = frozenset([*of(shape, "targetClass"), *([shape] if typed else [])])
        self.subjects, self.objects = (frozenset(of(shape, f"target{name}Of")) for name in ("Subjects", "Objects"))
        self.key = (self.nodes, self.classes, self.subjects, self.objects)
        self.aims, self.reads = Reads(), Reads()
        self.aims.kinds = bool(self.classes)
        self.aims.outgoing, self.aims.incoming = set(self.subjects), set(self.objects)
        self.apart = False

    def meets(self, node: Node, part: Partial) -> bool:
        """Whether the node is a target."""
        if node in self.nodes:
            return True
        said = part.about([node])(node)
        if any(predicate in self.subjects for predicate, _ in said):
            return True
        level = {kind for predicate, kind in said if predicate == TYPE} if self.classes else set()
        seen: set[Node] = set()
        while level:
            if level & self.classes:
                return True
            seen |= level
            level = part.step(level, SUBCLASS, False) - seen
        led = part.mentions([node], self.objects)(node) if self.objects else ()
        return any(predicate in self.objects for predicate, _ in led)

    def affected(self, change: Change, part: Partial) -> set[Node]:
        """The targets that the change can matter to, and what it may have made one, or no more.

        Raises BeyondError where there are any whose results cannot be told from those of others.
        """
        turned = change.noticed(self.aims)
        found = {node for node in change.affected(self.reads, part) if node in turned or self.meets(node, part)}
        if self.apart and found | turned:
            raise BeyondError
        return found | turned

    def gather(self, part: Partial, nodes: Iterable[Node]) -> set[tuple[Node, Node, Node]]:
        """All that validation reads of the nodes."""
        nodes = list(nodes)
        return part.gather(self.aims, nodes) | part.gather(
            self.reads, [node for node in nodes if self.meets(node, part)]
        )
