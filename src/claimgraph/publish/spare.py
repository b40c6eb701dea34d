"""The spare site, in which a build changes what has changed: whether it is still as it was left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claimgraph.publish.tree import Tree
from claimgraph.share import begun

__all__ = ["apart", "looked", "place"]


def place(target: Path) -> Path:
    """Where the spare site of a site is: beside it, under a hidden name."""
    target = target.absolute()
    return target.parent / f".{target.name}.new"


def apart(target: Path) -> Path:
    """Where a build puts pages while the spare site is looked at: likewise."""
    target = target.absolute()
    return target.parent / f".{target.name}.put"


@contextmanager
def looked(target: Path, version: str) -> Iterator[Callable[[], str]]:
    """Look at a spare site that was made by that version, in a process of its own; nothing is written.

    There may be half a million files, and nobody needs to know of them before the rest is done. What is given tells
    which site it was (`Tree.name`), if all of it is as it was left; else it gives an empty text.
    """

    def whole() -> str:
        try:
            found = Tree.read(place(target), version)
        except OSError:  # who writes there says what is the matter
            return ""
        return found.name if not found.folder.is_symlink() and found.is_whole(found.rest) else ""

    with begun(whole, idle=True) as result:
        yield result
