"""The content of files at one moment, known by their digests."""

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from claimgraph.known import Digests, stamp
from claimgraph.sources import Source

__all__ = ["Snapshot"]

_PART = 2**20  # bytes that are read at once
_TICK = 2 * 10**9  # nanoseconds within which two writes may carry the same time


class Snapshot:
    """The digest and the size of each file.

    They are from a reading of all its bytes: times and sizes can deceive, so none is trusted. Files that are `known`
    are not read, and held to their stamps. Raises OSError for what is not a regular file or cannot be read.
    """

    def __init__(self, files: Sequence[Source], known: Digests = MappingProxyType({})) -> None:
        self.begun = time.time_ns()
        self.files = files
        self.digests: list[str] = []
        self.sizes: list[int] = []
        self._stamps: list[str] = []
        self._late: list[int] = []
        for number, file in enumerate(files):
            if file.data is None and (one := known.get(str(file))):
                size, digest, said = one.size, one.digest, one.stamp
            else:
                size, digest, said, changed = _looked(file)
                # The time of a change cannot be set by hand, but its clock ticks slowly.
                if changed > self.begun - _TICK:
                    self._late.append(number)
            self.digests.append(digest)
            self.sizes.append(size)
            self._stamps.append(said)

    def texts(self) -> list[bytes]:
        """The bytes of each file, which are those of the snapshot if it `holds` afterwards; raises OSError."""
        return [_text(file) for file in self.files]

    def holds(self) -> bool:
        """Whether no file has been written to since; one that was written just before is read again."""
        try:
            for file, said in zip(self.files, self._stamps, strict=True):
                if file.data is None and stamp(os.stat(str(file))) != said:  # noqa: PTH116 - a Path takes longer
                    return False
            return all(_looked(self.files[number])[1] == self.digests[number] for number in self._late)
        except OSError:
            return False


def _looked(file: Source) -> tuple[int, str, str, int]:
    """Size, digest and stamp of a file, and the time of its last change in nanoseconds since 1970."""
    if file.data is not None:
        return len(file.data), hashlib.sha256(file.data).hexdigest(), "", 0
    size, digest = 0, hashlib.sha256()
    with _opened(file) as (descriptor, status):
        for part in _parts(descriptor, status.st_size):
            size += len(part)
            digest.update(part)
    return size, digest.hexdigest(), stamp(status), status.st_ctime_ns


def _text(file: Source) -> bytes:
    if file.data is not None:
        return file.data
    with _opened(file) as (descriptor, status):
        return b"".join(_parts(descriptor, status.st_size))


@contextmanager
def _opened(file: Source) -> Iterator[tuple[int, os.stat_result]]:
    """The file, and what the file system says of it; raises OSError where it is no regular file."""
    name = str(file.path)
    # By name: Path would take most of the time.
    descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        # To read from a pipe would take what the validation is to read.
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{name} is not a regular file")
        yield descriptor, status
    finally:
        os.close(descriptor)


def _parts(descriptor: int, size: int) -> Iterator[bytes]:
    """What is in a file of that size."""
    length = 0
    # A file that has been read to the end is not asked for more: with thousands of them, that takes its time.
    # One without a length may hold something all the same, such as those of the kernel.
    while length < size or not size:
        part = os.read(descriptor, min(size + 1, _PART))
        if not part:
            break
        length += len(part)
        yield part
