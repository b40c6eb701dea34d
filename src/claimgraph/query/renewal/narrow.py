"""Where the text of a query is narrowed to some values of a variable, so that an engine looks at little else.

`VALUES ?key { … }` stands at the start of the group, where every part to which the order matters has the key bound
before it. A part that is evaluated by itself is narrowed too: by the key if it binds that, else by the values that
another of its variables can have together with the key. What is left out there would find nothing to be joined with.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import pyoxigraph as ox

from claimgraph.query.renewal.affected import cost, reached
from claimgraph.query.renewal.changes import Changes
from claimgraph.query.renewal.contexts import certain, ways
from claimgraph.query.renewal.groups import Aside, Computed, Either, Group, Part, Subquery
from claimgraph.query.result import Term

__all__ = ["Narrowed", "can_be", "narrowed"]

# Where as few values are looked for, it costs little to say so in an OPTIONAL, too, and an engine may need it.
_FEW = 500


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A place in the text of a query, and the values of a variable to which the group there is narrowed."""

    place: int
    name: str
    values: AbstractSet[Term]


def can_be(group: Group, key: str) -> bool:
    """Whether a group that is narrowed to some values of the key gives the same rows with them, and no others."""
    if key not in certain(group.parts):
        return False
    for index, part in enumerate(group.parts):
        if isinstance(part, Computed) and part.variable == key:
            return False
        mentions = part.mentions if isinstance(part, Aside | Computed) else frozenset()
        if key in mentions and key not in certain(group.parts[:index]):
            return False
    return True


def narrowed(group: Group, key: str, values: AbstractSet[Term], changes: Changes, dataset: ox.Store) -> list[Narrowed]:
    """How the group is narrowed to values of a key by which it `can_be`, for one of the datasets to be asked."""
    return list(_narrowed(group, key, values, changes, dataset))


def _narrowed(
    group: Group, key: str, values: AbstractSet[Term], changes: Changes, dataset: ox.Store
) -> Iterator[Narrowed]:
    if group.start is not None:
        yield Narrowed(group.start, key, values)
    for index, part in enumerate(group.parts):
        around = group.parts[:index] if isinstance(part, Aside) else group.parts[:index] + group.parts[index + 1 :]
        for inner, visible in _inner(part, len(values)):
            if key in visible and can_be(inner, key) and (key in certain(around) or not isinstance(part, Aside)):
                yield from _narrowed(inner, key, values, changes, dataset)
            elif key in certain(around):
                linked = [name for name in sorted(certain(around) & visible) if can_be(inner, name)]
                found = {name: reached(changes, dataset, ways(around), (key, values), name) for name in linked}
                choices = [
                    (cost(dataset, ways(inner.parts), name, terms), name, terms)
                    for name, terms in found.items()
                    if terms is not None and not any(isinstance(term, ox.BlankNode | ox.Triple) for term in terms)
                ]
                if choices:
                    _, name, terms = min(choices, key=lambda choice: choice[:2])
                    yield from _narrowed(inner, name, terms, changes, dataset)


def _inner(part: Part, values: int) -> Sequence[tuple[Group, frozenset[str]]]:
    """The groups of a part that are narrowed, with those variables that can be seen outside."""
    if isinstance(part, Either):
        return [(branch, certain(branch.parts)) for branch in part.branches]
    if isinstance(part, Subquery):
        return [(part.group, part.visible & certain(part.group.parts))]
    if isinstance(part, Aside) and (values <= _FEW or part.takes or any(map(_is_whole, part.group.parts))):
        return [(part.group, certain(part.group.parts))]
    return []


def _is_whole(part: Part) -> bool:
    return isinstance(part, Either | Subquery)
