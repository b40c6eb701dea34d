"""Named queries: the .rq files of a folder, each documented by the comment at its top (CONTRIBUTING.md)."""

import re
from dataclasses import dataclass
from pathlib import Path

from claimgraph import files
from claimgraph.errors import InputError, UsageError
from claimgraph.model import Location
from claimgraph.registry import suggestion

__all__ = ["SUFFIX", "NamedQuery", "Parameter", "find", "names", "parse", "read"]

SUFFIX = ".rq"
TYPES = ("iri", "string", "integer", "date")

_LINE = re.compile(r"#\s?(\w+):\s*(.*)")
_KEYS = ("Question", "Shows", "Param")
_PARAM = re.compile(r"(\w+) \((\w+)(?:, default (.*?))?\): (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that the caller may set; without a default, must set."""

    name: str
    type: str
    default: str | None
    help: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with what its header says of it; `shows` is empty where the header does not say."""

    name: str
    path: Path
    text: str
    question: str
    shows: str
    parameters: tuple[Parameter, ...]


def names(folder: Path) -> list[str]:
    """The names of the queries in a folder, in alphabetical order."""
    return sorted(path.stem for path in folder.glob(f"*{SUFFIX}"))


def find(folder: Path, name: str) -> NamedQuery:
    """The query of that name; raises UsageError, with a suggestion, where there is none, and InputError as `read`."""
    if name not in names(folder):
        raise UsageError(f"no query {name!r} in {folder}.", hint=suggestion(name, names(folder)))
    return read(folder / f"{name}{SUFFIX}", strict=True)


def read(path: Path, *, strict: bool = False) -> NamedQuery:
    """The query in a file; raises InputError, located, where it cannot be read, and as `parse` does."""
    return parse(files.read_text(path), path, strict=strict)


def parse(text: str, path: Path, *, strict: bool = False) -> NamedQuery:
    """The query of that text, header and all; without a header, a query without parameters.

    An unknown key is a comment like any other, except where `strict`. Raises InputError, located, for that, and for
    a parameter that is ill-formed, declared twice or not in the query.
    """
    question = shows = ""
    parameters: dict[str, Parameter] = {}
    for line, key, value in _header(text, path, strict):
        if key == "Question":
            question = value
        elif key == "Shows":
            shows = value
        else:
            parameter = _parameter(value, Location(str(path), line))
            if parameter.name in parameters or not re.search(rf"[?$]{parameter.name}\b", text):
                fault = "is declared twice" if parameter.name in parameters else "does not occur in the query"
                raise InputError(f"the parameter {parameter.name} {fault}.", location=Location(str(path), line))
            parameters[parameter.name] = parameter
    return NamedQuery(path.stem, path, text, question, shows, tuple(parameters.values()))


def _header(text: str, path: Path, strict: bool) -> list[tuple[int, str, str]]:
    """The entries of the comment at the top: line, key, value; a line without a key goes on with the value."""
    entries: list[tuple[int, str, str]] = []
    continues = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        if found := _LINE.match(line):
            key, value = found.groups()
            continues = key in _KEYS
            if continues:
                entries.append((number, key, value))
            elif strict:
                location = Location(str(path), number)
                raise InputError(f"unknown key {key!r} in the header.", location=location, hint=suggestion(key, _KEYS))
        elif continues:
            start, key, value = entries.pop()
            entries.append((start, key, f"{value} {line[1:].strip()}".strip()))
    return entries


def _parameter(value: str, location: Location) -> Parameter:
    found = _PARAM.fullmatch(value)
    if not found:
        hint = "Write: name (type, default value): what it is. The default may be left out."
        raise InputError(f"not a parameter: {value!r}.", location=location, hint=hint)
    name, kind, default, help_text = found.groups()
    if kind not in TYPES:
        raise InputError(f"unknown type {kind!r}.", location=location, hint=suggestion(kind, TYPES))
    if default is not None and len(default) > 1 and default[0] == default[-1] == '"':
        default = default[1:-1]
    return Parameter(name, kind, default, help_text)
