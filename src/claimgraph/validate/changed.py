"""Which findings a git change touches."""

import os
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from claimgraph import formats, git
from claimgraph.errors import UsageError
from claimgraph.model import Finding, Location, Report

__all__ = ["touched"]

Lines = list[int] | None  # of a file, in order; None for all of a new one

_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def touched(report: Report, revision: str) -> Report:
    """The findings in lines that differ from the revision's, or in what git does not know: new files, standard input.

    A finding that names a value is touched with the line of the value, or of the place that explains it; one about what
    is missing with any line of its statement. Raises UsageError outside a git repository and for an unknown revision.
    """
    names = {place.file for finding in report.findings for place in (finding.location, finding.related) if place}
    root = git.root()
    known, tracked = _lines(root, revision), git.tracked(root)
    lines = {name: known.get(path) for name in names if (path := Path(name).resolve()) in known or path not in tracked}
    texts: dict[str, list[str]] = {}
    chosen = tuple(finding for finding in report.findings if _is_touched(finding, lines, texts))
    hidden = len(report.findings) - len(chosen)
    notice = (
        f"{hidden:,} finding{'' if hidden == 1 else 's'} that the change since {revision} does not touch not shown."
    )
    return replace(report, findings=chosen, notices=(*report.notices, *([notice] if hidden else [])))


def _is_touched(finding: Finding, lines: Mapping[str, Lines], texts: dict[str, list[str]]) -> bool:
    for place in (finding.location, finding.related):
        if place is None or place.file not in lines:
            continue
        known = lines[place.file]
        last = place.line
        if not finding.value and place == finding.location:
            last = _end(place, texts)
        if known is None or not last or _any(known, place.line, last):
            return True
    return False


def _any(lines: list[int], first: int, last: int) -> bool:
    place = bisect_left(lines, first)
    return place < len(lines) and lines[place] <= last


def _end(place: Location, texts: dict[str, list[str]]) -> int:
    """The last line of the statement that begins in the place; 0, for the whole file, where it cannot be told."""
    kind = formats.of_path(Path(place.file))
    if kind is None or kind.name not in ("turtle", "trig") or place.file.endswith(".gz"):
        return 0
    if place.file not in texts:
        texts[place.file] = Path(place.file).read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(texts[place.file][place.line - 1 :], place.line):
        if line.rstrip().endswith("."):
            return number
    return len(texts[place.file])


def _lines(root: Path, revision: str) -> Mapping[Path, Lines]:
    """By resolved path, the lines of files that differ from the revision's; of what was removed, both neighbours."""
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is no revision.")
    try:
        commit = git.ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except UsageError as error:
        raise UsageError(
            f"git knows no revision {revision!r}.", hint="Write --changed=REV, or paths before --changed."
        ) from error
    plain = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/")
    diff = git.ask("diff", "--find-renames", "--text", *plain, commit, "--", folder=root)
    found: dict[Path, Lines] = {}
    here: list[int] = []
    for line in diff.split(b"\n"):
        # In a hunk every line begins with - + or \, so that these are none of theirs.
        if line.startswith(b"diff --git "):
            here = []
        elif line.startswith(b"+++ ") and not here:
            here = []
            if (name := _name(line[4:])) is not None:
                found[(root / name).resolve()] = here
        elif hunk := _HUNK.match(line):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            here.extend(range(first, first + count) if count else (first, first + 1))
    return found


def _name(text: bytes) -> str | None:
    """The path after +++, which git quotes as C does where it holds unusual characters; None of a removed file."""
    path = text.rstrip(b"\t")
    if path.startswith(b'"'):
        path = path[1:-1].decode("unicode_escape").encode("latin-1")
    return os.fsdecode(path[2:]) if path.startswith(b"b/") else None
