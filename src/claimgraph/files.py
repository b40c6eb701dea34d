"""Read a file: regular, whole, not too large, and as UTF-8."""

import gzip
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from claimgraph.errors import InputError, LimitError
from claimgraph.model import Location

__all__ = [
    "check_regular",
    "decoded",
    "limited",
    "opened",
    "read_bytes",
    "read_standard_input",
    "read_text",
    "size",
    "unmarked",
]

MAX_BYTES = 8 * 2**30
_PART = 2**20  # bytes that are read at once
# What unpacks to so many bytes and to so many times its size was made to fill memory: RDF shrinks to a thirtieth or so.
_MANY, _TIMES = 2**28, 200
_MARK = b"\xef\xbb\xbf"


def check_regular(path: Path) -> int:
    """How many bytes a file has, packed or not.

    Raises InputError for a pipe or a device, which may have no end; OSError for what is not there.
    """
    status = path.stat()
    mode = status.st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise InputError(
            "not a regular file.",
            location=Location(str(path)),
            hint="Pipes and devices are not read: write to a file, or to standard input where - is taken.",
        )
    return status.st_size


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """The file, unpacked where its suffix is .gz, open for reading; raises InputError as `read_bytes`."""
    with _readable(path):
        check_regular(path)
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            yield stream


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}.", location=Location(str(path))) from error


def limited(
    stream: IO[bytes] | gzip.GzipFile, name: str, expected: int = _PART, packed: int = MAX_BYTES
) -> Iterator[bytes]:
    """The stream in parts, up to what is allowed; one read of all that is allowed would ask for as much memory.

    The first part has up to the expected number of bytes; `packed` is the size of what is unpacked. Raises LimitError
    beyond what is allowed.
    """
    total = 0
    while chunk := stream.read(_PART if total else expected):
        total += len(chunk)
        if total > MAX_BYTES:
            raise LimitError(f"larger than {MAX_BYTES} bytes.", location=Location(name))
        if total > max(_MANY, _TIMES * packed):
            raise LimitError(
                f"unpacks to more than {_TIMES} times its size.",
                location=Location(name),
                hint="If it is to be read all the same, unpack it first.",
            )
        yield chunk


def size(path: Path) -> int:
    """How many bytes the file has, unpacked where its suffix is .gz; raises as `read_bytes`."""
    with _readable(path):
        length = check_regular(path)
    if path.suffix.lower() != ".gz":
        return length
    with opened(path) as stream:
        # The length that a gzip file gives of itself is that of its last part, and whatever its author likes.
        return sum(map(len, limited(stream, str(path), packed=length)))


def read_bytes(path: Path) -> bytes:
    """The file's bytes, unpacked where its suffix is .gz.

    Raises InputError for what is no regular file or cannot be read, and LimitError for what is larger than is allowed.
    """
    with opened(path) as stream:
        length = os.fstat(stream.fileno()).st_size
        if path.suffix.lower() == ".gz":
            return b"".join(limited(stream, str(path), packed=length))
        # Of one part nothing is copied. What grows meanwhile, and what the kernel makes up, has more than its length.
        return b"".join(limited(stream, str(path), min(length, MAX_BYTES) or _PART))


def read_standard_input() -> bytes:
    """The bytes that come on standard input, unpacked where they are gzipped; raises as `read_bytes`."""
    name = "standard input"
    data = b"".join(limited(sys.stdin.buffer, name))
    # As gzip begins (RFC 1952, section 2.3.1), no text in UTF-8 does.
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(BytesIO(data)) as stream:
            return b"".join(limited(stream, name, packed=len(data)))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {error}.", location=Location(name)) from error


def unmarked(data: bytes) -> bytes:
    """The data without the byte order mark with which some editors begin UTF-8 (Unicode, section 23.8)."""
    return data.removeprefix(_MARK)


def decoded(data: bytes, name: str, error: type[InputError] = InputError) -> str:
    """The data as text, without a byte order mark; raises the error, with line and column, where it is not UTF-8."""
    data = unmarked(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8")
        raise error(
            f"not UTF-8: byte 0x{data[fault.start]:02x}.",
            location=Location.of(name, before, len(before)),
            hint="Save the file as UTF-8.",
        ) from None


def read_text(path: Path, error: type[InputError] = InputError) -> str:
    """The file as text; raises the error, located, where it cannot be read or is not UTF-8."""
    try:
        data = read_bytes(path)
    except InputError as fault:
        raise error(fault.message, location=fault.location, hint=fault.hint) from None
    return decoded(data, str(path), error)
