"""Turtle: the validation report of SHACL."""

import pyoxigraph as ox

from claimgraph.model import Report
from claimgraph.validate.reports._rdf import write

__all__ = ["render"]


def render(report: Report) -> str:
    """A sh:ValidationReport in Turtle."""
    return write(report, ox.RdfFormat.TURTLE)
