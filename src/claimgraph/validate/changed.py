"""Which findings a git change touches."""

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from claimgraph import files, formats, git
from claimgraph.errors import UsageError
from claimgraph.locate.tokens import pattern
from claimgraph.model import Finding, Location, Report

__all__ = ["touched"]

Lines = list[int] | None  # of a file, in order; None for all of a new one

_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_PLAIN = (
    *("--unified=0", "--inter-hunk-context=0", "--find-renames", "--text", "--src-prefix=a/", "--dst-prefix=b/"),
    *("--no-color", "--no-ext-diff", "--no-textconv"),
)


def touched(report: Report, revision: str) -> Report:
    """The findings in lines that differ from the revision's, or in what git does not know: new files, standard input.

    A finding that names a value is touched with the line of the value, or of the place that explains it; one about what
    is missing with any line of its statement. Raises UsageError outside a git repository and for an unknown revision.
    """
    names = {place.file for finding in report.findings for place in (finding.location, finding.related) if place}
    root = git.root()
    known, tracked = dict(_lines(root, _commit(revision))), git.tracked(root)
    lines = {name: known.get(path) for name in names if (path := Path(name).resolve()) in known or path not in tracked}
    # Of what is packed, git compares other lines than those that findings count.
    lines |= {name: None for name in lines if name.lower().endswith(".gz")}
    texts: dict[str, tuple[str, list[int]]] = {}
    chosen = tuple(finding for finding in report.findings if _is_touched(finding, lines, texts))
    hidden = len(report.findings) - len(chosen)
    notice = (
        f"{hidden:,} finding{'' if hidden == 1 else 's'} that the change since {revision} does not touch not shown."
    )
    return replace(report, findings=chosen, notices=(*report.notices, *([notice] if hidden else [])))


def _is_touched(finding: Finding, lines: Mapping[str, Lines], texts: dict[str, tuple[str, list[int]]]) -> bool:
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


def _end(place: Location, texts: dict[str, tuple[str, list[int]]]) -> int:
    """The last line of the statement that begins in the place; 0, for the whole file, where it cannot be told."""
    kind = formats.of_path(Path(place.file))
    if kind is None or kind.name not in ("turtle", "trig"):
        return 0
    if place.file not in texts:
        text = files.read_text(Path(place.file))
        texts[place.file] = text, [0, *(match.end() for match in re.finditer("\n", text))]
    text, starts = texts[place.file]
    position = starts[place.line - 1] + place.column - 1
    while match := pattern().match(text, position):
        position = match.end()
        if match[0] in (".", "}"):
            return bisect_right(starts, position - 1)
    return 0


def _commit(revision: str) -> str:
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is no revision.")
    try:
        return git.ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except UsageError as error:
        raise UsageError(
            f"git knows no revision {revision!r}.", hint="Write --changed=REV, or paths before --changed."
        ) from error


def _lines(root: Path, commit: str) -> Iterator[tuple[Path, Lines]]:
    """Path and lines of each file that differs from the commit's, resolved; of what was removed, both neighbours.

    Files of submodules are compared with the commits that these had.
    """
    here: list[int] = []
    for line in git.ask("diff", *_PLAIN, "--ignore-submodules", commit, "--", folder=root).split(b"\n"):
        # In a hunk every line begins with - + or \, so that these are none of theirs.
        if line.startswith(b"diff --git "):
            here = []
        elif line.startswith(b"+++ ") and not here:
            here = []
            if (name := _name(line[4:])) is not None:
                yield (root / name).resolve(), here  # to be filled by its hunks
        elif hunk := _HUNK.match(line):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            here.extend(range(first, first + count) if count else (first, first + 1))
    then = dict(_submodules(git.ask("ls-tree", "-r", "-z", commit, folder=root)))
    for path, _ in _submodules(git.ask("ls-files", "--stage", "-z", folder=root)):
        folder = root / path
        if not (folder / ".git").exists():
            continue
        if path in then:
            yield from _lines(folder, then[path])
        else:
            yield from ((file, None) for file in git.tracked(folder))


def _submodules(listing: bytes) -> Iterator[tuple[str, str]]:
    """Path and commit of each submodule in what git lists of an index or of a tree."""
    for entry in listing.split(b"\0")[:-1]:
        about, _, path = entry.partition(b"\t")
        if about.startswith(b"160000 "):
            yield os.fsdecode(path), next(word for word in about.decode().split() if len(word) >= 40)


def _name(text: bytes) -> str | None:
    """The path after +++, which git quotes as C does where it holds unusual characters; None of a removed file."""
    path = text.rstrip(b"\t")
    if path.startswith(b'"'):
        path = path[1:-1].decode("unicode_escape").encode("latin-1")
    return os.fsdecode(path[2:]) if path.startswith(b"b/") else None
