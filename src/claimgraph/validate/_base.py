"""What a full run leaves behind, so that a later run can validate what has changed since.

a line    magic, digest of the shapes, digest of header and hashes, their lengths
header    JSON
hashes    of the subjects of each file, then of the objects of each file
texts     the files as they were, one after the other
"""

import hashlib
import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from claimgraph.model import Report
from claimgraph.validate import _codec
from claimgraph.validate._graph import Graph
from claimgraph.validate._snapshot import Snapshot

__all__ = ["Base", "File", "Index", "index", "read", "write"]

_MAGIC = b"claimgraph base 3"


class File(NamedTuple):
    """A file as it was: its name, digest and length, how many triples, the table of its prefixes, its hashes."""

    name: str
    digest: str
    length: int
    triples: int
    table: int
    subjects: int
    objects: int


class Index(NamedTuple):
    """What the files of a graph hold: for each the number of statements, a table, and how many hashes; the tables of
    prefixes; the hashes themselves; and what unchanged() of _usage needs.
    """

    files: list[tuple[int, int, int, int]]
    tables: list[dict[str, str]]
    subjects: bytes
    objects: bytes
    usage: dict[str, Any]


@dataclass(frozen=True)
class Base:
    """A full run that is remembered: its report and files, what these use of the shapes, and their terms' hashes."""

    report: Report
    files: list[File]
    tables: Sequence[Mapping[str, str]]
    usage: Mapping[str, Any]
    subjects: "array[int]"
    objects: "array[int]"


def index(graph: Graph, usage: dict[str, Any]) -> Index:
    """The index of a graph of which each file has been indexed, with its objects; `usage` is kept as it is."""
    files: list[tuple[int, int, int, int]] = []
    tables: dict[tuple[tuple[str, str], ...], int] = {}
    subjects, objects = array("q"), array("q")
    for blocks in graph.blocks:
        table = tables.setdefault(tuple(blocks.prefixes.items()), len(tables))
        here, there = set(blocks.subjects), set(blocks.objects)
        subjects.extend(here)
        objects.extend(there)
        files.append((blocks.index(), table, len(here), len(there)))
    return Index(files, [dict(table) for table in tables], subjects.tobytes(), objects.tobytes(), usage)


def write(index: Index, shapes: str, names: Sequence[str], data: Snapshot, report: Report) -> bytes:
    """The bytes of a base, for shapes of that digest."""
    files = [
        File(name, digest, len(text), *entry)
        for name, digest, text, entry in zip(names, data.digests, data.texts, index.files, strict=True)
    ]
    tables = [list(table.items()) for table in index.tables]
    head = {"report": _codec.encode(report), "files": files, "tables": tables, "usage": index.usage}
    header = json.dumps(head).encode()
    lengths = (len(header), len(index.subjects), len(index.objects))
    digest = hashlib.blake2b(header + index.subjects + index.objects).hexdigest()
    line = b"%s %s %s %d %d %d\n" % (_MAGIC, shapes.encode(), digest.encode(), *lengths)
    return b"".join([line, header, index.subjects, index.objects, *data.texts])


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
                    if hashlib.blake2b(text, digest_size=20).hexdigest() != file.digest:
                        return None
                    texts[file.name] = text
        tables = [dict(table) for table in head["tables"]]
        terms = [array("q", part) for part in parts[1:]]
        return Base(_codec.decode(head["report"]), files, tables, head["usage"], *terms), texts
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
