"""Several derivations of one triple, each from other asserted triples."""

from collections import deque
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from claimgraph.reason._graph import Triple
from claimgraph.reason.engines._derivation import Derivation

__all__ = ["TRIES", "derivations"]

TRIES = 200
"""How often the data is closed anew in search of another derivation."""


def derivations(
    derive: Callable[[frozenset[Triple]], Derivation | None], asserted: AbstractSet[Triple], most: int
) -> tuple[list[Derivation], bool]:
    """At most so many derivations, no two from the same asserted triples, and whether the search was cut short.

    `derive` gives a derivation from the data without some of its triples, None where there is none. A derivation uses
    at least one asserted triple that another does not, so taking away each triple of those known leads to all others:
    R. Reiter's hitting-set tree (A Theory of Diagnosis from First Principles, 1987), breadth first.
    """
    found: list[tuple[Derivation, frozenset[Triple]]] = []
    in_vain: list[frozenset[Triple]] = []
    start: frozenset[Triple] = frozenset()
    queue, seen, tries = deque([start]), {start}, 0
    while queue and len(found) < most:
        without = queue.popleft()
        if any(less <= without for less in in_vain):
            continue
        leaves = next((leaves for _, leaves in found if not leaves & without), None)
        if leaves is None:
            if tries == TRIES:
                return [derivation for derivation, _ in found], True
            tries += 1
            derivation = derive(without)
            if derivation is None:
                in_vain.append(without)
                continue
            leaves = frozenset(_leaves(derivation)) & asserted
            found.append((derivation, leaves))
        for leaf in sorted(leaves):
            wider = without | {leaf}
            if wider not in seen:
                seen.add(wider)
                queue.append(wider)
    return [derivation for derivation, _ in found], False


def _leaves(derivation: Derivation) -> Iterator[Triple]:
    if not derivation.rule:
        yield derivation.triple
    for premise in derivation.premises:
        yield from _leaves(premise)
