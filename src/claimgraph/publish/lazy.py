"""A model of which a node is made when it is asked for, from statements that are kept as numbers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from typing import Any, TypeVar

import pyoxigraph as ox

from claimgraph.publish.columns import NOTHING, Columns, Index, Row, key, term
from claimgraph.publish.model import First, Model, Node, Term
from claimgraph.terms import RDF_TYPE

__all__ = ["model"]

_Found = TypeVar("_Found")


def model(columns: Columns, instead: Mapping[int, Sequence[Row]], predicates: Iterable[str]) -> Model:
    """The model of the statements, with others in the place of those of some of the files.

    What predicates there are, is to be given. The ontology says what it said, so that what is told of a thing alone
    decides on its place in an order.
    """
    return _Model(_Lazy(columns, instead), predicates)


class _Model(Model):
    """A model that knows what comes first without looking at all that there is."""

    def __init__(self, lazy: "_Lazy", predicates: Iterable[str]) -> None:
        super().__init__(
            out=_Nodes(lazy.said, lazy.subjects),
            into=_Nodes(lazy.referring, lazy.objects),
            predicates={name: name for name in predicates},
        )
        self._lazy = lazy

    def referrers(self, node: ox.NamedNode, most: int, *, claims: bool) -> Mapping[str, First]:
        """As any model has it."""
        lazy, ranks = self._lazy, self._lazy.columns.ranks
        owners = lazy.owners(node)
        more: dict[str, set[ox.NamedNode]] = {}
        for name, subject in lazy.more.into.get(node, ()):
            if (owner := self.owner(subject)) and owner != node:
                more.setdefault(name, set()).add(owner)
        found = {}
        for name in owners.keys() | more.keys():
            fresh, stale = lazy.apart(owners.get(name, ()))
            others = stale | more.get(name, set())
            if name == RDF_TYPE and not claims:
                fresh = [one for one in fresh if ranks.claims[one] == NOTHING]
                others = {one for one in others if not self.is_claim(one)}
            if fresh or others:
                found[name] = First([*lazy.first(fresh, ranks.names, most), *others], len(fresh) + len(others))
        return found

    def instances(self, class_: ox.NamedNode, most: int, *, claims: bool) -> First:
        """As any model has it."""
        lazy, ranks = self._lazy, self._lazy.columns.ranks
        fresh, stale = lazy.apart(lazy.named(RDF_TYPE, class_))
        fresh = [one for one in fresh if (ranks.claims[one] != NOTHING) == claims]
        stale |= {one for one in lazy.more.subjects(RDF_TYPE, class_) if isinstance(one, ox.NamedNode)}
        others = [one for one in stale if self.is_claim(one) == claims]
        order = ranks.claims if claims else ranks.names
        return First([*lazy.first(fresh, order, most), *others], len(fresh) + len(others))


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
        self.columns = columns
        self._terms: dict[int, Term] = {}
        self._gone = bytearray(len(columns.subjects))
        self._replaced = [columns.files[place] for place in instead]
        for file in self._replaced:
            self._gone[file.start : file.end] = b"\1" * (file.end - file.start)
        rows = [row for found in instead.values() for row in found]
        self.more = Model().take([[[term(row[part]) for row in rows] for part in range(3)]])

    def _term(self, number: int) -> Any:
        found = self._terms.get(number)
        if found is None:
            found = self._terms[number] = term(self.columns.keys[number])
        return found

    def _rows(self, index: Index, node: Node) -> Iterator[int]:
        number = self.columns.numbers.get(key(node))
        return (row for row in index.at(number) if not self._gone[row]) if number is not None else iter(())

    @cached_property
    def _stale(self) -> Collection[int]:
        """Numbers of the named things of which the files said something that were replaced, or of which others do."""
        columns = self.columns
        subjects = {number for file in self._replaced for number in columns.subjects[file.start : file.end]}
        numbers = {columns.ranks.owners[number] for number in subjects}
        return numbers | {columns.numbers[found] for node in self.more.out if (found := key(node)) in columns.numbers}

    def apart(self, numbers: Iterable[int]) -> tuple[list[int], set[ox.NamedNode]]:
        """Of named things, by their numbers: those that are what they were, and those that may not be."""
        stale = self._stale
        found = list(numbers)
        return [one for one in found if one not in stale], {self._term(one) for one in found if one in stale}

    def owners(self, node: ox.NamedNode) -> Mapping[str, Collection[int]]:
        """The numbers of the other named things that refer to a node, by property, as the columns have them."""
        columns = self.columns
        found: dict[int, set[int]] = {}
        for row in self._rows(columns.by_object, node):
            found.setdefault(columns.predicates[row], set()).add(columns.ranks.owners[columns.subjects[row]])
        without = {NOTHING, columns.numbers.get(key(node), NOTHING)}
        return {str(columns.keys[name]): numbers - without for name, numbers in found.items()}

    def named(self, predicate: str, node: ox.NamedNode) -> Collection[int]:
        """The numbers of the named things that refer to a node by a property, as the columns have them."""
        columns = self.columns
        name = columns.numbers.get(predicate, NOTHING)
        rows = (row for row in self._rows(columns.by_object, node) if columns.predicates[row] == name)
        numbers = {columns.subjects[row] for row in rows}
        return {one for one in numbers if columns.ranks.owners[one] == one}

    def first(self, numbers: Iterable[int], order: Sequence[int], most: int) -> Iterable[ox.NamedNode]:
        """The first of things in an order, by their numbers."""
        return map(self._term, nsmallest(most, numbers, key=order.__getitem__))

    def said(self, node: Node) -> dict[str, list[Term]]:
        """What is said of a node, as a model has it."""
        columns = self.columns
        found: dict[str, dict[Term, None]] = {}
        for row in self._rows(columns.by_subject, node):
            name = columns.keys[columns.predicates[row]]
            found.setdefault(str(name), {})[self._term(columns.objects[row])] = None
        for name, terms in self.more.out.get(node, {}).items():
            found.setdefault(name, {}).update(dict.fromkeys(terms))
        return {name: sorted(terms, key=str) if len(terms) > 1 else list(terms) for name, terms in found.items()}

    def referring(self, node: Node) -> list[tuple[str, Node]]:
        """What refers to a node, as a model has it."""
        columns = self.columns
        found = {
            (str(columns.keys[columns.predicates[row]]), self._term(columns.subjects[row])): None
            for row in self._rows(columns.by_object, node)
        }
        found |= dict.fromkeys(self.more.into.get(node, ()))
        return sorted(found, key=lambda pair: (pair[0], str(pair[1])))

    def subjects(self) -> Iterator[Node]:
        """Of what something is said."""
        return self._all(self.columns.by_subject, self.more.out)

    def objects(self) -> Iterator[Node]:
        """What is referred to."""
        return self._all(self.columns.by_object, self.more.into)

    def _all(self, index: Index, more: Iterable[Node]) -> Iterator[Node]:
        begins = index.begins
        there = (self._term(number) for number in range(len(begins) - 1) if begins[number] < begins[number + 1])
        return iter(dict.fromkeys([*there, *more]))
