"""Which patterns hold together with a pattern: all that must, in its own group and in those around it.

A variable of a group is the variable of that name around it only where both are certain to be bound; everywhere else it
gets a name of its own, which can but add solutions. So do conditions that are left out: filters, paths of any length.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from claimgraph.query.following.groups import (
    Aside,
    Closure,
    Computed,
    Either,
    Group,
    Part,
    Refused,
    Slot,
    Subquery,
    Tested,
    Triple,
)

__all__ = ["Context", "Contexts", "certain", "places"]

Patterns = tuple[Triple, ...]

# Beyond as many ways to choose the branches of unions, a union is left out.
_WAYS = 64


@dataclass(frozen=True, slots=True)
class Context:
    """A pattern, and one way in which what must hold with it may hold."""

    pattern: Triple
    others: Patterns


def _ways(parts: Sequence[Part]) -> list[Patterns]:
    """The patterns that must match for the parts to do so: one tuple for each way to choose branches of unions."""
    found: list[Patterns] = [()]
    for part in parts:
        if isinstance(part, Triple):
            found = [(*way, part) for way in found]
        elif isinstance(part, Either):
            branches = [way for branch in part.branches for way in _ways(branch.parts)]
            if len(found) * len(branches) <= _WAYS:
                found = [(*way, *branch) for way in found for branch in branches]
        elif isinstance(part, Subquery) and not part.lone:
            inner = [tuple(_hidden(triple, part) for triple in way) for way in _ways(part.group.parts)]
            if len(found) * len(inner) <= _WAYS:
                found = [(*way, *branch) for way in found for branch in inner]
    return found


def _hidden(triple: Triple, subquery: Subquery) -> Triple:
    """The pattern with those variables renamed that cannot be seen from outside."""
    return _renamed(triple, lambda name: name if name in subquery.visible else f"{name}~{id(subquery)}")


def _renamed(triple: Triple, rename: Callable[[str], str]) -> Triple:
    slots: list[Slot] = [rename(slot) if isinstance(slot, str) else slot for slot in triple.slots]
    return Triple(*slots)


def _names(patterns: Patterns) -> frozenset[str]:
    return frozenset(name for pattern in patterns for name in pattern.names())


def certain(parts: Sequence[Part]) -> frozenset[str]:
    """The variables that patterns are certain to bind."""
    first, *others = map(_names, _ways(parts))
    return first.intersection(*others)


@dataclass(slots=True)
class Contexts:
    """The contexts of all patterns of a group; and of its paths, what they depend on besides."""

    group: Group
    closed: set[str] = field(default_factory=set)
    """The properties of paths of any length."""
    nodes: set[Slot] = field(default_factory=set)
    """Terms at which such a path may end without a step, if the data know them."""
    _fresh: Iterator[int] = field(default_factory=count)

    def all(self) -> list[Context]:
        """Every context; raises Refused for a path without a step from anywhere."""
        return [Context(pattern, others) for pattern, others in self._of(self.group.parts)]

    def _of(self, parts: tuple[Part, ...]) -> Iterator[tuple[Triple, Patterns]]:
        for index, part in enumerate(parts):
            before, after = parts[:index], parts[index + 1 :]
            if isinstance(part, Triple):
                yield from ((part, way) for way in _ways(before + after))
            elif isinstance(part, Closure):
                self._note(part, parts)
            elif isinstance(part, Either):
                ways = _ways(before + after)
                for branch in part.branches:
                    for pattern, others in self._of(branch.parts):
                        yield from ((pattern, others + way) for way in ways)
            elif isinstance(part, Subquery):
                ways = _ways(before + after)
                for pattern, others in self._of(part.group.parts):
                    inner = self._apart((pattern, *others), part.visible)
                    yield from ((inner[0], inner[1:] + way) for way in ways)
            elif not isinstance(part, Computed):
                yield from self._linked(part, before, after)

    def _linked(
        self, part: Aside | Tested, before: tuple[Part, ...], after: tuple[Part, ...]
    ) -> Iterator[tuple[Triple, Patterns]]:
        """The contexts within a group that is tested or added: it knows what is bound before, a filter all that is."""
        # What comes after a test is tests, if it is of a filter.
        later = _ways(after)
        for left in _ways(before):
            for pattern, others in self._of(part.group.parts):
                inner = self._apart((pattern, *others), _names(left))
                yield from ((inner[0], inner[1:] + left + way) for way in later)

    def _apart(self, patterns: Patterns, kept: frozenset[str]) -> Patterns:
        mark = next(self._fresh)
        return tuple(_renamed(pattern, lambda name: name if name in kept else f"{name}~{mark}") for pattern in patterns)

    def _note(self, path: Closure, parts: Sequence[Part]) -> None:
        self.closed |= path.properties
        if not path.empty:
            return
        ends = [end for end in path.ends if not isinstance(end, str)]
        self.nodes.update(ends)
        if not ends and not any(end in _met(parts) for end in path.ends):
            raise Refused


def _met(parts: Sequence[Part]) -> frozenset[str]:
    """The variables that are certain to be bound to a subject or object."""
    ways = [
        frozenset(end for triple in way for end in (triple.subject, triple.object) if isinstance(end, str))
        for way in _ways(parts)
    ]
    return ways[0].intersection(*ways)


def places(group: Group, key: str) -> list[int] | None:
    """Where `VALUES ?key { … }` narrows the answer to these values and changes nothing else; None where nowhere.

    That is at the start of the group, where every part that its order matters to has the key bound before it, and
    of those groups within that would be evaluated whole.
    """
    if group.start is None or key not in certain(group.parts) or not _steady(group, key):
        return None
    return [group.start, *_within(group, key)]


def _within(group: Group, key: str) -> Iterator[int]:
    for index, part in enumerate(group.parts):
        if isinstance(part, Either):
            inner = part.branches
        elif isinstance(part, Subquery) and key in part.visible:
            inner = (part.group,)
        elif isinstance(part, Aside) and key in certain(group.parts[:index]) and (part.takes or _whole(part.group)):
            inner = (part.group,)
        else:
            continue
        for within in inner:
            if key in certain(within.parts) and _steady(within, key):
                if within.start is not None:
                    yield within.start
                yield from _within(within, key)


def _whole(group: Group) -> bool:
    """Whether an engine evaluates the group by itself before it joins it."""
    return any(isinstance(part, Either | Subquery) or (isinstance(part, Aside) and part.takes) for part in group.parts)


def _steady(group: Group, key: str) -> bool:
    """Whether it does not matter to any part that the key is bound at the start of the group."""
    for index, part in enumerate(group.parts):
        if isinstance(part, Computed) and part.variable == key:
            return False
        mentions = part.mentions if isinstance(part, Aside | Computed) else frozenset()
        if key in mentions and key not in certain(group.parts[:index]):
            return False
    return True
