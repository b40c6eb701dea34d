"""What tells this program from others, which would leave something else to the next build, or make other pages."""

import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path

from claimgraph.project import Project

__all__ = ["pages", "program"]

_PUBLISH = Path(__file__).parent
_PACKAGE = _PUBLISH.parent

_MAKERS = ("jinja2-", "markdown_it_py-", "markupsafe-", "pyoxigraph-")
"""How the names of those packages begin that decide on the bytes of pages."""


@cache
def program() -> Sequence[str]:
    """What tells this program from others: its files, and the packages beside it by name and version."""
    found = [sys.version]
    # Of a source tree, the rules lie beside the package.
    beside = (_PACKAGE.parents[1] / "rules").glob("*.rls")
    for path in (*sorted(path for path in _PACKAGE.rglob("*") if path.is_file()), *sorted(beside)):
        if path.suffix != ".pyc":
            found.append(f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return [*found, *_packages()]


@cache
def _packages() -> Sequence[str]:
    """The names of the packages' folders, because importlib.metadata takes longer to import than all the rest."""
    found: list[str] = []
    for entry in sys.path:
        with suppress(OSError):
            found += sorted(name for name in os.listdir(entry or ".") if name.endswith("-info"))  # noqa: PTH208
    return found


@cache
def _code() -> str:
    found = hashlib.sha256()
    for path in sorted(_PUBLISH.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js", ".svg"):
            found.update(path.relative_to(_PUBLISH).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    makers = [name for name in _packages() if name.lower().startswith(_MAKERS)]
    found.update(repr(makers).encode())
    return found.hexdigest()


def pages(project: Project) -> str:
    """A digest of all that decides on the bytes of a page besides the data: code, templates and project."""
    # All of it but where it is.
    told = [getattr(project, one.name) for one in fields(project) if one.name not in ("root", "folders")]
    found = hashlib.sha256(f"{_code()}{told!r}".encode())
    for folder in project.existing("templates"):
        # Whatever it is called: a template may include any.
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()
