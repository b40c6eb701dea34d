"""SARIF 2.1.0: for code scanning services."""

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from claimgraph import __version__
from claimgraph.model import Finding, Location, Report, Severity
from claimgraph.terms import curie
from claimgraph.validate.header import COMPONENT, header

__all__ = ["render"]

_LEVELS = {Severity.INFO: "note", Severity.WARNING: "warning", Severity.VIOLATION: "error"}


def render(report: Report) -> str:
    """One run, with a rule for each shape that found something; columns count Unicode code points."""
    rules = list(dict.fromkeys(_rule(finding) for finding in report.findings))
    remedies = {_rule(finding): finding.remedy for finding in report.findings if finding.remedy}
    driver: dict[str, Any] = {
        "name": "claimgraph",
        "version": __version__,
        "rules": [_described(rule, remedies.get(rule, ""), report.prefixes) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": bool(report.engine),
                "toolExecutionNotifications": [{"message": {"text": notice}} for notice in report.notices],
            }
        ],
        "results": [_result(finding, rules) for finding in report.findings],
        "properties": {"engine": report.engine, "files": report.files, "triples": report.triples},
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(finding: Finding) -> str:
    return finding.shape or finding.component


def _described(rule: str, remedy: str, prefixes: Mapping[str, str]) -> dict[str, Any]:
    described: dict[str, Any] = {"id": rule, "name": curie(rule, prefixes)}
    if rule.startswith(COMPONENT):
        said = header(rule.removeprefix(COMPONENT))
        described["shortDescription"] = {"text": f"{said.title}."}
        described["help"] = {"text": f"{said.problem}\n\n{said.remedy}"}
    elif remedy:
        described["help"] = {"text": remedy}
    return described


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": _rule(finding),
        "ruleIndex": rules.index(_rule(finding)),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.location)] if finding.location else [],
        "properties": {
            "focusNode": finding.focus_node,
            "path": finding.path,
            "value": finding.value,
            "component": finding.component,
        },
    }
    if finding.related:
        result["relatedLocations"] = [_location(finding.related)]
    return result


def _location(location: Location) -> dict[str, Any]:
    path = PurePath(location.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if location.line:
        physical["region"] = {"startLine": location.line}
        if location.column:
            physical["region"]["startColumn"] = location.column
    return {"physicalLocation": physical}
