"""JSON: one object with the findings and what they were found in."""

import json
from typing import Any

from claimgraph.model import Finding, Location, Report

__all__ = ["render"]


def render(report: Report) -> str:
    """An object; every finding has every key, with null where there is nothing to say."""
    return (
        json.dumps(
            {
                "findings": [_finding(finding) for finding in report.findings],
                "counts": {str(severity): number for severity, number in report.counts().items()},
                "files": report.files,
                "triples": report.triples,
                "engine": report.engine or None,
                "notices": list(report.notices),
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **_location(finding.location),
        "severity": str(finding.severity),
        "focus_node": finding.focus_node or None,
        "path": finding.path or None,
        "value": finding.value or None,
        "message": finding.message,
        "shape": finding.shape or None,
        "component": finding.component or None,
        "remedy": finding.remedy or None,
        "related": _location(finding.related) if finding.related else None,
    }


def _location(location: Location | None) -> dict[str, Any]:
    return {
        "file": location.file if location else None,
        "line": (location.line if location else 0) or None,
        "column": (location.column if location else 0) or None,
    }
