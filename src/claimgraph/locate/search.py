"""Which statement a focus node, a path and a value speak of."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from typing import Any, NamedTuple

import pyoxigraph as ox

from claimgraph.locate.blocks import OBJECT, SUBJECT, Blocks
from claimgraph.locate.select import about, select
from claimgraph.sources import renamed
from claimgraph.terms import RDF_TYPE

__all__ = ["Search", "Spot", "Wanted"]

Node = Any  # a subject or object of pyoxigraph

_TYPE = ox.NamedNode(RDF_TYPE)
_STEP = re.compile(r"<([^<>\s]*)>")
_SIMPLE = re.compile(r"(\^?)<[^<>\s]*>")


class Wanted(NamedTuple):
    """A question; `surplus` is that of locate.Request."""

    focus: Node
    path: str
    value: Node | None
    surplus: str = ""


class Spot(NamedTuple):
    """A term of a statement: the file's index, the statement's number in it, and the part of it."""

    file: int
    number: int
    part: int


class _Kept(NamedTuple):
    file: int
    number: int
    subject: Node
    predicate: Node
    object: Node


class Search:
    """The statements of the files that can be the answer to one of the questions."""

    def __init__(self, files: Sequence[Blocks], wanted: Sequence[Wanted]) -> None:
        self.files = files
        self._wanted = wanted
        self._nodes = {node for question in wanted for node in (question.focus, question.value) if node is not None}
        self._blanks: dict[int, set[Node]] = defaultdict(set)
        for node in self._nodes:
            if isinstance(node, ox.BlankNode):
                self._blanks[int(node.value[1:].partition("b")[0])].add(node)
        # Paths of more than one step lead through nodes that the question does not name.
        self._steps = {
            ox.NamedNode(iri) for ask in wanted if not _SIMPLE.fullmatch(ask.path) for iri in _STEP.findall(ask.path)
        }
        self._about: dict[Node, list[_Kept]] = defaultdict(list)
        self._mentions: dict[Node, list[_Kept]] = defaultdict(list)
        for index in range(len(self.files)):
            self._read(index)
        lost = {question.focus for question in wanted} - self._about.keys()
        if lost:
            self._mention(lost)

    def _read(self, index: int) -> None:
        """Keep the file's statements about the nodes, and those that a path can lead over."""
        if not self._steps and index not in self._blanks and self.files[index].source.format.lines:
            for number, quad in about(self.files[index], self._nodes):
                self._keep(_Kept(index, number, quad.subject, quad.predicate, quad.object))
            return
        for number, quad in select(self.files[index], self._nodes, self._steps, f"f{index}b"):
            kept = _Kept(index, number, quad.subject, quad.predicate, quad.object)
            if kept.predicate in self._steps:
                self._mentions[kept.object].append(kept)
                self._about[kept.subject].append(kept)
            else:
                self._keep(kept)

    def _keep(self, kept: _Kept) -> None:
        self._about[kept.subject].append(kept)
        # A blank node of another file may happen to have the name of one of ours.
        if kept.object in self._nodes and (kept.file in self._blanks or not isinstance(kept.object, ox.BlankNode)):
            self._mentions[kept.object].append(kept)

    def _mention(self, lost: set[Node]) -> None:
        """Find the first mention of focus nodes of which nothing is said."""
        for index, file in enumerate(self.files):
            for number, quad in enumerate(file.parse()):
                node = _named(quad.object, index)
                if node in lost:
                    lost.discard(node)
                    self._mentions[node].insert(0, _Kept(index, number, quad.subject, quad.predicate, node))
            if not lost:
                return

    def spots(self) -> list[tuple[Spot | None, Spot | None]]:
        """The two places of each question, in the order of the questions."""
        asked = Counter[Wanted]()
        found = []
        for question in self._wanted:
            # Of questions that are the same, each is about another value.
            found.append(self._answer(question, asked[question]))
            asked[question] += 1
        return found

    def predicates(self, number: int) -> frozenset[str]:
        """The predicates of the statements about the focus node of a question."""
        return frozenset(kept.predicate.value for kept in self._about.get(self._wanted[number].focus, ()))

    def values(self, number: int) -> frozenset[str]:
        """The values of the path of a question that asks for none, if it is of one step forward."""
        question = self._wanted[number]
        found = self._values(question.focus, question.path) if question.value is None else []
        return frozenset(str(kept.object) for kept in found)

    def _answer(self, question: Wanted, rank: int) -> tuple[Spot | None, Spot | None]:
        focus, path, value, surplus = question
        own = self._own(focus)
        if value is None:
            values = self._values(focus, path)
            if surplus and values:
                extra = _repeated(values) if surplus == "language" else values[-1:]
                return _spot((extra or values)[min(rank, len(extra) - 1)]), own
            return own, _spot(values[-1]) if values else None
        joined = self._join(focus, path, value) if path or value != focus else None
        here = joined or own
        # What is only mentioned somewhere has no statement of its own; which mention is known depends on the questions.
        for other in (own, self._own(value) if value in self._about else None):
            if here and other and here.file != other.file:
                return here, other
        return here, None

    def _own(self, node: Node) -> Spot | None:
        about = self._about.get(node, ())
        for kept in about:
            if kept.predicate == _TYPE:
                return Spot(kept.file, kept.number, SUBJECT)
        if about:
            return Spot(about[0].file, about[0].number, SUBJECT)
        mentions = self._mentions.get(node, ())
        return Spot(mentions[0].file, mentions[0].number, OBJECT) if mentions else None

    def _values(self, focus: Node, path: str) -> list[_Kept]:
        """The statements of the values of a path of one step forward, each value's first, in reading order.

        Not every statement that leads to the node is known.
        """
        simple = _SIMPLE.fullmatch(path)
        if not simple or simple[1]:
            return []
        step = ox.NamedNode(path[1:-1])
        found: dict[Node, _Kept] = {}
        for kept in self._about.get(focus, ()):
            if kept.predicate == step:
                found.setdefault(kept.object, kept)
        return list(found.values())

    def _join(self, focus: Node, path: str, value: Node) -> Spot | None:
        """The statement that brings the path from the focus node to the value."""
        steps = {ox.NamedNode(iri) for iri in _STEP.findall(path)}
        simple = _SIMPLE.fullmatch(path)
        if not path or simple:
            return self._step(focus, steps, value, inverse=bool(simple and simple[1])) or self._step(focus, None, value)
        seen, queue = {focus}, deque([focus])
        while queue:
            node = queue.popleft()
            if spot := self._step(node, steps, value) or self._step(node, steps, value, inverse=True):
                return spot
            near = [kept.object for kept in self._about.get(node, ()) if kept.predicate in steps]
            near += [kept.subject for kept in self._mentions.get(node, ()) if kept.predicate in steps]
            queue.extend(dict.fromkeys(other for other in near if other not in seen))
            seen.update(near)
        return None

    def _step(self, node: Node, steps: set[Node] | None, value: Node, inverse: bool = False) -> Spot | None:
        """The statement from the node to the value, or from the value to the node, by one of the predicates."""
        start, end, part = (value, node, SUBJECT) if inverse else (node, value, OBJECT)
        for kept in self._about.get(start, ()):
            if kept.object == end and (not steps or kept.predicate in steps):
                return Spot(kept.file, kept.number, part)
        return None


def _spot(kept: _Kept) -> Spot:
    return Spot(kept.file, kept.number, OBJECT)


def _repeated(values: list[_Kept]) -> list[_Kept]:
    """Of each language that several of the values have, the last value."""
    found: dict[str, list[_Kept]] = defaultdict(list)
    for kept in values:
        if isinstance(kept.object, ox.Literal) and kept.object.language:
            found[kept.object.language.lower()].append(kept)
    return [those[-1] for those in found.values() if len(those) > 1]


def _named(node: Node, file: int) -> Node:
    return renamed(node, lambda blank: ox.BlankNode(f"f{file}{blank.value}"))
