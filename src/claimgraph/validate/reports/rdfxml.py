"""RDF/XML: the validation report of SHACL."""

import pyoxigraph as ox

from claimgraph import xml
from claimgraph.model import Report
from claimgraph.validate.reports._plain import allowed
from claimgraph.validate.reports._rdf import write

__all__ = ["render"]


def render(report: Report) -> str:
    """A sh:ValidationReport in RDF/XML; what XML cannot hold is written as an escape."""
    return xml.safe(allowed(write(report, ox.RdfFormat.RDF_XML)).encode()).decode()
