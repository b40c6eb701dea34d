"""Which findings are shown: by pattern, by what was known before, by number."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from claimgraph import files
from claimgraph.errors import InputError
from claimgraph.model import Finding, Report
from claimgraph.terms import curie, term_curie

__all__ = ["baseline", "first", "matching", "unknown"]

_BLANK = re.compile(r"^_:.*")


def matching(report: Report, only: Sequence[str], skip: Sequence[str]) -> Report:
    """The findings that match one of `only`, where there are any, and none of `skip`.

    A pattern, with * and ?, is matched against the finding's shape or check, its property path (both as CURIE and as
    IRI) and its file.
    """

    def chosen(finding: Finding) -> bool:
        names = _names(finding, report)
        matched = not only or any(fnmatchcase(name, pattern) for name in names for pattern in only)
        return matched and not any(fnmatchcase(name, pattern) for name in names for pattern in skip)

    return replace(report, findings=tuple(finding for finding in report.findings if chosen(finding)))


def _names(finding: Finding, report: Report) -> list[str]:
    file = [finding.location.file] if finding.location else []
    path = [term_curie(finding.path, report.prefixes), finding.path.strip("<>")] if finding.path else []
    check = finding.component.rpartition("#")[2]
    return [curie(finding.shape, report.prefixes), finding.shape, check, *path, *file]


def first(report: Report, number: int) -> Report:
    """The first findings, with a notice of how many more there are; these still count."""
    more = len(report.findings) - number
    if more <= 0:
        return report
    notice = f"{more:,} more finding{'' if more == 1 else 's'} not shown (--max {number})."
    unshown = Counter(finding.severity for finding in report.findings[number:])
    return replace(report, findings=report.findings[:number], notices=(*report.notices, notice), unshown=unshown)


def baseline(report: Report) -> bytes:
    """The findings in a form that later runs compare themselves with: without lines, which move."""
    known = Counter(_identity(finding) for finding in report.findings)
    entries = [{"finding": list(identity), "count": count} for identity, count in sorted(known.items())]
    return (json.dumps({"claimgraph baseline": 1, "findings": entries}, ensure_ascii=False, indent=1) + "\n").encode()


def unknown(report: Report, path: Path) -> Report:
    """The findings that the baseline in the file does not have; raises InputError where there is no such."""
    try:
        entries = json.loads(files.read_text(path))["findings"]
        known = Counter({tuple(entry["finding"]): int(entry["count"]) for entry in entries})
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no baseline of claimgraph.", hint="Write one with --write-baseline.") from error
    new = []
    for finding in report.findings:
        identity = _identity(finding)
        if known[identity] > 0:
            known[identity] -= 1
        else:
            new.append(finding)
    hidden = len(report.findings) - len(new)
    notices = (f"{hidden:,} findings of the baseline {path} not shown.",) if hidden else ()
    return replace(report, findings=tuple(new), notices=(*report.notices, *notices))


def _identity(finding: Finding) -> tuple[str, ...]:
    """What stays the same when lines move; of blank nodes, which have no lasting name, their file."""
    file = finding.location.file if finding.location else ""
    return tuple(_BLANK.sub(f"_:{file}", part) for part in finding.key())
