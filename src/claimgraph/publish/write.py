"""Write a site as a whole: beside the old one first, then in its place in one step."""

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from claimgraph.errors import InputError, LimitError, UsageError
from claimgraph.output import exchange
from claimgraph.publish import tree
from claimgraph.publish.folders import clear, locked, remove
from claimgraph.publish.site import Page
from claimgraph.publish.spare import apart, place
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
    """A site that is being written: `plan`, `put` the pages that it gives, `add` them, `seal`, `settle`, `publish`.

    Nobody sees anything before. Looking and putting may be shared among copies of this process. What the site replaces
    is kept, under a hidden name, as a spare one, in which the next build changes what has changed. Until `settle`, what
    is put lies apart, under another hidden name, so that the spare site can be looked at meanwhile.
    """

    target: Path
    version: str
    """What, besides their inputs, the pages were made by; with another, all are made anew."""
    kept: int = 0
    changed: Collection[str] | None = None
    """The keys of pages whose inputs may not be what they were; None where those are all."""
    _old: Tree = field(init=False)
    _spare: Tree = field(init=False)
    _digests: dict[str, str] = field(default_factory=dict)
    _staying: dict[str, bytes] = field(default_factory=dict)
    """Those lines of the spare site that stay."""
    _leaving: Sequence[str] = ()
    """The keys of its pages that do not."""
    _lines: dict[str, bytes] = field(default_factory=dict)
    """Those of what was put."""
    _here: Path = field(init=False)
    """Where pages are put."""
    _manifest: Sequence[bytes] = ()
    _folders: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.target = self.target.absolute()
        self._beside, self._here = place(self.target), apart(self.target)
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._lock = locked(self.target.parent)
            ours = (self.target / MANIFEST).is_file()
            if self.target.exists() and not ours and (not self.target.is_dir() or any(self.target.iterdir())):
                raise UsageError(f"{self.target} is there, and no site of claimgraph's.", hint="Name another folder.")
            self._old, self._spare = (Tree.read(folder, self.version) for folder in (self.target, self._beside))
            clear(self._here)
            self._here.mkdir()
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
        return bool(self._old.lines or any(self._apart))

    @cached_property
    def _apart(self) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """The lines of the spare site that the other does not have, and those that the other has, by key."""
        return self._spare.apart(self._old)

    def look(self, pages: Iterable[Page]) -> Mapping[str, str]:
        """What each page is made from, as a digest by its key."""
        return {page.key: _digest(page) for page in pages}

    def plan(self, keys: Collection[str], digests: Iterable[Mapping[str, str]] = ()) -> list[str]:
        """The keys of the pages that must be put, if the spare site is as it was left.

        Those are all of which the inputs are not known to be what they were when it was made.
        """
        for found in digests:
            self._digests |= found
        lines, differing, changed = self._old.lines, {*self._apart[0], *self._apart[1]}, self.changed
        # What is not near a change is the same in both sites, and mostly nothing else is there.
        left = [key for key in keys if changed is None or key in changed or key in differing or key not in lines]
        other = {*left, *differing, *(lines.keys() - keys)}
        self._staying = {**lines}
        for key in other:
            self._staying.pop(key, None)
        self._staying |= {key: line for key in left if (line := self._spared(key)) and self._fits(key, line)}
        self._leaving = [key for key in other if key not in self._staying and self._spared(key)]
        return [key for key in left if key not in self._staying]

    def _spared(self, key: str) -> bytes:
        """The line of a page of the spare site; empty where it has none."""
        return self._apart[0].get(key) or (b"" if key in self._apart[1] else self._old.lines.get(key, b""))

    def _fits(self, key: str, line: bytes) -> bool:
        return tree.inputs(line) == self._known(key)

    def _known(self, key: str) -> str:
        """The digest of what a page is made from now, where that is known; else empty."""
        stays = self.changed is not None and key not in self.changed
        return self._digests.get(key) or (tree.inputs(self._old.lines.get(key, b"")) if stays else "")

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
        try:
            for path, data in files.items():
                self._path(path).write_bytes(data)
        except OSError as error:
            raise self._refused(error) from error
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
            (self._here / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        return self._here / path

    def settle(self, name: str) -> list[str]:
        """Take what was put into the spare site, if that is the one of this name; else put the rest of the pages too.

        Gives the keys of these.
        """
        sound = bool(self._spare.rest) and name == self._spare.name
        put, self._here = self._here, self._beside
        self._folders.clear()
        try:
            if sound:
                # Without it nobody takes for a site what is none from here on.
                (self._beside / MANIFEST).unlink()
                for key in self._leaving:
                    remove(self._beside, tree.files(self._spared(key)))
                for path in (path for line in self._lines.values() for path in tree.files(line)):
                    (put / path).rename(self._path(path))
                clear(put)
            else:
                clear(self._beside)
                put.rename(self._beside)
        except OSError as error:
            raise self._refused(error) from error
        if not sound:
            self._staying, left = {}, list(self._staying)
            return left
        self.kept += len(self._staying)
        return []

    @property
    def pages(self) -> int:
        """How many pages the site has."""
        return len(self._staying) + len(self._lines)

    def seal(self) -> str:
        """Write the manifest, when all is put; gives its digest."""
        self._manifest = tree.text(self.version, {**self._staying, **self._lines})
        return tree.signature(self._manifest[0])

    def publish(self) -> None:
        """Put the new site in the place of the old; raises InputError where the file system refuses."""
        try:
            with (self._beside / MANIFEST).open("wb") as stream:
                stream.writelines(self._manifest)
            if self.target.exists():
                exchange(self._beside, self.target)
            else:
                self._beside.rename(self.target)
                self._double({**self._staying, **self._lines}.values())
        except OSError as error:
            raise self._refused(error) from error
        finally:
            os.close(self._lock)

    def _double(self, lines: Collection[bytes]) -> None:
        """Make a spare site of links to a first one, where that can be done; the next build then need not."""
        self._folders.clear()
        # The site itself is there.
        with suppress(OSError, LimitError):
            self._beside.mkdir()
            if all(share(self._link, [*lines], min(processors(), len(lines) // _SHARE + 1))):
                with (self._beside / MANIFEST).open("wb") as stream:
                    stream.writelines(self._manifest)

    def _link(self, lines: Iterable[bytes]) -> bool:
        try:
            for path in (path for line in lines for path in tree.files(line)):
                os.link(self.target / path, self._path(path))
        except OSError:
            return False  # the file system has no links, or no room
        return True


def _digest(page: Page) -> str:
    return hashlib.sha256(page.inputs().encode()).hexdigest()[:32]
