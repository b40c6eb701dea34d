"""Whether a build has anything to do: what decides on a site, and what the last build of it said."""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from claimgraph import files, sources
from claimgraph.errors import ClaimgraphError, InputError
from claimgraph.output import write_whole
from claimgraph.project import Project
from claimgraph.publish import render
from claimgraph.publish.tree import Tree, beside
from claimgraph.share import processors, share

__all__ = ["CHANGELOG", "TEXTS", "Said", "State", "program", "recall", "remember", "state"]

TEXTS = {"ethics": "ethics.md"}
"""The project's own pages, by name: files in its folder docs."""
CHANGELOG = "CHANGELOG.md"

# So many pages are worth a process of their own.
_SHARE = 1000

_PACKAGE = Path(__file__).parents[1]

# What gives something else each time; or an escape, in shapes, by which that may be written.
_FICKLE = re.compile(rb"\b(?:NOW|RAND|UUID|STRUUID)\s*(?:#[^\n]*\n\s*)*\(\s*\)|\\u00[4-7]|&#", re.IGNORECASE)


class State(NamedTuple):
    """All that decides on a site, as digests."""

    content: str
    times: str
    """What the file system says of the files that the content is from."""
    version: str
    """That under which pages are kept."""


class Said(NamedTuple):
    """What a build said when it was done: how many pages and findings there are, and the queries without an answer."""

    pages: int
    findings: int
    unanswered: tuple[str, ...]


def state(project: Project) -> State | None:
    """What decides on the site now: the program, the project's settings, and every file that a build reads.

    None where that cannot be told: where a file cannot be read, or a query, a rule or a shape asks for the time, or for
    chance.
    """
    content = hashlib.sha256(repr((program(), project)).encode())
    times = hashlib.sha256()
    try:
        for kind, path in _files(project):
            files.check_regular(path)
            with path.open("rb") as stream:
                found = os.fstat(stream.fileno())
                digest = hashlib.file_digest(stream, "sha256").digest()
            if kind == "fickle" and _FICKLE.search(files.read_bytes(path)):
                return None
            name = os.fsencode(path)
            content.update(b"%d %b%b" % (len(name), name, digest))
            # The time of a change cannot be set by hand.
            times.update(b"%d %d %d " % (found.st_dev, found.st_ino, found.st_ctime_ns))
    except (OSError, ClaimgraphError):
        return None  # a build says better what is the matter
    return State(content.hexdigest(), times.hexdigest(), render.digest(project))


def _files(project: Project) -> Iterator[tuple[str, Path]]:
    """The files that a build reads; fickle are those that hold queries."""
    if project.root is None:
        return
    for source in sources.expand(project.existing("data", "ontology")):
        yield "", source.path
    for source in sources.expand(project.existing("shapes")):
        yield "fickle", source.path
    for folder in project.existing("queries", "rules"):
        for path in sorted(folder.glob("*.rq")):
            yield "fickle", path
    texts = [folder / name for folder in project.existing("docs") for name in TEXTS.values()]
    for path in (*texts, project.root / CHANGELOG):
        if path.is_file():
            yield "", path
    for path in sorted((project.root / "context").glob("claimgraph-*.jsonld")):
        yield "", path
    for folder in project.existing("templates", "releases"):
        for root, folders, names in os.walk(folder):
            folders.sort()
            if any(Path(root, name).is_symlink() for name in folders):
                raise OSError(f"a link in {root} may lead anywhere")
            for name in sorted(names):
                yield "", Path(root, name)


@cache
def program() -> Sequence[str]:
    """What tells this program from others: its files, and the packages beside it by name and version."""
    found = [sys.version]
    # Of a source tree, the rules lie beside the package.
    beside = (_PACKAGE.parents[1] / "rules").glob("*.rls")
    for path in (*sorted(path for path in _PACKAGE.rglob("*") if path.is_file()), *sorted(beside)):
        if path.suffix != ".pyc":
            found.append(f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    for entry in sys.path:
        with suppress(OSError):
            found += sorted(path.name for path in Path(entry or ".").iterdir() if path.name.endswith("-info"))
    return found


def remember(target: Path, made_from: State, said: Said) -> None:
    """Keep, beside the site, from what it was made and what its build said, where that can be written."""
    told = {"state": made_from.content, "site": Tree.read(target, made_from.version).digest, **said._asdict()}
    with suppress(OSError, InputError):
        write_whole(beside(target, "built"), json.dumps(told).encode())


def recall(target: Path, now: State) -> Said | None:
    """What the build of the site said, if it was made from the same, and all of it is as it was left; else None."""
    try:
        told = json.loads(beside(target, "built").read_bytes())
        site = Tree.read(target, now.version) if told["state"] == now.content else None
        if site is None or site.digest != told["site"]:
            return None
        said = Said(told["pages"], told["findings"], tuple(told["unanswered"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None

    def whole(lines: Sequence[str]) -> bool:
        return all(map(site.is_whole, lines))

    lines = list(site.lines.values())
    return said if all(share(whole, lines, min(processors(), len(lines) // _SHARE + 1))) else None
