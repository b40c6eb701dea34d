"""What git knows of files: asked of its command."""

import os
import subprocess
from pathlib import Path

from claimgraph.errors import UsageError

__all__ = ["ask", "root", "tracked"]


def ask(*arguments: str) -> bytes:
    """What git answers; raises UsageError, in its own words, where it does not, or cannot be run."""
    # No hook of a repository's configuration is run for a question, and no lock taken.
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror}.") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ").rstrip(".")
        raise UsageError(f"git: {words or f'exit code {done.returncode}'}.")
    return done.stdout


def root(folder: Path | None = None) -> Path:
    """The working tree that a folder is in, or the working folder; raises UsageError where it is in none."""
    return Path(os.fsdecode(ask("-C", str(folder or "."), "rev-parse", "--show-toplevel").rstrip(b"\n")))


def tracked(tree: Path) -> set[Path]:
    """The resolved paths of the files of a working tree that git knows, those of submodules among them."""
    names = ask("-C", str(tree), "ls-files", "--recurse-submodules", "-z").split(b"\0")[:-1]
    return {(tree / os.fsdecode(name)).resolve() for name in names}
