"""Statements as records: a tree for each thing, with its blank nodes and the claims about it inside.

The statements lie in a database of SQLite without a name, which keeps to its cache and puts the rest on disk, so that
memory does not grow with them. Terms are texts in canonical N-Triples throughout.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import pyoxigraph as ox

from claimgraph.export import _blank
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["ABOUT", "FIRST", "NIL", "REST", "TYPE", "Items", "Node", "Records", "Value", "claims"]

ABOUT = f"<{CLAIM}subject>"
"""What leads from a claim to the thing that it is about."""
TYPE = f"<{RDF_TYPE}>"
FIRST, REST, NIL = (f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest", "nil"))

_CACHE_KILOBYTES = 32_000

_TABLES = """
DROP TABLE IF EXISTS node;
DROP TABLE IF EXISTS reference;
DROP TABLE IF EXISTS about;
DROP TABLE IF EXISTS shared;
DROP TABLE IF EXISTS nested;
DROP TABLE IF EXISTS listed;
CREATE TABLE node (id INTEGER PRIMARY KEY, g TEXT, s TEXT, cell INTEGER, body TEXT);
CREATE TABLE reference (child TEXT, parent INTEGER, inside TEXT, rest INTEGER);
CREATE TABLE about (claim INTEGER PRIMARY KEY, g TEXT, entity TEXT);
"""
# A claim about a claim stays by itself, so that nesting has an end.
_HELD = """
CREATE TABLE root (key TEXT, id INTEGER);
CREATE TABLE held (claim INTEGER PRIMARY KEY, entity INTEGER);
INSERT INTO held SELECT about.claim, node.id FROM about JOIN node ON node.s = entity AND node.g = about.g
    WHERE node.id NOT IN (SELECT claim FROM about) ORDER BY about.claim;
