"""The folders that sites are written in."""

import fcntl
import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from posixpath import dirname

from claimgraph.errors import UsageError

__all__ = ["clear", "locked", "own", "remove"]


def clear(folder: Path) -> None:
    """Remove a folder, or what is in its place, as far as that can be done; who makes it anew is told where it is."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.unlink()


def own(path: Path) -> None:
    """Remove a link, so that nothing is written where somebody has it lead to."""
    with suppress(OSError):
        if path.is_symlink():
            path.unlink()


def remove(here: Path, paths: Collection[str]) -> None:
    """Remove files of a folder, and the folders in it that are empty then; raises OSError where one is not there."""
    for path in paths:
        (here / path).unlink()
    for folder in {dirname(path) for path in paths}:
        with suppress(OSError):  # others are in it
            while folder:
                (here / folder).rmdir()
                folder = dirname(folder)


def locked(folder: Path) -> int:
    """Lock the folder that sites are written in against other builds, until the process ends or closes this."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise UsageError(f"another build is writing into {folder}.", hint="Wait until it has ended.") from None
    return descriptor
