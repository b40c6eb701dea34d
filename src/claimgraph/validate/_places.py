"""Places around a focus node: what is read there, and where the walks go on."""

import pyoxigraph as ox

from claimgraph.terms import PREFIXES
from claimgraph.validate._shapes import RDF, Node

__all__ = ["SUBCLASS", "TYPE", "BeyondError", "Path", "Reads", "Step"]

TYPE = ox.NamedNode(RDF + "type")
SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")

Step = tuple[Node, bool]  # a predicate, and whether it is walked from object to subject

# A property path: the sign of SPARQL ("", "^", "/", "|", "*", "+" or "?"), and its predicate or its parts.
Path = tuple[str, tuple["Node | Path", ...]]


class BeyondError(Exception):
    """Only a full run can tell."""


class Reads:
    """What is read at the end of some walks from a focus node, and the walks that go on from there."""

    def __init__(self) -> None:
        self.outgoing: set[Node] = set()  # predicates whose objects are read
        self.incoming: set[Node] = set()  # predicates whose subjects are read
        self.all = False  # whether all that is said of the node is read
        self.kinds = False  # whether its types are read, with the classes above them
        self.steps: dict[Step, Reads] = {}
        self.same: list[Reads] = []  # places where the same nodes are read further

    def step(self, step: Step) -> "Reads":
        """The place to which the step leads."""
        predicate, inverse = step
        (self.incoming if inverse else self.outgoing).add(predicate)
        return self.steps.setdefault(step, Reads())

    def walk(self, path: Path, inverse: bool = False) -> "Reads":
        """The place to which the path leads."""
        sign, parts = path
        if sign == "":
            return self.step((parts[0], inverse))
        if sign == "^":
            return self.walk(parts[0], not inverse)
        if sign == "/":
            place = self
            for part in reversed(parts) if inverse else parts:
                place = place.walk(part, inverse)
            return place
        end = Reads()
        if sign == "|":
            for part in parts:
                self.walk(part, inverse).same.append(end)
            return end
        if sign in "*?":
            self.same.append(end)
        self.walk(parts[0], inverse).same.append(end)
        if sign in "*+":
            end.walk(parts[0], inverse).same.append(end)
        return end

    def whole(self) -> "list[Reads]":
        """This place and all that can be reached from it."""
        found, todo = {id(self): self}, [self]
        while todo:
            place = todo.pop()
            new = [other for other in (*place.steps.values(), *place.same) if id(other) not in found]
            found |= {id(other): other for other in new}
            todo += new
        return list(found.values())
