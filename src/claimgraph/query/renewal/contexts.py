"""Which patterns hold together with a pattern: all that must, in its own group and in those around it.

A variable of a group is the variable of that name around it only where both are certain to be bound; everywhere else it
gets a name of its own, which can but add solutions. So do conditions that are left out: filters, paths of any length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice

from claimgraph.query.renewal.groups import (
    Among,
    Aside,
    Closure,
    Either,
    Group,
    Part,
    RefusedError,
    Slot,
    Subquery,
    Tested,
    Triple,
)

__all__ = ["Context", "Contexts", "Pattern", "Patterns", "certain", "ways"]

Pattern = Triple | Among
Patterns = tuple[Pattern, ...]

# Beyond as many ways to choose the branches of unions, a union is left out.
_WAYS = 64
_CONTEXTS = 4_000


@dataclass(frozen=True, slots=True)
class Context:
    """A pattern, and one way in which what must hold with it may hold."""

    pattern: Triple
    others: Patterns


def ways(parts: Sequence[Part]) -> list[Patterns]:
    """The patterns that must match for the parts to do so: one tuple for each way to choose branches of unions."""
    found: list[Patterns] = [()]
    for part in parts:
        choices: list[Patterns] = [()]
        if isinstance(part, Triple | Among):
            choices = [(part,)]
        elif isinstance(part, Closure):
            choices = [(among,) if (among := part.reaches()) else ()]
        elif isinstance(part, Either):
            choices = [way for branch in part.branches for way in ways(branch.parts)]
        elif isinstance(part, Subquery) and not part.lone:
            choices = [_apart(way, part.visible, str(id(part))) for way in ways(part.group.parts)]
        if len(found) * len(choices) <= _WAYS:
            found = [(*way, *choice) for way in found for choice in choices]
    return found


def _apart(patterns: Sequence[Pattern], kept: frozenset[str], mark: str) -> Patterns:
    """The patterns with names of their own for all variables but some."""
    return tuple(
        _renamed(pattern, kept, mark)
        if isinstance(pattern, Triple)
        else replace(pattern, variable=_own_name(pattern.variable, kept, mark))
        for pattern in patterns
    )


def _renamed(pattern: Triple, kept: frozenset[str], mark: str) -> Triple:
    return Triple(*(_own_name(slot, kept, mark) if isinstance(slot, str) else slot for slot in pattern.slots))


def _own_name(name: str, kept: frozenset[str], mark: str) -> str:
    return name if name in kept else f"{name}~{mark}"


def _names(patterns: Patterns) -> frozenset[str]:
    return frozenset(name for pattern in patterns for name in pattern.names)


def certain(parts: Sequence[Part]) -> frozenset[str]:
    """The variables that patterns are certain to bind."""
    first, *others = map(_names, ways(parts))
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
        """Every context; raises RefusedError where they are too many, or a path without a step begins anywhere."""
        found = [Context(pattern, others) for pattern, others in islice(self._of(self.group.parts), _CONTEXTS)]
        if len(found) == _CONTEXTS:
            raise RefusedError
        return found

    def _of(self, parts: tuple[Part, ...]) -> Iterator[tuple[Triple, Patterns]]:
        for index, part in enumerate(parts):
            before, after = parts[:index], parts[index + 1 :]
            if isinstance(part, Triple):
                yield from ((part, way) for way in ways(before + after))
            elif isinstance(part, Closure):
                self._note(part, parts)
            elif isinstance(part, Either):
                around = ways(before + after)
                for branch in part.branches:
                    for pattern, others in self._of(branch.parts):
                        yield from ((pattern, others + way) for way in around)
            elif isinstance(part, Subquery):
                around = ways(before + after)
                for pattern, others in self._of(part.group.parts):
                    inner, rest = self._own(pattern, others, part.visible)
                    yield from ((inner, rest + way) for way in around)
            elif isinstance(part, Aside | Tested):
                yield from self._linked(part, before, after)

    def _linked(
        self, part: Aside | Tested, before: tuple[Part, ...], after: tuple[Part, ...]
    ) -> Iterator[tuple[Triple, Patterns]]:
        """The contexts within a group that is tested or added: it knows what is bound before, a filter all that is."""
        # What comes after a test is tests, if it is of a filter.
        later = ways(after)
        for left in ways(before):
            for pattern, others in self._of(part.group.parts):
                inner, rest = self._own(pattern, others, _names(left))
                yield from ((inner, rest + left + way) for way in later)

    def _own(self, pattern: Triple, others: Patterns, kept: frozenset[str]) -> tuple[Triple, Patterns]:
        mark = str(next(self._fresh))
        return _renamed(pattern, kept, mark), _apart(others, kept, mark)

    def _note(self, path: Closure, parts: Sequence[Part]) -> None:
        self.closed |= path.properties
        if not path.empty:
            return
        ends = [end for end in path.ends if not isinstance(end, str)]
        self.nodes.update(ends)
        if not ends and not any(end in _met(parts) for end in path.ends):
            raise RefusedError


def _met(parts: Sequence[Part]) -> frozenset[str]:
    """The variables that are certain to be bound to a subject or object."""
    met = [
        frozenset(
            end
            for pattern in way
            if isinstance(pattern, Triple)
            for end in (pattern.subject, pattern.object)
            if isinstance(end, str)
        )
        for way in ways(parts)
    ]
    return met[0].intersection(*met)
