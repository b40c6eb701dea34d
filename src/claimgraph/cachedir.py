"""Where the caches are, and how large they may grow."""

import os
from contextlib import suppress
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.output import write_whole

__all__ = ["clear", "evict", "folder", "keep", "limit", "stored"]


def folder(kind: str) -> Path:
    """Where what is cached of that kind is kept: in $CLAIMGRAPH_CACHE, or else in the user's cache folder."""
    chosen = os.environ.get("CLAIMGRAPH_CACHE")
    return (Path(chosen) if chosen else _users() / "claimgraph") / kind


def _users() -> Path:
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The XDG Base Directory Specification has relative paths ignored.
    if named.is_absolute():
        return named
    try:
        return Path.home() / ".cache"
    except RuntimeError:
        # Without HOME and without an entry of its own, as in many a container: where these put HOME.
        return Path("/.cache")


def limit() -> int:
    """How many bytes each kind may take: $CLAIMGRAPH_CACHE_MB megabytes, or else 8 GB."""
    text = os.environ.get("CLAIMGRAPH_CACHE_MB", "")
    return int(text) * 2**20 if text.isdecimal() else 8 * 2**30


def keep(place: Path, data: bytes) -> None:
    """Write a file of a cache, where there is room for it and the right to write; else the next run does without."""
    with suppress(OSError, InputError):
        # What is kept are copies of the user's data: nobody else's business.
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(place, data)


def stored(kind: str) -> list[tuple[Path, int, float]]:
    """The files of that kind, their sizes in bytes and when they were last of use, the latest first."""
    found = []
    with suppress(OSError):
        for path in folder(kind).iterdir():
            with suppress(FileNotFoundError):
                status = path.stat()
                found.append((path, status.st_size, status.st_mtime))
    return sorted(found, key=lambda entry: (-entry[2], entry[0]))


def evict(kind: str) -> None:
    """Remove the files that were of no use for longest until the rest is within the limit."""
    room = limit()
    for path, size, _ in stored(kind):
        room -= size
        if room < 0:
            path.unlink(missing_ok=True)


def clear(kind: str) -> int:
    """Remove all files of that kind; how many there were."""
    found = stored(kind)
    for path, _, _ in found:
        path.unlink(missing_ok=True)
    return len(found)
