"""rdflib: written in Python, slower by far, and the check on the other."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pyoxigraph as ox
import rdflib
from pyparsing import ParseException
from rdflib.plugins.sparql import aggregates, evaluate, evalutils, operators
from rdflib.plugins.sparql.sparql import SPARQLError, SPARQLTypeError

from claimgraph import interop
from claimgraph.errors import InputError
from claimgraph.query.engines import graph_result, rows_result, too_many
from claimgraph.query.guard import Checked
from claimgraph.query.result import Kind, Result, Term
from claimgraph.query.rewrite import columns, sort_keys

__all__ = ["Dataset", "answer", "load"]

Dataset = rdflib.Dataset

_rank = evalutils._val


def _order(term: Any) -> tuple[int, Any]:
    """The sort key of a term, which rdflib lacks for an expression without a value; section 15.1 puts that first."""
    return _rank(term) or (-1, "")


_numeric = operators.numeric


def _number(term: Any) -> Any:
    """The number of a literal; where that is ill-typed, rdflib goes on with the literal, and breaks or never ends."""
    if isinstance(term, rdflib.Literal) and term.value is None:
        raise SPARQLTypeError(f"{term.n3()} is ill-typed")
    return _numeric(term)


# What an error in an expression becomes where rdflib does not foresee it, as with an ill-typed literal. For a path that
# it does not know, rdflib raises the bare Exception itself.
_UNFORESEEN = (ArithmeticError, AssertionError, AttributeError, LookupError, SPARQLError, TypeError, ValueError)

_aggregated = evaluate.evalAggregateJoin


def _groups(context: Any, aggregate: Any) -> Iterator[Any]:
    """The groups of GROUP BY; where nothing matches, rdflib makes one of it, and section 11.2 none."""
    rows = list(_aggregated(context, aggregate))
    if (
        aggregate.p.expr is not None
        and rows
        and not rows[0]
        and not any(True for _ in evaluate.evalPart(context, aggregate.p))
    ):
        return
    yield from rows


# (By name: mypy knows only what rdflib exports.)
setattr(evaluate, "evalAggregateJoin", _groups)  # noqa: B010
setattr(evaluate, "_val", _order)  # noqa: B010
setattr(operators, "numeric", _number)  # noqa: B010
setattr(aggregates, "numeric", _number)  # noqa: B010

_HINT = "Look for ill-typed literals (claimgraph validate --check literals), or use --engine fast."


def load(quads: Iterable[ox.Quad]) -> Dataset:
    """The quads in an rdflib Dataset, literals with their lexical forms."""
    dataset = rdflib.Dataset()
    graphs: dict[ox.NamedNode | ox.BlankNode, rdflib.Graph] = {}
    for quad in quads:
        triple = (interop.term(quad.subject), interop.term(quad.predicate), interop.term(quad.object))
        dataset.default_graph.add(triple)
        name = quad.graph_name
        if not isinstance(name, ox.DefaultGraph):
            if name not in graphs:
                graphs[name] = dataset.graph(interop.term(name))
            graphs[name].add(triple)
    # rdflib loads its query processor at the first query, which must not be after the worker has closed itself off.
    _ask(dataset, "ASK {}", {})
    return dataset


def answer(dataset: Dataset, query: Checked, limit: int) -> Result:
    """The answer to the query (SPARQL 1.1 Query Language)."""
    try:
        return _answer(dataset, query, limit)
    except ParseException as error:
        raise InputError(f"{query.file}: rdflib does not read this query: {error}.") from None
    except RecursionError:
        raise InputError(f"{query.file}: rdflib does not come to an end with this query.", hint=_HINT) from None
    except Exception as error:  # rdflib raises the bare class, and what it happens to meet
        if type(error) is not Exception and not isinstance(error, _UNFORESEEN):
            raise
        raise InputError(
            f"{query.file}: rdflib cannot evaluate this query: {str(error) or type(error).__name__}.", hint=_HINT
        ) from error


def _answer(dataset: Dataset, query: Checked, limit: int) -> Result:
    found = _ask(dataset, query.text, query.prefixes)
    if found.type == "ASK":
        return Result(Kind.TRUTH, b"true" if found.askAnswer else b"false", count=1)
    return _graph(found, limit) if found.type in ("CONSTRUCT", "DESCRIBE") else _rows(found, query, limit)


def _ask(dataset: Dataset, text: str, prefixes: Mapping[str, str]) -> rdflib.query.Result:
    # rdflib's own query processor uses what rdflib deprecates.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")
    return dataset.query(text, initNs=dict(prefixes))


def _rows(found: rdflib.query.Result, query: Checked, limit: int) -> Result:
    names = [str(variable) for variable in found.vars or ()]
    ordered = columns(query, names)
    lines: list[str] = []
    for binding in found.bindings:
        if len(lines) == limit:
            raise too_many(limit)
        terms = (binding.get(rdflib.Variable(name)) for name in ordered)
        lines.append("\t".join("" if term is None else str(_oxigraph(term)) for term in terms))
    header = "\t".join(f"?{name}" for name in ordered)
    return rows_result(ordered, "".join(f"{line}\n" for line in (header, *_settled(lines, ordered, query))).encode())


def _settled(lines: Sequence[str], variables: Sequence[str], query: Checked) -> list[str]:
    """The rows, in the order of their text wherever the query leaves it open: rdflib's changes with the hash seed."""
    keys, complete = sort_keys(query)
    if not complete or not set(keys) <= set(variables):
        return list(lines)
    columns = [variables.index(key) for key in keys]
    groups = groupby(lines, lambda line: [line.split("\t")[column] for column in columns])
    return [line for _, group in groups for line in sorted(group)]


def _graph(found: rdflib.query.Result, limit: int) -> Result:
    lines: list[str] = []
    for subject, predicate, object_ in found.graph or ():
        # A template may give what is no triple of RDF; section 16.2 leaves it out.
        if not isinstance(subject, rdflib.Literal) and isinstance(predicate, rdflib.URIRef):
            lines.append(f"{_oxigraph(subject)} {_oxigraph(predicate)} {_oxigraph(object_)} .\n")
        if len(lines) > limit:
            raise too_many(limit)
    return graph_result("".join(lines).encode())


def _oxigraph(term: rdflib.term.Node) -> Term:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, rdflib.Literal) and term.language:
        return ox.Literal(str(term), language=term.language)
    datatype = ox.NamedNode(str(term.datatype)) if isinstance(term, rdflib.Literal) and term.datatype else None
    return ox.Literal(str(term), datatype=datatype)
