"""What one build leaves to the next: answers and derived statements, for as long as they cannot have changed.

    .SITE.kept/files         the counts of the files
    .SITE.kept/answers/KEY   an answer, under a digest of all that decides on it
    .SITE.kept/derived/KEY   which derived statements, likewise
    .SITE.kept/statements/DIGEST  these
    .SITE.kept/checked/KEY   what came of a check of the passages, likewise
    .SITE.kept/store         from which store answers can follow an edit, and in which forms
    .SITE.kept/forms/DIGEST  such a form of an answer

Each is read when it is asked for, and written where it is not there.
"""

import hashlib
import pickle
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from claimgraph.census import Census, Count, count
from claimgraph.errors import InputError
from claimgraph.known import Digests
from claimgraph.mentions import properties
from claimgraph.output import write_whole
from claimgraph.publish import sealed
from claimgraph.publish.checked import Checked, Tally, Wrong
from claimgraph.publish.sealed import program
from claimgraph.publish.stored import Stored
from claimgraph.publish.tree import beside
from claimgraph.query import Kind, Question, Result
from claimgraph.query.parameters import Candidates
from claimgraph.share import processors, share
from claimgraph.sources import Source

__all__ = [
    "Derivation",
    "Kept",
    "counted",
    "derivation_key",
    "form_key",
    "question_key",
    "read",
    "rules_key",
    "stowed",
    "write",
]

# So many files are worth a process of their own.
_SHARE = 200

_FILES, _ANSWERS, _DERIVED, _STORE, _FORMS, _CHECKED = "files", "answers", "derived", "store", "forms", "checked"
_STATEMENTS = "statements"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Derivation:
    """Derived statements, in N-Triples, and the properties whose triples bear on none of them (`Inference.idle`)."""

    data: Stored
    idle: Sequence[str] = ()
    store: str = ""
    """The key of a store of data from which these follow, where it can be told what follows after an edit."""
    rules: str = ""
    """A digest of the project's rules."""
    answers: Sequence[str] = ()
    """The keys of the answers that tell what those rules give."""


@dataclass(frozen=True)
class Kept:
    """What a build leaves: the counts of the files, and what it found, under digests of all that decides on that."""

    files: Mapping[str, Count] = field(default_factory=dict)
    derivations: Mapping[str, Derivation] = field(default_factory=dict)
    answers: Mapping[str, Result] = field(default_factory=dict)
    store: str = ""
    """The key of a store of the data (`several.queries`), from which answers can follow an edit; empty without one."""
    forms: Mapping[str, str] = field(default_factory=dict)
    """The names of the forms in which answers can follow an edit, by `form_key`."""
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    """These forms, by their names; one that is kept already may be empty."""
    checked: Mapping[str, Checked] = field(default_factory=dict)

    def derived(self, census: Census | None, rules: object) -> Derivation | None:
        """The derived statements, if none can have changed."""
        if census:
            for key, found in self._derivations.items():
                if key == derivation_key(census, rules, found.idle):
                    return found
        return None

    def followable(self, rules: object) -> Derivation | None:
        """Derived statements that others by the same rules can be told from."""
        found = self._derivations.values()
        return next((one for one in found if one.store and one.rules == rules_key(rules)), None)

    @cached_property
    def _derivations(self) -> Mapping[str, Derivation]:
        """The derivations, less what is damaged, each looked through once: they are large."""
        return {key: found for key in self.derivations if (found := self.derivations.get(key))}


def derivation_key(census: Census, rules: object, idle: Sequence[str]) -> str:
    """A digest of all that decides on what is derived: the rules, and the triples that they may use."""
    there = census.properties
    return _digest((program(), rules, sorted(there), census.digest(there.difference(idle))))


def rules_key(rules: object) -> str:
    """A digest of a project's rules."""
    return _digest(rules)


def question_key(census: Census, question: Question) -> str:
    """A digest of all that decides on an answer; empty where that is not known."""
    if any(isinstance(value, Candidates) for value in question.parameters.values()):
        return ""  # what it means, all of the data says
    checked = question.check()
    asked = properties(checked.tokens, checked.prefixes, census.classes)
    return "" if asked is None else _digest((program(), question, census.digest(asked)))


