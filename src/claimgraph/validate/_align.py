"""Which blank nodes of a file are those that it had before, as far as can be told: they have no names that last."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from claimgraph.validate._shapes import Node

__all__ = ["alike", "renamed"]

Statement = tuple[Node, Node, Node]

_FAR = 4  # steps within which what is said of blank nodes is compared


def alike(before: Sequence[Statement], now: Sequence[Statement]) -> dict[Node, Node]:
    """For each blank node before, the one of which the same is said now, where there is one; of equals, in order.

    To take one for the other is never wrong, since the names of blank nodes say nothing, if no two become one.
    """
    known = defaultdict(list)
    for node, colour in _coloured(before).items():
        known[colour].append(node)
    found = {}
    for node, colour in _coloured(now).items():
        if known[colour]:
            found[known[colour].pop(0)] = node
    return found


def renamed(triples: Iterable[Statement], names: dict[Node, Node]) -> list[Statement]:
    """The triples with other names for their blank nodes."""
    return [(names.get(subject, subject), step, names.get(object_, object_)) for subject, step, object_ in triples]


def _coloured(triples: Sequence[Statement]) -> dict[Node, int]:
    """The blank nodes, in order, each with a number that is the same for those of which the same is said."""
    blank = [triple for triple in triples if isinstance(triple[0], ox.BlankNode) or isinstance(triple[2], ox.BlankNode)]
    colours = {
        node: 0 for subject, _, object_ in blank for node in (subject, object_) if isinstance(node, ox.BlankNode)
    }
    for _ in range(_FAR):
        near = defaultdict(list)
        for subject, predicate, object_ in blank:
            if subject in colours:
                near[subject].append((0, predicate, colours.get(object_, object_)))
            if object_ in colours:
                near[object_].append((1, predicate, colours.get(subject, subject)))
        colours = {node: hash((colours[node], *sorted(map(hash, near[node])))) for node in colours}
    return colours
