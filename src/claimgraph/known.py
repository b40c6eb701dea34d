"""What is known of files that need not be read again, as long as the file system says that they are what they were."""

import os
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Digests", "Known", "stamp"]


class Known(NamedTuple):
    """A file that somebody has read, who makes sure that it cannot change without another stamp."""

    stamp: str
    digest: str
    """The SHA-256 of its bytes, in hexadecimal digits."""

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return int(self.stamp.split(" ", 3)[2])


Digests = Mapping[str, Known]
"""Files by their paths."""


def stamp(status: os.stat_result) -> str:
    """What the file system says of a file: device, number, size, and the times of writing and of change."""
    # The time of a change, the last, cannot be set by hand.
    return f"{status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
