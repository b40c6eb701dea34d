"""Text, as a compiler writes it: the place, the line, what is wrong and what to do."""

from collections.abc import Iterator, Mapping

from claimgraph.model import Finding, Report, Severity
from claimgraph.validate.reports._excerpts import excerpt, lines
from claimgraph.validate.reports._plain import details, plain

__all__ = ["render"]


def render(report: Report) -> str:
    """Each finding with its line, and a last line that counts them."""
    return "\n\n".join([*blocks(report), summary(report)]) + "\n"


def blocks(report: Report) -> list[str]:
    """The findings without that last line."""
    shown = lines(finding.location for finding in report.findings if finding.location)
    return ["\n".join(_block(finding, shown, report.prefixes)) for finding in report.findings]


def summary(report: Report) -> str:
    """How many findings of which severity in how much, and which engine found them, if one came to look."""
    if not report.engine:
        return f"{_count(len(report.findings), 'error')}; nothing was validated"
    counts = [_severity(number, severity) for severity, number in report.counts().items() if number]
    found = ", ".join(counts) or "no findings"
    files, triples = _count(report.files, "file"), _count(report.triples, "triple")
    return f"{found} in {files} with {triples}; engine: {report.engine}"


def _severity(number: int, severity: Severity) -> str:
    # "info" counts nothing by itself.
    return f"{number:,} of information" if severity == Severity.INFO else _count(number, str(severity))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _block(finding: Finding, shown: Mapping[tuple[str, int], str], prefixes: Mapping[str, str]) -> Iterator[str]:
    place = finding.location
    yield plain(f"{place or 'nowhere in the data'}: {finding.severity}: {finding.message}")
    if place and (place.file, place.line) in shown:
        number = str(place.line)
        text, carets = excerpt(shown[place.file, place.line], place)
        yield f" {number} | {plain(text)}"
        yield f" {' ' * len(number)} | {carets}"
    for label, value in details(finding, prefixes):
        yield f"   {label + ':':8}{value}"
