"""The content of files at one moment, known by their digests."""

import hashlib
import os
import stat
import time
from collections.abc import Sequence

from claimgraph.sources import Source

__all__ = ["Snapshot"]

_PART = 2**20  # bytes that are read at once
_TICK = 2 * 10**9  # nanoseconds within which two writes may carry the same time


class Snapshot:
    """The digest of each file, from a reading of all its bytes: times and sizes can deceive, so none is trusted.

    `texts` holds the bytes themselves, if they all fit into `room` bytes, else nothing. Raises OSError for what is not
    a regular file or cannot be read.
    """

    def __init__(self, files: Sequence[Source], room: int = 0) -> None:
        self.begun = time.time_ns()
        self.files = files
        self.texts: list[bytes] = []
        self.digests: list[str] = []
        self._states: list[tuple[int, ...]] = []
        for file in files:
            data, digest, state = _read(file, room)
            self.digests.append(digest)
            self._states.append(state)
            room -= state[0]
            self.texts.append(data)
        if room < 0 or not files:
            self.texts = []

    def holds(self) -> bool:
        """Whether no file has been written to since; one that was written just before is read again."""
        for file, digest, state in zip(self.files, self.digests, self._states, strict=True):
            if file.data is not None:
                continue
            try:
                if _state(file.path.stat()) != state:
                    return False
                # The time of a change cannot be set by hand, but its clock ticks slowly.
                if state[-1] > self.begun - _TICK and _read(file, 0)[1] != digest:
                    return False
            except OSError:
                return False
        return True


def _read(file: Source, room: int) -> tuple[bytes, str, tuple[int, ...]]:
    """The bytes, their digest, and what the file system says of the file: its size first, its last change last.

    Instead of more bytes than `room`, none.
    """
    digest = hashlib.blake2b(digest_size=20)
    if file.data is not None:
        digest.update(file.data)
        return file.data, digest.hexdigest(), (len(file.data),)
    name = str(file.path)
    # By name: Path would take most of the time.
    descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        # To read from a pipe would take what the validation is to read.
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{name} is not a regular file")
        kept = []
        length = 0
        # A file that has been read to the end is not asked for more: with thousands of them, that takes its time.
        # One without a length may hold something all the same, such as those of the kernel.
        while length < found.st_size or not found.st_size:
            part = os.read(descriptor, min(found.st_size + 1, _PART))
            if not part:
                break
            length += len(part)
            digest.update(part)
            if found.st_size <= room:
                kept.append(part)
        return b"".join(kept), digest.hexdigest(), _state(found)
    finally:
        os.close(descriptor)


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_size, found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns
