"""A site on disk as it was written: which pages, from what, which files, and whether they are still what they were."""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname

__all__ = ["MANIFEST", "Tree", "beside", "inputs", "line", "signature", "text"]

MANIFEST = ".claimgraph-site.json"
"""The file in a site that says it is one, from what each of its pages was made, and the digests of all its files.

It is JSON with a line for each page, so that few of them need to be parsed, and a digest of its own at the end.
"""

# A quotation mark within a key has a backslash before it, so nothing else looks like this.
_KEY_END = '":["'
_END = '\n},"sha256":"'
_LAST = '"}\n'


@dataclass
class Tree:
    """A folder with a site; without `lines`, nothing is known of it."""

    folder: Path
    lines: Mapping[str, str] = field(default_factory=dict)
    """Of each page, by its key, the line of the manifest."""
    written: int = 0
    """When the manifest was written, which was last of all, in nanoseconds."""
    digest: str = ""
    """That of the manifest, which has those of all files."""
    _sound: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, version: str) -> "Tree":
        """The site in a folder, as far as it was made by that version; raises OSError where it cannot be read."""
        try:
            known = (folder / MANIFEST).read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return cls(folder)
        whole, _, digest = known.rpartition(_END)
        head, _, body = whole.partition("\n")
        if head != _head(version) or digest != _digest(whole) + _LAST:
            return cls(folder)
        lines = {json.loads(one.partition(_KEY_END)[0] + '"'): one for one in body.split(",\n") if one}
        return cls(folder, lines, (folder / MANIFEST).stat().st_mtime_ns, digest.removesuffix(_LAST))

    def of(self, key: str, digest: str) -> str:
        """The line of a page that was made from what has that digest; empty where there is none."""
        found = self.lines.get(key, "")
        return found if found.partition(_KEY_END)[2].startswith(f'{digest}"') else ""

    def is_whole(self, line: str) -> bool:
        """Whether the files of a page, and the folders that they are in, are as they were left.

        Whatever was written, added, renamed or removed since is newer than the manifest.
        """
        return all(self.has(path) and self._is_sound(dirname(path)) for path in files(line))

    def has(self, path: str) -> bool:
        """Whether a file has not been written to since."""
        try:
            found = os.lstat(f"{self.folder}/{path}")
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_mtime_ns <= self.written

    def _is_sound(self, folder: str) -> bool:
        if folder not in self._sound:
            try:
                found = os.lstat(f"{self.folder}/{folder}")
                sound = stat.S_ISDIR(found.st_mode) and found.st_mtime_ns <= self.written
            except OSError:
                sound = False
            self._sound[folder] = sound and (not folder or self._is_sound(dirname(folder)))
        return self._sound[folder]


def _head(version: str) -> str:
    return f'{{"version":{json.dumps(version)},"pages":{{'


def _digest(whole: str) -> str:
    return hashlib.sha256(whole.encode()).hexdigest()


def beside(target: Path, what: str) -> Path:
    """Where what a build leaves to the next is kept: beside the site, under a hidden name."""
    target = target.absolute()
    return target.parent / f".{target.name}.{what}.json"


def line(key: str, digest: str, digests: Mapping[str, str]) -> str:
    """What the manifest says of a page: its key, the digest of its inputs, its files with theirs."""
    return f"{json.dumps(key)}:{json.dumps([digest, digests], separators=(',', ':'))}"


def inputs(line: str) -> str:
    """The digest of the inputs of a page, by what the manifest says of it; empty where that is nothing."""
    return line.partition(_KEY_END)[2].partition('"')[0]


def files(line: str) -> list[str]:
    """The files of a page, by what the manifest says of it."""
    found: tuple[str, dict[str, str]] = json.loads('["' + line.partition(_KEY_END)[2])
    return list(found[1])


def text(version: str, lines: Mapping[str, str]) -> str:
    """The manifest of these pages."""
    whole = "\n".join([_head(version), ",\n".join(lines[key] for key in sorted(lines))])
    return f"{whole}{_END}{_digest(whole)}{_LAST}"


def signature(manifest: str) -> str:
    """The digest of a manifest, which it ends with."""
    return manifest.rpartition(_END)[2].removesuffix(_LAST)
