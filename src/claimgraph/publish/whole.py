"""The whole of the data to download: what `claimgraph export` gives, in a format for each kind of reader."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.errors import InputError
from claimgraph.export import Setting, canonical, serialized, view
from claimgraph.formats import by_name
from claimgraph.known import Digests
from claimgraph.project import Project
from claimgraph.publish.downloads import PACKED_SUFFIX, TABLES_SUFFIX, stem
from claimgraph.publish.packed import packed
from claimgraph.publish.removed import discreet, removed
from claimgraph.sources import Source

__all__ = ["MOST", "dumps", "views"]

# Any edit has all of it written anew, at about a second for each megabyte: of more there is packed N-Quads alone.
MOST = 5_000_000

_FORMATS = ("nquads", "turtle", "jsonld")
_VIEWS = {
    "csv": TABLES_SUFFIX,
    "gexf": ".gexf",
    "graphml": ".graphml",
    "jsonld-framed": "-framed.jsonld",
    "jsonld-lines": ".ndjson",
    "nanopub": "-nanopublications.trig",
}


def dumps(project: Project, files: Sequence[Source], digests: Digests = MappingProxyType({})) -> dict[str, bytes]:
    """The statements of the files, whole, in several formats, by the names of the downloads.

    Of what was removed there is no more than its tombstone may say. Of very much data there is packed N-Quads alone,
    not in canonical form; of less, every format that can hold it. The same bytes for the same files. `digests`
    are as for `packed`. Raises InputError for files that cannot be read.
    """
    if "dataset" not in project.namespaces:
        return {}
    if sources.size(files, digests) > MOST:
        return {stem(project) + PACKED_SUFFIX: packed(files, project.root or Path(), digests)}
    files = discreet(files, removed(files))
    quads = canonical(files)
    named = any(quad.graph_name != ox.DefaultGraph() for quad in quads)
    found: dict[str, bytes] = {}
    for kind in map(by_name, _FORMATS):
        if kind.quads or not named:
            found[stem(project) + kind.suffixes[0]] = serialized(quads, kind.name, project.prefixes)
    return found | {stem(project) + TABLES_SUFFIX: _view(project, files, "csv")}


def views(project: Project, files: Sequence[Source], notices: list[str]) -> dict[str, bytes]:
    """The records of the files in every format of records, by the names of the files: networks, tables, nested.

    None in Parquet, whose bytes are those of the version of its library; where data cannot be held, a notice says so.
    """
    found = {}
    for name, suffix in _VIEWS.items():
        try:
            found[f"data{suffix}"] = _view(project, files, name)
        except InputError as error:
            notices.append(f"the archive has no data in {name}: {error.message}")
    return found


def _view(project: Project, files: Sequence[Source], name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "view")
        view(files, name, Setting.of(project), path, zipped=True)
        return path.read_bytes()
