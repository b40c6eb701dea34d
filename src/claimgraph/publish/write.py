"""Write a site as a whole: beside the old one first, then in its place in one step."""

import ctypes
import fcntl
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from claimgraph.errors import InputError, UsageError
from claimgraph.publish.site import Page

__all__ = ["MANIFEST", "Part", "Writer"]

MANIFEST = ".claimgraph-site.json"
"""The file in a site that says it is one, from what each of its pages was made, and the digests of all its files."""

_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


@dataclass
class Part:
    """Pages that were put: of each, by its key, the digest of its inputs, its files with theirs; how many were kept.

    Digests of files are SHA-256 in hexadecimal digits: with them anybody can check that a file is as it was built.
    """

    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    kept: int = 0


@dataclass
class Writer:
    """A site that is being written: `put` and `add` pages, then `publish`; nobody sees anything before."""

    target: Path
    version: str
    """What, besides their inputs, the pages were made by; with another, all are made anew."""
    kept: int = 0
    _old: Mapping[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    _new: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    _folders: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.target = self.target.absolute()
        self._beside = self.target.parent / f".{self.target.name}.new"
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.target.parent)
            ours = (self.target / MANIFEST).is_file()
            if self.target.exists() and not ours and (not self.target.is_dir() or any(self.target.iterdir())):
                raise UsageError(f"{self.target} is there, and no site of claimgraph's.", hint="Name another folder.")
            shutil.rmtree(self._beside, ignore_errors=True)
            self._beside.mkdir()
            self._old = self._read()
        except OSError as error:
            raise InputError(f"cannot write {self.target}: {error.strerror}.") from error

    def _read(self) -> Mapping[str, tuple[str, dict[str, str]]]:
        try:
            known = json.loads((self.target / MANIFEST).read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        if not isinstance(known, dict) or known.get("version") != self.version:
            return {}
        return {key: (digest, files) for key, (digest, files) in known["pages"].items()}

    def put(self, pages: Iterable[Page]) -> "Part":
        """Write the pages, or keep those of which nothing has changed; what was put must be `add`ed."""
        part = Part()
        for page in pages:
            digest = hashlib.sha256(page.inputs().encode()).hexdigest()[:32]
            files = self._kept(page.key, digest)
            part.kept += bool(files)
            part.pages[page.key] = digest, files or self._make(page)
        return part

    def add(self, part: "Part") -> None:
        """Take up what was put, here or in a copy of this process."""
        self._new |= part.pages
        self.kept += part.kept

    def _kept(self, key: str, digest: str) -> dict[str, str]:
        before, files = self._old.get(key, ("", {}))
        return files if before == digest and self._keep(files) else {}

    def _make(self, page: Page) -> dict[str, str]:
        files = page.make()
        for path, data in files.items():
            place = self._path(path)
            place.unlink(missing_ok=True)  # it may be a link to a file of the old site
            place.write_bytes(data)
        return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}

    def _keep(self, files: dict[str, str]) -> bool:
        try:
            for path in files:
                os.link(self.target / path, self._path(path))
        except OSError:
            return False  # somebody removed it, or the file system has no links: it is made anew
        return True

    def _path(self, path: str) -> Path:
        place = self._beside / path
        if ".." in path.split("/") or not place.is_relative_to(self._beside):
            raise ValueError(f"{path} lies outside the site")
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(place.parent)
        return place

    @property
    def pages(self) -> int:
        """How many pages the site has."""
        return len(self._new)

    def publish(self) -> None:
        """Put the new site in the place of the old; raises InputError where the file system refuses."""
        manifest = {"version": self.version, "pages": {key: self._new[key] for key in sorted(self._new)}}
        (self._beside / MANIFEST).write_text(json.dumps(manifest, separators=(",", ":")), encoding="utf-8")
        try:
            if not self.target.exists():
                self._beside.rename(self.target)
                return
            _exchange(self._beside, self.target)
            shutil.rmtree(self._beside, ignore_errors=True)
        except OSError as error:
            raise InputError(f"cannot write {self.target}: {error.strerror}.") from error
        finally:
            os.close(self._lock)


def _locked(folder: Path) -> int:
    """Lock the folder that sites are written in against other builds, until the process ends or closes this."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise UsageError(f"another build is writing into {folder}.", hint="Wait until it has ended.") from None
    return descriptor


def _exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step where the system can: Linux (renameat2(2)), macOS (renamex_np(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux":
        failed = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    elif sys.platform == "darwin":
        failed = libc.renamex_np(*names, _RENAME_SWAP)
    else:
        failed = 1
    if failed:
        # A file system without exchange: between the two steps there is no site, but both are whole.
        aside = other.with_name(f".{other.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        other.rename(aside)
        one.rename(other)
        shutil.rmtree(aside, ignore_errors=True)
