"""A site on disk as it was written: which pages, from what, which files, and whether they are still what they were."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest
from pathlib import Path

__all__ = ["MANIFEST", "Tree", "beside", "files", "inputs", "joined", "line", "names", "signature", "text"]

MANIFEST = ".claimgraph-site.json"
"""The file in a site that says it is one, from what each of its pages was made, and the digests of all its files.

It is JSON in ASCII: a line with the version and with the digest of all the rest, then one for each page, so that few of
them need to be parsed.
"""

# A quotation mark within a key has a backslash before it, so nothing else looks like this.
_KEY_END = b'":["'
_NEXT = b",\n"
_PAGES = b',"pages":{\n'
_END = b"\n}}\n"

# The path of a file, in lines without a backslash: what has a string as its value.
_FILE = re.compile(rb'"([^"]++)":"')


@dataclass
class Tree:
    """A folder with a site; without `lines`, nothing is known of it."""

    folder: Path
    rest: bytes = b""
    """The manifest from its second line on."""
    written: int = 0
    """When the manifest was written, which was last of all, in nanoseconds."""
    digest: str = ""
    """That of the manifest, which has those of all files."""

    @classmethod
    def read(cls, folder: Path, version: str) -> "Tree":
        """The site in a folder, as far as it was made by that version; raises OSError where it cannot be read."""
        try:
            with (folder / MANIFEST).open("rb") as stream:
                head, rest, status = stream.readline(), stream.read(), os.fstat(stream.fileno())
        except (FileNotFoundError, NotADirectoryError):
            return cls(folder)
        digest = _digest(version, rest)
        if head != _head(version, digest):
            return cls(folder)
        return cls(folder, rest, status.st_mtime_ns, digest)

    @property
    def name(self) -> str:
        """What tells it from others, and from what it was before it was last written."""
        return f"{self.digest} {self.written}"

    @cached_property
    def lines(self) -> Mapping[str, bytes]:
        """Of each page, by its key, the line of the manifest; in the order of the keys."""
        return _by_key(self._lines)

    @cached_property
    def _lines(self) -> Sequence[bytes]:
        if len(self.rest) <= len(_END):
            return ()
        lines = self.rest.split(_NEXT)
        lines[-1] = lines[-1].removesuffix(_END)
        return lines

    def apart(self, other: "Tree") -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """The lines of this site that another does not have, and those of the other that this does not, by key."""
        # Mostly nearly all are the same, at the same places.
        pairs = [(one, two) for one, two in zip_longest(self._lines, other._lines, fillvalue=b"") if one != two]
        here, there = {one for one, _ in pairs}, {two for _, two in pairs}
        return _by_key(sorted(here - there - {b""})), _by_key(sorted(there - here - {b""}))

    def of(self, key: str, digest: str) -> bytes:
        """The line of a page that was made from what has that digest; empty where there is none."""
        found = self.lines.get(key, b"")
        return found if inputs(found) == digest else b""

    def parts(self, number: int) -> Sequence[slice]:
        """Where so many parts of the lines are, or fewer, of about the same length, to be looked at side by side."""
        size = len(self.rest)
        found = {self.rest.find(_NEXT, size * part // number) for part in range(1, number)}
        ends = {0, size, *(end + len(_NEXT) for end in found if end >= 0)}
        return [slice(start, end) for start, end in pairwise(sorted(ends))]

    def is_whole(self, lines: bytes) -> bool:
        """Whether the files of pages, and the folders that they are in, are as they were left.

        `lines` are those of the manifest, or some of them, as `joined` gives them.
        """
        files = names(lines)
        here = folders = {path.rpartition(b"/")[0] for path in files}
        while here := {path.rpartition(b"/")[0] for path in here} - folders:
            folders |= here
        return self._has(stat.S_IFDIR, folders) and self._has(stat.S_IFREG, files)

    def has(self, path: str) -> bool:
        """Whether a file has not been written to since."""
        return self._has(stat.S_IFREG, [os.fsencode(path)])

    def _has(self, kind: int, paths: Iterable[bytes]) -> bool:
        """Whether none is newer than the manifest, as is whatever was written, added, renamed or removed since."""
        base, written = os.fsencode(self.folder) + b"/", self.written
        try:
            for path in paths:
                status = os.lstat(base + path)
                if status.st_mtime_ns > written or stat.S_IFMT(status.st_mode) != kind:
                    return False
        except OSError:
            return False
        return True


def _by_key(lines: Sequence[bytes]) -> dict[str, bytes]:
    # All at once: there may be a hundred thousand, of which few have a backslash.
    keys = [one[1 : one.find(_KEY_END)] for one in lines]
    texts = b"\n".join(keys).decode().split("\n") if keys else []
    return {json.loads(f'"{key}"') if "\\" in key else key: line for key, line in zip(texts, lines, strict=True)}


def _head(version: str, digest: str) -> bytes:
    return f'{{"version":{json.dumps(version)},"sha256":"{digest}"'.encode() + _PAGES


def _digest(version: str, *rest: bytes) -> str:
    found = hashlib.sha256(f"{version}\n".encode())
    for part in rest:
        found.update(part)
    return found.hexdigest()


def beside(target: Path, what: str) -> Path:
    """Where what a build leaves to the next is kept: beside the site, under a hidden name."""
    target = target.absolute()
    return target.parent / f".{target.name}.{what}.json"


def line(key: str, digest: str, digests: Mapping[str, str]) -> bytes:
    """What the manifest says of a page: its key, the digest of its inputs, its files with theirs."""
    return f"{json.dumps(key)}:{json.dumps([digest, digests], separators=(',', ':'))}".encode()


def joined(lines: Iterable[bytes]) -> bytes:
    """Lines as they stand in the manifest."""
    return _NEXT.join(lines)


def inputs(line: bytes) -> str:
    """The digest of the inputs of a page, by what the manifest says of it; empty where that is nothing."""
    return line.partition(_KEY_END)[2].partition(b'"')[0].decode()


def files(line: bytes) -> list[str]:
    """The files of a page, by what the manifest says of it."""
    found: tuple[str, dict[str, str]] = json.loads(b'["' + line.partition(_KEY_END)[2])
    return list(found[1])


def names(lines: bytes) -> list[bytes]:
    """The files of pages, by what a part of the manifest says of them, as the file system knows them."""
    if b"\\" not in lines:
        return _FILE.findall(lines)
    every = lines.removesuffix(_END).split(_NEXT)
    found = _FILE.findall(joined(one for one in every if b"\\" not in one))
    return found + [os.fsencode(path) for one in every if b"\\" in one for path in files(one)]


def text(version: str, lines: Mapping[str, bytes]) -> Sequence[bytes]:
    """The manifest of these pages, in parts, of which the first is its first line."""
    rest = joined([lines[key] for key in sorted(lines)]), _END
    return _head(version, _digest(version, *rest)), *rest


def signature(head: bytes) -> str:
    """The digest of a manifest, as its first line gives it."""
    return head.removesuffix(b'"' + _PAGES)[-64:].decode(errors="replace")
