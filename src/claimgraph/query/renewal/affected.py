"""For which values of a variable the rows of an answer may differ after a change of the data."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain, product

import pyoxigraph as ox

from claimgraph.query.renewal.changes import DEFAULT, Changes
from claimgraph.query.renewal.contexts import Context, Patterns
from claimgraph.query.renewal.groups import Among, Triple
from claimgraph.query.result import Term

__all__ = ["affected", "cost", "reached"]

Bound = Mapping[str, Term]

# Beyond as many triples looked at, or values found, the question is asked anew.
_STEPS = 20_000
_PROBES = (8, 128, 2_048)
_VALUES = 1_000

# Of more triples than these it does not matter how many they are.
_MANY = 500


class _TooMuchError(Exception):
    """What is affected is too much to follow, or nothing leads from what has changed to the variable."""


def affected(contexts: Sequence[Context], changes: Changes, key: str) -> set[Term] | None:
    """The values of the variable whose rows may differ: all in whose derivation a changed triple may stand.

    None where they are too many, or where a pattern that a changed triple matches says nothing about the variable.
    """
    search = _Search(changes, key)
    try:
        for context in contexts:
            predicate = context.pattern.predicate
            if isinstance(predicate, ox.NamedNode) and predicate.value not in changes.properties:
                continue
            for changed, dataset in changes.sides():
                matches = _matches(changed, context.pattern, {}, {}, _VALUES)
                if len(matches) == _VALUES:
                    return None
                for bound in matches:
                    search.go(dataset, context.others, bound)
    except _TooMuchError:
        return None
    return search.found


def reached(
    changes: Changes, dataset: ox.Store, found: Sequence[Patterns], start: tuple[str, Iterable[Term]], key: str
) -> set[Term] | None:
    """The values that a variable can have where another has one of some: in any of these ways, in one of the datasets.

    None where they are too many.
    """
    search = _Search(changes, key)
    name, values = start
    try:
        for value, way in product(values, found):
            search.go(dataset, way, {name: value})
    except _TooMuchError:
        return None
    return search.found


def cost(dataset: ox.Store, found: Sequence[Patterns], name: str, values: Iterable[Term]) -> int:
    """How many triples match, for these values of a variable, the pattern with it that fewest match; about."""
    patterns = [pattern for pattern in found[0] if isinstance(pattern, Triple) and name in pattern.names]
    return sum(
        min((len(_matches(dataset, pattern, {name: value}, {}, _MANY)) for pattern in patterns), default=_MANY)
        for value in values
    )


def _matches(
    store: ox.Store, pattern: Triple, bound: Bound, allowed: Mapping[str, frozenset[Term]], limit: int = _STEPS
) -> list[Bound]:
    """What the variables of the pattern are bound to, one for each triple that matches, up to a limit."""
    terms = [bound.get(slot) if isinstance(slot, str) else slot for slot in pattern.slots]
    subject, predicate, object_ = terms
    if isinstance(subject, ox.Literal | ox.Triple) or not isinstance(predicate, ox.NamedNode | None):
        return []
    found: list[Bound] = []
    free = [(index, str(pattern.slots[index])) for index, term in enumerate(terms) if term is None]
    for quad in store.quads_for_pattern(subject, predicate, object_, DEFAULT):
        triple = (quad.subject, quad.predicate, quad.object)
        more = dict(bound)
        # A variable may stand in a pattern twice.
        if all(more.setdefault(name, triple[index]) == triple[index] for index, name in free) and all(
            triple[index] in allowed[name] for index, name in free if name in allowed
        ):
            found.append(more)
            if len(found) == limit:
                break
    return found


@dataclass(slots=True)
class _Search:
    """Looks for values of the variable, from bindings onward, along the patterns that match least."""

    changes: Changes
    key: str
    found: set[Term] = field(default_factory=set)
    steps: int = 0

    def go(self, dataset: ox.Store, patterns: Patterns, bound: Bound) -> None:
        """Add the values that go with these bindings in some solution of the patterns; raises _TooMuchError."""
        allowed: dict[str, frozenset[Term]] = {}
        for known in patterns:
            if isinstance(known, Among):
                terms = self.changes.among(known)
                allowed[known.variable] = allowed.get(known.variable, terms) & terms
        if any(bound[name] not in terms for name, terms in allowed.items() if name in bound):
            return
        waiting = [(tuple(pattern for pattern in patterns if isinstance(pattern, Triple)), bound)]
        while waiting:
            rest, bound = waiting.pop()
            value = bound.get(self.key)
            if value in self.found:
                continue
            chosen, best = self._least(dataset, rest, bound, allowed)
            if chosen:
                left = tuple(pattern for pattern in rest if pattern is not chosen)
                waiting += ((left, further) for further in best)
            elif value is None or len(self.found) == _VALUES:
                raise _TooMuchError
            else:
                self.found.add(value)

    def _least(
        self, dataset: ox.Store, patterns: Sequence[Triple], bound: Bound, allowed: Mapping[str, frozenset[Term]]
    ) -> tuple[Triple | None, list[Bound]]:
        """The promising pattern that fewest triples match, and what they bind; raises _TooMuchError."""
        promising = list(self._promising(patterns, bound, allowed.keys()))
        for limit in _PROBES:
            least: list[Bound] | None = None
            for pattern in promising:
                matches = _matches(dataset, pattern, bound, allowed, limit if least is None else len(least))
                self.steps += 1 + len(matches)
                self.changes.left -= 1 + len(matches)
                if least is None or len(matches) < len(least):
                    chosen, least = pattern, matches
                if len(least) <= 1:
                    break
            if self.steps > _STEPS or self.changes.left < 0:
                raise _TooMuchError
            if least is None:
                return None, []
            if len(least) < limit:
                return chosen, least
        raise _TooMuchError

    def _promising(self, patterns: Sequence[Triple], bound: Bound, limited: AbstractSet[str]) -> Iterator[Triple]:
        """The patterns that may lead to the variable; once it is bound, those that cost little to check."""
        uses = Counter(chain.from_iterable(pattern.names for pattern in patterns))
        value = bound.get(self.key)
        for pattern in patterns:
            names = pattern.names
            free = names - bound.keys()
            if value is None:
                promising = free < names and any(name == self.key or uses[name] > 1 for name in free)
            else:
                # By a blank node nothing can be asked, so it is worth while to know that it is none of the values.
                promising = free < names and (free <= limited or isinstance(value, ox.BlankNode))
            if promising or not free:
                yield pattern
