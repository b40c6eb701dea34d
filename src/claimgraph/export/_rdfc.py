"""Canonical labels of blank nodes (RDF Dataset Canonicalization, RDFC-1.0) for more of them than memory would hold.

The statements lie in a database. (pyoxigraph, which has it for data in memory, departs from the standard where one
blank node refers to another in several graphs.)
"""

import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby, permutations
from operator import itemgetter

from claimgraph.export._lines import blank_nodes, parted

__all__ = ["labelled"]

_MENTIONS = """
CREATE TABLE mention AS SELECT DISTINCT node, line FROM raw ORDER BY node, line;
DROP TABLE raw;
CREATE TABLE hash (node TEXT PRIMARY KEY, hash TEXT) WITHOUT ROWID;
CREATE TABLE label (node TEXT PRIMARY KEY, label TEXT) WITHOUT ROWID;
CREATE TABLE tie (hash TEXT, node TEXT);
CREATE TABLE path (hash TEXT, nodes TEXT);
"""

# How far a path through blank nodes that are alike may lead: a step takes memory, but not of the stack.
_DEEPEST = 1_000_000

_Issued = dict[str, str]
"""Labels by blank node, in the order in which they were issued (section 4.5)."""


def labelled(database: sqlite3.Connection, lines: Iterable[str]) -> Iterator[str]:
    """The statements, in canonical N-Quads and each with a blank node, with canonical labels, each once.

    They may come in any order and more than once, and go out in any. The statements of one blank node are held in
    memory, those of all the others are not. Names are those of the standard, section 4.
    """
    database.execute("CREATE TABLE raw (node TEXT, line TEXT)")
    mentions = ((node, line) for line in lines for node in set(blank_nodes(line)))
    database.executemany("INSERT INTO raw VALUES (?, ?)", mentions)
    database.executescript(_MENTIONS)
    state = _State(database)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_DEEPEST)
    try:
        state.issue()
    finally:
        sys.setrecursionlimit(before)
    for node, line in database.execute("SELECT node, line FROM mention ORDER BY rowid"):
        nodes = blank_nodes(line)
        if node == nodes[0]:
            yield _renamed(line, {name: state.label(name) for name in nodes})
    database.executescript("DROP TABLE mention; DROP TABLE hash; DROP TABLE label; DROP TABLE tie; DROP TABLE path")


def _renamed(line: str, names: dict[str, str]) -> str:
    subject, predicate, object_, graph = parted(line)
    terms = (names.get(subject, subject), predicate, names.get(object_, object_), names.get(graph, graph))
    return f"{' '.join(filter(None, terms))} .\n"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class _State:
    """The canonicalization state: the blank node to quads map, first degree hashes, and the canonical issuer."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._issued = 0

    def label(self, node: str) -> str:
        """The canonical label of a blank node; empty before it is issued."""
        found = self._db.execute("SELECT label FROM label WHERE node = ?", (node,)).fetchone()
        return str(found[0]) if found else ""

    def issue(self) -> None:
        """Give every blank node its label (section 4.4.3, steps 3 to 5)."""
        mentions = self._db.execute("SELECT node, line FROM mention ORDER BY rowid")
        by_node = groupby(mentions, itemgetter(0))
        hashes = ((node, _first_degree(node, (line for _, line in group))) for node, group in by_node)
        self._db.executemany("INSERT INTO hash VALUES (?, ?)", hashes)
        self._db.execute("CREATE INDEX place ON mention (node)")
        alike = "SELECT hash, node, count(*) OVER (PARTITION BY hash) FROM hash ORDER BY hash"
        for hash_, node, count in self._db.execute(alike):
            if count == 1:
                self._issue(node)
            else:
                self._db.execute("INSERT INTO tie VALUES (?, ?)", (hash_, node))
        for _, group in groupby(self._db.execute("SELECT hash, node FROM tie ORDER BY rowid"), itemgetter(0)):
            paths = (self._n_degree(node, {node: "_:b0"}) for _, node in group if not self.label(node))
            self._db.executemany("INSERT INTO path VALUES (?, ?)", ((hash_, " ".join(nodes)) for hash_, nodes in paths))
            for (nodes,) in self._db.execute("SELECT nodes FROM path ORDER BY hash"):
                for node in nodes.split(" "):
                    if not self.label(node):
                        self._issue(node)
            self._db.execute("DELETE FROM path")

    def _issue(self, node: str) -> None:
        self._db.execute("INSERT INTO label VALUES (?, ?)", (node, f"_:c14n{self._issued}"))
        self._issued += 1

    def _n_degree(self, node: str, issued: _Issued) -> tuple[str, _Issued]:
        """Hash N-Degree Quads (section 4.8.3)."""
        hashes: dict[str, list[str]] = defaultdict(list)
        for (line,) in self._db.execute("SELECT line FROM mention WHERE node = ?", (node,)).fetchall():
            subject, predicate, object_, graph = parted(line)
            for position, related in ((f"s{predicate}", subject), (f"o{predicate}", object_), ("g", graph)):
                if related[:1] == "_" and related != node:
                    hashes[self._related(position, related, issued)].append(related)
        data = ""
        for hash_ in sorted(hashes):
            path, issued = self._shortest(hashes[hash_], issued)
            data += hash_ + path
        return _hash(data), issued

    def _related(self, position: str, related: str, issued: _Issued) -> str:
        """Hash Related Blank Node (section 4.7.3)."""
        name = self.label(related) or issued.get(related)
        if not name:
            (name,) = self._db.execute("SELECT hash FROM hash WHERE node = ?", (related,)).fetchone()
        return _hash(position + name)

    def _shortest(self, nodes: list[str], issued: _Issued) -> tuple[str, _Issued]:
        """The chosen path and its issuer (section 4.8.3, step 5)."""
        chosen: tuple[str, _Issued] = "", {}
        for order in permutations(nodes):
            path, own = "", dict(issued)
            recursion = []
            for related in order:
                name = self.label(related)
                if not name:
                    if related not in own:
                        recursion.append(related)
                    name = own.setdefault(related, f"_:b{len(own)}")
                path += name
            for related in recursion:
                if chosen[0] and len(path) >= len(chosen[0]) and path > chosen[0]:
                    break
                hash_, after = self._n_degree(related, own)
                path += f"{own[related]}<{hash_}>"
                own = after
            if not chosen[0] or path < chosen[0]:
                chosen = path, own
        return chosen


def _first_degree(node: str, lines: Iterable[str]) -> str:
    """Hash First Degree Quads (section 4.6.3)."""
    masked = []
    for line in lines:
        masked.append(_renamed(line, {name: "_:a" if name == node else "_:z" for name in blank_nodes(line)}))
    return _hash("".join(sorted(masked)))
