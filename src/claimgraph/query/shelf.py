"""The folder of the stores: which of them are whole, who uses them, and what has to go.

    FOLDER/KEY/store/         an Oxigraph store
    FOLDER/KEY/said/          what each of its files said, by which another store is made of this one
    FOLDER/KEY/complete.json  what the files of both must look like; written last
    FOLDER/.locks/KEY         held shared by who reads the store, exclusively by who makes or removes it
    FOLDER/.building-*/       a store in the making, renamed to KEY when it is whole

A store is never changed. A process that dies while it makes one leaves a folder that the next one removes.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from claimgraph import cachedir
from claimgraph.query.following import SAID, STORE
from claimgraph.query.said import BYTES, HASHES, WHOLE

__all__ = [
    "Stored",
    "clear",
    "delete",
    "discard",
    "evict",
    "folder",
    "is_there",
    "is_whole",
    "key",
    "locked",
    "near",
    "published",
    "stored",
    "touch",
]

# The hash of a quad is the same wherever the same pyoxigraph runs, and statements are looked up by it.
_VERSION = f"4 {ox.__version__} {hash(ox.Quad(ox.NamedNode('x:s'), ox.NamedNode('x:p'), ox.Literal('o')))}"
_COMPLETE = "complete.json"
_BUILDING = ".building-"
_LOCKS = ".locks"
_COMMON = 16  # digits with which the keys of stores begin that may be made of one another
_GENERATIONS = 32  # of stores that were made of one another; earlier ones go
_CHECKED = (".sst", BYTES, HASHES)  # which have checksums within, or are compared with a digest when they are read


@dataclass(frozen=True, slots=True)
class Stored:
    """One store of the cache: its key, and when it was last asked, in seconds since 1970."""

    key: str
    size: int
    """Its bytes, less those that it shares with stores asked later."""
    used: float
    family: int
    """A number that it has in common with the stores that were made of it, or it of them."""


def folder() -> Path:
    """Where stores are kept."""
    return cachedir.folder("stores")


def key(common: str, whole: str) -> str:
    """The key of a store, of digests of what all that are alike have in common, and of all that it is."""
    return common[:_COMMON] + whole[_COMMON:]


def near(key: str) -> list[str]:
    """The keys of stores that the one of this key may be made of, the one that was asked last first."""
    return [store.key for store in stored() if store.key.startswith(key[:_COMMON])]


def published(wanted: str, make: Callable[[Path], str]) -> str:
    """Make a store in a folder, and publish it under the key that making it gives; that, or "" where it did not work.

    The lock of the wanted key must be held exclusively.
    """
    building = Path(tempfile.mkdtemp(dir=folder(), prefix=f"{_BUILDING}{wanted}-"))
    try:
        made = make(building)
        if not made:
            return ""
        complete = {"version": _VERSION, "files": _description(building)}
        (building / _COMPLETE).write_text(json.dumps(complete), encoding="utf-8")
        try:
            building.rename(folder() / made)
        except OSError:
            return made if is_there(made) else ""  # another process was faster
    except (OSError, ValueError):
        return ""
    else:
        return made
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _description(place: Path) -> dict[str, list[object]]:
    """The size of each file of a store that holds data, and its digest where nothing else would tell of damage."""
    files = [path for name in (STORE, SAID) for path in sorted((place / name).iterdir())]
    return {
        f"{path.parent.name}/{path.name}": [
            path.stat().st_size,
            "" if path.suffix in _CHECKED else sha256(path.read_bytes()).hexdigest(),
        ]
        for path in files
        if not path.name.startswith("LO")  # LOCK, LOG
    }


def is_there(key: str) -> bool:
    """Whether there is a store of that key, whole or not."""
    return key.isalnum() and (folder() / key).is_dir()


def is_whole(key: str) -> bool:
    """Whether the store of that key is there, and looks as whoever made it left it."""
    place = folder() / key
    try:
        complete = json.loads((place / _COMPLETE).read_text(encoding="utf-8"))
        return bool(complete == {"version": _VERSION, "files": _description(place)})
    except (OSError, ValueError):
        return False


def touch(key: str) -> None:
    """Note that the store was asked."""
    os.utime(folder() / key / _COMPLETE)


@contextmanager
def locked(key: str, how: int) -> Iterator[None]:
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


def delete(key: str) -> None:
    """Remove a store and what was left of its making; the lock must be held exclusively."""
    for place in (folder() / key, *folder().glob(f"{_BUILDING}{key}-*")):
        shutil.rmtree(place, ignore_errors=True)


def discard(store: Path) -> None:
    """Have a store that turned out to be damaged, and those that may share its files, used by nobody any more."""
    for other in near(store.parent.name):
        # One that somebody reads stays until it is wanted again, or makes room; it is not whole, and not made use of.
        with suppress(FileNotFoundError):
            (folder() / other / _COMPLETE).write_bytes(b"")
        _remove(other)


def stored() -> list[Stored]:
    """The stores of the cache, the one that was asked last first."""
    found = []
    for complete in folder().glob(f"*/{_COMPLETE}"):
        with suppress(FileNotFoundError):  # removed meanwhile
            files = {path: path.stat() for path in complete.parent.rglob("*") if path.is_file()}
            found.append((complete.stat().st_mtime, complete.parent, files))
    seen: set[int] = set()
    stores = []
    for used, place, files in sorted(found, key=lambda one: (-one[0], one[1].name)):
        whole = files.get(place / SAID / f"{WHOLE}{BYTES}")
        size = sum(status.st_size for status in files.values() if status.st_ino not in seen)
        seen.update(status.st_ino for status in files.values())
        stores.append(Stored(place.name, size, used, whole.st_ino if whole else 0))
    return stores


def evict(keep: str) -> None:
    """Remove what died in the making, and the stores not asked for longest until the rest is within the limits."""
    for building in folder().glob(f"{_BUILDING}*"):
        with suppress(BlockingIOError), locked(building.name.split("-")[1], fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(building, ignore_errors=True)
    room = cachedir.limit()
    generations = Counter[int]()
    for store in stored():
        room -= store.size
        generations[store.family] += 1
        if (room < 0 or generations[store.family] > _GENERATIONS) and store.key != keep:
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
        with locked(key, fcntl.LOCK_EX | fcntl.LOCK_NB):
            delete(key)
            (folder() / _LOCKS / key).unlink(missing_ok=True)
    except BlockingIOError:
        return False
    return True
