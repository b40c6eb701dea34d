"""Stores on disk, each known by the content of the files that it holds, so that large data are loaded once.

    FOLDER/KEY/store/         an Oxigraph store
    FOLDER/KEY/complete.json  what its files must look like; written last
    FOLDER/.locks/KEY         held shared by who reads the store, exclusively by who builds or removes it
    FOLDER/.building-*/       a store in the making, renamed to KEY when it is whole

A store is never changed. A process that dies while it builds leaves a folder that the next one removes.
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph import registry, sources, worker
from claimgraph.sources import Source

__all__ = ["THRESHOLD", "Stored", "clear", "discard", "folder", "limit", "opened", "stored"]

THRESHOLD = 2 * 2**20
"""The bytes from which on data are worth a store: less is loaded faster than a store is built."""

_VERSION = f"1 {ox.__version__}"
_COMPLETE = "complete.json"
_BUILDING = ".building-"
_SECONDS, _MEGABYTES = 24 * 3600, 64_000
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """One store of the cache: its key, its size in bytes and when it was last asked, in seconds since 1970."""

    key: str
    size: int
    used: float


def folder() -> Path:
    """Where stores are kept: in $CLAIMGRAPH_CACHE, or else in the user's cache folder."""
    if chosen := os.environ.get("CLAIMGRAPH_CACHE"):
        return Path(chosen) / "stores"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "claimgraph" / "stores"


def limit() -> int:
    """How many bytes the stores may take together: $CLAIMGRAPH_CACHE_MB megabytes, or else 8 GB."""
    text = os.environ.get("CLAIMGRAPH_CACHE_MB", "")
    return int(text) * 2**20 if text.isdecimal() else 8 * 2**30


@contextmanager
def opened(files: Sequence[Source], notify: Callable[[str], None]) -> Iterator[Path | None]:
    """The store of what the files hold now, built if need be, and kept from removal within the context.

    None where the files are too small to be worth it, change faster than they are read, or cannot be stored here.
    Raises InputError, located, for a file that does not parse.
    """
    if sum(source.path.stat().st_size for source in files if source.path.is_file()) < THRESHOLD:
        yield None
        return
    for _ in range(_ATTEMPTS):
        key = _key(files)
        try:
            with _locked(key, fcntl.LOCK_SH):
                if _is_whole(folder() / key):
                    os.utime(folder() / key / _COMPLETE)
                    yield folder() / key / "store"
                    return
            with _locked(key, fcntl.LOCK_EX):
                if not _is_whole(folder() / key):
                    notify("loading the data into the store cache …")
                    shutil.rmtree(folder() / key, ignore_errors=True)
                    worker.run(_build, list(files), seconds=_SECONDS, megabytes=_MEGABYTES, what="loading the data")
                    _evict(keep=key)
        except OSError:
            break  # no place to write: what the cache does, memory can do
    yield None
