"""Stores on disk, each known by the content of the files that it holds, so that large data are loaded once.

A store that is wanted and not there is made of one of nearly the same files, as it is after an edit, or built anew.
"""

import fcntl
import gzip
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from types import MappingProxyType

from claimgraph import worker
from claimgraph.errors import EngineError, LimitError
from claimgraph.known import Digests
from claimgraph.query import shelf
from claimgraph.query.following import STORE, build, changes, follow
from claimgraph.sources import Source

__all__ = ["THRESHOLD", "DamagedError", "changes", "kept", "opened"]

THRESHOLD = 2 * 2**20
"""The bytes from which on data are worth a store: less is loaded faster than a store is built."""

_ATTEMPTS = 3
_CANDIDATES = 3  # of stores that another may be made of


class DamagedError(EngineError):
    """A store cannot be read: it is to be discarded."""


@contextmanager
def opened(
    files: Sequence[Source],
    notify: Callable[[str], None],
    known: Digests = MappingProxyType({}),
    *,
    patient: bool = False,
) -> Iterator[Path | None]:
    """The store of what the files hold now, made if need be, and kept from removal within the context.

    Its key, for `kept`, is the name of the folder that it is in. None where they are held in memory, are too small to
    be worth it, change faster than they are read, or cannot be stored here. `notify` is told where a store is built
    anew. What is `known` is read only to make a store of it. Who is `patient` wants one that was made of an earlier
    one, and so to know the `changes`, even where to load the data anew would take less time. Raises InputError,
    located, for what does not parse.
    """
    with ExitStack() as stack:
        yield _found(files, stack, notify, known, patient=patient)


@contextmanager
def kept(key: str) -> Iterator[Path | None]:
    """The store of that key, kept from removal within the context; None where there is none any more."""
    with ExitStack() as stack:
        yield _held(key, stack)


def _held(key: str, stack: ExitStack) -> Path | None:
    try:
        if shelf.is_there(key):
            stack.enter_context(shelf.locked(key, fcntl.LOCK_SH | fcntl.LOCK_NB))
            return shelf.folder() / key / STORE if shelf.is_whole(key) else None
    except OSError:
        pass  # nobody who builds or removes it is waited for
    return None


def _found(
    files: Sequence[Source], stack: ExitStack, notify: Callable[[str], None], known: Digests, *, patient: bool
) -> Path | None:
    if any(source.data is not None for source in files):
        return None
    size = 0
    for source in files:
        if one := known.get(str(source)):
            size += one.size
        elif source.path.is_file():
            size += source.path.stat().st_size
        else:
            return None
    if size < THRESHOLD:
        return None
    try:
        digests: list[str] = []
        for _ in range(_ATTEMPTS):
            digests = digests or _digests(files, known)
            key = _combined(files, digests)
            stack.enter_context(shelf.locked(key, fcntl.LOCK_SH))
            if shelf.is_whole(key):
                shelf.touch(key)
                return shelf.folder() / key / STORE
            stack.close()
            with shelf.locked(key, fcntl.LOCK_EX):
                if not shelf.is_whole(key):
                    shelf.delete(key)
                    made = _followed(files, digests, key, patient=patient) or _built(files, key, notify)
                    if not made:
                        return None
                    # If it is another, a file has changed meanwhile.
                    if made != key:
                        digests, known = [], {}
            shelf.evict(keep=key)
    except (OSError, EOFError, zlib.error):
        pass  # nowhere to write, or nothing to read, which the engine's loader says better
    stack.close()
    return None


def _digests(files: Sequence[Source], known: Digests) -> list[str]:
    """Of each file what it holds, unpacked."""
    digests = []
    for source in files:
        name = str(source)
        packed = name.lower().endswith(".gz")
        if not packed and (one := known.get(name)):
            digests.append(one.digest)
            continue
        opening = gzip.open if packed else open
        with opening(source.path, "rb") as stream:
            # Of a million triples in two thirds of the time of BLAKE2: processors know it.
            digests.append(file_digest(stream, sha256).hexdigest())
    return digests


def _combined(files: Sequence[Source], digests: Sequence[str]) -> str:
    """The key: what tells the files' content, their places (relative IRIs depend on them) and their order from others.

    Its beginning tells the folder that all of them are in, so that stores of nearly the same files are found.
    """
    here = str(Path.cwd())
    paths = [source.below(here) for source in files]
    common = sha256(os.fsencode(os.path.commonpath([min(paths), max(paths)])))
    whole = sha256()
    for source, path, digest in zip(files, paths, digests, strict=True):
        whole.update(os.fsencode(f"{source.format.name}\0{path}\0{digest}\n"))
    return shelf.key(common.hexdigest(), whole.hexdigest())


def _followed(files: Sequence[Source], digests: Sequence[str], key: str, *, patient: bool) -> str:
    """The key of a store that was made of an earlier one; "" where there is none that differs little."""
    for base in shelf.near(key)[:_CANDIDATES]:
        with ExitStack() as stack:
            if _held(base, stack):
                work = partial(_follow, base, list(files), list(digests), key, patient=patient)
                # What takes too much memory to follow may still be built, or is said to be too much by that.
                with suppress(LimitError):
                    if made := worker.run(work, seconds=3600, megabytes=64_000, what="following an edit"):
                        return made
    return ""


def _follow(base: str, files: Sequence[Source], digests: Sequence[str], wanted: str, *, patient: bool) -> str:
    """Make a store of an earlier one, and publish it; runs as `_build`."""

    def make(place: Path) -> str:
        read = follow(shelf.folder() / base, place, files, digests, patient=patient)
        return _combined(files, read) if read else ""

    return shelf.published(wanted, make)


def _built(files: Sequence[Source], key: str, notify: Callable[[str], None]) -> str:
    notify("loading the data into the store cache …")
    return worker.run(_build, list(files), key, seconds=24 * 3600, megabytes=64_000, what="loading the data")


def _build(files: Sequence[Source], wanted: str) -> str:
    """Build a store and publish it under the key of what was in fact read; that, or "" where there is no room for it.

    Runs in a worker, under the lock of the wanted key.
    """
    return shelf.published(wanted, lambda place: _combined(files, build(place, files)))
