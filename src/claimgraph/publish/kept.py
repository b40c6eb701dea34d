"""What one build leaves to the next: answers and derived statements, for as long as they cannot have changed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from claimgraph.census import Census, Count, count
from claimgraph.errors import InputError
from claimgraph.known import Digests
from claimgraph.mentions import properties
from claimgraph.publish.checked import Checked
from claimgraph.publish.programs import program
from claimgraph.publish.stored import Stored
from claimgraph.query import Question, Result
from claimgraph.query.parameters import Candidates
from claimgraph.share import processors, share
from claimgraph.sources import Source

__all__ = ["Derivation", "Kept", "counted", "derivation_key", "form_key", "question_key", "rules_key"]

# So many files are worth a process of their own.
_SHARE = 200


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
