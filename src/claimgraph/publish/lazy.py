"""A model of which a node is made when it is asked for, from statements that are kept as numbers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from claimgraph.publish.columns import Columns, Index, Row, key, term
from claimgraph.publish.model import Model, Node, Term

__all__ = ["model"]

_Found = TypeVar("_Found")


def model(columns: Columns, instead: Mapping[int, Sequence[Row]], predicates: Iterable[str]) -> Model:
    """The model of the statements, with others in the place of those of some of the files.

    What predicates there are, is to be given.
    """
    found = _Lazy(columns, instead)
    return Model(
        out=_Nodes(found.said, found.subjects),
        into=_Nodes(found.referring, found.objects),
        predicates={name: name for name in predicates},
    )


class _Nodes(Mapping[Node, _Found]):
    """What is found of nodes, when it is asked for."""

    def __init__(self, find: Callable[[Node], _Found], nodes: Callable[[], Iterator[Node]]) -> None:
        self._find, self._nodes = find, nodes
        self._found: dict[Node, _Found] = {}

    def __getitem__(self, node: Node) -> _Found:
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = self._find(node)
        if not found:
            raise KeyError(node)
        return found

    def __iter__(self) -> Iterator[Node]:
        return (node for node in self._nodes() if node in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Lazy:
    """Statements of columns, less those of some files, and others besides."""

    def __init__(self, columns: Columns, instead: Mapping[int, Sequence[Row]]) -> None:
        self._columns = columns
        self._terms: dict[int, Term] = {}
        self._gone = bytearray(len(columns.subjects))
        for place in instead:
            file = columns.files[place]
            self._gone[file.start : file.end] = b"\1" * (file.end - file.start)
        rows = [row for found in instead.values() for row in found]
        self._more = Model().take([[[term(row[part]) for row in rows] for part in range(3)]])

    def _term(self, number: int) -> Any:
        found = self._terms.get(number)
        if found is None:
            found = self._terms[number] = term(self._columns.keys[number])
        return found

    def _rows(self, index: Index, node: Node) -> Iterator[int]:
        number = self._columns.numbers.get(key(node))
        return (row for row in index.at(number) if not self._gone[row]) if number is not None else iter(())

    def said(self, node: Node) -> dict[str, list[Term]]:
        """What is said of a node, as a model has it."""
        columns = self._columns
        found: dict[str, dict[Term, None]] = {}
        for row in self._rows(columns.by_subject, node):
            name = columns.keys[columns.predicates[row]]
            found.setdefault(str(name), {})[self._term(columns.objects[row])] = None
        for name, terms in self._more.out.get(node, {}).items():
            found.setdefault(name, {}).update(dict.fromkeys(terms))
        return {name: sorted(terms, key=str) if len(terms) > 1 else list(terms) for name, terms in found.items()}

    def referring(self, node: Node) -> list[tuple[str, Node]]:
        """What refers to a node, as a model has it."""
        columns = self._columns
        found = {
            (str(columns.keys[columns.predicates[row]]), self._term(columns.subjects[row])): None
            for row in self._rows(columns.by_object, node)
        }
        found |= dict.fromkeys(self._more.into.get(node, ()))
        return sorted(found, key=lambda pair: (pair[0], str(pair[1])))

    def subjects(self) -> Iterator[Node]:
        """Of what something is said."""
        return self._all(self._columns.by_subject, self._more.out)

    def objects(self) -> Iterator[Node]:
        """What is referred to."""
        return self._all(self._columns.by_object, self._more.into)

    def _all(self, index: Index, more: Iterable[Node]) -> Iterator[Node]:
        begins = index.begins
        there = (self._term(number) for number in range(len(begins) - 1) if begins[number] < begins[number + 1])
        return iter(dict.fromkeys([*there, *more]))
