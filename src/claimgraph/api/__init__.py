"""The Python API: a dataset that can be asked, validated, reasoned over and traced (docs/api.md)."""

import os
from collections.abc import Iterable
from pathlib import Path

from claimgraph import project
from claimgraph.api.answer import Answer, Inference
from claimgraph.api.dataset import Dataset, Name
from claimgraph.api.views import Explanation, Trace, Validation
from claimgraph.errors import InputError
from claimgraph.model import Location

__all__ = ["Answer", "Dataset", "Explanation", "Inference", "Trace", "Validation", "open"]

Names = Name | Iterable[Name]


def open(path: Name = ".", *, data: Names = (), ontology: Names = (), shapes: Names = ()) -> Dataset:  # noqa: A001
    """The dataset of a project, or of RDF files.

    `path` is a folder in a project (its claimgraph.toml stands there or above), a folder of RDF files outside any,
    or an RDF file, which is then the data. `data`, `ontology` and `shapes` are files or folders to read instead of the
    project's. Raises InputError for a path that is missing, and ConfigError, with a line, for a malformed project.
    """
    place = Path(path)
    if not place.exists():
        raise InputError("no such file or folder.", location=Location(str(place)))
    here = project.find(place if place.is_dir() else place.parent)
    chosen = _paths(data)
    if not chosen and not place.is_dir() and place.name != project.FILE_NAME:
        chosen = (place,)
    if not chosen and here.root is None:
        chosen = (place,)
    return Dataset(here, chosen, _paths(ontology), _paths(shapes))


def _paths(names: Names) -> tuple[Path, ...]:
    return (Path(names),) if isinstance(names, str | os.PathLike) else tuple(map(Path, names))
