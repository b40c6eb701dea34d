"""A model of which a node is made when it is asked for, from statements that are kept as numbers."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import chain
from typing import Any

import pyoxigraph as ox

from claimgraph.publish.cards import Card
from claimgraph.publish.columns import NOTHING, Change, Columns, Index
from claimgraph.publish.keys import key, term
from claimgraph.publish.model import ENDS, First, Model
from claimgraph.publish.statements import Node, Nodes, Term
from claimgraph.terms import RDF_TYPE

__all__ = ["LazyModel", "model"]


def model(columns: Columns, changes: Iterable[Change], predicates: Iterable[str]) -> "LazyModel":
    """The model of the statements after changes of some of the files.

    What predicates there are, is to be given. The ontology says what it said, so that what is told of a thing alone
    decides on its place in an order.
    """
    return LazyModel(_Lazy(columns, changes), predicates)


class LazyModel(Model):
    """A model that knows what comes first without looking at all that there is, and what is on the cards of things."""

    cards: Mapping[Any, Card]
    """Those of which it is known; none at first."""

    def __init__(self, lazy: "_Lazy", predicates: Iterable[str]) -> None:
        super().__init__(
            out=Nodes(lazy.said, lazy.subjects),
            into=Nodes(lazy.referring, lazy.objects),
            predicates={name: name for name in predicates},
        )
        self._lazy = lazy
        self.cards = {}

    def label(self, node: Node) -> str:
        """As any model has it."""
        card = self.cards.get(node)
        return card.label if card else super().label(node)

    def language(self, node: Node) -> str:
        """As any model has it."""
        card = self.cards.get(node)
        return card.language if card else super().language(node)

    def digest(self, node: Node) -> bytes:
        """As any model has it."""
        card = self.cards.get(node)
        return card.digest if card else super().digest(node)

    def reach(self, node: Node) -> bytes:
        """As any model has it."""
        card = self.cards.get(node)
        return card.reach if card else super().reach(node)

    def referrers(self, node: ox.NamedNode, most: int, *, claims: bool) -> Mapping[str, First]:
        """As any model has it."""
        lazy, ranks = self._lazy, self._lazy.columns.ranks
        more: dict[str, set[ox.NamedNode]] = {}
        for name, subject in lazy.more.into.get(node, ()):
            if not self.is_about(name, subject) and (owner := self.owner(subject)) and owner != node:
                more.setdefault(name, set()).add(owner)
        found = {}
        groups = {name: lazy.owners(node, self._besides(name, rows)) for name, rows in lazy.referring_by(node)}
        for name in groups.keys() | more.keys():
            fresh, stale = groups.get(name, (set(), set()))
            others = stale | more.get(name, set())
            if name == RDF_TYPE and not claims:
                fresh = {one for one in fresh if ranks.claims[one] == NOTHING}
                others = {one for one in others if not self.is_claim(one)}
            if fresh or others:
                found[name] = First([*lazy.first(fresh, ranks.names, most), *others], len(fresh) + len(others))
        return found

    def _besides(self, name: str, rows: Sequence[int]) -> Sequence[int]:
        """Those of the rows with a property that are not of claims about what they refer to."""
        if name not in ENDS:
            return rows
        lazy, subjects, claims = self._lazy, self._lazy.columns.subjects, self._lazy.columns.ranks.claims
        others = (row for row in rows if claims[subjects[row]] == NOTHING or subjects[row] in lazy.stale)
        return [row for row in others if not self.is_about(name, lazy.subject(row))]

    def instances(self, class_: ox.NamedNode, most: int, *, claims: bool) -> First:
        """As any model has it."""
        lazy, ranks = self._lazy, self._lazy.columns.ranks
        rows = dict(lazy.referring_by(class_)).get(RDF_TYPE, ())
        numbers = set(map(lazy.columns.subjects.__getitem__, rows)) - lazy.stale
        fresh = [one for one in numbers if ranks.owners[one] == one and (ranks.claims[one] != NOTHING) == claims]
        stale = [one for one in self._renewed.get(class_, ()) if self.is_claim(one) == claims]
        order = ranks.claims if claims else ranks.names
        return First([*lazy.first(fresh, order, most), *stale], len(fresh) + len(stale))

    @cached_property
    def _renewed(self) -> Mapping[Term, Sequence[ox.NamedNode]]:
        """The named things that may be others than they were, by class."""
        found: dict[Term, list[ox.NamedNode]] = {}
        for node in self._lazy.renewed:
            for class_ in self.objects(node, RDF_TYPE):
                found.setdefault(class_, []).append(node)
        return found


class _Lazy:
    """Statements of columns, less some of them, and others besides."""

    def __init__(self, columns: Columns, changes: Iterable[Change]) -> None:
        self.columns = columns
        self._terms: dict[int, Term] = {}
        # Those of terms that were made of numbers, which need not be looked up.
        self._numbers: dict[Term, int] = {}
        self._names: dict[int, str] = {}
        self._gone = bytearray(len(columns.subjects))
        changes = list(changes)
        for row in chain.from_iterable(change.gone for change in changes):
            self._gone[row] = 1
        rows = [row for change in changes for row in change.come]
        self._replaced = {columns.subjects[row] for change in changes for row in change.gone}
        self.more = Model().take([[[term(row[part]) for row in rows] for part in range(3)]])

    def _term(self, number: int) -> Any:
        found = self._terms.get(number)
        if found is None:
            found = self._terms[number] = term(self.columns.keys[number])
            if not isinstance(found, ox.Literal):
                self._numbers[found] = number
        return found

    def subject(self, row: int) -> Any:
        """The subject in a row."""
        return self._term(self.columns.subjects[row])

    def _name(self, predicate: int) -> str:
        found = self._names.get(predicate)
        if found is None:
            found = self._names[predicate] = str(self.columns.keys[predicate])
        return found

    def _rows(self, index: Index, node: Node) -> Sequence[int]:
        number, gone = self._numbers.get(node) or self.columns.keys.number(key(node)), self._gone
        return [row for row in index.at(number) if not gone[row]] if number is not None else ()

    @cached_property
    def renewed(self) -> set[ox.NamedNode]:
        """The named things of which something was said that is gone, or of which the others say something."""
        owners = map(self.columns.ranks.owners.__getitem__, self._replaced)
        before = {self._term(number) for number in owners if number != NOTHING}
        return before | {node for node in self.more.out if isinstance(node, ox.NamedNode)}

    @cached_property
    def stale(self) -> set[int]:
        """The numbers of these."""
        numbers = (self.columns.keys.number(node.value) for node in self.renewed)
        return {number for number in numbers if number is not None}

    def referring_by(self, node: ox.NamedNode) -> Iterator[tuple[str, Sequence[int]]]:
        """Each property by which something refers to a node, with the rows, as the columns have them."""
        columns = self.columns
        predicates, number = columns.predicates, columns.keys.number(key(node))
        rows = columns.by_object.at(number) if number is not None else ()
        while rows:
            name = predicates[rows[0]]
            end = bisect_right(rows, name, key=predicates.__getitem__)
            yield self._name(name), rows[:end]
            rows = rows[end:]

    def owners(self, node: ox.NamedNode, rows: Sequence[int]) -> tuple[set[int], set[ox.NamedNode]]:
        """The other named things to which the subjects in rows belong: those that are what they were, and others."""
        columns, stale = self.columns, self.stale
        without = {NOTHING, columns.keys.number(node.value)}

        def of(some: Iterable[int]) -> set[int]:
            return set(map(columns.ranks.owners.__getitem__, map(columns.subjects.__getitem__, some))) - without

        found = of(rows)
        if found.isdisjoint(stale):
            return found, set()
        left = of(row for row in rows if not self._gone[row])
        return found - stale, {self._term(one) for one in left & stale}

    def first(self, numbers: Iterable[int], order: Sequence[int], most: int) -> Iterable[ox.NamedNode]:
        """The first of things in an order, by their numbers."""
        return map(self._term, nsmallest(most, numbers, key=order.__getitem__))

    def said(self, node: Node) -> dict[str, list[Term]]:
        """What is said of a node, as a model has it."""
        columns, known, names = self.columns, self._terms, self._names
        predicates, objects = columns.predicates, columns.objects
        found: dict[str, list[Term]] = {}
        for row in self._rows(columns.by_subject, node):
            predicate, number = predicates[row], objects[row]
            name = names.get(predicate) or self._name(predicate)
            _add(found, name, known.get(number) or self._term(number))
        for name, terms in self.more.out.get(node, {}).items():
            for one in terms:
                _add(found, name, one)
        for terms in found.values():
            if len(terms) > 1:
                terms.sort(key=str)
        return found

    def referring(self, node: Node) -> list[tuple[str, Node]]:
        """What refers to a node, as a model has it."""
        columns = self.columns
        found = {
            (self._name(columns.predicates[row]), self._term(columns.subjects[row])): None
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


def _add(found: dict[str, list[Term]], name: str, term: Term) -> None:
    terms = found.get(name)
    if terms is None:
        found[name] = [term]
    elif term not in terms:
        terms.append(term)
