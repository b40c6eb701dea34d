"""Whether a build has anything to do: what decides on a site, and what the last build of it said."""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from claimgraph import files, paths
from claimgraph.errors import ClaimgraphError, InputError
from claimgraph.output import write_whole
from claimgraph.project import Project
from claimgraph.publish import programs
from claimgraph.publish.folders import own
from claimgraph.publish.seen import Seen
from claimgraph.publish.tree import MANIFEST, Tree, beside, signature
from claimgraph.share import processors, share

__all__ = ["CHANGELOG", "TEXTS", "Said", "State", "recall", "remember", "state"]

TEXTS = {"ethics": "ethics.md"}
"""The project's own pages, by name: files in its folder docs."""
CHANGELOG = "CHANGELOG.md"

# So many bytes of a manifest are worth a process of their own.
_SHARE = 500_000

# What may hold queries is read as these.
_QUERIES = "queries"

# What gives something else each time; or an escape, in shapes, by which that may be written.
_FICKLE = re.compile(rb"\b(?:NOW|RAND|UUID|STRUUID)\s*(?:#[^\n]*\n\s*)*\(\s*\)|\\u00[4-7]|&#", re.IGNORECASE)


class State(NamedTuple):
    """All that decides on a site, as digests."""

    content: str
    times: str
    """What the file system says of the files that the content is from."""
    version: str
    """That under which pages are kept."""
    documents: str
    """Of the documents alone; empty without them."""


class Said(NamedTuple):
    """What a build said when it was done: how many pages and findings there are, and the queries without an answer."""

    pages: int
    findings: int
    unanswered: tuple[str, ...]


def state(project: Project, seen: Seen, documents: Path | None = None) -> State | None:
    """What decides on the site now: the program, the project's settings, and every file that a build reads.

    So is what the folder of documents holds, where there is one. None where that cannot be told: where a file cannot be
    read, or a query, a rule or a shape asks for the time, or for chance.
    """
    try:
        texts = [("", str(path)) for path in _held(documents)] if documents else []
        found = seen.digests([*_files(project), *texts], _digest)
    except (OSError, ClaimgraphError):
        return None  # a build says better what is the matter
    content = repr((programs.program(), project, [(name, digest) for name, (_, digest) in found.items()], documents))
    times = repr([stamp for stamp, _ in found.values()])
    own = _sha256(repr([(path, found[f"{kind} {path}"][1]) for kind, path in texts])) if documents else ""
    return State(_sha256(content), _sha256(times), programs.pages(project), own)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(kind: str, path: str) -> str:
    """The digest of a file; raises OSError for one that is fickle."""
    place = Path(path)
    with place.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if kind == _QUERIES and _FICKLE.search(files.read_bytes(place)):
        raise OSError(f"{path} gives something else each time")
    return digest


def _files(project: Project) -> Iterator[tuple[str, str]]:
    """The files that a build reads: what each is read as, and its path."""
    if project.root is None:
        return
    for folder in project.existing("data", "ontology"):
        yield from (("", name) for name, _ in paths.inside(folder))
    for folder in project.existing("shapes"):
        yield from ((_QUERIES, name) for name, _ in paths.inside(folder))
    for folder in project.existing("queries", "rules"):
        for path in sorted(folder.glob("*.rq")):
            yield _QUERIES, str(path)
    texts = [folder / name for folder in project.existing("docs") for name in TEXTS.values()]
    for path in (*texts, project.root / CHANGELOG):
        if path.is_file():
            yield "", str(path)
    yield from (("", str(path)) for path in project.contexts)
    for folder in project.existing("templates", "releases"):
        for root, folders, names in os.walk(folder):
            folders.sort()
            if any(Path(root, name).is_symlink() for name in folders):
                raise OSError(f"a link in {root} may lead anywhere")
            for name in sorted(names):
                yield "", str(Path(root, name))


def _held(documents: Path) -> Iterator[Path]:
    """The files of a folder that may be documents; raises InputError where there is no such folder."""
    if not documents.is_dir():
        raise InputError(f"no such folder: {documents}.")
    yield from sorted(path for path in documents.iterdir() if path.is_file())


def remember(target: Path, made_from: State, said: Said) -> None:
    """Keep, beside the site, from what it was made and what its build said, where that can be written."""
    with suppress(OSError, InputError):
        with (target / MANIFEST).open("rb") as stream:
            site = signature(stream.readline())
        told = {"state": made_from.content, "site": site, **said._asdict()}
        own(beside(target, "built"))
        write_whole(beside(target, "built"), json.dumps(told).encode())


def recall(target: Path, now: State) -> Said | None:
    """What the build of the site said, if it was made from the same, and all of it is as it was left; else None."""
    try:
        told = json.loads(beside(target, "built").read_bytes())
        site = Tree.read(target, now.version) if told["state"] == now.content else None
        if not site or not site.digest or site.digest != told["site"]:
            return None
        said = Said(told["pages"], told["findings"], tuple(told["unanswered"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None

    def whole(parts: Sequence[slice]) -> bool:
        return all(site.is_whole(site.rest[part]) for part in parts)

    parts = site.parts(min(processors(), len(site.rest) // _SHARE + 1))
    return said if all(share(whole, parts, len(parts))) else None
