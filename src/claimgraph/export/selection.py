"""Only the instances of some classes, with what hangs on them."""

import itertools
from collections.abc import Iterator, Sequence

from claimgraph.errors import InputError
from claimgraph.export.records import ABOUT, FIRST, NIL, REST, TYPE, Items, Node, Records, Value

__all__ = ["numbered", "selected", "statements"]


def numbered() -> Iterator[str]:
    """Labels of blank nodes, none of which is canonical and so in use."""
    return (f"_:n{number}" for number in itertools.count())


def selected(records: Records, classes: Sequence[str]) -> Iterator[str]:
    """The statements of the instances of the classes, their blank nodes and the claims about them, in N-Quads.

    A claim among the instances comes alone. Classes are IRIs, of which the first is the one that was asked for; the
    caller adds those below it. Raises InputError where there are no instances.
    """
    none = True
    wanted = {f"<{iri}>" for iri in classes}
    loose: dict[str, list[Node]] = {}
    needed: list[str] = []
    labels = numbered()
    for node in records:
        if wanted.isdisjoint(map(str, node.properties.get(TYPE, []))):
            if node.name.startswith("_:"):
                loose.setdefault(node.name, []).append(node)
            found = [claim for claim in node.claims if not wanted.isdisjoint(map(str, claim.properties.get(TYPE, [])))]
            lines = [line for claim in found for line in statements(claim, labels, node.name)]
        else:
            lines = statements(node, labels)
        none = none and not lines
        yield from _noted(lines, needed)
    if none:
        raise InputError(f"nothing is selected: the data has no instance of {classes[0]}.")
    # What needed a label stands by itself, and comes along where something that was chosen refers to it.
    while needed:
        for node in loose.pop(needed.pop(), []):
            yield from _noted(statements(node, labels), needed)


def _noted(lines: list[str], needed: list[str]) -> Iterator[str]:
    for line in lines:
        object_ = line.split(" ", 3)[2]
        if object_.startswith("_:"):
            needed.append(object_)
        yield f"{line}\n"


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
