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
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph import cachedir, sources, worker
from claimgraph.errors import EngineError
from claimgraph.query.engines import fast
from claimgraph.sources import Source

__all__ = ["THRESHOLD", "DamagedError", "Stored", "clear", "discard", "folder", "opened", "stored"]

THRESHOLD = 2 * 2**20
"""The bytes from which on data are worth a store: less is loaded faster than a store is built."""

_VERSION = f"2 {ox.__version__}"
_COMPLETE = "complete.json"
_BUILDING = ".building-"
_LOCKS = ".locks"
_ATTEMPTS = 3
_digest = hashlib.sha256  # of a million triples in two thirds of the time of BLAKE2: processors know it


class DamagedError(EngineError):
    """A store cannot be read: it is to be discarded."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One store of the cache: its key, its size in bytes and when it was last asked, in seconds since 1970."""

    key: str
    size: int
    used: float


def folder() -> Path:
    """Where stores are kept."""
    return cachedir.folder("stores")


@contextmanager
def opened(files: Sequence[Source], notify: Callable[[str], None]) -> Iterator[Path | None]:
    """The store of what the files hold now, built if need be, and kept from removal within the context.

    None where the files are too small to be worth it, change faster than they are read, or cannot be stored here.
    Raises InputError, located, for a file that does not parse.
    """
    with ExitStack() as stack:
        yield _found(files, stack, notify)


def _found(files: Sequence[Source], stack: ExitStack, notify: Callable[[str], None]) -> Path | None:
    if not all(source.path.is_file() for source in files):
        return None
    if sum(source.path.stat().st_size for source in files) < THRESHOLD:
        return None
    try:
        for _ in range(_ATTEMPTS):
            key = _key(files)
            stack.enter_context(_locked(key, fcntl.LOCK_SH))
            if _is_whole(folder() / key):
                os.utime(folder() / key / _COMPLETE)
                return folder() / key / "store"
            stack.close()
            with _locked(key, fcntl.LOCK_EX):
                if not _is_whole(folder() / key):
                    notify("loading the data into the store cache …")
                    _delete(key)
                    what = "loading the data"
                    if not worker.run(_build, list(files), key, seconds=24 * 3600, megabytes=64_000, what=what):
                        return None
            _evict(keep=key)
    except (OSError, EOFError, zlib.error):
        pass  # nowhere to write, or nothing to read, which the engine's loader says better
    stack.close()
    return None


def _key(files: Sequence[Source]) -> str:
    """What tells the files' content, their places (relative IRIs depend on them) and their order from all others."""
    digests = []
    for source in files:
        opening = gzip.open if source.path.suffix.lower() == ".gz" else open
        with opening(source.path, "rb") as stream:
            digests.append(hashlib.file_digest(stream, _digest).hexdigest())
    return _combined(files, digests)


def _combined(files: Sequence[Source], digests: Sequence[str]) -> str:
    whole = _digest()
    for source, digest in zip(files, digests, strict=True):
        whole.update(f"{source.format.name}\0{source.path.absolute()}\0{digest}\n".encode())
    return whole.hexdigest()


def _build(files: Sequence[Source], wanted: str) -> bool:
    """Build a store and publish it under the key of what was in fact read; False where there is no room for it.

    Runs in a worker, under the lock of the wanted key.
    """
    building = Path(tempfile.mkdtemp(dir=folder(), prefix=f"{_BUILDING}{wanted}-"))
    try:
        digests = [_digest() for _ in files]
        fast.build(building / "store", sources.quads(files, [digest.update for digest in digests]))
        complete = {"version": _VERSION, "files": _description(building / "store")}
        (building / _COMPLETE).write_text(json.dumps(complete), encoding="utf-8")
        key = _combined(files, [digest.hexdigest() for digest in digests])
        try:
            building.rename(folder() / key)
        except OSError:
            return (folder() / key).is_dir()  # another process was faster
    except OSError:
        return False
    else:
        return True
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _description(store: Path) -> dict[str, list[object]]:
    """The size of each file of a store that holds data, and its digest where Oxigraph has no checksums in it."""
    files = (path for path in sorted(store.iterdir()) if not path.name.startswith("LO"))  # LOCK, LOG
    return {
        path.name: [
            path.stat().st_size,
            "" if path.suffix == ".sst" else _digest(path.read_bytes()).hexdigest(),
        ]
        for path in files
    }


def _is_whole(place: Path) -> bool:
    try:
        complete = json.loads((place / _COMPLETE).read_text(encoding="utf-8"))
        return bool(complete == {"version": _VERSION, "files": _description(place / "store")})
    except (OSError, ValueError):
        return False


@contextmanager
def _locked(key: str, how: int) -> Iterator[None]:
    """Hold the lock of a store; raises BlockingIOError where it is not to be waited for, and another holds it.

    A worker that is started within the context holds it too, even if this process dies.
    """
    path = folder() / _LOCKS / key
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how)
            if _is_at(descriptor, path):
                yield
                return
        finally:
            os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open lock file is still the one at its path: `clear` removes it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _delete(key: str) -> None:
    """Remove a store and what was left of its building; the lock must be held exclusively."""
    for place in (folder() / key, *folder().glob(f"{_BUILDING}{key}-*")):
        shutil.rmtree(place, ignore_errors=True)


def discard(store: Path) -> None:
    """Remove a store that turned out to be damaged, once nobody reads it any more."""
    with _locked(store.parent.name, fcntl.LOCK_EX):
        _delete(store.parent.name)


def stored() -> list[Stored]:
    """The stores of the cache, the one that was asked last first."""
    found = []
    for complete in folder().glob(f"*/{_COMPLETE}"):
        try:
            size = sum(path.stat().st_size for path in complete.parent.rglob("*") if path.is_file())
            found.append(Stored(complete.parent.name, size, complete.stat().st_mtime))
        except FileNotFoundError:
            continue  # removed meanwhile
    return sorted(found, key=lambda store: (-store.used, store.key))


def _evict(keep: str) -> None:
    """Remove what died in the making, and the stores not asked for longest until the rest is within the limit."""
    for building in folder().glob(f"{_BUILDING}*"):
        with suppress(BlockingIOError), _locked(building.name.split("-")[1], fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(building, ignore_errors=True)
    room = cachedir.limit()
    for store in stored():
        room -= store.size
        if room < 0 and store.key != keep:
            _remove(store.key)


def clear() -> tuple[int, int]:
    """Remove all stores that nobody reads; how many were removed, and how many were in use."""
    keys = {place.name for place in (folder() / _LOCKS).glob("*")} | {store.key for store in stored()}
    here = [store.key for store in stored()]
    removed = {key for key in sorted(keys) if _remove(key)}
    return sum(key in removed for key in here), sum(key not in removed for key in here)


def _remove(key: str) -> bool:
    """Remove a store and its lock, unless it is in use."""
    try:
        with _locked(key, fcntl.LOCK_EX | fcntl.LOCK_NB):
            _delete(key)
            (folder() / _LOCKS / key).unlink(missing_ok=True)
    except BlockingIOError:
        return False
    return True
