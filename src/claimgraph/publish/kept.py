"""What one build leaves to the next: answers and derived statements, for as long as they cannot have changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from claimgraph.census import Census, Count, count
from claimgraph.errors import InputError
from claimgraph.mentions import properties
from claimgraph.output import write_whole
from claimgraph.publish.tree import beside
from claimgraph.publish.unchanged import program
from claimgraph.query import Kind, Question, Result
from claimgraph.query.parameters import Candidates
from claimgraph.share import processors, share
from claimgraph.sources import Source

__all__ = ["Derivation", "Kept", "counted", "derivation_key", "question_key", "read", "write"]

# So many files are worth a process of their own.
_SHARE = 200


@dataclass(frozen=True, slots=True)
class Derivation:
    """Derived statements, in N-Triples, and the properties whose triples bear on none of them (`Inference.idle`)."""

    data: bytes
    idle: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a build leaves: the counts of the files, and what it found, under digests of all that decides on that."""

    files: Mapping[str, Count] = field(default_factory=dict)
    derivation: tuple[str, Derivation] | None = None
    answers: Mapping[str, Result] = field(default_factory=dict)

    def derived(self, census: Census | None, rules: object) -> Derivation | None:
        """The derived statements, if none can have changed."""
        if census and self.derivation:
            key, found = self.derivation
            return found if key == derivation_key(census, rules, found.idle) else None
        return None


def derivation_key(census: Census, rules: object, idle: Sequence[str]) -> str:
    """A digest of all that decides on what is derived: the rules, and the triples that they may use."""
    there = census.properties
    return _digest((program(), rules, sorted(there), census.digest(there.difference(idle))))


def question_key(census: Census, question: Question) -> str:
    """A digest of all that decides on an answer; empty where that is not known."""
    if any(isinstance(value, Candidates) for value in question.parameters.values()):
        return ""  # what it means, all of the data says
    checked = question.check()
    asked = properties(checked.tokens, checked.prefixes, census.classes)
    return "" if asked is None else _digest((program(), question, census.digest(asked)))


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def counted(files: Sequence[Source], earlier: Mapping[str, Count]) -> Census | None:
    """The census of the files; None where there is none of one of them, as of one that does not parse."""
    known = {one.digest: one for one in earlier.values()}

    def some(numbers: Sequence[int]) -> list[tuple[int, Count | None]]:
        try:
            return [(number, count(files[number], known.get)) for number in numbers]
        except (InputError, SyntaxError):
            return []  # what reads it next says what is the matter

    parts = share(some, range(len(files)), min(processors(), len(files) // _SHARE + 1))
    found = dict(pair for part in parts for pair in part)
    counts = {str(files[number]): one for number in range(len(files)) if (one := found.get(number))}
    return Census(counts) if len(counts) == len(files) else None


def read(target: Path) -> Kept:
    """What the build of a site left; nothing where there is nothing, or what there is, is damaged."""
    try:
        digest, _, body = beside(target, "kept").read_bytes().partition(b"\n")
    except OSError:
        return Kept()
    if digest != hashlib.sha256(body).hexdigest().encode():
        return Kept()
    told = json.loads(body)
    key, data, idle = told["derived"]
    answers = {
        key: Result(Kind(one["kind"]), one["data"].encode(), tuple(one["variables"]), one["count"])
        for key, one in told["answers"].items()
    }
    files = {name: Count(*one) for name, one in told["files"].items()}
    return Kept(files, (key, Derivation(data.encode(), idle)), answers)


def write(target: Path, kept: Kept) -> None:
    """Leave it, beside the site, to the next build, where that can be written."""
    key, found = kept.derivation or ("", Derivation(b""))
    told = {
        "files": kept.files,
        "derived": [key, found.data.decode(), list(found.idle)],
        "answers": {
            key: asdict(result) | {"kind": result.kind.value, "data": result.data.decode()}
            for key, result in kept.answers.items()
        },
    }
    body = json.dumps(told).encode()
    with suppress(OSError, InputError):
        write_whole(beside(target, "kept"), hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
