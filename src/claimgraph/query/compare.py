"""Whether two engines gave the same answer, and where they differ first."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

import pyoxigraph as ox

from claimgraph.query.result import Kind, Result, Row, Term
from claimgraph.terms import PREFIXES

__all__ = ["difference"]

_XSD = PREFIXES["xsd"]
_NUMBER = re.compile(
    re.escape(_XSD) + r"(decimal|double|float|((unsigned)?(Long|Int|Short)|long|int|short|(unsigned)?[Bb]yte|"
    r"(non)?([Pp]ositive|[Nn]egative)Integer|integer))"
)


def difference(one: Result, other: Result, sort_keys: Sequence[str]) -> str:
    """In what the answers differ first, in words; empty where they agree.

    Rows are compared as a bag, and in the order of the variables by which the query sorts them; graphs by
    isomorphism. Numbers are equal when twelve digits of them are, in whatever lexical form, since the standard
    leaves the precision of a division open. Blank nodes that the engines made count as one.
    """
    if one.kind is not other.kind:
        return f"one gives {one.kind.value}, the other {other.kind.value}"
    if one.kind is Kind.TRUTH:
        return "" if one.truth == other.truth else f"one says {one.data.decode()}, the other {other.data.decode()}"
    if one.kind is Kind.GRAPH:
        return _surplus(_canonical(one), _canonical(other), "triple")
    if one.variables != other.variables:
        return f"the columns are {', '.join(one.variables)} and {', '.join(other.variables)}"
    rows, others = ([_row(row) for row in result.rows()] for result in (one, other))
    if found := _surplus(Counter(rows), Counter(others), "row"):
        return found
    columns = [one.variables.index(key) for key in takewhile(one.variables.__contains__, sort_keys)]
    for number, (row, other_row) in enumerate(zip(rows, others, strict=True), 1):
        if [row[column] for column in columns] != [other_row[column] for column in columns]:
            return f"row {number} is ({' '.join(row)}) in one and ({' '.join(other_row)}) in the other"
    return ""


def _surplus(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]], what: str) -> str:
    for surplus, has in ((one - other, "only the first"), (other - one, "only the second")):
        if surplus:
            first = min(surplus)
            return f"{has} has the {what} ({' '.join(first)}), {sum(surplus.values())} such in all"
    return ""


def _canonical(result: Result) -> Counter[tuple[str, ...]]:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, _value(t.object)) for t in result.triples())
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return Counter((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in dataset)


def _row(row: Row) -> tuple[str, ...]:
    return tuple("unbound" if term is None else _fresh(str(_value(term))) for term in row)


def _fresh(term: str) -> str:
    return "_:new" if term.startswith("_:n") else term


def _value(term: Term) -> Term:
    """The term, a literal in the one form that stands for its value."""
    if not isinstance(term, ox.Literal) or term.language:
        return term
    try:
        if _NUMBER.fullmatch(term.datatype.value):
            return ox.Literal(f"{float(term.value):.12g}", datatype=term.datatype)
    except ValueError:
        return term  # ill-typed: it stands for nothing but itself
    if term.datatype.value == _XSD + "boolean" and term.value in ("0", "1"):
        return ox.Literal("true" if term.value == "1" else "false", datatype=term.datatype)
    return term
