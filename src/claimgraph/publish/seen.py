"""The digests of files: a file is only read again where the file system says that it may have changed."""

import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from claimgraph.known import Digests, Known, stamp
from claimgraph.publish import sealed
from claimgraph.publish.tree import beside

__all__ = ["Seen"]

# Nanoseconds. What changed so shortly before it was read may change again without another time of change: clocks of
# file systems tick, some every two seconds, and what is written through memory is stamped up to half a minute later.
_SETTLED = 60 * 10**9


class Seen:
    """What the builds of a site know of files; it is kept beside the site."""

    def __init__(self, target: Path) -> None:
        self._place = beside(target, "seen")
        self._found: Mapping[str, Sequence[str]] = {}

    def contents(self) -> Mapping[str, str]:
        """By path, the digests that were given last; of packed files none, as they are read unpacked."""
        found = ((name.partition(" ")[2], digest) for name, (_, digest) in self._found.items())
        return {path: digest for path, digest in found if not path.lower().endswith(".gz")}

    def settled(self) -> Digests:
        """What is known of files that cannot change without another stamp."""
        return {name.partition(" ")[2]: Known(*known) for name, known in self._known.items()}

    @cached_property
    def _known(self) -> Mapping[str, Sequence[str]]:
        """Stamp and digest of each file."""
        head, _ = sealed.read(self._place) or ({}, b"")
        return dict(head)

    def digests(self, files: Iterable[tuple[str, str]], read: Callable[[str, str], str]) -> Mapping[str, Sequence[str]]:
        """What the file system says of each file, and a digest of its content, by a name for it.

        Files are given by what they are read as, and by their paths; `read` gives the digest. Raises OSError for what
        is not there, or is no regular file, and as `read`.
        """
        found: dict[str, Sequence[str]] = {}
        recent = set()
        for kind, path in files:
            name, now, status = f"{kind} {path}", time.time_ns(), os.stat(path)  # noqa: PTH116 - a Path takes longer
            if not stat.S_ISREG(status.st_mode):
                raise OSError(f"{path} is no regular file")
            said, known = stamp(status), self._known.get(name)
            if known is None or known[0] != said:
                known = [said, read(kind, path)]
                if status.st_ctime_ns + _SETTLED > now:
                    recent.add(name)
            found[name] = known
        settled = {name: known for name, known in found.items() if name not in recent} if recent else found
        if settled != self._known:
            sealed.write(self._place, settled)
            self._known = settled
        self._found = found
        return found
