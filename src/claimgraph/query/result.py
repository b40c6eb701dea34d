"""The answer to a query, in one form whichever engine gave it."""

from dataclasses import dataclass
from enum import Enum

import pyoxigraph as ox

__all__ = ["Kind", "Result", "Row", "Term"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]


class Kind(Enum):
    """What a query gives: SELECT rows, ASK a truth value, CONSTRUCT and DESCRIBE a graph."""

    ROWS = "rows"
    TRUTH = "a truth value"
    GRAPH = "a graph"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one query.

    `data` is the answer as it comes from the worker, cheap to hand over: rows as SPARQL 1.1 TSV with its header,
    a truth value as `true` or `false`, a graph as N-Triples. `count` is the number of rows or triples.
    """

    kind: Kind
    data: bytes
    variables: tuple[str, ...] = ()
    count: int = 0
    notices: tuple[str, ...] = ()
    """What the reader should know beside the answer."""

    @property
    def size(self) -> str:
        """How much there is of it, in words: 3 rows, no triples."""
        unit = "triple" if self.kind is Kind.GRAPH else "row"
        return f"{self.count:,} {unit}" + ("" if self.count == 1 else "s") if self.count else f"no {unit}s"

    @property
    def truth(self) -> bool:
        """The answer to an ASK query."""
        return self.data == b"true"

    def solutions(self) -> ox.QuerySolutions | ox.QueryBoolean:
        """Rows or truth value in a form that pyoxigraph serialises."""
        return ox.parse_query_results(self.data, format=ox.QueryResultsFormat.TSV)

    def rows(self) -> list[Row]:
        """The rows of a SELECT query, their terms in the order of `variables`, None where one is unbound."""
        solutions = self.solutions()
        return [tuple(solution) for solution in solutions] if isinstance(solutions, ox.QuerySolutions) else []

    def triples(self) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        if self.kind is not Kind.GRAPH:
            return []
        return [quad.triple for quad in ox.parse(self.data, format=ox.RdfFormat.N_TRIPLES)]
