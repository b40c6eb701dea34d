"""Which of the terms that the shapes name the data uses, noticed while the files are read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain, compress
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch, Blocks
from claimgraph.terms import PREFIXES
from claimgraph.validate._graph import Graph
from claimgraph.validate._reads import SUBCLASS, TYPE
from claimgraph.validate._shapes import SH, Node, Shapes

__all__ = ["IMPORTS", "ONTOLOGY", "SHAPES_GRAPH", "Usage", "unchanged"]

IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")
SHAPES_GRAPH = ox.NamedNode(SH + "shapesGraph")

_CLASS = ox.NamedNode(PREFIXES["rdfs"] + "Class")
# The parts of a path that its values have to pass, unlike those of which one is enough.
_THROUGH = ("inversePath", "oneOrMorePath")


class Usage:
    """Which of the predicates, classes and nodes that the shapes name the data uses, and what the files import.

    Unless it is to be `whole`, only whether any target is met: that is known after the first statements. A class is met
    by the instances of the classes below it, too (SHACL, section 2.1.3.1).
    """

    def __init__(self, shapes: Shapes, whole: bool) -> None:
        of = shapes.users
        kinds = (triple.subject for triple in shapes.triples if triple.predicate == TYPE and triple.object == _CLASS)
        predicates = {term for name in ("targetSubjectsOf", "targetObjectsOf") for _, term in of(name)}
        self.classes = {term for _, term in of("targetClass")} | {*kinds}
        nodes = {term for _, term in of("targetNode")}
        self._targets = [(kind, term) for kind, known in (("p", predicates), ("n", nodes)) for term in known]
        if whole:
            predicates |= {step for _, path in of("path") for step in steps(shapes, path)}
        self.imports: list[tuple[int, ox.Triple]] = []
        self._whole = whole
        self._sought = (predicates, set(self.classes), nodes)
        self._first: dict[Node, int] = {}  # the file that first uses each predicate and node
        self._types: dict[Node, int] = {}  # and each class that has instances itself
        self._below: dict[Node, set[Node]] = defaultdict(set)

    def watch(self, graph: Graph) -> None:
        """Notice what is used in the graph's files as they are read for the validation."""
        for number, file in enumerate(graph.blocks):
            file.taps.append(self._tap(number, file))

    def _tap(self, number: int, file: Blocks) -> Callable[[Batch], bool]:
        rare: list[set[Node]] = []

        def look(batch: Batch) -> bool:
            if not rare:
                # Words that hardly a file has, so that the others need not be looked through for them.
                words = ((IMPORTS, b"imports"), (SHAPES_GRAPH, b"shapesGraph"))
                rare.append({term for term, word in words if file.holds(word)})
            return self._look(number, rare[0], batch)

        return look

    def _look(self, number: int, rare: set[Node], batch: Batch) -> bool:
        """Notice what the statements use; whether something is still sought."""
        predicates, classes, nodes = self._sought

        def wanted() -> set[Node]:
            return predicates | rare | ({TYPE, SUBCLASS} if classes else set())

        seek = wanted()
        if not (seek or nodes):
            return False
        triples = zip(batch.subjects, batch.predicates, batch.objects, strict=True)
        for subject, predicate, object_ in compress(triples, map(seek.__contains__, batch.predicates)):
            if predicate == TYPE:
                self._types.setdefault(object_, number)
                self._met(classes, object_)
            elif predicate == SUBCLASS:
                self._below[object_].add(subject)
            if predicate in rare:
                self.imports.append((number, ox.Triple(subject, predicate, object_)))
            if self._met(predicates, predicate):
                self._first[predicate] = number
        for term in chain(batch.subjects, batch.objects) if nodes else ():
            if term in nodes and self._met(nodes, term):
                self._first[term] = number
        return bool(wanted() or nodes)

    def _met(self, known: set[Node], term: Node) -> bool:
        """Whether the term is one of those; it is sought no more then, and others only where all are to be known."""
        met = term in known
        if met:
            known.discard(term)
            for sought in () if self._whole else self._sought:
                sought.clear()
        return met

    def below(self, kind: Node) -> set[Node]:
        """The class and, unless it has instances itself, the classes below it."""
        found, todo = {kind}, [] if kind in self._types else [kind]
        while todo:
            new = self._below.get(todo.pop(), set()) - found
            found |= new
            todo += new
        return found

    def uses(self, term: Node) -> bool:
        """Whether the predicate or node is used."""
        return term in self._first

    def populated(self, kind: Node) -> bool:
        """Whether the class has instances, those of the classes below it included."""
        return not self._types.keys().isdisjoint(self.below(kind))

    def met(self) -> bool:
        """Whether any target is met, or there is none."""
        return bool(self._first or not (self._targets or self.classes) or any(map(self.populated, self.classes)))

    def kept(self, graph: Graph) -> dict[str, Any]:
        """What unchanged() needs of it, as JSON can hold it."""
        below = {each for kind in self.classes for each in self.below(kind)}
        first = [*self._first.values(), *(self._types[kind] for kind in below if kind in self._types)]
        names = [str(file) for file in graph.files]
        return {
            "met": self.met(),
            "first": names[min(first)] if first else "",
            "targets": sorted(f"{kind}{term}" for kind, term in [*self._targets, *(("c", kind) for kind in below)]),
            "imports": bool(self.imports),
        }


def unchanged(
    kept: Mapping[str, Any], same: Collection[str], renamed: bool, before: Iterable[Any], now: Iterable[Any]
) -> bool:
    """Whether it is certain that some target is met still, and that what is imported is the same.

    `same` names the files that have not changed, `renamed` says whether there are other files than there were, `before`
    and `now` are the triples that the changed ones had and have.
    """
    used: set[str] = set()
    now = list(now)
    for subject, predicate, object_ in now:
        used |= {f"p{predicate}", f"n{subject}", f"n{object_}"}
        if predicate == TYPE:
            used.add(f"c{object_}")
    met = not kept["targets"] or kept["first"] in same or not used.isdisjoint(kept["targets"])
    imports = any(
        predicate in (IMPORTS, SHAPES_GRAPH) or object_ == ONTOLOGY for _, predicate, object_ in chain(before, now)
    )
    return bool(kept["met"]) and met and not imports and not (kept["imports"] and renamed)


def steps(shapes: Shapes, path: Node) -> set[Node]:
    """The predicates by which every value of the path is reached."""
    if isinstance(path, ox.NamedNode):
        return {path}
    if any(True for _ in shapes.objects(path, "alternativePath")):
        return set()
    inner = [part for name in _THROUGH for part in shapes.objects(path, name)]
    if not inner and shapes.is_list(path):
        inner = shapes.items(path)
    return {step for part in inner for step in steps(shapes, part)}
