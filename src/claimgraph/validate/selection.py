"""Which findings are shown: by pattern, by what was known before, by number."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from claimgraph import files
from claimgraph.errors import InputError
from claimgraph.model import Finding, Report
from claimgraph.terms import curie, term_curie

__all__ = ["baseline", "first", "matches", "matching", "unknown"]


def matching(report: Report, only: Sequence[str], skip: Sequence[str]) -> Report:
    """The findings that match one of `only`, where there are any, and none of `skip`.

    A pattern, with * and ?, is matched against the finding's shape or check, its property path (both as CURIE and as
    IRI) and its file.
    """

    def chosen(finding: Finding) -> bool:
        names = _names(finding, report)
        matched = not only or any(matches(name, pattern) for name in names for pattern in only)
        return matched and not any(matches(name, pattern) for name in names for pattern in skip)

    return replace(report, findings=tuple(finding for finding in report.findings if chosen(finding)))


def matches(name: str, pattern: str) -> bool:
    """Whether the pattern, in which * and ? alone are special, matches the whole name."""
    return fnmatchcase(name, pattern.replace("[", "[[]"))


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


def baseline(report: Report, path: Path) -> bytes:
    """What the baseline at that path says of the findings: no lines, which move."""
    known = Counter(_identity(finding, path) for finding in report.findings)
    entries = [{"finding": list(identity), "count": count} for identity, count in sorted(known.items())]
    return (json.dumps({"claimgraph baseline": 1, "findings": entries}, ensure_ascii=False, indent=1) + "\n").encode()


def unknown(report: Report, path: Path) -> Report:
    """The findings that the baseline in the file does not have; raises InputError where there is no such."""
    try:
        entries = json.loads(files.read_text(path))["findings"]
        known = Counter({tuple(entry["finding"]): int(entry["count"]) for entry in entries})
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise InputError(f"{path} is no baseline of claimgraph.", hint="Write one with --write-baseline.") from error
    new = []
    for finding in report.findings:
        identity = _identity(finding, path)
        if known[identity] > 0:
            known[identity] -= 1
        else:
            new.append(finding)
    hidden = len(report.findings) - len(new)
    notice = f"{hidden:,} finding{'' if hidden == 1 else 's'} of the baseline {path} not shown."
    return replace(report, findings=tuple(new), notices=(*report.notices, *([notice] if hidden else [])))


def _identity(finding: Finding, path: Path) -> tuple[str, ...]:
    """What stays the same when lines move; of blank nodes, which have no lasting name, their file.

    The file is named as seen from the baseline, whatever the working folder.
    """
    file = finding.location.file if finding.location else ""
    return tuple(f"_:{_seen(file, path)}" if part.startswith("_:") else part for part in finding.key())


@cache
def _seen(file: str, path: Path) -> str:
    return Path(os.path.relpath(file, path.parent)).as_posix() if Path(file).exists() else file
