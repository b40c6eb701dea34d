"""What git knows of files: asked of its command."""

import os
import subprocess
from pathlib import Path

from claimgraph.errors import UsageError

__all__ = ["ask", "root", "tracked", "unwatched"]

_LOCAL = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}


def ask(*arguments: str, folder: Path | None = None) -> bytes:
    """What git answers in a folder; raises UsageError, in its own words, where it does not, or cannot be run."""
    # No hook of a repository's configuration is run for a question, and no lock taken.
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    # What a user likes in diffs; and, in a folder that is a repository, what git tells its hooks of the one around it.
    others = {"GIT_DIFF_OPTS"} | (_LOCAL if folder and (folder / ".git").exists() else set())
    environment = {name: value for name, value in os.environ.items() if name not in others}
    try:
        done = subprocess.run(command, capture_output=True, check=False, cwd=folder, env=environment)
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror}.") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ").rstrip(".")
        raise UsageError(f"git: {words or f'exit code {done.returncode}'}.")
    return done.stdout


def root(folder: Path | None = None) -> Path:
    """The working tree that a folder is in, or the working folder; raises UsageError where it is in none."""
    return Path(os.fsdecode(ask("rev-parse", "--show-toplevel", folder=folder).rstrip(b"\n")))


def tracked(tree: Path) -> set[Path]:
    """The resolved paths of the files of a working tree that git knows, those of submodules among them."""
    names = ask("ls-files", "--recurse-submodules", "-z", folder=tree).split(b"\0")[:-1]
    return {(tree / os.fsdecode(name)).resolve() for name in names}


def unwatched(tree: Path) -> set[Path]:
    """Those of them that git was told not to look at: assumed unchanged, or skipped (git-ls-files, -v)."""
    lines = ask("ls-files", "--recurse-submodules", "-v", "-z", folder=tree).split(b"\0")[:-1]
    return {(tree / os.fsdecode(line[2:])).resolve() for line in lines if line[:1] == b"S" or line[:1].islower()}
