"""What the query of a SPARQL constraint reads of the data around a focus node."""

from collections import defaultdict

from claimgraph.sparql import scan
from claimgraph.validate import _sparql
from claimgraph.validate._patterns import Bind, Filter, Group, Optional, Query, Triple, Union, query
from claimgraph.validate._places import BeyondError, Path, Reads
from claimgraph.validate._shapes import Node, Shapes
from claimgraph.validate._terms import Term

__all__ = ["follow"]

Bound = dict[Term, Reads]  # where the terms stand that every solution has

_THIS = "?this"


def follow(shapes: Shapes, constraint: Node, select: Node, path: Path | None, here: Reads) -> None:
    """Add what the query of the constraint reads where $this is at that place and $PATH is the path.

    Raises BeyondError where it may read what no walk from there leads to.
    """
    namespaces = defaultdict(set)
    for declaration, prefix in shapes.users("prefix"):
        namespaces[prefix].update(shapes.objects(declaration, "namespace"))
    if any(len(known) > 1 for known in namespaces.values()):
        raise BeyondError  # which of them is meant, an engine may judge otherwise
    header, _ = _sparql.prologue(shapes, constraint)
    _select(query(scan(header + select.value, "sh:select"), path), {_THIS: here}, {_THIS: here})


def _select(asked: Query, known: Bound, bound: Bound) -> Bound:
    """Follow a query; what is bound in all its solutions."""
    if asked.keys is not None:
        if _THIS not in asked.keys:
            raise BeyondError
        # The other solutions of a group count as well.
        known = {term: place for term, place in known.items() if term in asked.keys}
    if asked.names is not None:
        known = {term: place for term, place in known.items() if term in asked.names}
    found = _follow(asked.group, known, bound)
    return found if asked.names is None else {term: place for term, place in found.items() if term in asked.names}


def _follow(group: Group, known: Bound, given: Bound) -> Bound:
    """Follow a group of patterns; what is bound in all its solutions, `given` included.

    Only those solutions matter that agree with the known terms: joined with others, they alone remain. But what is
    optional, or asked for in a condition, is judged by what the group itself has bound.
    """
    bound = dict(given)
    pending: list[Triple] = []
    conditions: list[Group] = []
    for element in group:
        if isinstance(element, Triple):
            pending.append(element)
            continue
        if isinstance(element, Filter):
            conditions += element.groups
            continue
        _join(pending, known, bound)
        if isinstance(element, Optional):
            _follow(element.group, bound, {})
        elif isinstance(element, Bind):
            for each in element.groups:
                _follow(each, bound, bound)
        elif isinstance(element, Union):
            branches = [_follow(each, known | bound, {}) for each in element.groups]
            for term in set.intersection(*map(set, branches)) - bound.keys():
                bound[term] = Reads()
                for branch in branches:
                    branch[term].same.append(bound[term])
        else:
            bound = _select(element, known | bound, {}) | bound
    _join(pending, known, bound)
    for condition in conditions:
        _follow(condition, bound, bound)
    return bound


def _join(pending: list[Triple], known: Bound, bound: Bound) -> None:
    """Follow the triples from what is known, and take them off the list."""
    while pending:
        places = known | bound
        triple = next((each for each in pending if each.subject in places), None)
        if triple is not None:
            here = places[triple.subject]
            if triple.path is None:
                here.all = True
                ends = {triple.subject: here}
            else:
                end = here.walk(triple.path)
                ends = {triple.subject: here, triple.object: places.get(triple.object, end)}
        else:
            triple = next((each for each in pending if each.object in places and each.path is not None), None)
            if triple is None or triple.path is None:
                raise BeyondError
            here = places[triple.object]
            ends = {triple.object: here, triple.subject: here.walk(triple.path, inverse=True)}
        pending.remove(triple)
        bound.update((term, place) for term, place in ends.items() if term)
