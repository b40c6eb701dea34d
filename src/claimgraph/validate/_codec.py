"""Reports as what JSON can hold, and back: nothing that is read from a cache is executed."""

from typing import Any

from claimgraph.model import Finding, Location, Report, Severity

__all__ = ["decode", "encode"]


_TEXTS = ("message", "focus_node", "path", "value", "shape", "component", "remedy", "source_shape", "severity_iri")


def encode(report: Report) -> dict[str, Any]:
    """The report as lists and dictionaries."""
    return {
        "findings": [
            [
                int(finding.severity),
                _place(finding.location),
                _place(finding.related),
                finding.messages,
                *(getattr(finding, name) for name in _TEXTS),
            ]
            for finding in report.findings
        ],
        "engine": report.engine,
        "files": report.files,
        "triples": report.triples,
        "notices": report.notices,
        "prefixes": list(report.prefixes.items()),
    }


def decode(value: dict[str, Any]) -> Report:
    """The report that was encoded so; raises ValueError, KeyError or TypeError where none was."""
    return Report(
        findings=tuple(
            Finding(
                severity=Severity(severity),
                location=Location(*here) if here else None,
                related=Location(*other) if other else None,
                messages=tuple(messages),
                **dict(zip(_TEXTS, texts, strict=True)),
            )
            for severity, here, other, messages, *texts in value["findings"]
        ),
        engine=value["engine"],
        files=value["files"],
        triples=value["triples"],
        notices=tuple(value["notices"]),
        prefixes=dict(value["prefixes"]),
    )


def _place(location: Location | None) -> tuple[str, int, int] | None:
    return (location.file, location.line, location.column) if location else None
