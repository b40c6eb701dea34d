"""JSON of the standard (SPARQL 1.1 Query Results JSON Format)."""

import pyoxigraph as ox

from claimgraph.query.formats import View, serialized
from claimgraph.query.result import Result

__all__ = ["SUFFIXES", "write"]

SUFFIXES = (
    ".json",
    ".srj",
)


def write(result: Result, view: View) -> bytes:
    """Rows or truth value."""
    return serialized(result, ox.QueryResultsFormat.JSON)
