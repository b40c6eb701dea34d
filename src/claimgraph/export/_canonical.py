"""Statements in canonical form and order, from a database on disk, so that memory does not grow with them."""

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from claimgraph.export._disk import database, spare
from claimgraph.export._lines import blank_nodes, parted, simple
from claimgraph.export._rdfc import labelled

__all__ = ["Canonical"]

_PARSED = 1000  # lines at once
_HELD = 10_000

_TABLES = """
CREATE TABLE statement (inner INTEGER, graph TEXT, body TEXT);
CREATE TABLE unlabelled (line TEXT);
"""
# Named subjects first: readers look for records, not for the blank nodes inside them.
_SORTED = """
CREATE TABLE sorted AS SELECT DISTINCT inner, graph, body FROM statement ORDER BY inner, graph, body;
DROP TABLE statement;
"""
# Where the default graph stands among the others.
_DEFAULT = "DEFAULT"


class Canonical:
    """The distinct statements of a dataset, blank nodes renamed by RDFC-1.0, to be gone through as often as needed.

    In code point order: of subject, predicate and object, graph by graph, those with a blank node as their subject
    after all others. Blank nodes in triple terms, which RDFC-1.0 does not know, are labelled by pyoxigraph in memory.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.graph = ""
        """One of the named graphs, if there are any."""
        self._nested = False
        self._db = database()
        self._db.executescript(_TABLES)
        self._insert(self._nameless(lines))
        unlabelled = (line for (line,) in self._db.execute("SELECT line FROM unlabelled"))
        self._insert(_in_memory(unlabelled) if self._nested else labelled(self._db, unlabelled))
        self._db.executescript("DROP TABLE unlabelled;" + _SORTED)
        spare(self._db)

    def _nameless(self, lines: Iterable[str]) -> Iterator[str]:
        """The statements without a blank node; the others are put where they are labelled."""
        held: list[tuple[str]] = []
        for line in lines:
            if "_:" in line and (self._has_nested(line) or blank_nodes(line)):
                held.append((line,))
                if len(held) == _HELD:
                    self._db.executemany("INSERT INTO unlabelled VALUES (?)", held)
                    held.clear()
            else:
                yield line
        self._db.executemany("INSERT INTO unlabelled VALUES (?)", held)

    def _has_nested(self, line: str) -> bool:
        found = parted(line)[2].startswith("<<")
        self._nested = self._nested or found
        return found

    def _insert(self, lines: Iterable[str]) -> None:
        self._db.executemany("INSERT INTO statement VALUES (?, ?, ?)", map(self._row, lines))

    def _row(self, line: str) -> tuple[bool, str, str]:
        if simple(line):
            return line[0] == "_", _DEFAULT, line[:-3]
        *terms, graph = parted(line)
        self.graph = self.graph or graph
        return line[0] == "_", graph or _DEFAULT, " ".join(terms)

    def lines(self) -> Iterator[str]:
        """The statements in N-Quads, each with its line end."""
        for graph, body in self._db.execute("SELECT graph, body FROM sorted ORDER BY rowid"):
            yield f"{body} .\n" if graph == _DEFAULT else f"{body} {graph} .\n"

    def __iter__(self) -> Iterator[ox.Quad]:
        lines = self.lines()
        while part := "".join(islice(lines, _PARSED)):
            yield from ox.parse(part, format=ox.RdfFormat.N_QUADS)


def _in_memory(lines: Iterable[str]) -> Iterator[str]:
    dataset = ox.Dataset(ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return (f"{quad} .\n" for quad in dataset)
