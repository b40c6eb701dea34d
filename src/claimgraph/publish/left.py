"""Where what one build leaves to the next is kept, beside the site.

    .SITE.kept/files              the counts of the files
    .SITE.kept/answers/KEY        an answer, under a digest of all that decides on it
    .SITE.kept/derived/KEY        which derived statements, likewise
    .SITE.kept/statements/DIGEST  these
    .SITE.kept/checked/KEY        what came of a check of the passages, likewise
    .SITE.kept/store              from which store answers can follow an edit, and in which forms
    .SITE.kept/forms/DIGEST       such a form of an answer

Each is read when it is asked for, and written where it is not there.
"""

import marshal
import shutil
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from claimgraph.census import Count
from claimgraph.publish import sealed
from claimgraph.publish.checked import Checked, Tally, Wrong
from claimgraph.publish.folders import own
from claimgraph.publish.inputs import Stowed
from claimgraph.publish.kept import Derivation, Kept
from claimgraph.publish.stored import Stored
from claimgraph.publish.tree import beside
from claimgraph.query import Kind, Result

__all__ = ["read", "stowed", "write"]

_FILES, _ANSWERS, _DERIVED, _STORE, _FORMS, _CHECKED = "files", "answers", "derived", "store", "forms", "checked"
_STATEMENTS = "statements"

Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class _Folder(Mapping[str, Value]):
    """What is in the files of a folder, by their names; each is read when it is asked for."""

    path: Path
    made: Callable[[Any, bytes], Value]
    """What head and data of a file say."""

    def __getitem__(self, key: str) -> Value:
        if key and (found := sealed.read(self.path / key)):
            return self.made(*found)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(_names(self.path))

    def __len__(self) -> int:
        return len(_names(self.path))

    def stow(
        self, aside: Path, values: Mapping[str, Value], packed: Callable[[Value], tuple[object, bytes]]
    ) -> Iterator[Path]:
        """Put those of the values aside, in a folder, that are not here; the files."""
        for name in values.keys() - _names(self.path):
            place = aside / self.path.name / name
            sealed.write(place, *packed(values[name]))
            yield place


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def _clear(folder: Path, names: Container[str]) -> None:
    """Remove all others."""
    for name in _names(folder):
        if name not in names:
            with suppress(OSError):
                (folder / name).unlink()


def _answers(target: Path) -> _Folder[Result]:
    def made(head: Any, data: bytes) -> Result:
        kind, variables, number, notices = head
        return Result(Kind(kind), data, tuple(variables), number, tuple(notices))

    return _Folder(_place(target) / _ANSWERS, made)


def _bodies(target: Path) -> _Folder[bytes]:
    return _Folder(_place(target) / _FORMS, lambda head, data: data)


def _derivations(target: Path) -> _Folder[Derivation]:
    def made(head: Any, data: bytes) -> Derivation:
        digest, idle, store, rules, answers = head
        return Derivation(_statements(target, digest), idle, store, rules, tuple(answers))

    return _Folder(_place(target) / _DERIVED, made)


def _told(one: Derivation) -> tuple[object, bytes]:
    return (one.data.sha256, one.idle, one.store, one.rules, one.answers), b""


def _statements(target: Path, digest: str) -> Stored:
    """Those with that digest; raises KeyError where they are not as they were left, and removes them then."""
    path = _place(target) / _STATEMENTS / digest
    with suppress(OSError):
        found = Stored.of(path)
        if found.sha256 == digest:
            return found
        path.unlink()
    raise KeyError(digest)


def _checked(target: Path) -> _Folder[Checked]:
    def made(head: Any, data: bytes) -> Checked:
        documents, faults, incomplete = head
        return Checked([Tally(*one) for one in documents], [Wrong(*one) for one in faults], incomplete)

    return _Folder(_place(target) / _CHECKED, made)


def _place(target: Path) -> Path:
    return beside(target, "kept").with_suffix("")


def read(target: Path) -> Kept:
    """What the build of a site left; nothing where there is nothing, or what there is, is damaged."""
    for name in ("", _ANSWERS, _CHECKED, _DERIVED, _FORMS, _STATEMENTS):
        own(_place(target) / name)
    _, counts = sealed.read(_place(target) / _FILES) or (None, b"")
    (store, forms), _ = sealed.read(_place(target) / _STORE) or (("", {}), b"")
    known = {one[0]: Count(*one) for one in marshal.loads(counts)} if counts else {}  # noqa: S302 - it is sealed
    return Kept(known, _derivations(target), _answers(target), store, forms, _bodies(target), _checked(target))


def stowed(kept: Kept, target: Path, folder: Path) -> Stowed:
    """What a build leaves, put aside in a folder until the site is there: for `write`, in the same build."""
    aside = folder / "kept"
    # In a fifth of the time that JSON takes.
    sealed.write(aside / _FILES, None, marshal.dumps(list(map(tuple, kept.files.values()))))
    sealed.write(aside / _STORE, [kept.store, dict(kept.forms)])

    def answer(one: Result) -> tuple[object, bytes]:
        return (one.kind.value, one.variables, one.count, one.notices), one.data

    found = [
        *_checked(target).stow(aside, kept.checked, lambda one: (one, b"")),
        *_bodies(target).stow(aside, kept.bodies, lambda one: (None, one)),
        *_derivations(target).stow(aside, kept.derivations, _told),
        *_answers(target).stow(aside, kept.answers, answer),
    ]
    statements = [one.data for one in kept.derivations.values()]
    # What is there was looked through when it was read; others use what is not, until the site is there.
    new = [(one.path, f"{_STATEMENTS}/{one.sha256}") for one in statements if one.path.parent == folder]
    return Stowed(
        [*((path, str(path.relative_to(aside))) for path in (aside / _FILES, aside / _STORE, *found)), *new],
        {
            _CHECKED: list(kept.checked),
            _FORMS: list(kept.bodies),
            _STATEMENTS: [one.sha256 for one in statements],
            _DERIVED: list(kept.derivations),
            _ANSWERS: list(kept.answers),
        },
    )


def write(target: Path, stowed: Stowed) -> None:
    """Leave it, beside the site, to the next build, where that can be written."""
    place = _place(target)
    for path, name in stowed.files:
        own(place / name)
        with suppress(OSError):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, place / name)
    for folder, names in stowed.names.items():
        _clear(place / folder, names)
