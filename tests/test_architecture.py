"""The structure that docs/architecture.md promises, read from the imports and the files."""

import ast
from pathlib import Path

import pytest

from support import ROOT

SOURCE = ROOT / "src" / "claimgraph"

# From the lowest layer to the highest; a module may import its own layer's package and what is below it.
LAYERS = [
    {"model", "errors", "terms", "datatypes", "registry", "formats", "terminal"},
    {"project", "output", "dates", "cachedir", "files", "git", "known", "lines", "paths", "xml"},
    {"sources", "census", "sparql", "mentions", "locate", "rdf", "streams", "interop", "protocol"}
    | {"worker", "forking", "share"},
    {"export", "load", "validate", "reason", "query", "evidence"},
    {"publish", "server", "cluster"},
    {"api"},
    {"cli"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
APART = {"export", "load", "validate", "reason", "query", "evidence"}
ENGINES = {"shacl", "pyshacl", "owlrl", "nmo_python", "edtf", "rdflib"}

MODULES = sorted(SOURCE.rglob("*.py"))


def part(path: Path) -> str:
    """The top-level part of the package to which a file belongs; the package's own __init__ is part of the top."""
    first = path.relative_to(SOURCE).parts[0]
    return "cli" if first in ("__init__.py", "__main__.py") else first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The dotted names of all modules that a file imports, whether at its top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_downward(path: Path) -> None:
    here = part(path)
    for name in imported(path):
        if not name.startswith("claimgraph."):
            continue
        there = name.split(".")[1]
        if there.startswith("__") or there == here:
            continue
        assert there in RANK, f"{there} has no layer: place it in docs/architecture.md and here"
        assert RANK[there] <= RANK[here], f"{here} imports {there}, which lies above it"
        assert not (here in APART and there in APART), f"{here} imports {there}: commands compose them"


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_an_engine_is_imported_in_one_file_of_each_job(engine: str) -> None:
    users = {path for path in MODULES for name in imported(path) if name.split(".")[0] == engine}
    jobs = [part(path) for path in users]
    assert len(jobs) == len(set(jobs)), f"{engine} is imported by {sorted(map(str, users))}"


def test_click_stays_in_the_command_line() -> None:
    users = {part(path) for path in MODULES if "click" in {name.split(".")[0] for name in imported(path)}}
    assert users == {"cli"}


def test_modules_are_small() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {str(path): size for path, size in sizes.items() if size > 400}


def test_no_module_knows_the_dataset() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8").lower()
        for word in ("libya", "qaeda", "ansar", "armed group"):
            assert word not in text, f"{path} speaks of {word}"
