"""What a parser gives: batches of statements, and names for their blank nodes."""

from collections.abc import Callable
from functools import cached_property
from itertools import compress
from operator import attrgetter
from typing import Any

import pyoxigraph as ox

__all__ = ["Batch", "namer"]


def namer(stem: str, start: int = 0) -> Callable[[ox.BlankNode], ox.BlankNode]:
    """A function that names the blank nodes that it is asked about in turn: stem and start, stem and start + 1, …"""
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def name(node: ox.BlankNode) -> ox.BlankNode:
        return labels.get(node) or labels.setdefault(node, ox.BlankNode(f"{stem}{start + len(labels)}"))

    return name


class Batch:
    """Some statements that follow one another: the number of the first, and their terms in columns, made when asked."""

    def __init__(self, first: int, quads: list[ox.Quad]) -> None:
        self.first = first
        self._quads = quads

    def objects_of(self, predicate: ox.NamedNode) -> set[Any]:
        """The objects of the statements with that predicate."""
        return set(map(attrgetter("object"), compress(self._quads, map(predicate.__eq__, self.predicates))))

    @cached_property
    def subjects(self) -> list[Any]:
        """The subjects, in order."""
        return list(map(attrgetter("subject"), self._quads))

    @cached_property
    def predicates(self) -> list[Any]:
        """The predicates, in order."""
        return list(map(attrgetter("predicate"), self._quads))

    @cached_property
    def objects(self) -> list[Any]:
        """The objects, in order."""
        return list(map(attrgetter("object"), self._quads))

    @cached_property
    def subject_hashes(self) -> list[int]:
        """The hashes of the subjects, in order."""
        return list(map(hash, self.subjects))

    @cached_property
    def object_hashes(self) -> list[int]:
        """The hashes of the objects, in order."""
        return list(map(hash, self.objects))
