"""An archive with the same bytes for the same files: fixed order, times, owners and modes."""

import gzip
import io
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime

__all__ = ["packed"]


def packed(files: Mapping[str, bytes], folder: str, date: str) -> bytes:
    """The files in a gzipped tar archive (POSIX.1-2001, pax) inside a folder, as of midnight UTC of the date."""
    time = int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime, entry.mode = len(files[name]), time, 0o644
            archive.addfile(entry, io.BytesIO(files[name]))
    packed_ = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed_, mtime=0) as zipped:
        zipped.write(stream.getvalue())
    return packed_.getvalue()