CREATE INDEX entity ON held (entity, claim);
"""


class Items(list["Value"]):
    """The items of an RDF list."""


@dataclass(slots=True)
class Node:
    """One thing: its name as a term, its values by property, and the claims that have it as their subject.

    The name is empty for a blank node that nothing else refers to; the graph, for the default graph. A claim inside
    the thing that it is about leaves its subject out.
    """

    name: str
    graph: str
    properties: dict[str, list["Value"]]
    claims: list["Node"] = field(default_factory=list)

    def key(self) -> str:
        """A text by which blank nodes are put in order: the same for the same content."""
        parts = [self.name]
        for name, values in self.properties.items():
            parts.append(name)
            parts += map(_key, values)
        parts += [claim.key() for claim in self.claims]
        return f"[{' '.join(parts)}]"


Value = str | Node | Items


def claims(records: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """The claims among the records and inside them, each with what it is about."""
    for node in records:
        for about in node.properties.get(ABOUT, []):
            if isinstance(about, str):
                yield about, node
        for claim in node.claims:
            yield node.name, claim


def _key(value: Value) -> str:
    if isinstance(value, str):
        return value
    return value.key() if isinstance(value, Node) else f"({' '.join(map(_key, value))})"


class Records:
    """The records of a dataset, to be gone through as often as needed, always in the same order.

    Graph by graph, the default graph first; the things with a name in code point order, then the others. Raises
    InputError for a triple term (RDF 1.2 Concepts, section 3.1).
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.kinds: dict[str, set[str]] = {}
        """Of each property, the kinds of its values: `@id`, a language with @, a datatype, or `` for a string."""
        self.several: set[str] = set()
        """The properties that something has more than one value of."""
        self.classes: set[str] = set()
        self.graphs: list[str] = []
        self._db = sqlite3.connect("")
        # Nothing here outlives the process, so nothing need survive a crash.
        for pragma in (f"cache_size = -{_CACHE_KILOBYTES}", "journal_mode = off", "synchronous = off"):
            self._db.execute(f"PRAGMA {pragma}")
        self._fill(_blank.rows(quads))
        self._shared = _blank.shared(self._db, self.graphs)
        if self._shared:
            self._fill(_blank.relabelled(self._db))
            self._shared = _blank.shared(self._db, self.graphs)
        self._db.executescript(_HELD)
        self._claims = self._db.execute("SELECT EXISTS (SELECT 1 FROM held)").fetchone() == (1,)

    def _fill(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Put rows of statements into the tables, a row for each node."""
        self._db.execute("CREATE TABLE part (g TEXT, s TEXT, body TEXT)")
        self._db.executemany("INSERT INTO part VALUES (?, ?, ?)", rows)
        self._db.executescript(_TABLES)
        self.graphs.clear()
        self._db.executemany("INSERT INTO node VALUES (?, ?, ?, ?, ?)", self._merged())
        self._db.executescript("DROP TABLE part; CREATE UNIQUE INDEX subject ON node (s, g)")

    def _merged(self) -> Iterator[tuple[int, str, str, int, str]]:
        """The parts of each node put together, distinct and in order, noting on the way what refers to what."""
        parts = self._db.execute("SELECT g, s, body FROM part ORDER BY g, s")
        references: list[tuple[str, int, str, bool]] = []
        claims: list[tuple[int, str, str]] = []
        number, graph_before = 0, None
        for number, ((graph, subject), group) in enumerate(groupby(parts, itemgetter(0, 1)), 1):
            if graph != graph_before:
                self.graphs.append(graph)
                graph_before = graph
            lines = sorted({line for _, _, body in group for line in body.split("\n")})
            predicates: list[str] = []
            about: list[str] = []
            for line in lines:
                predicate, object_ = line.split(" ", 1)
                if predicates and predicates[-1] == predicate:
                    self.several.add(predicate)
                predicates.append(predicate)
                self._note(predicate, object_)
                if object_[0] == "_":
                    references.append((object_, number, subject if subject[0] == "_" else "", predicate == REST))
                if predicate == ABOUT:
                    about.append(object_)
            if len(about) == 1 and subject[0] == "<" and about[0].startswith("<") and about[0] != subject:
                claims.append((number, graph, about[0]))
            if len(references) + len(claims) > 10_000:
                self._noted(references, claims)
            cell = 0 if predicates != [FIRST, REST] else 2 if lines[1] == f"{REST} {NIL}" else 1
            yield number, graph, subject, cell, "\n".join(lines)
        self._noted(references, claims)

    def _noted(self, references: list[tuple[str, int, str, bool]], claims: list[tuple[int, str, str]]) -> None:
        self._db.executemany("INSERT INTO reference VALUES (?, ?, ?, ?)", references)
        self._db.executemany("INSERT INTO about VALUES (?, ?, ?)", claims)
        references.clear()
        claims.clear()

    def _note(self, predicate: str, object_: str) -> None:
        kinds = self.kinds.get(predicate)
        if kinds is None:
            kinds = self.kinds[predicate] = set()
        if object_[0] == '"':
            kinds.add(object_[object_.rindex('"') + 1 :])
        elif object_[0] == "<" and object_ != NIL:
            kinds.add("@id")
            if predicate == TYPE:
                self.classes.add(object_)

    def __iter__(self) -> Iterator[Node]:
        # What is in another record is not one itself.
        outside = """SELECT id, g, s, body FROM node WHERE g = ? AND id NOT IN (SELECT claim FROM held)
            AND s {} AND s NOT IN (SELECT child FROM nested) ORDER BY {}"""
        for graph in self.graphs:
            # No named node begins with an underscore, and every one sorts before those that do.
            for row in self._db.execute(outside.format("< '_'", "id"), (graph,)):
                yield self._node(*row)
            self._db.execute("DELETE FROM root")
            roots = self._db.execute(outside.format(">= '_'", "id"), (graph,))
            self._db.executemany("INSERT INTO root VALUES (?, ?)", ((self._node(*row).key(), row[0]) for row in roots))
            unnamed = "SELECT node.id, g, s, body FROM root JOIN node ON node.id = root.id ORDER BY key"
            for row in self._db.execute(unnamed):
                yield self._node(*row)

    def _node(self, number: int, graph: str, subject: str, body: str, inner: bool = False) -> Node:
        properties: dict[str, list[Value]] = {}
        for line in body.split("\n"):
            predicate, text = line.split(" ", 1)
            value: Value = text
            if text[0] == "_":
                value = self._value(text, graph)
            elif text == NIL:
                value = Items()
            values = properties.get(predicate)
            if values is None:
                properties[predicate] = [value]
            else:
                values.append(value)
        for values in properties.values():
            # The order of blank nodes was that of labels which mean nothing.
            if len(values) > 1 and not all(isinstance(value, str) for value in values):
                values.sort(key=_key)
        if inner:
            del properties[ABOUT]
        node = Node(subject if subject[0] == "<" or subject in self._shared else "", graph, properties)
        if self._claims and not inner:
            rows = self._db.execute(
                "SELECT id, g, s, body FROM held JOIN node ON id = claim WHERE entity = ? ORDER BY claim", (number,)
            ).fetchall()
            node.claims = [self._node(claim, graph, name, text, inner=True) for claim, graph, name, text in rows]
        return node

    def _value(self, label: str, graph: str) -> Value:
        """A blank node as a value: by its label where it is a record of its own, else with all that it holds."""
        if label in self._shared:
            return label
        row = self._inner(label, graph)
        if row is None:
            return Node("", graph, {})
        if not row[4]:
            return self._node(*row[:4])
        items = Items()
        while row and row[4]:
            first, rest = (line.split(" ", 1)[1] for line in row[3].split("\n"))
            items.append(self._value(first, graph) if first[0] == "_" else Items() if first == NIL else first)
            row = self._inner(rest, graph) if rest != NIL else None
        return items

    def _inner(self, label: str, graph: str) -> tuple[int, str, str, str, bool] | None:
        """The row of a blank node, and whether it is a cell of a well-formed list."""
        found: tuple[int, str, str, str, bool] | None = self._db.execute(
            "SELECT id, g, s, body, s IN listed FROM node WHERE s = ? AND g = ?", (label, graph)
        ).fetchone()
        return found
