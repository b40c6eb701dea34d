"""From the words of a caller to a question: which query, with which values, about which time."""

import re
from collections.abc import Mapping
from pathlib import Path

from claimgraph.errors import UsageError
from claimgraph.project import Project
from claimgraph.query import Question, named, parameters
from claimgraph.query.named import NamedQuery
from claimgraph.query.period import Period, period

__all__ = ["asked", "question", "when"]

_NAME = re.compile(r"[^\s{}]+")


def asked(here: Project, query: str) -> NamedQuery:
    """The query that a text is, or else, where it is a single word, that the project has under this name.

    Raises UsageError for an unknown name, and InputError, located, for a malformed header.
    """
    if _NAME.fullmatch(query):
        return named.find(here.folder("queries"), query)
    return named.parse(query, Path("query"))


def question(
    here: Project,
    query: NamedQuery,
    values: Mapping[str, str],
    period: Period | None,
    labels: bool,
    services: tuple[str, ...],
) -> Question:
    """The question that a query puts with these values of its parameters; raises UsageError as `parameters.values`."""
    base = here.namespaces.get("dataset", "")
    bare = [namespace for namespace in here.prefixes.values() if base and namespace.startswith(base)]
    terms = parameters.values(query.parameters, values, here.prefixes, bare)
    return Question(query.text, str(query.path), dict(here.prefixes), terms, period, labels, services)


def when(as_of: str | None, between: tuple[str, str] | None, possibly: bool) -> Period | None:
    """The time that is asked about, if any; raises UsageError for what excludes or lacks another, and for no date."""
    if as_of and between:
        raise UsageError("--as-of and --between exclude each other.")
    if as_of:
        return period(as_of, as_of, possibly)
    if between:
        return period(*between, possibly)
    if possibly:
        raise UsageError("--possibly goes with --as-of or --between.")
    return None
