"""Statements as rows of a database, and which of their blank nodes need a label.

All others stand inside the one record that refers to them.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from claimgraph.errors import InputError
from claimgraph.export._lines import parted
from claimgraph.export._rdfc import labelled

__all__ = ["batches", "relabelled", "shared"]

# Statements that are held in memory at once.
_BATCH = 120_000
# With which no statement starts.
_NONE = "\n"

# A node is nested where exactly one statement refers to it, in the graph that describes it, and names no graph.
_SINGLE = """
CREATE INDEX child ON reference (child);
CREATE INDEX inside ON reference (inside);
CREATE TABLE shared (s TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO shared SELECT child FROM reference GROUP BY child HAVING count(*) > 1;
"""
_GRAPHS = """
INSERT OR IGNORE INTO shared SELECT DISTINCT g FROM node WHERE g LIKE '\\_:%' ESCAPE '\\';
INSERT OR IGNORE INTO shared SELECT s FROM node WHERE s >= '_' GROUP BY s HAVING count(*) > 1;
INSERT OR IGNORE INTO shared SELECT child FROM reference JOIN node parent ON parent.id = reference.parent
    JOIN node ON node.s = child WHERE node.g <> parent.g;
"""
# Cells that lead to the end of their list by cells alone; others are nodes like any other.
_LISTS = """
CREATE TABLE listed (s TEXT PRIMARY KEY) WITHOUT ROWID;
WITH RECURSIVE cell (s) AS (
    SELECT s FROM node WHERE cell = 2 AND s >= '_' AND s NOT IN (SELECT s FROM shared)
        AND s IN (SELECT child FROM reference)
    UNION ALL
    SELECT inside FROM cell JOIN reference INDEXED BY child ON child = cell.s JOIN node ON node.id = parent
        WHERE rest AND cell AND inside NOT IN (SELECT s FROM shared) AND inside IN (SELECT child FROM reference)
)
INSERT INTO listed SELECT s FROM cell WHERE s <> '';
"""
# What no way leads to from above is in a cycle. A list counts as one level, however long. Readers of JSON
# follow nesting to some hundred levels only: a node below so many others is a record of its own.
_NESTED = """
CREATE TABLE nested (child TEXT PRIMARY KEY, depth INTEGER, own INTEGER) WITHOUT ROWID;
WITH RECURSIVE below (child, depth, own) AS (
    SELECT child, 1, 1 FROM reference WHERE child NOT IN (SELECT s FROM shared)
        AND (inside = '' OR inside IN (SELECT s FROM shared) OR inside NOT IN (SELECT child FROM reference))
    UNION ALL
    SELECT reference.child, depth + NOT (rest AND inside IN listed), NOT (rest AND inside IN listed)
        FROM below JOIN reference INDEXED BY inside ON reference.inside = below.child
        WHERE reference.child NOT IN (SELECT s FROM shared)
)
INSERT INTO nested SELECT child, depth, own FROM below;
INSERT INTO shared SELECT DISTINCT child FROM reference
    WHERE child NOT IN (SELECT child FROM nested) AND child NOT IN (SELECT s FROM shared);
INSERT INTO shared SELECT child FROM nested WHERE own AND depth % 32 = 0;
DELETE FROM nested WHERE child IN (SELECT s FROM shared);
DELETE FROM listed WHERE s IN (SELECT s FROM shared);
"""
# All that hangs together by blank nodes with one that needs a label, since labels follow from the whole of it.
_AROUND = """
CREATE TEMP TABLE around (s TEXT PRIMARY KEY) WITHOUT ROWID;
WITH RECURSIVE found (s) AS (
    SELECT s FROM shared
    UNION SELECT child FROM found JOIN reference INDEXED BY inside ON inside = s
    UNION SELECT inside FROM found JOIN reference INDEXED BY child ON child = s WHERE inside <> ''
    UNION SELECT node.s FROM found JOIN node ON node.g = found.s WHERE node.s >= '_'
    UNION SELECT child FROM found JOIN node ON node.g = found.s JOIN reference ON parent = node.id
)
INSERT INTO around SELECT s FROM found;
CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY);
INSERT INTO touched SELECT id FROM node WHERE s IN around OR g IN around
    OR id IN (SELECT parent FROM reference WHERE child IN around);
"""


def shared(database: sqlite3.Connection, graphs: Sequence[str]) -> set[str]:
    """The blank nodes that need a label; fills the table `nested` with those that stand inside another record.

    The first are referred to more than once, or stand in several graphs or in a cycle, or are nested too deeply.
    """
    database.executescript(_SINGLE)
    if any(graphs):
        database.executescript(_GRAPHS)
    database.executescript(_LISTS + _NESTED)
    return {row[0] for row in database.execute("SELECT s FROM shared")}


def relabelled(database: sqlite3.Connection) -> Iterator[str]:
    """All statements as lines of N-Quads, those around a shared blank node with canonical labels (RDFC-1.0)."""
    database.executescript(_AROUND)
    around = {row[0] for row in database.execute("SELECT s FROM around")}

    def statements(touched: bool) -> Iterator[tuple[str, bool]]:
        which = "SELECT s, g, body FROM node WHERE (id IN touched) = ?"
        for subject, graph, body in database.execute(which, (touched,)):
            for line in body.split("\n"):
                inside = subject in around or graph in around or line.split(" ", 1)[1] in around
                yield f"{subject} {line} {graph} .\n", inside

    yield from (line for line, _ in statements(False))
    # Other blank nodes of a named thing are as they were.
    yield from (line for line, inside in statements(True) if not inside)
    yield from labelled(database, (line for line, inside in statements(True) if inside))


def batches(lines: Iterable[str]) -> Iterator[tuple[dict[tuple[str, str], list[str]], bool]]:
    """Statements in canonical N-Quads, so many at once: by graph and subject, predicate and object of each.

    With each batch comes whether it is the last. Raises InputError for a triple term (RDF 1.2 Concepts, section 3.1).
    """
    batch: dict[tuple[str, str], list[str]] = {}
    subject_before = graph_before = ""
    start = _NONE
    before = 0
    node: list[str] = []
    for number, line in enumerate(lines):
        # As `_lines.simple` has it, without the time that a call takes.
        if line.count(" ") == 3 or line.count(" ", line.rfind('"')) == 1:
            if line.startswith(start):
                node.append(line[len(start) : -3])
                continue
            subject, rest = line[:-3].split(" ", 1)
            graph = ""
        else:
            subject, predicate, object_, graph = parted(line)
            if object_.startswith("<<"):
                raise InputError(
                    f"records cannot hold triple terms, and the data has {object_}.",
                    hint="Export to turtle, trig, ntriples or nquads.",
                )
            rest = f"{predicate} {object_}"
        if subject != subject_before or graph != graph_before:
            if number - before > _BATCH:
                yield batch, False
                batch, before = {}, number
            node = batch.setdefault((graph, subject), [])
            subject_before, graph_before = subject, graph
            start = _NONE if graph else f"{subject} "
        node.append(rest)
    yield batch, True
