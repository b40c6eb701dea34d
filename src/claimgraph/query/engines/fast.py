"""Oxigraph, by pyoxigraph: written in Rust, made for speed."""

import io
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.query.engines import graph_result, rows_result, too_many
from claimgraph.query.guard import Checked, fault
from claimgraph.query.result import Kind, Result
from claimgraph.query.rewrite import columns, with_columns

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["Dataset", "answer", "build", "change", "check", "doubled", "is_open", "load", "open_store"]

Dataset = ox.Store


def load(quads: Iterable[ox.Quad]) -> Dataset:
    """The quads in a store in memory."""
    store = ox.Store()
    store.bulk_extend(doubled(quads))
    return store


def build(path: Path, quads: Iterable[ox.Quad]) -> None:
    """Write a store of the quads, as they are, into a folder, for `open_store`."""
    store = ox.Store(path)
    store.bulk_extend(quads)
    store.flush()
    store.optimize()


def change(path: Path, removed: Collection[ox.Quad], added: Collection[ox.Quad]) -> None:
    """Remove quads from a store, and add others; raises OSError where it is damaged, or not what it is taken for."""
    with _storage():
        store = ox.Store(path)
        if not all(quad in store for quad in removed) or any(quad in store for quad in added):
            raise OSError(f"{path} holds other quads than it should.")
        for quad in removed:
            store.remove(quad)
        store.extend(added)
        for graph in {quad.graph_name for quad in removed} - {ox.DefaultGraph()}:
            # Otherwise a graph without quads would still be found by GRAPH.
            if next(store.quads_for_pattern(None, None, None, graph), None) is None:
                store.remove_graph(graph)
        store.flush()


def open_store(path: Path) -> Dataset:
    """A store that `build` wrote, to be read by any number of processes at once; raises OSError if it is damaged."""
    with _storage():
        return ox.Store.read_only(str(path))


@contextmanager
def _storage() -> Iterator[None]:
    """Raise OSError for what pyoxigraph says of a damaged store: RuntimeError, as of much else."""
    try:
        yield
    except RuntimeError as error:
        raise OSError(str(error)) from None


def is_open(path: Path) -> bool:
    """Whether this process has every file of a store open already, as far as the system tells."""
    opened = {link.resolve() for link in Path("/proc/self/fd").glob("*")}
    return {file.resolve() for file in path.glob("*.sst")} <= opened


def doubled(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads, and of those of a named graph the triples in the default graph too."""
    default = ox.DefaultGraph()
    for quad in quads:
        if quad.graph_name != default:
            yield ox.Quad(quad.subject, quad.predicate, quad.object)
        yield quad


def check(query: Checked, *, elsewhere: bool = False) -> None:
    """Raise InputError, located, where the query is not SPARQL; asks it of nothing.

    One that is for elsewhere may call functions that Oxigraph does not have.
    """
    # An ASK is evaluated at once; the endpoint that it may name must wait for the data.
    with suppress(OSError):
        if not elsewhere:
            _evaluate(ox.Store(), query)
            return
        try:
            ox.Store().query(query.text, prefixes=dict(query.prefixes))
        except SyntaxError as error:
            raise fault(query, str(error)) from None
        except RuntimeError:
            return  # it parses, and the rest is for the endpoint to say


def answer(dataset: Dataset, query: Checked, limit: int) -> Result:
    """The answer to the query (SPARQL 1.1 Query Language); raises OSError where the store is damaged."""
    with _storage():
        return _serialised(dataset, query, limit)


def _serialised(dataset: Dataset, query: Checked, limit: int) -> Result:
    found = _evaluate(dataset, query)
    if isinstance(found, ox.QueryBoolean):
        return Result(Kind.TRUTH, b"true" if found else b"false", count=1)
    if isinstance(found, ox.QueryTriples):
        triples = _Lines(limit)
        found.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        return graph_result(triples.getvalue())
    variables = tuple(variable.value for variable in found.variables)
    ordered = columns(query, variables)
    solutions = found if ordered == variables else _evaluate(dataset, with_columns(query, ordered))
    rows = _Lines(limit, header=1)
    if isinstance(solutions, ox.QuerySolutions):
        solutions.serialize(rows, format=ox.QueryResultsFormat.TSV)
    return rows_result(ordered, rows.getvalue())


def _evaluate(dataset: Dataset, query: Checked) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    try:
        return dataset.query(query.text, prefixes=dict(query.prefixes))
    except SyntaxError as error:
        raise fault(query, str(error)) from None
    except RuntimeError as error:
        # A function that Oxigraph does not have; the message names it.
        for token in query.tokens:
            if (iri := query.iri(token)) and f"<{iri}>" in str(error):
                raise query.refusal(token, f"{error}.") from None
        raise


class _Lines(io.BytesIO):
    """What a serialiser writes, up to a limit: in TSV and N-Triples a line is a row or a triple."""

    def __init__(self, limit: int, header: int = 0) -> None:
        super().__init__()
        self.limit = limit
        self.room = limit + header

    def write(self, part: "ReadableBuffer") -> int:
        """Keep the part; raises LimitError at the line that is one too many."""
        self.room -= bytes(part).count(b"\n")
        if self.room < 0:
            raise too_many(self.limit)
        return super().write(part)
