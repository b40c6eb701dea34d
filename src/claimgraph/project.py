"""A project: what its claimgraph.toml says."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from claimgraph import files
from claimgraph.errors import ConfigError, UsageError
from claimgraph.model import Location
from claimgraph.registry import suggestion
from claimgraph.terms import PREFIXES

__all__ = ["FILE_NAME", "Project", "find"]

FILE_NAME = "claimgraph.toml"

# Each table's keys with their types; str is the rule, list a list of strings.
_SCHEMA: dict[str, dict[str, type]] = {
    "project": {
        "title": str,
        "description": str,
        "licence": str,
        "creators": list,
        "contact": str,
        "release": str,
        "site": str,
    },
    "namespaces": {"dataset": str, "ontology": str, "shapes": str},
    "prefixes": {},
    "uris": {"dataset": str, "ontology": str, "shapes": str},
    "validate": {"checks": list},
    "folders": dict.fromkeys(("data", "docs", "ontology", "queries", "releases", "rules", "shapes", "templates"), str),
}
_FREE = {"prefixes"}  # tables whose keys the project chooses

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PREFIX = re.compile(r"[^\W\d_](?:[\w.\-]*[\w\-])?")  # PN_PREFIX of Turtle (section 6.5), roughly
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Project:
    """Title, bases, prefixes and folders of a dataset; without a claimgraph.toml, the defaults alone.

    uris is the URI policy: by the name of a namespace, the regular expression that all of an IRI behind that namespace
    has to match. site is the address of the published site, where it does not lie at its own IRIs.
    checks are those that a validation of the project's data runs unless it is told otherwise.
    """

    root: Path | None = None
    title: str = ""
    description: str = ""
    licence: str = ""
    creators: tuple[str, ...] = ()
    contact: str = ""
    release: str = ""
    site: str = ""
    namespaces: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)
    uris: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    checks: tuple[str, ...] = ()
    folders: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def dataset(self) -> str:
        """The IRI of the dataset itself: its namespace, of a hash namespace the document; "" where there is none."""
        return self.namespaces.get("dataset", "").removesuffix("#")

    def below(self, path: str) -> str:
        """The IRI with that path below the dataset's own, which clients can ask for."""
        return f"{self.dataset.rstrip('/')}/{path}"

    @property
    def contexts(self) -> list[Path]:
        """The published contexts of framed JSON-LD, a file for each version."""
        return sorted((self.root / "context").glob("claimgraph-*.jsonld")) if self.root else []

    def bases(self) -> dict[str, str]:
        """The namespaces of the project, each with its pattern of the URI policy, or ""."""
        return {namespace: self.uris.get(name, "") for name, namespace in self.namespaces.items()}

    def folder(self, name: str) -> Path:
        """The folder of that name; raises UsageError where there is no project or the folder is absent."""
        if self.root is None:
            raise UsageError(
                f"no {FILE_NAME} here or above, so there is no {name} folder to read.",
                hint="Give the paths by hand, or change into a project.",
            )
        path = self.folders[name]
        if not path.is_dir():
            raise UsageError(f"the project has no folder {path}.", hint=f"[folders] of {FILE_NAME} names it.")
        return path

    def existing(self, *names: str) -> list[Path]:
        """Those of the project's folders that exist; none where there is no project."""
        return [self.folders[name] for name in names if name in self.folders and self.folders[name].is_dir()]


