"""The shapes graph: what its nodes say, and in which file."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.errors import ShapesError
from claimgraph.locate import SUBJECT, Request, places
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES, term_curie
from claimgraph.validate._graph import Graph

__all__ = ["RDF", "SH", "Node", "Shapes"]

Node = Any  # a named node, blank node or literal of pyoxigraph

SH = PREFIXES["sh"]
RDF = PREFIXES["rdf"]

_FIRST, _REST, _NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_PROPERTY = ox.NamedNode(SH + "property")
_TYPE = ox.NamedNode(RDF + "type")
_BELOW = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_CLASSES = ox.NamedNode(PREFIXES["rdfs"] + "Class"), ox.NamedNode(PREFIXES["owl"] + "Class")
# The steps of a property path (SHACL 2.3.1) and how SPARQL writes them.
_STEPS = {
    "inversePath": "^{}",
    "zeroOrMorePath": "({})*",
    "oneOrMorePath": "({})+",
    "zeroOrOnePath": "({})?",
}
_PREFIX = re.compile(r"(?:@prefix|\bPREFIX)\s+([\w.\-]*):\s*<([^<>\s]*)>", re.IGNORECASE)


class Shapes:
    """The shapes of all the files as one graph; raises RdfSyntaxError, located, where one does not parse."""

    def __init__(self, files: Sequence[Source]) -> None:
        self.graph = Graph(files)
        self.triples = list(self.graph.triples())
        self._objects: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
        self._subjects: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
        self.blank_nodes: list[str] = []
        seen: set[Node] = set()
        for triple in self.triples:
            self._objects[triple.subject, triple.predicate].append(triple.object)
            self._subjects[triple.predicate, triple.object].append(triple.subject)
            for node in (triple.subject, triple.object):
                if isinstance(node, ox.BlankNode) and node not in seen:
                    seen.add(node)
                    self.blank_nodes.append(str(node))

    def objects(self, subject: Node, name: str) -> list[Node]:
        """The objects of the subject's sh:name statements."""
        return self._objects.get((subject, ox.NamedNode(SH + name)), [])

    def subjects(self, name: str, object_: Node) -> list[Node]:
        """The subjects of the sh:name statements with that object."""
        return self._subjects.get((ox.NamedNode(SH + name), object_), [])

    def users(self, name: str) -> Iterator[tuple[Node, Node]]:
        """The subjects and objects of all sh:name statements."""
        wanted = ox.NamedNode(SH + name)
        return ((triple.subject, triple.object) for triple in self.triples if triple.predicate == wanted)

    def instances(self, name: str) -> list[Node]:
        """The nodes that are typed sh:name."""
        return self._subjects.get((_TYPE, ox.NamedNode(SH + name)), [])

    def classes(self) -> set[Node]:
        """The shapes that are classes, and so have their instances for targets (SHACL, section 2.1.3.3).

        owl:Class is below rdfs:Class, as OWL has it, whether the shapes say so or not.
        """
        kinds, todo = {*_CLASSES}, [*_CLASSES]
        while todo:
            new = {*self._subjects.get((_BELOW, todo.pop()), [])} - kinds
            kinds |= new
            todo += new
        found = {node for kind in kinds for node in self._subjects.get((_TYPE, kind), [])}
        shapes = {triple.subject for triple in self.triples if triple.predicate.value.startswith(SH)}
        shapes.update(self.instances("NodeShape"), self.instances("PropertyShape"))
        return {node for node in found & shapes if isinstance(node, ox.NamedNode)}

    def items(self, head: Node) -> list[Node]:
        """The members of a list; raises ShapesError where it is not well formed."""
        found: list[Node] = []
        seen: set[Node] = set()
        while head != _NIL:
            first, rest = self._objects.get((head, _FIRST), []), self._objects.get((head, _REST), [])
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise ShapesError(f"{self.say(head)} is not a well-formed list.")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def is_list(self, node: Node) -> bool:
        """Whether the node begins a list."""
        return (node, _FIRST) in self._objects

    def path(self, node: Node, depth: int = 0) -> str:
        """The property path as SPARQL writes it; raises ShapesError where it is none."""
        if isinstance(node, ox.NamedNode):
            return str(node)
        if isinstance(node, ox.BlankNode) and depth < 100:
            if self.is_list(node):
                return f"({'/'.join(self._members(node, depth))})"
            for alternatives in self.objects(node, "alternativePath"):
                return f"({'|'.join(self._members(alternatives, depth))})"
            for name, form in _STEPS.items():
                for inner in self.objects(node, name):
                    return form.format(self.path(inner, depth + 1))
        raise ShapesError("this is no property path.")

    def _members(self, node: Node, depth: int) -> list[str]:
        members = [self.path(item, depth + 1) for item in self.items(node)]
        if len(members) < 2:
            raise ShapesError("a path of several steps or alternatives has at least two.")
        return members

    def named(self, node: Node) -> Node | None:
        """The nearest shape with an IRI: the node itself, or one that has it as property shape, directly or not."""
        return self._above(node, lambda shape: self._subjects.get((_PROPERTY, shape), []))

    def say(self, node: Node) -> str:
        """The node's name in a message: of a blank node, that of the nearest node above it that has one."""
        above = self._above(node, lambda part: [triple.subject for triple in self.triples if triple.object == part])
        if above == node:
            return str(node)
        return f"a part of {above}" if above else "an unnamed shape"

    def error(self, node: Node, message: str, path: str = "", value: object = "", hint: str = "") -> ShapesError:
        """The error of the node, located: at the value of the path, if any is given, and else at the node."""
        (place,) = places(self.graph.files, [Request(str(node), path, str(value))])
        return ShapesError(f"{term_curie(self.say(node))}: {message}", location=place.location, hint=hint)

    @staticmethod
    def _above(node: Node, parents: Callable[[Node], list[Node]]) -> Node | None:
        seen, level = {node}, [node]
        while level:
            named = sorted((shape for shape in level if not isinstance(shape, ox.BlankNode)), key=str)
            if named:
                return named[0]
            level = [
                parent for parent in dict.fromkeys(p for shape in level for p in parents(shape)) if parent not in seen
            ]
            seen.update(level)
        return None

    def nodes(self) -> set[Node]:
        """What SHACL takes for a shape (section 2.1), and what the lists of sh:and, sh:or and sh:xone hold."""
        found = {*self.instances("NodeShape"), *self.instances("PropertyShape")}
        for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target", "path"):
            found.update(subject for subject, _ in self.users(name))
        for name in ("property", "node", "not", "qualifiedValueShape"):
            found.update(object_ for _, object_ in self.users(name))
        for name in ("and", "or", "xone"):
            found.update(item for _, head in self.users(name) for item in self.items(head))
        return found

    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the files declare."""
        found: dict[str, str] = {}
        for file in self.graph.files:
            found |= {match[1]: match[2] for match in _PREFIX.finditer(sources.read_text(file))}
        return found

    def remedies(self) -> Mapping[str, str]:
        """For each shape with an IRI, the remedy in the comment above it, else in the header of its file."""
        found: dict[str, str] = {}
        for file in self.graph.blocks:
            text = sources.read_text(file.source) if file.source.format.lines else ""
            if "Remedy:" not in text:
                continue
            lines = text.splitlines()
            header = _remedy(lines)
            file.index()
            for number, quad in enumerate(file.statements()):
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in found:
                    line = file.place(number, SUBJECT).line
                    above = takewhile(lambda line: line.startswith("#"), reversed(lines[: max(0, line - 1)]))
                    found[quad.subject.value] = _remedy([*above][::-1]) or header
        return found


def _remedy(lines: Iterable[str]) -> str:
    """What the comment at the head of the lines says after `Remedy:`."""
    words: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            break
        if match := re.match(r"#\s?(\w+):\s*(.*)", line):
            words = [match[2]] if match[1] == "Remedy" else words
            taking = match[1] == "Remedy"
        elif words and taking and re.match(r"#\s{2,}\S", line):
            words.append(line[1:].strip())
    return " ".join(words)
