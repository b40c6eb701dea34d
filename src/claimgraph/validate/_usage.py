"""Which of the terms that the shapes name the data uses, noticed while the files are read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain, compress
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch, Blocks
from claimgraph.terms import PREFIXES
from claimgraph.validate._graph import Graph
from claimgraph.validate._places import SUBCLASS, TYPE
from claimgraph.validate._shapes import SH, Node, Shapes

__all__ = ["IMPORTS", "ONTOLOGY", "SHAPES_GRAPH", "Usage", "unchanged"]

IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")
SHAPES_GRAPH = ox.NamedNode(SH + "shapesGraph")

# The parts of a path that its values have to pass, unlike those of which one is enough.
_THROUGH = ("inversePath", "oneOrMorePath")


class Usage:
    """Which of the predicates, classes and nodes that the shapes name the data uses, and what the files import.

    Unless it is to be `whole`, only whether any target is met: that is known after the first statements. A class is met
    by the instances of the classes below it, too (SHACL, section 2.1.3.1).
    """

    def __init__(self, shapes: Shapes, whole: bool) -> None:
        of = shapes.users
        predicates = {term for name in ("targetSubjectsOf", "targetObjectsOf") for _, term in of(name)}
        self.classes = {term for _, term in of("targetClass")} | shapes.classes()
        nodes = {term for _, term in of("targetNode")}
        self._targets = [(kind, term) for kind, known in (("p", predicates), ("n", nodes)) for term in known]
        self._terms = self._targets
        if whole:
            paths = {step for _, path in of("path") for step in steps(shapes, path)} - predicates
            self._terms = [*self._targets, *(("p", step) for step in paths)]
            predicates |= paths
        self.imports: list[tuple[int, ox.Triple]] = []
        self._whole = whole
        self._sought = (predicates, set(self.classes), nodes)
        self._first: dict[Node, int] = {}  # the file that first uses each predicate and node
        self._types: dict[Node, int] = {}  # and each class that has instances itself
        self._below: dict[Node, set[Node]] = defaultdict(set)

    def watch(self, graph: Graph) -> None:
        """Notice what is used in the graph's files as they are read for the validation."""
        graph.watchers.append(self)
        for number, file in enumerate(graph.blocks):
            file.taps.append(self._tap(number, file))

    def state(self) -> object:
        """What has been noticed."""
        return self._first, self._types, dict(self._below), self.imports, self._sought

    def join(self, state: Any, file: int, before: int) -> None:
        """Add what has been noticed in statements that follow."""
        first, types, below, imports, sought = state
        self._first = first | self._first
        self._types = types | self._types
        for kind, kinds in below.items():
            self._below[kind] |= kinds
        self.imports += imports
        for mine, theirs in zip(self._sought, sought, strict=True):
            mine &= theirs

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
        if not (predicates or rare or classes or nodes):
            return False
        # What is sought to the end must not cost a step of Python's for each statement.
        for kind in batch.objects_of(TYPE) - self._types.keys() if classes else ():
            self._types[kind] = number
            self._met(classes, kind)
        seek = predicates | rare | ({SUBCLASS} if classes else set())
        if not seek.isdisjoint(batch.predicates):
            triples = zip(batch.subjects, batch.predicates, batch.objects, strict=True)
            for subject, predicate, object_ in compress(triples, map(seek.__contains__, batch.predicates)):
                if predicate == SUBCLASS:
                    self._below[object_].add(subject)
                if predicate in rare:
                    self.imports.append((number, ox.Triple(subject, predicate, object_)))
                if self._met(predicates, predicate):
                    self._first[predicate] = number
        for term in nodes.intersection(chain(batch.subjects, batch.objects)) if nodes else ():
            if self._met(nodes, term):
                self._first[term] = number
        return bool(predicates or rare or classes or nodes)

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
        targets = [term for _, term in self._targets]
        return not (targets or self.classes) or any(map(self.uses, targets)) or any(map(self.populated, self.classes))

    def kept(self, graph: Graph) -> dict[str, Any]:
        """What unchanged() needs of it, as JSON can hold it."""
        known = [(self._first.get(term), [f"{kind}{term}"]) for kind, term in self._terms]
        for kind in self.classes:
            below = self.below(kind)
            first = min((self._types[each] for each in below if each in self._types), default=None)
            known.append((first, [f"c{each}" for each in below]))
        if not self._whole:
            # One of them all is enough.
            found = [first for first, _ in known if first is not None]
            known = [(min(found, default=None), [term for _, terms in known for term in terms])] if known else []
        names = [str(file) for file in graph.files]
        return {
            "met": self.met(),
            "used": sorted((names[first], sorted(terms)) for first, terms in known if first is not None),
            "unused": sorted(term for first, terms in known if first is None for term in terms),
            "imports": bool(self.imports),
        }


def unchanged(
    kept: Mapping[str, Any], same: Collection[str], renamed: bool, before: Iterable[Any], now: Iterable[Any]
) -> bool:
    """Whether it is certain that what was met is met still, and nothing else, and that what is imported is the same.

    `same` names the files that have not changed, `renamed` says whether there are other files than there were, `before`
    and `now` are the triples that the changed ones had and have.
    """
    used: set[str] = set()
    now = list(now)
    for subject, predicate, object_ in now:
        used |= {f"p{predicate}", f"n{subject}", f"n{object_}"}
        if predicate == TYPE:
            used.add(f"c{object_}")
    met = all(file in same or not used.isdisjoint(terms) for file, terms in kept["used"])
    met = met and used.isdisjoint(kept["unused"])
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
