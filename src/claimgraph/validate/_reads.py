"""What validation reads of the data around a focus node, told from the shapes; see "Incremental validation" in
docs/decisions.md.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph.validate import _queries
from claimgraph.validate._places import TYPE, BeyondError, Path, Reads
from claimgraph.validate._shapes import SH, Node, Shapes
from claimgraph.validate._targets import Target

__all__ = ["Around", "around"]

# The terms of SHACL whose reading is understood here. A shape that uses another one may read anything.
_NAMES = """
    NodeShape PropertyShape PropertyGroup PrefixDeclaration SPARQLConstraint
    targetClass targetNode targetSubjectsOf targetObjectsOf
    property path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength
    pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone node
    qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    closed ignoredProperties hasValue in sparql select
    deactivated severity message name description order group defaultValue declare prefix namespace prefixes
"""
_UNDERSTOOD = frozenset(_NAMES.split())
_KINDS = "IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral Info Warning Violation"
_VALUES = frozenset(_KINDS.split())
_MOST = 2000  # shapes and steps; beyond, shapes are too entangled for this to gain anything

_SIGNS = {"inversePath": "^", "zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


class Around(NamedTuple):
    """What is read around the targets of the shapes.

    `between` is what is read besides, around any focus node, to tell where the values of paths of several steps stand;
    `apart` are the shapes of targets that are apart, in N-Triples syntax.
    """

    targets: list[Target]
    between: Reads
    apart: frozenset[str]


def around(shapes: Shapes) -> Around | None:
    """What is read around any focus node; None where the shapes may read anything."""
    try:
        return _Compiler(shapes).around()
    except BeyondError:
        return None


class _Compiler:
    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._visited = 0
        self._typed = {
            triple.subject
            for triple in shapes.triples
            if triple.predicate == TYPE and not str(triple.object).startswith(f"<{SH}")
        }
        for triple in shapes.triples:
            for term in (triple.predicate, triple.object):
                name = str(term)[len(SH) + 1 : -1] if str(term).startswith(f"<{SH}") else ""
                if name and name not in _UNDERSTOOD | _VALUES:
                    raise BeyondError

    def around(self) -> Around:
        of = self.shapes.objects
        between = Reads()
        targets: dict[object, Target] = {}
        families: dict[bool, set[Node]] = {False: set(), True: set()}
        for shape in sorted(self.shapes.nodes(), key=str):
            target = Target(self.shapes, shape, shape in self._typed)
            if not any(target.key):
                continue
            family = self._family(shape)
            apart = any(of(each, "path") and of(each, "property") for each in family)
            target = targets.setdefault((apart, target.key), target)
            target.apart = apart
            self._shape(shape, target.reads, ())
            families[apart] |= family
            for each in family:
                for path in of(each, "path"):
                    self._between(self._path(path), between, bool(of(each, "sparql") or of(each, "equals")))
        if families[True] & families[False]:
            raise BeyondError  # of a result it could not be told whose it is
        return Around(list(targets.values()), between, frozenset(map(str, families[True])))

    def _family(self, shape: Node) -> set[Node]:
        """The shapes that results are about where the shape is applied."""
        found, todo = {shape}, [shape]
        while todo:
            new = set(self.shapes.objects(todo.pop(), "property")) - found
            found |= new
            todo += new
        return found

    def _shape(self, shape: Node, here: Reads, above: tuple[Node, ...]) -> None:
        self._visited += 1
        if shape in above or self._visited > _MOST:
            raise BeyondError
        of = self.shapes.objects
        end = here
        paths = of(shape, "path")
        constraints = of(shape, "sparql")
        for path in paths:
            end = here.walk(self._path(path))
        for constraint in constraints:
            for select in of(constraint, "select"):
                _queries.follow(self.shapes, constraint, select, self._path(paths[0]) if paths else None, here)
        for name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
            here.outgoing.update(of(shape, name))
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

    def _path(self, path: Node) -> Path:
        self._visited += 1
        if self._visited > _MOST:
            raise BeyondError
        if isinstance(path, ox.NamedNode):
            return "", (path,)
        for name, sign in _SIGNS.items():
            for inner in self.shapes.objects(path, name):
                return sign, (self._path(inner),)
        for head in self.shapes.objects(path, "alternativePath"):
            return "|", tuple(map(self._path, self.shapes.items(head)))
        return "/", tuple(map(self._path, self.shapes.items(path)))

    def _between(self, path: Path, here: Reads, anywhere: bool) -> None:
        """Add what is read to tell where values of the path stand."""
        sign, parts = path
        if not sign or (sign == "^" and not parts[0][0]):
            return
        # Along a path of several steps, locate looks to both sides of every node, until it meets the value; a
        # query, or another path, can give one to which no such steps lead.
        steps = sorted({(predicate, side) for predicate in _predicates(path) for side in (False, True)}, key=str)
        length = None if anywhere else _length(path)
        if length is None:
            end = Reads()
            here.same.append(end)
            for step in steps:
                end.step(step).same.append(end)
            return
        for _ in range(length):
            end = Reads()
            for step in steps:
                here.step(step).same.append(end)
            here = end


def _predicates(path: Path) -> Iterator[Node]:
    sign, parts = path
    if sign:
        for part in parts:
            yield from _predicates(part)
    else:
        yield parts[0]


def _length(path: Path) -> int | None:
    """The most steps that the path takes; None where there is no end to them."""
    sign, parts = path
    if not sign:
        return 1
    lengths = [_length(part) for part in parts]
    if sign in "*+" or None in lengths:
        return None
    known = [length for length in lengths if length is not None]
    return sum(known) if sign == "/" else max(known)
