"""What the header of a check says: its documentation, here and in every report and page."""

import re
from textwrap import dedent
from typing import NamedTuple

from claimgraph import registry
from claimgraph.validate import CHECKS

__all__ = ["COMPONENT", "Header", "header"]

COMPONENT = "https://w3id.org/claimgraph/check#"
"""What the names of checks follow to make the IRIs that findings give as their component."""

_FORM = re.compile(
    r"(?P<title>[A-Z].*)\.\n\n"
    r"Problem: (?P<problem>[^\n].*)\n"
    r"Remedy: (?P<remedy>[^\n].*?)\n\n"
    r"(?:Ontology:\n\n(?P<ontology>.*)\n)?"
    r"Bad:\n\n(?P<bad>.*)\nGood:\n\n(?P<good>.*)",
    re.DOTALL,
)


class Header(NamedTuple):
    """The header of a check: prose in lines, examples in Turtle."""

    title: str
    problem: str
    remedy: str
    ontology: str  # that the examples are checked against; "" where they need none
    bad: str
    good: str


def header(name: str) -> Header:
    """The header of the check of that name; raises UsageError where there is none, ValueError where it is malformed."""
    found = _FORM.fullmatch(str(registry.load(CHECKS, name, "check").__doc__))
    if found is None:
        raise ValueError(f"the header of the check {name} is not as those of its neighbours.")
    return Header(*(dedent(found[part] or "") for part in Header._fields))
