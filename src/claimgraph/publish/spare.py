"""The spare site, in which a build changes what has changed: whether it is still as it was left."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from claimgraph.publish.tree import Tree
from claimgraph.share import begun

__all__ = ["Spare", "looked", "place"]


class Spare(NamedTuple):
    """What comes of a look at a spare site, each when it is asked for."""

    sound: Callable[[], str]
    """Which site it was (`Tree.name`), if nothing was added to it, or removed; else empty."""
    differing: Callable[[], Sequence[bytes]]
    """The files that are not as they were left."""


def place(target: Path) -> Path:
    """Where the spare site of a site is: beside it, under a hidden name."""
    target = target.absolute()
    return target.parent / f".{target.name}.new"


@contextmanager
def looked(target: Path, version: str) -> Iterator[Spare]:
    """Look at a spare site that was made by that version, in processes of their own; nothing is written.

    There may be half a million files, and nobody needs to know of them before the rest is done.
    """

    def tree() -> Tree:
        try:
            return Tree.read(place(target), version)
        except OSError:  # who writes there says what is the matter
            return Tree(place(target))

    def sound() -> str:
        found = tree()
        return found.name if not found.folder.is_symlink() and found.has_folders(found.rest) else ""

    def differing() -> Sequence[bytes]:
        found = tree()
        return found.differing(found.rest)

    with begun(sound) as folders, begun(differing, idle=True) as files:
        yield Spare(folders, files)
