"""What a query or the reasoner gives, as rows, data frames, graphs and pictures."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph import interop, output, reason
from claimgraph.api import _html, _network
from claimgraph.errors import UsageError
from claimgraph.model import Finding
from claimgraph.query import Kind, Result, arrow, columns, formats
from claimgraph.query.result import Row

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Answer", "Inference"]

_SHOWN = 50  # rows, in a notebook


class Answer:
    """The answer to a query: rows (SELECT), a truth value (ASK) or a graph (CONSTRUCT, DESCRIBE).

    A graph is also a table, of its triples, with the columns subject, predicate and object.
    """

    def __init__(self, result: Result, prefixes: Mapping[str, str], query: str = "") -> None:
        self._result = result
        self.prefixes = prefixes
        """Those that shorten IRIs where the answer is shown."""
        self.query = query
        """The text that was asked."""

    @property
    def kind(self) -> Kind:
        """What the query gives."""
        return self._result.kind

    @property
    def notices(self) -> Sequence[str]:
        """What the reader should know beside the answer: terms that the data lacks, claims that were left out."""
        return self._result.notices

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns; raises UsageError for a truth value."""
        return self._table[0]

    def __len__(self) -> int:
        """The number of rows or triples; 1 for a truth value."""
        return self._result.count

    def __bool__(self) -> bool:
        """The answer to an ASK query; else whether there are rows or triples."""
        return self._result.truth if self.kind is Kind.TRUTH else bool(len(self))

    def __iter__(self) -> Iterator[dict[str, interop.Node | None]]:
        """The rows: rdflib's terms by variable, with their lexical forms; None where a variable is unbound.

        Raises UsageError for a truth value, and InputError for a triple term.
        """
        names, rows = self._table
        for row in rows:
            terms = [None if term is None else interop.term(term) for term in row]
            yield dict(zip(names, terms, strict=True))

    @cached_property
    def _table(self) -> tuple[tuple[str, ...], list[Row]]:
        return columns.table(self._result)

    @property
    def graph(self) -> interop.Graph:
        """The triples of CONSTRUCT or DESCRIBE as a graph of rdflib; raises UsageError for another query."""
        if self.kind is not Kind.GRAPH:
            raise UsageError(f"the query gives {self.kind.value}, which is no graph.", hint="CONSTRUCT gives one.")
        return interop.graph(self._result.triples(), self.prefixes)

    def to_dicts(self) -> list[dict[str, object]]:
        """The rows as Python values by variable, typed by column as in `to_arrow`; raises UsageError as it does."""
        found = columns.columns(self._result)
        names = [column.name for column in found]
        return [dict(zip(names, row, strict=True)) for row in zip(*(column.values for column in found), strict=True)]

    def to_arrow(self) -> "pa.Table":
        """The rows as an Arrow table, a column typed where its literals share a datatype that allows it.

        Raises UsageError for a truth value, and where pyarrow is absent.
        """
        return arrow.table(self._result, self.query)

    def to_pandas(self) -> "pd.DataFrame":
        """The rows as a data frame of pandas; whole numbers and truth values in its nullable types.

        Raises UsageError as `to_arrow` does, and where pandas is absent.
        """
        table = self.to_arrow()
        try:
            import pandas as pd
        except ModuleNotFoundError:
            raise UsageError("the package pandas is not installed.", hint="Install it: pip install pandas.") from None
        # Its own way would make floating-point numbers of whole ones where one is missing.
        types = {"int64": pd.Int64Dtype(), "bool": pd.BooleanDtype()}
        frame: pd.DataFrame = table.to_pandas(types_mapper=lambda kind: types.get(str(kind)))
        return frame

    def to_polars(self) -> "pl.DataFrame":
        """The rows as a data frame of polars; raises UsageError as `to_arrow` does, and where polars is absent."""
        table = self.to_arrow()
        try:
            import polars as pl
        except ModuleNotFoundError:
            raise UsageError("the package polars is not installed.", hint="Install it: pip install polars.") from None
        frame = pl.from_arrow(table)
        return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()

    def render(self, format_name: str = "") -> bytes:
        """The answer in one of the formats of `claimgraph query`; raises UsageError for one that cannot hold it."""
        return self._written(format_name, None)

    def write(self, path: str | Path, format_name: str = "") -> None:
        """Write it to a file, whole or not at all, in the format named or else in that of the file's suffix.

        Raises UsageError as `render` does, and InputError where the file cannot be written.
        """
        output.write_whole(Path(path), self._written(format_name, Path(path)))

    def _written(self, format_name: str, path: Path | None) -> bytes:
        write = formats.writer(format_name, path, self.kind)
        return write(self._result, formats.View(self.prefixes, query=self.query))

    def __str__(self) -> str:
        return self.render().decode().rstrip("\n")

    def __repr__(self) -> str:
        what = str(self) if self.kind is Kind.TRUTH else self._result.size
        return f"<{type(self).__name__}: {what}>"

    def picture(self) -> str:
        """The network of a graph as SVG: its nodes by their labels, an arrow for each triple between two of them.

        Raises UsageError where there is no graph, or one of more nodes than a picture can show.
        """
        return _network.svg(self.graph, self.prefixes)

    def _repr_html_(self) -> str:
        """What Jupyter shows: the picture of a small graph, and the first rows."""
        if self.kind is Kind.TRUTH:
            return _html.paragraph(str(self))
        drawn = self.kind is Kind.GRAPH and _network.fits(self.graph)
        names, rows = self._table
        table = _html.table(names, rows[:_SHOWN], self.prefixes)
        size = self._result.size + (f", of which the first {_SHOWN} are shown" if len(rows) > _SHOWN else "")
        below = "".join(_html.paragraph(text) for text in (size, *self.notices))
        return (self.picture() + _html.folded(size, table) if drawn else table) + below


class Inference(Answer):
    """The triples that follow, and the contradictions that were found on the way: then there are no triples."""

    def __init__(self, inference: reason.Inference, prefixes: Mapping[str, str]) -> None:
        # Anything follows from a contradiction.
        data, count = (b"", 0) if inference.findings else (inference.data, inference.count)
        triples = Result(Kind.GRAPH, data, count=count, notices=inference.notices)
        super().__init__(triples, prefixes)
        self.findings: Sequence[Finding] = inference.findings
        self.asserted = inference.asserted
        """How many triples they were derived from."""
        self.engine = inference.engine
