"""What a folder of the package offers: every module in it whose name does not start with an underscore."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType

from claimgraph.errors import UsageError

__all__ = ["load", "names", "nearest", "suggestion"]


@cache
def names(package: str) -> tuple[str, ...]:
    """The names of what the package offers, sorted, with hyphens for underscores; imports none of it."""
    # By its place, because to import a package is to import all that lies around it.
    folder = Path(__file__).parent.joinpath(*package.split(".")[1:])
    found = (module.name for module in pkgutil.iter_modules([str(folder)]))
    return tuple(sorted(name.replace("_", "-") for name in found if not name.startswith("_")))


def load(package: str, name: str, what: str) -> ModuleType:
    """Import one by its name; raises UsageError, with a suggestion, where there is none of that name."""
    if name not in names(package):
        raise UsageError(f"unknown {what} {name!r}.", hint=suggestion(name, names(package)))
    return importlib.import_module(f"{package}.{name.replace('-', '_')}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence that proposes the nearest known name, or else lists them all."""
    known = list(known)
    return nearest(name, known) or (f"Known: {', '.join(known)}." if known else "There are none.")


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that proposes the nearest known name; empty where none is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else ""
