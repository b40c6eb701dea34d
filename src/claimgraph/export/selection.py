"""Only the instances of some classes, with what hangs on them."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from claimgraph.errors import InputError
from claimgraph.export.records import ABOUT, FIRST, NIL, REST, TYPE, Items, Node, Records, Value

__all__ = ["numbered", "selected", "shared", "shared_labels", "statements"]


_OWN = "_:n"


def numbered() -> Iterator[str]:
    """Labels of blank nodes, none of which is canonical and so in use."""
    return (f"{_OWN}{number}" for number in itertools.count())


def selected(records: Records, classes: Sequence[str]) -> Iterator[str]:
    """The statements of the instances of the classes, their blank nodes and the claims about them, in N-Quads.

    An instance that stands inside another record comes alone: a claim without the thing that it is about, a blank node
    without what refers to it. Classes are IRIs, of which the first is the one that was asked for; the caller adds those
    below it. Raises InputError where there are no instances.
    """
    none = True
    chosen = _Chosen(records, classes)
    needed: set[str] = set()
    holders: list[str] = []
    labels = numbered()
    for node in records:
        for inner, about in chosen.among(node):
            none = False
            lines = statements(inner, labels, about)
            needed.update(shared_labels(lines))
            if inner is not node and node.name[:1] == "_":
                holders.append(node.name)
            else:
                yield from _ended(lines)
    if none:
        raise InputError(f"nothing is selected: the data has no instance of {classes[0]}.")
    # What needs a label stands by itself, and comes along whole where something that was chosen refers to it.
    done: set[str] = set()
    for node, lines in shared(records, needed, labels, done):
        if not chosen(node):
            yield from _ended(lines)
    for label in sorted({*holders} - done):
        for node in records.described(label):
            for inner, about in chosen.among(node):
                if inner is not node:
                    yield from _ended(statements(inner, labels, about))


class _Chosen:
    """Which records are instances of the classes, or claims about one."""

    def __init__(self, records: Records, classes: Sequence[str]) -> None:
        self._records = records
        self._wanted = {f"<{iri}>" for iri in classes}

    def __call__(self, node: Node) -> bool:
        return self._is_instance(node) or any(
            self._is_instance(value) if isinstance(value, Node) else self._names_instance(value, node.graph)
            for value in node.properties.get(ABOUT, [])
        )

    def among(self, node: Node) -> Iterator[tuple[Node, str]]:
        """The record itself or else those inside it, each once, with what it is about where it stood inside that."""
        if self(node):
            yield node, ""
            return
        for claim in node.claims:
            if self(claim):
                yield claim, node.name
            else:
                yield from self._within(claim)
        yield from self._within(node)

    def _within(self, value: Value) -> Iterator[tuple[Node, str]]:
        if isinstance(value, str):
            return
        for inner in value if isinstance(value, Items) else itertools.chain(*value.properties.values()):
            if isinstance(inner, Node) and self(inner):
                yield inner, ""
            else:
                yield from self._within(inner)

    def _is_instance(self, node: Node) -> bool:
        return any(isinstance(type_, str) and type_ in self._wanted for type_ in node.properties.get(TYPE, []))

    def _names_instance(self, value: Value, graph: str) -> bool:
        return isinstance(value, str) and not self._wanted.isdisjoint(self._records.types(value, graph))


def shared(
    records: Records, needed: set[str], labels: Iterator[str], done: set[str]
) -> Iterator[tuple[Node, list[str]]]:
    """The blank nodes with the labels that are needed and those behind them, with their statements; they are `done`."""
    while needed:
        found, needed = sorted(needed), set()
        done.update(found)
        for node in itertools.chain.from_iterable(map(records.described, found)):
            lines = statements(node, labels)
            needed |= shared_labels(lines) - done
            yield node, lines


def shared_labels(lines: Iterable[str]) -> set[str]:
    """The labels in the place of objects that others may refer to as well."""
    objects = (line.split(" ", 3)[2] for line in lines)
    return {object_ for object_ in objects if object_.startswith("_:") and not object_.startswith(_OWN)}


def _ended(lines: list[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def statements(node: Node, labels: Iterator[str], about: str = "") -> list[str]:
    """A record as lines of N-Quads, with labels for its blank nodes; `about` is what it stood inside as a claim."""
    return _lines(node, labels, about)[0]


def _lines(node: Node, labels: Iterator[str], about: str = "") -> tuple[list[str], str]:
    name = node.name or next(labels)
    lines: list[str] = []
    if about:
        lines.append(f"{name} {ABOUT} {about} {node.graph} .")
    for predicate, values in node.properties.items():
        for value in values:
            more, object_ = _object(value, node.graph, labels)
            lines += [f"{name} {predicate} {object_} {node.graph} .", *more]
    for claim in node.claims:
        lines += _lines(claim, labels, name)[0]
    return lines, name


def _object(value: Value, graph: str, labels: Iterator[str]) -> tuple[list[str], str]:
    if isinstance(value, Node):
        return _lines(value, labels)
    if not isinstance(value, Items):
        return [], value
    lines: list[str] = []
    rest = NIL
    for item in reversed(value):
        more, first = _object(item, graph, labels)
        cell = next(labels)
        lines += [f"{cell} {FIRST} {first} {graph} .", f"{cell} {REST} {rest} {graph} .", *more]
        rest = cell
    return lines, rest
