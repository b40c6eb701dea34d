"""Files that a build leaves to the next: one that is damaged, or of another program, is as if it were not there."""

import hashlib
import json
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from claimgraph.errors import InputError
from claimgraph.output import write_whole
from claimgraph.publish.folders import own
from claimgraph.publish.programs import program

__all__ = ["read", "view", "write"]


def read(path: Path) -> tuple[Any, bytes] | None:
    """Head and data of a file that `write` wrote; None where there is none that counts.

    One that does not count is removed, so that whoever finds a file need not read it to know that it will.
    """
    found = view(path)
    return (found[0], bytes(found[1])) if found else None


def view(path: Path) -> tuple[Any, memoryview] | None:
    """As `read`, with data that are mapped into memory, for large ones."""
    try:
        with path.open("rb") as stream:
            seal, head, start = stream.readline(), stream.readline(), stream.tell()
            data = memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ) if seal else b"")[start:]
        if seal == _seal(head, data):
            return json.loads(head), data
        path.unlink()
    except OSError:
        pass
    return None


def write(path: Path, head: object, data: bytes = b"") -> None:
    """Leave a file, where that can be done: a head that JSON can hold, and any bytes."""
    first = json.dumps(head).encode() + b"\n"
    with suppress(OSError, InputError):
        own(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, b"".join((_seal(first, data), first, data)))


def _seal(head: bytes, data: bytes | memoryview) -> bytes:
    found = hashlib.sha256(repr(program()).encode())
    found.update(head)
    found.update(data)
    return found.hexdigest().encode() + b"\n"
