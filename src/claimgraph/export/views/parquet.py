"""Parquet: a row for each statement, for data frames."""

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.export._archive import Sink
from claimgraph.export._setting import Setting
from claimgraph.export.records import Records
from claimgraph.export.selection import numbered, statements

__all__ = ["pieces"]

_COLUMNS = ("subject", "predicate", "object", "kind", "datatype", "language", "direction", "graph")
_ROWS = 50_000  # in a row group, which is held in memory


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """The statements as a table of texts, record by record, in one Parquet file.

    `kind` says whether the object is an iri, a blank node or a literal; `direction` is the base direction of a text,
    ltr or rtl; what does not apply is null. Raises UsageError where pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise UsageError(
            "Parquet needs the package pyarrow.", hint="Install it: pip install 'claimgraph[tables]'."
        ) from None
    schema = pyarrow.schema([(name, pyarrow.string()) for name in _COLUMNS])
    rows = _rows(records)
    sink = Sink()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        while group := list(islice(rows, _ROWS)):
            columns = [pyarrow.array(column, pyarrow.string()) for column in zip(*group, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))
            yield from sink.taken()
    yield from sink.taken()


def _rows(records: Records) -> Iterator[tuple[str | None, ...]]:
    labels = numbered()
    for node in records:
        for quad in ox.parse("\n".join(statements(node, labels)), format=ox.RdfFormat.N_QUADS):
            yield _row(quad)


def _row(quad: ox.Quad) -> tuple[str | None, ...]:
    subject, predicate, object_, graph = quad
    name = None if isinstance(graph, ox.DefaultGraph) else _plain(graph)
    if isinstance(object_, ox.Literal):
        datatype = None if object_.language else object_.datatype.value
        direction = str(object_.direction) if object_.direction else None
        return _plain(subject), predicate.value, object_.value, "literal", datatype, object_.language, direction, name
    kind = "iri" if isinstance(object_, ox.NamedNode) else "blank"
    return _plain(subject), predicate.value, _plain(object_), kind, None, None, None, name


def _plain(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
