"""The forms of an explanation, one file each: `write(steps, prefixes)` gives the text of one derivation or more."""

from collections.abc import Mapping

from claimgraph.reason.explain import Step
from claimgraph.terms import term_curie

__all__ = ["sentence"]


def sentence(step: Step, prefixes: Mapping[str, str]) -> str:
    """The step's triple with CURIEs."""
    return " ".join(term_curie(term, prefixes) for term in step.triple)
