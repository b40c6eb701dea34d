"""Patterns of --only and --skip that no finding can match: a slip of the pen, which must not hide or show anything."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from claimgraph import registry, sources, worker
from claimgraph.model import Report
from claimgraph.sources import STDIN, Source
from claimgraph.terms import curie, term_curie
from claimgraph.validate import CHECKS, selection
from claimgraph.validate._shapes import Shapes
from claimgraph.validate._words import COMPONENTS

__all__ = ["idle"]


def idle(
    report: Report,
    options: Mapping[str, Sequence[str]],
    *,
    files: Sequence[Path],
    shapes: Sequence[Path],
    checks: Sequence[str],
) -> list[str]:
    """A notice of each pattern, given by option, that is not the name of a shape, a check that ran, a path or a file.

    `report` has all the findings; `files` are the paths of data and ontology. Raises InputError and LimitError as
    validate() does.
    """
    known: list[str] | None = None
    notices = []
    for option, patterns in options.items():
        for pattern in patterns:
            if selection.matching(report, [pattern], ()).findings:
                continue
            if known is None:
                # Standard input was read already, and can be read once.
                given, others = (sources.expand(path for path in paths if path != STDIN) for paths in (shapes, files))
                terms = worker.run(_terms, given, dict(report.prefixes), seconds=60, megabytes=2048)
                known = [*terms, *checks, *map(str, (*given, *others))]
            if any(selection.matches(name, pattern) for name in (*known, *COMPONENTS)):
                continue
            if pattern in registry.names(CHECKS):
                notices.append(f"{option} {pattern}: this check was not run. Add --check {pattern}.")
            else:
                hint = registry.nearest(pattern, known)
                notices.append(f"{option} {pattern}: no shape, path, file or check is called so. {hint}".rstrip())
    return notices


def _terms(files: Sequence[Source], prefixes: Mapping[str, str]) -> list[str]:
    """By what a pattern can name the shapes and their paths: CURIEs and IRIs."""
    shapes = Shapes(files)
    named = [shape.value for shape in shapes.nodes() if isinstance(shape, ox.NamedNode)]
    paths = [shapes.path(path) for _, path in shapes.users("path")]
    found = {name for iri in named for name in (curie(iri, prefixes), iri)}
    found |= {name for path in paths for name in (term_curie(path, prefixes), path.strip("<>"))}
    return sorted(found | {node.value.rpartition("#")[2] for node in shapes.instances("ConstraintComponent")})