def find(start: Path | None = None) -> Project:
    """The project of the nearest claimgraph.toml in a folder or above it, else a project of defaults.

    Raises ConfigError, with a line, where the file is malformed, has an unknown key or a value of the wrong type.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if os.path.lexists(folder / FILE_NAME):
            return read(folder / FILE_NAME)
    return Project()


def read(path: Path) -> Project:
    """The project that a claimgraph.toml describes; raises ConfigError as `find` does."""
    text = files.read_text(path, ConfigError)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        location = Location(str(path), *(int(n) for n in place.groups())) if place else Location(str(path))
        raise ConfigError(f"not TOML: {re.sub(r' .at .*', '', str(error))}.", location=location) from error
    _check(tables, text, path)

    root = path.parent
    given = tables.get("project", {})
    if site := given.get("site"):
        _check_site(site, _locate(text, path, "project", "site"))
    if licence := given.get("licence"):
        _check_iri(licence, _locate(text, path, "project", "licence"))
    contact = given.get("contact", "")
    if contact and (":" in contact or "@" not in contact):
        _check_iri(contact, _locate(text, path, "project", "contact"))
    namespaces = tables.get("namespaces", {})
    for name, namespace in namespaces.items():
        _check_iri(namespace, _locate(text, path, "namespaces", name))
    prefixes = dict(PREFIXES)
    for prefix, template in tables.get("prefixes", {}).items():
        where = _locate(text, path, "prefixes", prefix)
        if not _PREFIX.fullmatch(prefix):
            raise ConfigError(
                f"{prefix!r} cannot be a prefix.",
                location=where,
                hint="Write letters, digits, - and _, a letter first.",
            )
        try:
            prefixes[prefix] = _PLACEHOLDER.sub(lambda match: namespaces[match[1]], template)
        except KeyError:
            raise ConfigError(
                f"the prefix {prefix} is built on a namespace that [namespaces] does not give: {template!r}.",
                location=where,
                hint=f"Write a whole IRI, or one of: {', '.join('{' + name + '}' for name in namespaces)}.",
            ) from None
        _check_iri(prefixes[prefix], where)
    uris = tables.get("uris", {})
    for name, pattern in uris.items():
        _check_policy(name, pattern, namespaces, _locate(text, path, "uris", name))
    folders = {name: root / tables.get("folders", {}).get(name, name) for name in _SCHEMA["folders"]}
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    return Project(
        root=root,
        **fields,
        namespaces=MappingProxyType(namespaces),
        prefixes=MappingProxyType(prefixes),
        uris=MappingProxyType(uris),
        checks=tuple(tables.get("validate", {}).get("checks", ())),
        folders=MappingProxyType(folders),
    )


def _check_iri(text: str, place: Location) -> None:
    if not _IRI.fullmatch(text):
        raise ConfigError(f"{text!r} is not an IRI.", location=place, hint="Write it whole: https://…/")


def _check_site(text: str, place: Location) -> None:
    if not re.fullmatch(r"https?://[^\s/?#\"'<>]+(?:/[\w.~%-]+)*/", text, re.ASCII):
        raise ConfigError(f"{text!r} is no address of a site.", location=place, hint="Write https://host/folder/")


def _check_policy(name: str, pattern: str, namespaces: Mapping[str, str], place: Location) -> None:
    if name not in namespaces:
        raise ConfigError(
            f"a URI policy for {name}, which [namespaces] does not give.", location=place, hint="Give its base there."
        )
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(
            f"the URI policy {pattern!r} is no regular expression: {error}.",
            location=place,
            hint="Write, in single quotes, what may follow the base: '[a-z]+/[a-z0-9-]+'",
        ) from error


def _check(tables: dict[str, Any], text: str, path: Path) -> None:
    for table, entries in tables.items():
        if table not in _SCHEMA:
            raise ConfigError(
                f"unknown table or key {table!r}.",
                location=_locate(text, path, "", table),
                hint=suggestion(table, _SCHEMA),
            )
        if not isinstance(entries, dict):
            raise ConfigError(f"{table!r} must be a table.", location=_locate(text, path, "", table))
        for key, value in entries.items():
            known = _SCHEMA[table]
            if key not in known and table not in _FREE:
                raise ConfigError(
                    f"unknown key {key!r} in [{table}].",
                    location=_locate(text, path, table, key),
                    hint=suggestion(key, known),
                )
            kind = known.get(key, str)
            items = value if kind is list and isinstance(value, list) else [value]
            if (kind is list) != isinstance(value, list) or not all(isinstance(item, str) for item in items):
                expected = "a list of strings" if kind is list else "a string"
                raise ConfigError(
                    f"{key!r} in [{table}] must be {expected}, not {value!r}.",
                    location=_locate(text, path, table, key),
                )


def _locate(text: str, path: Path, table: str, key: str) -> Location:
    """The line of a key within its table, or of a table's header."""
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].strip("\"'")
            if not table and current.split(".")[0] == key:
                return Location(str(path), number, line.index("[") + 1)
        elif current == table and (found := re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", line)):
            return Location(str(path), number, len(line) - len(line.lstrip()) + 1 if found else 0)
    return Location(str(path))
