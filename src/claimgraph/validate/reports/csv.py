"""CSV: one row for each finding, for a spreadsheet."""

import csv
from io import StringIO

from claimgraph.model import Report
from claimgraph.terms import curie, term_curie

__all__ = ["render"]

_COLUMNS = (
    "file", "line", "column", "severity", "focus_node", "path", "value", "message", "shape", "component", "remedy",
)  # fmt: skip


def render(report: Report) -> str:
    """A header and the findings (RFC 4180), terms shortened; a cell that a spreadsheet would compute is quoted."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for finding in report.findings:
        place = finding.location
        cells = (
            place.file if place else "",
            (place.line or "") if place else "",
            (place.column or "") if place else "",
            finding.severity,
            term_curie(finding.focus_node, report.prefixes),
            term_curie(finding.path, report.prefixes),
            term_curie(finding.value, report.prefixes),
            finding.message,
            curie(finding.shape, report.prefixes),
            curie(finding.component, report.prefixes),
            finding.remedy,
        )
        writer.writerow([_safe(str(cell)) for cell in cells])
    return written.getvalue()


def _safe(cell: str) -> str:
    # A single character, as the name of standard input, is nothing to compute.
    return f"'{cell}" if len(cell) > 1 and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
