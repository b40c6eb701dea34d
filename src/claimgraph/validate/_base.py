"""What a full run leaves behind, so that a later run can validate what has changed since.

a line    magic, digest of the shapes, digest of header and hashes, their lengths
header    JSON
hashes    of the subjects of each file, then of the objects of each file
texts     the files as they were, one after the other
"""

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from claimgraph.locate import Batch
from claimgraph.model import Report
from claimgraph.validate import _codec
from claimgraph.validate._graph import Graph
from claimgraph.validate._snapshot import Snapshot

__all__ = ["Base", "File", "Index", "Predicates", "index", "read", "write"]

_MAGIC = b"claimgraph base 5"


class File(NamedTuple):
    """A file as it was: its name, digest and length, how many triples, and the number of its table of prefixes, of its
    set of predicates, and of its hashes.
    """

    name: str
    digest: str
    length: int
    triples: int
    table: int
    predicates: int
    subjects: int
    objects: int


class Index(NamedTuple):
    """What the files of a graph hold: for each the number of statements, of a table and of a set, and how many hashes;
    the tables of prefixes; the sets of predicates; the hashes themselves; and what is to be known of the whole.
    """

    files: list[tuple[int, int, int, int, int]]
    tables: list[dict[str, str]]
    predicates: list[list[str]]
    subjects: bytes
    objects: bytes
    usage: dict[str, Any]


@dataclass(frozen=True)
class Base:
    """A full run that is remembered: its report and files, what these use of the shapes, and their terms' hashes."""

    report: Report
    files: list[File]
    tables: Sequence[Mapping[str, str]]
    predicates: Sequence[frozenset[ox.NamedNode]]
    usage: Mapping[str, Any]
    subjects: "array[int]"
    objects: "array[int]"


class Predicates:
    """The predicates of each file of a graph, noted as they are read."""

    def __init__(self) -> None:
        self.found: list[set[ox.NamedNode]] = []

    def watch(self, graph: Graph) -> None:
        """Note those of the graph's files, and of no other."""
        self.found = [set() for _ in graph.blocks]
        graph.watchers.append(self)
        for known, file in zip(self.found, graph.blocks, strict=True):
            file.taps.append(partial(self._note, known))

    def state(self) -> object:
        """What has been noted, by file."""
        return {number: known for number, known in enumerate(self.found) if known}

    def join(self, state: dict[int, set[ox.NamedNode]], file: int, before: int) -> None:
        """Add what has been noted elsewhere."""
        for number, known in state.items():
            self.found[number] |= known

    @staticmethod
    def _note(known: set[ox.NamedNode], batch: Batch) -> bool:
        known.update(batch.predicates)
        return True


def index(graph: Graph, predicates: Iterable[set[ox.NamedNode]], usage: dict[str, Any]) -> Index:
    """The index of a graph of which each file has been indexed, with its objects; `usage` is kept as it is."""
    files: list[tuple[int, int, int, int, int]] = []
    tables: dict[tuple[tuple[str, str], ...], int] = {}
    sets: dict[frozenset[ox.NamedNode], int] = {}
    subjects, objects = array("q"), array("q")
    for blocks, used in zip(graph.blocks, predicates, strict=True):
        table = tables.setdefault(tuple(blocks.prefixes.items()), len(tables))
        number = sets.setdefault(frozenset(used), len(sets))
        here, there = set(blocks.subjects), set(blocks.objects)
        subjects.extend(here)
        objects.extend(there)
        files.append((blocks.index(), table, number, len(here), len(there)))
    named = [sorted(predicate.value for predicate in known) for known in sets]
    return Index(files, [dict(table) for table in tables], named, subjects.tobytes(), objects.tobytes(), usage)


def write(index: Index, shapes: str, names: Sequence[str], data: Snapshot, report: Report) -> bytes:
    """The bytes of a base, for shapes of that digest; raises OSError where a file cannot be read again."""
    files = [
        File(name, digest, size, *entry)
        for name, digest, size, entry in zip(names, data.digests, data.sizes, index.files, strict=True)
    ]
    tables = [list(table.items()) for table in index.tables]
    head = {
        "report": _codec.encode(report),
        "files": files,
        "tables": tables,
        "predicates": index.predicates,
        "usage": index.usage,
    }
    header = json.dumps(head).encode()
    lengths = (len(header), len(index.subjects), len(index.objects))
    digest = hashlib.blake2b(header + index.subjects + index.objects).hexdigest()
    line = b"%s %s %s %d %d %d\n" % (_MAGIC, shapes.encode(), digest.encode(), *lengths)
    return b"".join([line, header, index.subjects, index.objects, *data.texts()])


def read(path: Path, shapes: str, digests: Mapping[str, str]) -> tuple[Base, dict[str, bytes]] | None:
    """The base in the file, and the texts that it has of files that have other digests now or none.

    None where the file is no base for shapes of that digest, or is damaged.
    """
    try:
        with path.open("rb") as stream:
            line = stream.readline(1000)
            magic, *known, digest = line.rsplit(b" ", 5)[:3]
            if magic != _MAGIC or known != [shapes.encode()]:
                return None
            lengths = [int(length) for length in line.split()[-3:]]
            parts = [stream.read(length) for length in lengths]
            if hashlib.blake2b(b"".join(parts)).hexdigest().encode() != digest:
                return None
            head = json.loads(parts[0])
            files = [File(*entry) for entry in head["files"]]
            start = len(line) + sum(lengths)
            texts = {}
            for file, end in zip(files, accumulate(file.length for file in files), strict=True):
                if digests.get(file.name) != file.digest:
                    stream.seek(start + end - file.length)
                    text = stream.read(file.length)
                    if hashlib.sha256(text).hexdigest() != file.digest:
                        return None
                    texts[file.name] = text
        tables = [dict(table) for table in head["tables"]]
        predicates = [frozenset(map(ox.NamedNode, known)) for known in head["predicates"]]
        terms = [array("q", part) for part in parts[1:]]
        return Base(_codec.decode(head["report"]), files, tables, predicates, head["usage"], *terms), texts
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
