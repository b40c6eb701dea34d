"""GitHub annotations: a workflow command for each finding, which GitHub shows at its line."""

from claimgraph.model import Finding, Report, Severity
from claimgraph.terms import curie, term_curie
from claimgraph.validate.reports.text import summary

__all__ = ["render"]

_COMMANDS = {Severity.INFO: "notice", Severity.WARNING: "warning", Severity.VIOLATION: "error"}


def render(report: Report) -> str:
    """One line for each finding, and a last one, which is no command, that counts them."""
    return "".join(f"{_command(finding, report)}\n" for finding in report.findings) + summary(report) + "\n"


def _command(finding: Finding, report: Report) -> str:
    properties = {"title": curie(finding.shape, report.prefixes) or finding.component.rpartition("#")[2] or "SHACL"}
    if finding.location:
        properties["file"] = finding.location.file
        if finding.location.line:
            properties["line"] = str(finding.location.line)
        if finding.location.column:
            properties["col"] = str(finding.location.column)
    terms = [term_curie(text, report.prefixes) for text in (finding.focus_node, finding.path, finding.value) if text]
    message = "\n".join(filter(None, [finding.message, " ".join(terms), finding.remedy]))
    listed = ",".join(f"{name}={_escape(value, ',:')}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_escape(message)}"


def _escape(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
