"""Statements in canonical form, cut into trees: a thing, or a blank node with a label, and all that is nested in it."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from claimgraph.export._store import Store

__all__ = ["trees"]

Tree = tuple[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, list[ox.Quad], set[ox.BlankNode]]


def trees(lines: Iterable[str]) -> Iterator[Tree]:
    """The name of the graph, the statements, and those blank nodes which need a label, of each tree.

    In code point order: the graphs that have something with a name, then the others; in each, first what has a name.
    Raises InputError for a triple term.
    """
    return _Trees(lines).trees()


class _Trees(Store):
    def trees(self) -> Iterator[Tree]:
        roots = "SELECT s, body FROM node WHERE g = ? AND s NOT IN (SELECT child FROM nested) ORDER BY id"
        named = {graph for (graph,) in self._db.execute("SELECT DISTINCT g FROM node WHERE s < '_'")}
        for graph in sorted(self.graphs, key=lambda graph: (graph not in named, graph or str(ox.DefaultGraph()))):
            for subject, body in self._db.execute(roots, (graph,)):
                labelled: set[ox.BlankNode] = set()
                lines = "".join(self._tree(graph, subject, body, labelled))
                quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
                yield quads[0].graph_name, quads, labelled

    def _tree(self, graph: str, subject: str, body: str, labelled: set[ox.BlankNode]) -> Iterator[str]:
        left = [(subject, body)]
        while left:
            subject, body = left.pop()
            for line in body.split("\n"):
                yield f"{subject} {line} {graph} .\n"
                object_ = line.split(" ", 1)[1]
                if object_[0] != "_":
                    continue
                if object_ in self._shared:
                    labelled.add(ox.BlankNode(object_[2:]))
                else:
                    left += self._db.execute("SELECT s, body FROM node WHERE s = ? AND g = ?", (object_, graph))
