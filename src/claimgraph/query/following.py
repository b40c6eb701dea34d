"""A store made of an earlier one, after an edit: a copy, less what files no longer say, with what they say now.

RocksDB never writes to a table (*.sst) again, so that the copy shares those by hard links.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from claimgraph.query.differing import difference
from claimgraph.query.engines import fast
from claimgraph.query.said import ANYWHERE, BYTES, HASHES, SINCE, WHOLE, Notes, Said
from claimgraph.sources import Source

__all__ = ["SAID", "STORE", "build", "changes", "follow"]

STORE, SAID = "store", "said"

_PART = 8
"""What is more than one in so many bytes of the data is hardly followed faster than loaded anew."""
_MOST = 2**27
"""Of more bytes than that the statements are not held in memory."""
_WORN = 2
"""Of what was removed, a store keeps the strings: when statements of one in so many bytes differ, it is built anew."""


def build(place: Path, files: Sequence[Source]) -> list[str]:
    """Make a store of the files in a folder; the digests of what was read. Raises as `sources.quads`, and OSError."""
    with Notes(place / SAID, WHOLE) as notes:
        fast.build(place / STORE, (quad for index, source in enumerate(files) for quad in notes.read(source, index)))
        return [entry.digest for entry in notes.said().entries]


def follow(
    base: Path, place: Path, files: Sequence[Source], digests: Sequence[str], *, patient: bool = False
) -> list[str]:
    """Make a store of the files in a folder out of an earlier one; the digests of what was read.

    `digests` are those of the files, of which only the ones are read that differ; none are given where so much differs
    that it is not worth it, which is more for who is `patient` because what differs is worth knowing by itself. Raises
    OSError or ValueError where it cannot be done, and as `sources.quads`.
    """
    before = Said.read(base / SAID)
    kept = {entry[:3]: entry for entry in before.entries}
    here = str(Path.cwd())
    old = [
        kept.get((source.format.name, source.below(here), digest))
        for source, digest in zip(files, digests, strict=True)
    ]
    same = [entry if entry and entry.place in (ANYWHERE, index) else None for index, entry in enumerate(old)]
    read = sum(source.path.stat().st_size for source, entry in zip(files, same, strict=True) if not entry)
    changed = read + before.size - sum(entry.size for entry in same if entry)
    if changed > (_MOST if patient else min(before.size // _PART, _MOST)):
        return []
    with Notes(place / SAID, SINCE) as notes:
        for suffix in (BYTES, HASHES):
            _link(base / SAID / f"{WHOLE}{suffix}", place / SAID)
        for index, (source, entry) in enumerate(zip(files, same, strict=True)):
            if entry:
                notes.keep(entry, before)
            else:
                for _ in notes.read(source, index):
                    pass
        differs = difference(before, notes.said(), _MOST)
        worn = before.worn + sum(len(str(quad)) for quads in differs for quad in quads)
        after = notes.said(worn, base.name, differs)
    if worn > before.size // _WORN:
        return []
    (place / STORE).mkdir()
    for path in (base / STORE).iterdir():
        if path.suffix == ".sst":
            _link(path, place / STORE)
        elif not path.name.startswith("LO"):  # LOCK, LOG
            shutil.copyfile(path, place / STORE / path.name)
    fast.change(place / STORE, *differs)
    return [entry.digest for entry in after.entries]


def changes(before: Path, after: Path, *, anywhere: bool = False) -> tuple[list[ox.Quad], list[ox.Quad]] | None:
    """The quads that the first of two stores has and the second has not, and the reverse; as `difference` has them.

    None where that is not known, or more differs than would be followed. It parses what the files were, unless the
    second was made of the first: to be called in a worker.
    """
    try:
        earlier, later = Said.read(before.parent / SAID), Said.read(after.parent / SAID)
        known = later.since(before.parent.name) if earlier.order == later.order or not anywhere else None
        removed, added = known or difference(earlier, later, _MOST, anywhere=anywhere)
    except (OSError, ValueError):
        return None
    return sorted(removed, key=str), sorted(added, key=str)


def _link(path: Path, folder: Path) -> None:
    """Have a file that nobody writes to again in another folder too; copied where there are no hard links."""
    try:
        (folder / path.name).hardlink_to(path)
    except OSError:
        shutil.copyfile(path, folder / path.name)
