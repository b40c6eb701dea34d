"""Answers as Arrow tables, and those as Parquet."""

import importlib
import io
from types import ModuleType
from typing import TYPE_CHECKING

from claimgraph.errors import UsageError
from claimgraph.query.columns import Column, columns, digits
from claimgraph.query.result import Result

if TYPE_CHECKING:
    from pyarrow import Field, Table

__all__ = ["parquet", "require", "table"]


def table(result: Result, query: str = "") -> "Table":
    """The answer as a table: a column for each variable, or subject, predicate and object of a graph.

    The schema's metadata holds the text of the query (claimgraph.query), that of a field the datatype which the
    column's literals share (claimgraph.datatype). Raises UsageError for a truth value, and where pyarrow is absent.
    """
    pa = require()
    types = {
        "integer": pa.int64(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us"),
        "instant": pa.timestamp("us", tz="UTC"),
        "string": pa.string(),
    }

    def field(column: Column) -> "Field":
        kind = pa.decimal128(38, digits(column.values)[1]) if column.kind == "decimal" else types[column.kind]
        return pa.field(column.name, kind, metadata={"claimgraph.datatype": column.datatype})

    found = columns(result)
    schema = pa.schema([field(column) for column in found], metadata={"claimgraph.query": query})
    arrays = [pa.array(column.values, schema.field(number).type) for number, column in enumerate(found)]
    return pa.Table.from_arrays(arrays, schema=schema)


def parquet(result: Result, query: str) -> bytes:
    """The table as a Parquet file; raises UsageError as `table` does."""
    require()
    from pyarrow.parquet import write_table

    buffer = io.BytesIO()
    write_table(table(result, query), buffer)
    return buffer.getvalue()


def require() -> ModuleType:
    """The package pyarrow; raises UsageError where it is absent."""
    try:
        return importlib.import_module("pyarrow")
    except ModuleNotFoundError:
        raise UsageError(
            "tables in Arrow and Parquet need the package pyarrow, which is not installed.",
            hint="Install it: pip install 'claimgraph[tables]'.",
        ) from None
