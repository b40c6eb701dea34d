"""Checks beyond SHACL: one module each, with `SEVERITY` and `check(facts)`; its header is its documentation."""

from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ["Doubt", "namespace"]


class Doubt(NamedTuple):
    """A term that is doubtful, why, and what to do; it is shown where each file mentions it first."""

    term: Any  # an IRI or literal of pyoxigraph
    message: str
    remedy: str = ""
    subject: bool = False  # whether it is to be shown as the subject of a statement
    files: frozenset[int] = frozenset()  # in which of the files; empty for all


def namespace(iri: str) -> str:
    """The IRI up to its last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def sentence(items: Iterable[str]) -> str:
    """The items as a list in a sentence."""
    *rest, last = items
    return f"{', '.join(rest)} and {last}" if rest else last
