"""Checks beyond SHACL: one module each, whose header is its documentation.

Each has `SEVERITY` and either `check(facts)`, for the data, or `lint(shapes, usage, prefixes)`, for the shapes.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ["Doubt", "Idle", "namespace", "some"]

_FEW = 5


class Doubt(NamedTuple):
    """A term that is doubtful, why, and what to do; it is shown wherever the data has it as predicate or object."""

    term: Any  # an IRI or literal; "@" and a tag for all literals with it; or the file and number of a statement
    message: str
    remedy: str = ""
    subject: bool = False  # whether it is rather to be shown once in each file, as the subject of a statement
    files: frozenset[int] = frozenset()  # in which of the files; empty for all
    about: frozenset[Any] = frozenset()  # in statements about which subjects; empty for all
    focus: str = ""  # whom the finding is about where that is not the term's subject, in N-Triples syntax


class Idle(NamedTuple):
    """A shape that the data never meets: by which of its sh: properties, with what value, and why."""

    shape: Any
    name: str  # "" for the shape as a whole
    term: Any
    message: str
    step: Any = None  # of the path, what no triple has


def namespace(iri: str) -> str:
    """The IRI up to its last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def some(items: Iterable[str]) -> str:
    """The items as a list in a sentence; of many, the first few."""
    listed = list(items)
    more = len(listed) - _FEW
    *rest, last = listed if more <= 1 else [*listed[:_FEW], f"{more:,} more"]
    return f"{', '.join(rest)} and {last}" if rest else last
