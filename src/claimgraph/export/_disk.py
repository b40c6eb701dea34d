"""A database for what may be more than memory holds, and what happens where the disk does not hold it either."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from claimgraph.errors import LimitError

__all__ = ["database", "room", "spare"]

_CACHE_KILOBYTES = 16_000
_SPARE_KILOBYTES = 1_000
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
_HINT = "Free some, or set TMPDIR to a folder on a larger disk."


def database() -> sqlite3.Connection:
    """An empty database of SQLite without a name, which keeps to its cache and puts the rest on disk."""
    made = sqlite3.connect("")
    # Nothing here outlives the process, so nothing need survive a crash.
    for pragma in (f"cache_size = -{_CACHE_KILOBYTES}", "journal_mode = off", "synchronous = off"):
        made.execute(f"PRAGMA {pragma}")
    return made


def spare(made: sqlite3.Connection) -> None:
    """Leave the database little memory: it is read from the beginning to the end from now on."""
    made.execute(f"PRAGMA cache_size = -{_SPARE_KILOBYTES}")
    made.execute("PRAGMA shrink_memory")


@contextmanager
def room() -> Iterator[None]:
    """Raises LimitError where a database or a file that is written has no room left on disk."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _NO_ROOM:
            raise
        raise LimitError(f"no room for temporary files: {error}.", hint=_HINT) from None
    except OSError as error:
        if error.errno is None:  # not from the file system
            raise
        raise LimitError(f"cannot be written: {error.strerror}.", hint=_HINT) from None
