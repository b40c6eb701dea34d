"""Reports as what JSON can hold, and back: nothing that is read from a cache is executed."""

from typing import Any

from claimgraph.model import Finding, Location, Report, Severity

__all__ = ["decode", "encode"]


def encode(report: Report) -> dict[str, Any]:
    """The report as lists and dictionaries."""
    return {
        "findings": [
            [
                int(finding.severity),
                finding.message,
                finding.focus_node,
                finding.path,
                finding.value,
                finding.shape,
                finding.component,
                _place(finding.location),
                _place(finding.related),
                finding.remedy,
                finding.source_shape,
                finding.severity_iri,
                list(finding.messages),
            ]
            for finding in report.findings
        ],
        "engine": report.engine,
        "files": report.files,
        "triples": report.triples,
        "notices": list(report.notices),
        "prefixes": list(report.prefixes.items()),
    }


def decode(value: dict[str, Any]) -> Report:
    """The report that was encoded so; raises ValueError, KeyError, TypeError or IndexError where none was."""
    return Report(
        findings=tuple(
            Finding(Severity(severity), *texts, _location(here), _location(other), *rest, tuple(messages))
            for severity, *texts, here, other, remedy, source_shape, severity_iri, messages in value["findings"]
            for rest in [(remedy, source_shape, severity_iri)]
        ),
        engine=value["engine"],
        files=value["files"],
        triples=value["triples"],
        notices=tuple(value["notices"]),
        prefixes=dict(value["prefixes"]),
    )


def _place(location: Location | None) -> list[str | int] | None:
    return [location.file, location.line, location.column] if location else None


def _location(value: list[Any] | None) -> Location | None:
    return Location(*value) if value else None
