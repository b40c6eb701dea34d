"""XML of the standard (SPARQL Query Results XML Format)."""

import pyoxigraph as ox

from claimgraph.query.formats import View, serialized
from claimgraph.query.result import Result
from claimgraph.xml import safe

__all__ = ["SUFFIXES", "write"]

SUFFIXES = (
    ".xml",
    ".srx",
)


def write(result: Result, view: View) -> bytes:
    """Rows or truth value; raises InputError, naming the text, for a character that XML cannot hold."""
    return safe(serialized(result, ox.QueryResultsFormat.XML))
