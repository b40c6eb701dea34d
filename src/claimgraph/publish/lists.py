"""RDF lists as what they list (RDF Schema 1.1, section 5.2)."""

import pyoxigraph as ox

from claimgraph.publish.statements import Node, Statements, Term
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["items"]

_FIRST, _REST, _NIL, _LIST = (PREFIXES["rdf"] + name for name in ("first", "rest", "nil", "List"))


def items(model: Statements, node: ox.BlankNode) -> list[Term] | None:
    """The items of the list that a node is; None where it is no list, or one that has no end or says something more."""
    found, seen = list[Term](), set[Node]()
    here: Term = node
    while isinstance(here, ox.BlankNode) and here not in seen:
        seen.add(here)
        said = dict(model.out.get(here, {}))
        if any(kind != ox.NamedNode(_LIST) for kind in said.pop(RDF_TYPE, ())) or said.keys() != {_FIRST, _REST}:
            return None
        if len(said[_FIRST]) != 1 or len(said[_REST]) != 1:
            return None
        found.append(said[_FIRST][0])
        here = said[_REST][0]
    return found if here == ox.NamedNode(_NIL) else None
