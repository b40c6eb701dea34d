"""Several files as one zip archive, the same bytes for the same content."""

import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any

__all__ = ["Sink", "zipped"]

# The first that a zip file can hold: the archive must not tell when it was made.
_TIME = (1980, 1, 1, 0, 0, 0)


class Sink(RawIOBase):
    """A file that hands over what was written to it, for writers that want a file."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes in."""
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def taken(self) -> list[bytes]:
        """What has come since the last time."""
        parts, self._parts = self._parts, []
        return parts


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The archive in parts as the files are written into it."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, parts in files:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as stream:
                for part in parts:
                    stream.write(part)
                    yield from sink.taken()
    yield from sink.taken()
