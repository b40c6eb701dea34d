"""The content of files at one moment, known by their digests."""

import hashlib
import os
import stat
import time
from collections.abc import Sequence
from pathlib import Path

from claimgraph.sources import Source

__all__ = ["Snapshot"]

_STREAMED = 16 * 2**20  # bytes from which on a file is hashed in parts
_TICK = 2 * 10**9  # nanoseconds within which two writes may carry the same time


class Snapshot:
    """The digest of each file, from a reading of all its bytes: times and sizes can deceive, so none is trusted.

    `texts` holds the bytes themselves, where they are to be kept. Raises OSError for what is not a regular file or
    cannot be read.
    """

    def __init__(self, files: Sequence[Source], keep: bool = False) -> None:
        self.begun = time.time_ns()
        self.files = files
        self.texts: list[bytes] = []
        self.digests: list[str] = []
        self._states: list[tuple[int, ...]] = []
        for file in files:
            data, digest, state = _read(file, keep)
            self.digests.append(digest)
            self._states.append(state)
            if keep:
                self.texts.append(data)

    def holds(self) -> bool:
        """Whether no file has been written to since; one that was written just before is read again."""
        for file, digest, state in zip(self.files, self.digests, self._states, strict=True):
            if file.data is not None:
                continue
            try:
                if _state(file.path.stat()) != state:
                    return False
                # The time of a change cannot be set by hand, but its clock ticks slowly.
                if state[-1] > self.begun - _TICK and _read(file, False)[1] != digest:
                    return False
            except OSError:
                return False
        return True


def _read(file: Source, keep: bool) -> tuple[bytes, str, tuple[int, ...]]:
    """The bytes (empty where they were streamed), their digest and what the file system says of the file."""
    if file.data is not None:
        return file.data, hashlib.blake2b(file.data, digest_size=20).hexdigest(), ()
    # Ten thousand files a second and more are read so: open() and Path would take most of the time.
    descriptor = os.open(_regular(file.path), os.O_RDONLY)
    try:
        found = os.fstat(descriptor)
        if keep or found.st_size < _STREAMED:
            data = _all(descriptor, found.st_size)
            return data, hashlib.blake2b(data, digest_size=20).hexdigest(), _state(found)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=20)).hexdigest()
        return b"", digest, _state(found)
    finally:
        os.close(descriptor)


def _regular(path: Path) -> str:
    name = str(path)
    # To read from a pipe would take what the validation is to read.
    if not stat.S_ISREG(os.stat(name).st_mode):  # noqa: PTH116 - see above
        raise OSError(f"{name} is not a regular file")
    return name


def _all(descriptor: int, size: int) -> bytes:
    parts = []
    while part := os.read(descriptor, size + 1):
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
