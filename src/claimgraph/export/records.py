"""Statements as records: a tree for each thing, with its blank nodes and the claims about it inside.

The statements lie in a database of SQLite without a name, which keeps to its cache and puts the rest on disk, so that
memory does not grow with them. Terms are texts in canonical N-Triples throughout.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claimgraph.export import _blank
from claimgraph.export._store import ABOUT, FIRST, NIL, REST, TYPE, Store

__all__ = ["ABOUT", "FIRST", "NIL", "REST", "TYPE", "Items", "Node", "Records", "Value", "claims"]

# A claim about a claim stays by itself, so that nesting has an end.
_HELD = """
CREATE TABLE root (key TEXT, id INTEGER);
CREATE TABLE held (claim INTEGER PRIMARY KEY, entity INTEGER);
INSERT INTO held SELECT about.claim, node.id FROM about JOIN node ON node.s = entity AND node.g = about.g
    WHERE node.id NOT IN (SELECT claim FROM about) ORDER BY about.claim;
CREATE INDEX entity ON held (entity, claim);
"""
_INNER = "SELECT id, g, s, body, s IN listed FROM node"


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


def claims(records: Iterable[Node]) -> Iterator[tuple[list[Value], Node]]:
    """The claims among the records and inside them, each once, with all that it is about."""
    for node in records:
        yield from _claims(node)


def _claims(value: Value, about: str = "") -> Iterator[tuple[list[Value], Node]]:
    if isinstance(value, str):
        return
    if isinstance(value, Items):
        for item in value:
            yield from _claims(item)
        return
    abouts: list[Value] = [about] if about else value.properties.get(ABOUT, [])
    if abouts:
        yield abouts, value
    for claim in value.claims:
        yield from _claims(claim, value.name)
    for inner in itertools.chain.from_iterable(value.properties.values()):
        yield from _claims(inner)


def _key(value: Value) -> str:
    if isinstance(value, str):
        return value
    return value.key() if isinstance(value, Node) else f"({' '.join(map(_key, value))})"


class Records(Store):
    """The records of a dataset, to be gone through as often as needed, always in the same order.

    Graph by graph, the default graph first; the things with a name in code point order, then the others. Raises
    InputError for a triple term (RDF 1.2 Concepts, section 3.1).
    """

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__(lines)
        if self._shared:
            self._fill(_blank.relabelled(self._db))
            self._shared = _blank.shared(self._db, self.graphs)
        self._db.executescript(_HELD)
        self._claims = self._db.execute("SELECT EXISTS (SELECT 1 FROM held)").fetchone() == (1,)
        self._near: dict[tuple[str, str], tuple[int, str, str, str, bool]] | None = None
        if self.few:
            self._near = {(row[2], row[1]): row for row in self._db.execute(f"{_INNER} WHERE s >= '_'")}

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

    def described(self, name: str) -> Iterator[Node]:
        """The records of a thing, by its name or label: one for each graph that describes it."""
        for row in self._db.execute("SELECT id, g, s, body FROM node WHERE s = ? ORDER BY id", (name,)).fetchall():
            yield self._node(*row)

    def types(self, name: str, graph: str) -> list[str]:
        """The classes of a thing in a graph, by its name or label."""
        found = self._db.execute("SELECT body FROM node WHERE s = ? AND g = ?", (name, graph)).fetchone()
        lines = (line.split(" ", 1) for line in found[0].split("\n")) if found else ()
        return [object_ for predicate, object_ in lines if predicate == TYPE]

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
        if self._claims and not inner and subject[0] == "<":
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
        if self._near is not None:
            return self._near.get((label, graph))
        found: tuple[int, str, str, str, bool] | None = self._db.execute(
            f"{_INNER} WHERE s = ? AND g = ?", (label, graph)
        ).fetchone()
        return found
