"""Write a site as a whole: beside the old one first, then in its place in one step."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname

from claimgraph.errors import InputError, LimitError, UsageError
from claimgraph.output import exchange
from claimgraph.publish import tree
from claimgraph.publish.site import Page
from claimgraph.publish.spare import place
from claimgraph.publish.tree import MANIFEST, Tree
from claimgraph.share import processors, share

__all__ = ["Part", "Writer"]

_SHARE = 1000  # pages whose links are worth a process of their own


@dataclass
class Part:
    """Pages that were put: of each, by its key, the line of the manifest; and how many were kept."""

    lines: dict[str, bytes] = field(default_factory=dict)
    kept: int = 0


@dataclass
class Writer:
    """A site that is being written: `prepare`, then `put` and `add` the pages that it gives, then `publish`.

    Nobody sees anything before. Looking and putting may be shared among copies of this process. What the site replaces
    is kept, under a hidden name, as a spare one, in which the next build changes what has changed.
    """

    target: Path
    version: str
    """What, besides their inputs, the pages were made by; with another, all are made anew."""
    kept: int = 0
    same: Collection[str] = ()
    """The keys of pages whose inputs are known to be what they were."""
    _old: Tree = field(init=False)
    _spare: Tree = field(init=False)
    _digests: dict[str, str] = field(default_factory=dict)
    _lines: dict[str, bytes] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.target = self.target.absolute()
        self._beside = place(self.target)
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.target.parent)
            ours = (self.target / MANIFEST).is_file()
            if self.target.exists() and not ours and (not self.target.is_dir() or any(self.target.iterdir())):
                raise UsageError(f"{self.target} is there, and no site of claimgraph's.", hint="Name another folder.")
            self._old, self._spare = (Tree.read(folder, self.version) for folder in (self.target, self._beside))
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> InputError:
        return InputError(f"cannot write {self.target}: {error.strerror}.")

    @property
    def replaces(self) -> str:
        """The digest of the manifest of the site that is there; empty where there is none of this version."""
        return self._old.digest

    @property
    def knows(self) -> bool:
        """Whether there is a site of which pages could be kept, so that looking is worth while."""
        # Both are parsed here, before there are copies of this process that look.
        return any([self._old.lines, self._spare.lines])

    def is_sound(self, name: str) -> bool:
        """Whether the spare site, which is to be changed, is the one of that name."""
        return name == self._spare.name

    def look(self, pages: Iterable[Page]) -> Mapping[str, str]:
        """What each page is made from, as a digest by its key."""
        return {page.key: _digest(page) for page in pages}

    def prepare(self, keys: Collection[str], digests: Iterable[Mapping[str, str]] = (), *, sound: bool) -> list[str]:
        """Clear the spare site, if it is sound, of what will not stay in it; the keys of the pages that must be put.

        Those are all of which the inputs are not known to be what they were when the spare site was made.
        """
        for found in digests:
            self._digests |= found
        spare, old, there = self._spare.lines if sound else {}, self._old.lines, {*keys}
        # What is not near a change is the same in both sites, and mostly nothing else is there.
        self._lines = {
            key: line for key, line in spare.items() if key in there and key in self.same and line == old.get(key)
        }
        left = [key for key in keys if key not in self._lines]
        self._lines |= {key: spare[key] for key in left if key in spare and tree.inputs(spare[key]) == self._known(key)}
        self.kept = len(self._lines)
        try:
            if spare:
                # Without it nobody takes for a site what is none from here on.
                (self._beside / MANIFEST).unlink()
            else:
                shutil.rmtree(self._beside, ignore_errors=True)
                self._beside.mkdir()
            for key in spare.keys() - self._lines.keys():
                self._remove(tree.files(spare[key]))
        except OSError as error:
            raise self._refused(error) from error
        return [key for key in left if key not in self._lines]

    def _known(self, key: str) -> str:
        """The digest of what a page is made from now, where that is known; else empty."""
        return self._digests.get(key) or (tree.inputs(self._old.lines.get(key, b"")) if key in self.same else "")

    def _remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            (self._beside / path).unlink()
        for folder in {dirname(path) for path in paths}:
            with suppress(OSError):  # others are in it
                while folder:
                    (self._beside / folder).rmdir()
                    folder = dirname(folder)

    def put(self, pages: Iterable[Page]) -> Part:
        """Write the pages, or keep those of which nothing has changed; what was put must be `add`ed."""
        part = Part()
        for page in pages:
            digest = self._known(page.key) or _digest(page)
            line = self._old.of(page.key, digest)
            if line and self._keep(line):
                part.kept += 1
            else:
                line = tree.line(page.key, digest, self._make(page))
            part.lines[page.key] = line
        return part

    def add(self, part: Part) -> None:
        """Take up what was put, here or in a copy of this process."""
        self._lines |= part.lines
        self.kept += part.kept

    def _make(self, page: Page) -> dict[str, str]:
        files = page.make()
        for path, data in files.items():
            place = self._path(path)
            place.unlink(missing_ok=True)  # it may be a link to a file of the old site
            place.write_bytes(data)
        return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}

    def _keep(self, line: bytes) -> bool:
        try:
            for path in tree.files(line):
                if not self._old.has(path):
                    return False  # somebody removed or changed it: it is made anew
                os.link(self.target / path, self._path(path))
        except OSError:
            return False  # the file system has no links
        return True

    def _path(self, path: str) -> Path:
        folder, _, name = path.rpartition("/")
        if ".." in path.split("/") or path.startswith("/") or not name:
            raise ValueError(f"{path} lies outside the site")
        if folder not in self._folders:
            (self._beside / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        return self._beside / path

    @property
    def pages(self) -> int:
        """How many pages the site has."""
        return len(self._lines)

    def publish(self) -> str:
        """Put the new site in the place of the old; gives the digest of its manifest.

        Raises InputError where the file system refuses.
        """
        manifest = tree.text(self.version, self._lines)
        try:
            with (self._beside / MANIFEST).open("wb") as stream:
                stream.writelines(manifest)
            if self.target.exists():
                exchange(self._beside, self.target)
            else:
                self._beside.rename(self.target)
                self._double(manifest)
        except OSError as error:
            raise self._refused(error) from error
        finally:
            os.close(self._lock)
        return tree.signature(manifest[0])

    def _double(self, manifest: Sequence[bytes]) -> None:
        """Make a spare site of links to a first one, where that can be done; the next build then need not."""
        self._folders.clear()
        lines = list(self._lines.values())
        # The site itself is there.
        with suppress(OSError, LimitError):
            self._beside.mkdir()
            if all(share(self._link, lines, min(processors(), len(lines) // _SHARE + 1))):
                with (self._beside / MANIFEST).open("wb") as stream:
                    stream.writelines(manifest)

    def _link(self, lines: Iterable[bytes]) -> bool:
        try:
            for path in (path for line in lines for path in tree.files(line)):
                os.link(self.target / path, self._path(path))
        except OSError:
            return False  # the file system has no links, or no room
        return True


def _digest(page: Page) -> str:
    return hashlib.sha256(page.inputs().encode()).hexdigest()[:32]


def _locked(folder: Path) -> int:
    """Lock the folder that sites are written in against other builds, until the process ends or closes this."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise UsageError(f"another build is writing into {folder}.", hint="Wait until it has ended.") from None
    return descriptor
