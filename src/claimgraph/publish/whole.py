"""The whole of the data to download: what `claimgraph export` gives, in a format for each kind of reader."""

import gzip
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from claimgraph import sources, streams
from claimgraph.errors import InputError
from claimgraph.export import Setting, canonical, serialized, view
from claimgraph.formats import by_name
from claimgraph.project import Project
from claimgraph.publish.downloads import PACKED_SUFFIX, TABLES_SUFFIX, stem
from claimgraph.publish.removed import discreet, is_removal, removed, visible
from claimgraph.sources import Source

__all__ = ["MOST", "dumps", "views"]

# Any edit has all of it written anew, at about a second for each megabyte: of more there is packed N-Quads alone.
MOST = 5_000_000

# A third of the time of the highest, for a tenth more room.
_LEVEL = 6

_FORMATS = ("nquads", "turtle", "jsonld")
_VIEWS = {
    "csv": TABLES_SUFFIX,
    "gexf": ".gexf",
    "graphml": ".graphml",
    "jsonld-framed": "-framed.jsonld",
    "jsonld-lines": ".ndjson",
    "nanopub": "-nanopublications.trig",
}


def dumps(project: Project, files: Sequence[Source]) -> dict[str, bytes]:
    """The statements of the files, whole, in several formats, by the names of the downloads.

    Of what was removed there is no more than its tombstone may say. Of very much data there is packed N-Quads alone,
    in the order of the files and not in canonical form; of less, every format that can hold it. The same bytes for the
    same files. Raises InputError for files that cannot be read.
    """
    if "dataset" not in project.namespaces:
        return {}
    if sources.size(files) > MOST:
        return {stem(project) + PACKED_SUFFIX: _packed(files)}
    files = discreet(files, removed(files))
    quads = canonical(files)
    named = any(quad.graph_name != ox.DefaultGraph() for quad in quads)
    found: dict[str, bytes] = {}
    for kind in map(by_name, _FORMATS):
        if kind.quads or not named:
            found[stem(project) + kind.suffixes[0]] = serialized(quads, kind.name, project.prefixes)
    return found | {stem(project) + TABLES_SUFFIX: _view(project, files, "csv")}


def _packed(files: Sequence[Source]) -> bytes:
    gone: set[object] = set()

    def noting() -> Iterator[ox.Quad]:
        for quad in streams.numbered(files):
            if is_removal(quad):
                gone.add(quad.subject)
            yield quad

    # Most data has no tombstone, and is read once.
    packed = _zipped(noting())
    return _zipped(visible(files, frozenset(gone))) if gone else packed


def _zipped(quads: Iterable[ox.Quad]) -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=stream, mtime=0) as zipped:
        ox.serialize(quads, cast(IO[bytes], zipped), format=ox.RdfFormat.N_QUADS)
    return stream.getvalue()


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
    setting = Setting(project.prefixes, sources.expand(project.existing("ontology")), project.licence, project.creators)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "view")
        view(files, name, setting, path, zipped=True)
        return path.read_bytes()
