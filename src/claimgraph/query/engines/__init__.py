"""The SPARQL engines, one file each: `load(quads)` gives a dataset, `answer(dataset, query, limit)` a Result.

Each loads all quads into its default graph, and those of a named graph into that graph too. `limit` is a number of
rows or triples; beyond it, `answer` raises LimitError.
"""

import re

from claimgraph.errors import LimitError
from claimgraph.query.result import Kind, Result

__all__ = ["graph_result", "rows_result", "too_many"]

# Blank nodes of the data are named f0b0, f0b1, … (sources.quads); those that an engine made have random names.
_NODE = re.compile(rb'"(?:[^"\\]|\\.)*+"|<[^>]*>|_:(?!f\d+b\d+\b)(\w+)')


def too_many(limit: int) -> LimitError:
    """The error for an answer that is larger than allowed."""
    return LimitError(
        f"the answer has more than {limit:,} rows.", hint="Add a LIMIT to the query, or allow more by --limit-rows."
    )


def rows_result(variables: tuple[str, ...], tsv: bytes) -> Result:
    """The result of SELECT from rows in SPARQL TSV with a header, blank nodes that the engine made renamed."""
    return Result(Kind.ROWS, _renamed(tsv), variables, tsv.count(b"\n") - 1)


def graph_result(ntriples: bytes) -> Result:
    """The result of CONSTRUCT or DESCRIBE from N-Triples, each triple once, in the order of their text."""
    lines = sorted(set(_renamed(ntriples).splitlines(keepends=True)))
    return Result(Kind.GRAPH, b"".join(lines), count=len(lines))


def _renamed(data: bytes) -> bytes:
    names: dict[bytes, bytes] = {}

    def name(match: re.Match[bytes]) -> bytes:
        return names.setdefault(match[1], b"_:n%d" % len(names)) if match[1] else match[0]

    return _NODE.sub(name, data) if b"_:" in data else data
