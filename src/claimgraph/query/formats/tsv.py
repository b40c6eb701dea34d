"""Tab-separated values: terms in Turtle syntax (SPARQL 1.1 Query Results CSV and TSV Formats)."""

import pyoxigraph as ox

from claimgraph.query.formats import View, serialized
from claimgraph.query.result import Result

__all__ = ["SUFFIXES", "write"]

SUFFIXES = (".tsv",)


def write(result: Result, view: View) -> bytes:
    """Rows or truth value."""
    return serialized(result, ox.QueryResultsFormat.TSV)
