"""JUnit XML: a failed test for each violation, for the test pages of CI systems."""

from collections import defaultdict
from collections.abc import Sequence
from xml.etree import ElementTree

from claimgraph.model import Finding, Report, Severity
from claimgraph.terms import curie
from claimgraph.validate.reports._plain import details, plain

__all__ = ["render"]


def render(report: Report) -> str:
    """A suite for each file with findings; warnings and information pass, with their text as output.

    What could not be read is an error, not a failure.
    """
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_file[finding.location.file if finding.location else "data"].append(finding)
    root = ElementTree.Element("testsuites", {"name": "claimgraph validate"})
    for file, findings in by_file.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": plain(file)} | _totals(findings, report))
        for finding in findings:
            suite.append(_case(finding, report, file))
    if report.unshown:
        # Tests that fail unseen must not pass.
        number, failures = sum(report.unshown.values()), int(report.unshown.get(Severity.VIOLATION, 0) > 0)
        suite = ElementTree.SubElement(root, "testsuite", name="data", tests="1", failures=str(failures), errors="0")
        case = ElementTree.SubElement(suite, "testcase", classname="data", name=f"{number} more findings, not shown")
        if failures:
            ElementTree.SubElement(case, "failure", message="not shown", type=str(Severity.VIOLATION))
    elif not by_file:
        suite = ElementTree.SubElement(root, "testsuite", name="data", tests="1", failures="0", errors="0")
        ElementTree.SubElement(suite, "testcase", classname="data", name=f"{report.triples} triples conform")
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.attrib[key]) for suite in root)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _totals(findings: Sequence[Finding], report: Report) -> dict[str, str]:
    failed = sum(finding.severity == Severity.VIOLATION for finding in findings)
    failures, errors = (failed, 0) if report.engine else (0, failed)
    return {"tests": str(len(findings)), "failures": str(failures), "errors": str(errors)}


def _case(finding: Finding, report: Report, file: str) -> ElementTree.Element:
    shape = curie(finding.shape, report.prefixes) or finding.component.rpartition("#")[2] or "shape"
    place = finding.location
    name = f"{shape} at {place or 'no place'}"
    case = ElementTree.Element("testcase", classname=plain(file), name=plain(name))
    if place and place.line:
        case.set("file", plain(file))
        case.set("line", str(place.line))
    text = plain("\n".join([finding.message, *(f"{key}: {value}" for key, value in details(finding, report.prefixes))]))
    if finding.severity == Severity.VIOLATION:
        # To JUnit, a test that could not be run is in error.
        kind = "failure" if report.engine else "error"
        failure = ElementTree.SubElement(case, kind, message=plain(finding.message), type=str(finding.severity))
        failure.text = text
    else:
        ElementTree.SubElement(case, "system-out").text = f"{finding.severity}: {text}"
    return case
