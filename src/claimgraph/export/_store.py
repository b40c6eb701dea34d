"""Statements as rows of a database, a row for each node, with what refers to what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from claimgraph.export import _blank
from claimgraph.export._disk import database
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["ABOUT", "FIRST", "NIL", "REST", "TYPE", "Store"]

ABOUT = f"<{CLAIM}subject>"
"""What leads from a claim to the thing that it is about."""
TYPE = f"<{RDF_TYPE}>"
FIRST, REST, NIL = (f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest", "nil"))

_TABLES = """
DROP TABLE IF EXISTS node;
DROP TABLE IF EXISTS reference;
DROP TABLE IF EXISTS about;
DROP TABLE IF EXISTS shared;
DROP TABLE IF EXISTS nested;
DROP TABLE IF EXISTS listed;
CREATE TABLE node (id INTEGER PRIMARY KEY, g TEXT, s TEXT, cell INTEGER, body TEXT);
CREATE TABLE reference (child TEXT, parent INTEGER, inside TEXT, rest INTEGER);
CREATE TABLE about (claim INTEGER PRIMARY KEY, g TEXT, entity TEXT);
"""


class Store:
    """The statements by graph and subject, and on the way what is known of them as a whole.

    Raises InputError for a triple term (RDF 1.2 Concepts, section 3.1).
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.kinds: dict[str, set[str]] = defaultdict(set)
        """Of each property, the kinds of its values: `@id`, a language with @, a datatype, or `` for a string."""
        self.several: set[str] = set()
        """The properties that something has more than one value of."""
        self.classes: set[str] = set()
        self.graphs: list[str] = []
        self.few = True
        """Whether all of it may be held in memory at once."""
        self._db = database()
        self._fill(lines)
        self._shared = _blank.shared(self._db, self.graphs)
        """The blank nodes that need a label."""

    def _fill(self, lines: Iterable[str]) -> None:
        """Put statements into the tables, a row for each node; the parts of a node come together on disk."""
        self._db.execute("CREATE TABLE part (g TEXT, s TEXT, body TEXT)")
        self.few = True
        for nodes, last in _blank.batches(lines):
            self.few = self.few and last
            if not self.few:
                self._set_aside(nodes)
                nodes.clear()  # before there is another batch, or the sorting of all
        self._db.executescript(_TABLES)
        self.graphs.clear()
        rows = self._rows(sorted(nodes.items()) if self.few else self._together())
        self._db.executemany("INSERT INTO node VALUES (?, ?, ?, ?, ?)", rows)
        self._db.executescript("DROP TABLE part; CREATE UNIQUE INDEX subject ON node (s, g)")

    def _set_aside(self, nodes: dict[tuple[str, str], list[str]]) -> None:
        rows = ((graph, subject, "\n".join(lines)) for (graph, subject), lines in nodes.items())
        self._db.executemany("INSERT INTO part VALUES (?, ?, ?)", rows)

    def _together(self) -> Iterator[tuple[tuple[str, str], list[str]]]:
        parts = self._db.execute("SELECT g, s, body FROM part ORDER BY g, s")
        for key, group in groupby(parts, itemgetter(0, 1)):
            yield key, [line for _, _, body in group for line in body.split("\n")]

    def _rows(self, nodes: Iterable[tuple[tuple[str, str], list[str]]]) -> Iterator[tuple[int, str, str, int, str]]:
        """The rows of nodes, their statements distinct and in order, noting on the way what refers to what."""
        references: list[tuple[str, int, str, bool]] = []
        claims: list[tuple[int, str, str]] = []
        graph_before = None
        all_kinds, several = self.kinds, self.several
        for number, ((graph, subject), given) in enumerate(nodes, 1):
            if graph != graph_before:
                self.graphs.append(graph)
                graph_before = graph
            lines = sorted(set(given))
            blank = subject[0] == "_"
            predicate_before = ""
            about: list[str] = []
            for line in lines:
                predicate, object_ = line.split(" ", 1)
                kinds = all_kinds[predicate]
                if object_[0] == '"':
                    kinds.add(object_[object_.rindex('"') + 1 :])
                elif object_[0] == "_":
                    references.append((object_, number, subject if blank else "", predicate == REST))
                elif object_ != NIL:
                    kinds.add("@id")
                    if predicate == TYPE:
                        self.classes.add(object_)
                if predicate == predicate_before:
                    several.add(predicate)
                predicate_before = predicate
                if predicate == ABOUT:
                    about.append(object_)
            if len(about) == 1 and not blank and about[0][0] == "<" and about[0] != subject:
                claims.append((number, graph, about[0]))
            if len(references) + len(claims) > 10_000:
                self._note(references, claims)
            yield number, graph, subject, _cell(lines) if blank else 0, "\n".join(lines)
        self._note(references, claims)

    def _note(self, references: list[tuple[str, int, str, bool]], claims: list[tuple[int, str, str]]) -> None:
        self._db.executemany("INSERT INTO reference VALUES (?, ?, ?, ?)", references)
        self._db.executemany("INSERT INTO about VALUES (?, ?, ?)", claims)
        references.clear()
        claims.clear()


def _cell(lines: list[str]) -> int:
    """Whether a node with these statements is a cell of a list, and nothing else: 1, and 2 for the last."""
    if len(lines) != 2 or not (lines[0].startswith(f"{FIRST} ") and lines[1].startswith(f"{REST} ")):
        return 0
    return 2 if lines[1] == f"{REST} {NIL}" else 1
