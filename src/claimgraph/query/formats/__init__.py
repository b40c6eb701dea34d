"""The formats of answers, one file each for rows and truth values; graphs go out in the RDF formats.

A file gives `write(result, view)`, the bytes, and `SUFFIXES`, by which --output chooses it. It may give
`check(kind, terminal)`, which raises UsageError, before the query is asked, where it cannot write such an answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph import formats, rdf, registry
from claimgraph.errors import UsageError
from claimgraph.query.result import Kind, Result

__all__ = ["View", "Writer", "names", "serialized", "writer"]

PACKAGE = "claimgraph.query.formats"


@dataclass(frozen=True, slots=True)
class View:
    """How a reader sees the answer: the prefixes of CURIEs, the columns of the terminal, if any, and what was asked."""

    prefixes: Mapping[str, str]
    width: int | None = None
    query: str = ""


Writer = Callable[[Result, View], bytes]


def names() -> list[str]:
    """The names of all formats, those of rows first."""
    return [*registry.names(PACKAGE), *formats.FORMATS]


def writer(name: str, output: Path | None, kind: Kind, *, terminal: bool = False) -> Writer:
    """What writes an answer of that kind in the format of that name; without a name, in that of the output's suffix.

    Raises UsageError for a format that is unknown, that cannot hold such an answer, or is not for a terminal.
    """
    fitting = list(formats.FORMATS) if kind is Kind.GRAPH else list(registry.names(PACKAGE))
    name = name or _of_suffix(output, kind) or ("turtle" if kind is Kind.GRAPH else "table")
    if name not in names():
        raise UsageError(f"unknown format {name!r}.", hint=registry.suggestion(name, names()))
    if name not in fitting:
        raise UsageError(
            f"the query gives {kind.value}, which {name} cannot hold.", hint=f"These can: {', '.join(fitting)}."
        )
    if kind is Kind.GRAPH:
        return lambda result, view: rdf.serialized(result.triples(), formats.by_name(name), view.prefixes)
    module = registry.load(PACKAGE, name, "format")
    if hasattr(module, "check"):
        module.check(kind, terminal)
    write: Writer = module.write
    return write


def _of_suffix(output: Path | None, kind: Kind) -> str:
    if output is None:
        return ""
    if kind is Kind.GRAPH:
        record = formats.of_path(output)
        return record.name if record else ""
    modules = {name: registry.load(PACKAGE, name, "format") for name in registry.names(PACKAGE)}
    return next((name for name, module in modules.items() if output.suffix.lower() in module.SUFFIXES), "")


def serialized(result: Result, kind: ox.QueryResultsFormat) -> bytes:
    """Rows or truth value in one of the formats that pyoxigraph writes, ending with a line's end."""
    data: bytes = result.solutions().serialize(format=kind) or b""
    return data if data.endswith(b"\n") else data + b"\n"