def form_key(question: Question) -> str:
    """A digest of a question, whatever the data."""
    return _digest((program(), question))


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def counted(
    files: Sequence[Source], earlier: Mapping[str, Count], digests: Digests, run: Callable[..., Sequence[Count | None]]
) -> Census | None:
    """The census of the files; None where there is none of one of them, as of one that does not parse.

    `run` calls a function with its arguments in a worker; only files are read there of whose digests there is no count.
    """
    known = {one.digest: one for one in earlier.values()}
    found = [known.get(seen.digest) if (seen := digests.get(str(file))) else None for file in files]
    left = [number for number, one in enumerate(found) if one is None]
    if left:
        for number, one in zip(left, run(_counts, [files[number] for number in left], known), strict=True):
            found[number] = one
    counts = {str(file): one for file, one in zip(files, found, strict=True) if one}
    return Census(counts) if len(counts) == len(files) else None


def _counts(files: Sequence[Source], known: Mapping[str, Count]) -> list[Count | None]:
    """The counts of the files, in their order."""

    def some(numbers: Sequence[int]) -> list[tuple[int, Count | None]]:
        try:
            return [(number, count(files[number], known.get)) for number in numbers]
        except (InputError, SyntaxError):
            return []  # what reads it next says what is the matter

    parts = share(some, range(len(files)), min(processors(), len(files) // _SHARE + 1))
    found = dict(pair for part in parts for pair in part)
    return [found.get(number) for number in range(len(files))]


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

    def keep(self, values: Mapping[str, Value], packed: Callable[[Value], tuple[object, bytes]]) -> None:
        """Leave these and no others."""
        for name in values.keys() - _names(self.path):
            sealed.write(self.path / name, *packed(values[name]))
        _clear(self.path, values)


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


def _keep_statements(target: Path, statements: Mapping[str, Stored]) -> None:
    folder = _place(target) / _STATEMENTS
    for digest, one in statements.items():
        # What is from there was looked through.
        if one.path != folder / digest:
            with suppress(OSError, InputError):
                folder.mkdir(parents=True, exist_ok=True)
                write_whole(folder / digest, one.read())
    _clear(folder, statements)


def _checked(target: Path) -> _Folder[Checked]:
    def made(head: Any, data: bytes) -> Checked:
        documents, faults, incomplete = head
        return Checked([Tally(*one) for one in documents], [Wrong(*one) for one in faults], incomplete)

    return _Folder(_place(target) / _CHECKED, made)


def _place(target: Path) -> Path:
    return beside(target, "kept").with_suffix("")


def read(target: Path) -> Kept:
    """What the build of a site left; nothing where there is nothing, or what there is, is damaged."""
    counts, _ = sealed.read(_place(target) / _FILES) or ([], b"")
    (store, forms), _ = sealed.read(_place(target) / _STORE) or (("", {}), b"")
    known = {one[0]: Count(*one) for one in counts}
    return Kept(known, _derivations(target), _answers(target), store, forms, _bodies(target), _checked(target))


def stowed(kept: Kept, folder: Path) -> Stored:
    """What a build leaves, put aside in a folder until the site is there: for `write`, in the same build."""
    return Stored.write(folder, [pickle.dumps(kept)])


def write(target: Path, stowed: Stored) -> None:
    """Leave it, beside the site, to the next build, where that can be written."""
    kept: Kept = pickle.loads(stowed.read())  # noqa: S301 - what a copy of ourselves wrote
    sealed.write(_place(target) / _FILES, list(kept.files.values()))
    sealed.write(_place(target) / _STORE, [kept.store, dict(kept.forms)])
    _checked(target).keep(kept.checked, lambda one: (one, b""))
    _bodies(target).keep(kept.bodies, lambda one: (None, one))
    _keep_statements(target, {one.data.sha256: one.data for one in kept.derivations.values()})
    _derivations(target).keep(kept.derivations, _told)
    _answers(target).keep(kept.answers, lambda one: ((one.kind.value, one.variables, one.count, one.notices), one.data))
