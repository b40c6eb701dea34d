"""Parquet: a column for each variable, typed where its literals allow it; the query is in the metadata."""

from claimgraph.errors import UsageError
from claimgraph.query.arrow import parquet, require
from claimgraph.query.formats import View
from claimgraph.query.result import Kind, Result

__all__ = ["SUFFIXES", "check", "write"]

SUFFIXES = (".parquet",)


def check(kind: Kind, terminal: bool) -> None:
    """Raise UsageError for a truth value, for a terminal, and where pyarrow is absent."""
    if kind is Kind.TRUTH:
        raise UsageError(f"the query gives {kind.value}, which parquet cannot hold.", hint="Leave out the format.")
    if terminal:
        raise UsageError("Parquet is not for a terminal.", hint="Write it to a file: --output answer.parquet.")
    require()


def write(result: Result, view: View) -> bytes:
    """The rows as a Parquet file."""
    return parquet(result, view.query)
