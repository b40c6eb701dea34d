"""The groups of a query: which of their patterns must match, which may, and which must not."""

from dataclasses import dataclass, field

import pyoxigraph as ox

__all__ = [
    "Among",
    "Aside",
    "Closure",
    "Computed",
    "Either",
    "Group",
    "Part",
    "RefusedError",
    "Slot",
    "Subquery",
    "Tested",
    "Triple",
]

Slot = str | ox.NamedNode | ox.Literal
"""A position of a pattern: the name of a variable, or a term; what is not named in the query is named `_:…`."""


class RefusedError(Exception):
    """The query is one whose answer cannot follow changes."""


@dataclass(frozen=True, slots=True)
class Triple:
    """A triple pattern."""

    subject: Slot
    predicate: Slot
    object: Slot
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    """Its variables."""

    def __post_init__(self) -> None:
        # Told once: a search asks for them thousands of times.
        object.__setattr__(self, "names", frozenset(slot for slot in self.slots if isinstance(slot, str)))

    @property
    def slots(self) -> tuple[Slot, Slot, Slot]:
        """Its three positions."""
        return self.subject, self.predicate, self.object


@dataclass(frozen=True, slots=True)
class Among:
    """A variable whose value is one of some terms, or is reached from one by any number of steps of a property."""

    variable: str
    terms: frozenset[ox.NamedNode]
    step: str = ""
    backward: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Its variable."""
        return frozenset((self.variable,))


@dataclass(frozen=True, slots=True)
class Closure:
    """A path of any length, or of none or one: of which properties, and whether it may have no length."""

    ends: tuple[Slot, Slot]
    properties: frozenset[str]
    empty: bool
    step: str
    """The property, where it is a path of that property alone."""

    def reaches(self) -> Among | None:
        """What is known of the variable at its end, where a term is at the other."""
        start, end = self.ends
        if self.step and isinstance(start, str) and isinstance(end, ox.NamedNode):
            return Among(start, frozenset((end,)), self.step, backward=True)
        if self.step and isinstance(end, str) and isinstance(start, ox.NamedNode):
            return Among(end, frozenset((start,)), self.step)
        return None


@dataclass(frozen=True, slots=True)
class Either:
    """Groups one of which must match; a group within a group is a union of one."""

    branches: tuple["Group", ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """The group of an OPTIONAL, or the one that a MINUS `takes` away; all variables that it mentions."""

    group: "Group"
    mentions: frozenset[str]
    takes: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """The group of an EXISTS or NOT EXISTS."""

    group: "Group"


@dataclass(frozen=True, slots=True)
class Computed:
    """A BIND: its variable, and all that it mentions."""

    variable: str
    mentions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subquery:
    """A SELECT within a group.

    `visible` are those of its variables whose values outside are those inside; where it is `lone`, it has a row
    even if nothing matches.
    """

    group: "Group"
    visible: frozenset[str]
    lone: bool


Part = Triple | Among | Closure | Either | Aside | Tested | Computed | Subquery


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of a group in their order, tests of filters last; where its text begins, for one that has its own."""

    parts: tuple[Part, ...]
    start: int | None = None
