"""What validation reads of the data around a focus node, told from the shapes; see "Incremental validation" in
docs/decisions.md.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from claimgraph.terms import PREFIXES
from claimgraph.validate._shapes import RDF, SH, Node, Shapes

__all__ = ["SUBCLASS", "TYPE", "Reads", "around"]

TYPE = ox.NamedNode(RDF + "type")
SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")

Step = tuple[Node, bool]  # a predicate, and whether it is walked from object to subject

# The terms of SHACL whose reading is understood here. A shape that uses another one may read anything.
_NAMES = """
    NodeShape PropertyShape PropertyGroup PrefixDeclaration
    targetClass targetNode targetSubjectsOf targetObjectsOf
    property path inversePath alternativePath
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength
    pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone node
    qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    closed ignoredProperties hasValue in
    deactivated severity message name description order group defaultValue declare prefix namespace prefixes
"""
_UNDERSTOOD = frozenset(_NAMES.split())
_KINDS = "IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral Info Warning Violation"
_VALUES = frozenset(_KINDS.split())
_MOST = 2000  # places; beyond, shapes are too entangled for this to gain anything


class _Beyond(Exception):  # noqa: N818 - not an error
    """The shapes read what cannot be told from them alone."""


class Reads:
    """What is read at the end of one walk from a focus node, and the walks that go on from there."""

    def __init__(self) -> None:
        self.outgoing: set[Node] = set()  # predicates whose objects are read
        self.incoming: set[Node] = set()  # predicates whose subjects are read
        self.all = False  # whether all that is said of the node is read
        self.kinds = False  # whether its types are read, with the classes above them
        self.steps: dict[Step, Reads] = {}

    def step(self, step: Step) -> "Reads":
        """The place to which the step leads."""
        predicate, inverse = step
        (self.incoming if inverse else self.outgoing).add(predicate)
        return self.steps.setdefault(step, Reads())

    def walks(self, steps: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], "Reads"]]:
        """This place and all that can be reached from it, each with the steps that lead there."""
        yield steps, self
        for step, place in self.steps.items():
            yield from place.walks((*steps, step))


def around(shapes: Shapes) -> Reads | None:
    """What is read around any focus node, the place of which it is; None where the shapes may read anything."""
    try:
        return _Compiler(shapes).root
    except _Beyond:
        return None


class _Compiler:
    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.root = Reads()
        self._visited = 0
        for triple in shapes.triples:
            for term in (triple.predicate, triple.object):
                name = str(term)[len(SH) + 1 : -1] if str(term).startswith(f"<{SH}") else ""
                if name and name not in _UNDERSTOOD | _VALUES:
                    raise _Beyond
        for shape in sorted(shapes.nodes(), key=str):
            if self._target(shape):
                self._shape(shape, self.root, ())

    def _target(self, shape: Node) -> bool:
        """Whether the shape has a target; what finding its focus nodes reads is added."""
        of = self.shapes.objects
        subjects, objects = of(shape, "targetSubjectsOf"), of(shape, "targetObjectsOf")
        self.root.outgoing.update(subjects)
        self.root.incoming.update(objects)
        # A shape that is a class is its own target; what kind of class it is need not be known.
        classes = of(shape, "targetClass") or any(
            triple.subject == shape and triple.predicate == TYPE and not str(triple.object).startswith(f"<{SH}")
            for triple in self.shapes.triples
        )
        if classes:
            self.root.kinds = True
        return bool(subjects or objects or classes or of(shape, "targetNode"))

    def _shape(self, shape: Node, here: Reads, above: tuple[Node, ...]) -> None:
        self._visited += 1
        if shape in above or self._visited > _MOST:
            raise _Beyond
        of = self.shapes.objects
        if of(shape, "path") and of(shape, "property"):
            raise _Beyond  # its results have values for focus nodes, which no walk from the target finds again
        ends = [here]
        for path in of(shape, "path"):
            ends = self._walk(path, here)
        for name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
            here.outgoing.update(of(shape, name))
        for end in ends:
            end.kinds |= bool(of(shape, "class"))
            end.all |= bool(of(shape, "closed"))
            for inner in self._inner(shape):
                self._shape(inner, end, (*above, shape))

    def _inner(self, shape: Node) -> Iterator[Node]:
        """The shapes to which values of the shape have to conform, or must not."""
        of = self.shapes.objects
        for name in ("property", "node", "not", "qualifiedValueShape"):
            yield from of(shape, name)
        for name in ("and", "or", "xone"):
            for head in of(shape, name):
                yield from self.shapes.items(head)
        if of(shape, "qualifiedValueShapesDisjoint"):
            for parent in self.shapes.subjects("property", shape):
                for sibling in of(parent, "property"):
                    yield from of(sibling, "qualifiedValueShape")

    def _walk(self, path: Node, here: Reads) -> list[Reads]:
        """The places where the path ends; what is read to tell where its values stand is added."""
        ways = self._ways(path, False)
        inner = self.shapes.objects(path, "inversePath")
        if not isinstance(path, ox.NamedNode) and not (inner and isinstance(inner[0], ox.NamedNode)):
            # Along a path of several steps, locate looks to both sides of every node.
            steps = {(predicate, side) for way in ways for predicate, _ in way for side in (False, True)}
            around = [here]
            for _ in range(max(map(len, ways))):
                around = [place.step(step) for place in around for step in sorted(steps, key=str)]
                self._visited += len(around)
                if self._visited > _MOST:
                    raise _Beyond
        ends = []
        for way in ways:
            place = here
            for step in way:
                place = place.step(step)
            ends.append(place)
        return ends

    def _ways(self, path: Node, inverse: bool) -> list[list[Step]]:
        """The sequences of steps that the path stands for; raises _Beyond where there is no end to them."""
        if isinstance(path, ox.NamedNode):
            return [[(path, inverse)]]
        for inner in self.shapes.objects(path, "inversePath"):
            return self._ways(inner, not inverse)
        for head in self.shapes.objects(path, "alternativePath"):
            return [way for item in self.shapes.items(head) for way in self._ways(item, inverse)]
        found: list[list[Step]] = [[]]
        for item in self.shapes.items(path):
            ways = self._ways(item, inverse)
            found = [(way + before if inverse else before + way) for before in found for way in ways]
            if len(found) > _MOST:
                raise _Beyond
        return found
