"""The git commit that a release is made from, and whether it is made from that alone."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimgraph import git
from claimgraph.errors import UsageError
from claimgraph.project import Project
from claimgraph.publish.history import CANONICAL, MANIFEST, SUMS, URIS, Release

__all__ = ["Revision", "committed", "revision"]

_PARTS = ("data", "ontology", "shapes", "rules")
_CONFIG = "claimgraph.toml"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, empty before the first, and what in the files of a release differs from it."""

    commit: str
    changed: tuple[Path, ...] = ()

    def __str__(self) -> str:
        return f"git commit {self.commit or 'none'}{', with changes that are not committed' if self.changed else ''}"


def committed(project: Project, history: Sequence[Release], files: Iterable[Path], dirty: bool) -> Revision | None:
    """The commit that a release of the files is made from; None outside git, or where git ignores the project.

    Raises UsageError where files are changed, new or gone since the commit, or git does not tell; `dirty` allows it.
    """
    try:
        found = revision(project, history, files)
    except UsageError as error:
        if dirty:
            return None
        raise UsageError(error.message, hint="With --allow-dirty, the release does not name a commit.") from error
    if found is None or dirty or not found.changed:
        return found
    number = len(found.changed)
    names = [os.path.relpath(path, project.root) for path in found.changed[:_SHOWN]]
    more = f" and {number - _SHOWN:,} more" if number > _SHOWN else ""
    raise UsageError(
        f"what the release is made from is not as git has it: {', '.join(names)}{more}.",
        hint="Commit it; or pass --allow-dirty, and the release says so. Where git was told not to look at it: "
        "git update-index --no-assume-unchanged, or --no-skip-worktree.",
    )


def revision(project: Project, history: Sequence[Release], files: Iterable[Path]) -> Revision | None:
    """The last commit, and what differs from it of the files, the project's folders and its earlier releases.

    None outside git, or where git ignores the project. Raises UsageError where git cannot be asked.
    """
    here = (project.root or Path()).resolve()
    if not any((folder / ".git").exists() for folder in (here, *here.parents)):
        return None
    tree = git.root(here)
    if git.ask("ls-files", "--others", "--ignored", "--exclude-standard", "--", _CONFIG, folder=here):
        return None
    kept = (CANONICAL, MANIFEST, SUMS, URIS)
    earlier = [path for release in history for name in kept if (path := release.folder / name).exists()]
    rules = [path for folder in project.existing("rules") for path in folder.rglob("*") if path.is_file()]
    read = {path.resolve() for path in (here / _CONFIG, *files, *earlier, *rules, *project.contexts)}
    # The folder of releases may be gone.
    places = {*read, *(folder.resolve() for folder in (*project.existing(*_PARTS), project.folders["releases"]))}
    commit, differing = _status(tree)
    above = {folder for place in places for folder in place.parents}  # where a submodule may be
    changed = {path for path in differing if path in above or not places.isdisjoint((path, *path.parents))}
    # Of what git does not look at, it cannot tell that it has not changed.
    unknown = (read - git.tracked(tree)) | (read & git.unwatched(tree))
    return Revision(commit, tuple(sorted(changed | unknown)))


def _status(tree: Path) -> tuple[str, Iterator[Path]]:
    """The commit, and the resolved paths of those tracked files that differ from it (git-status, porcelain v2)."""
    asked = ("status", "--porcelain=v2", "--branch", "-z", "--no-renames", "--untracked-files=no")
    lines = git.ask(*asked, "--ignore-submodules=none", folder=tree).split(b"\0")
    oid = next(line.split()[2].decode() for line in lines if line.startswith(b"# branch.oid "))
    # Eight fields stand before the path of a change, ten before that of a conflict.
    names = [line.split(b" ", 10 if line.startswith(b"u") else 8)[-1] for line in lines if line[:1] in (b"1", b"u")]
    return "" if oid == "(initial)" else oid, ((tree / os.fsdecode(name)).resolve() for name in names)
