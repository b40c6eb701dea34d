"""The whole of the data to download: what `claimgraph export` gives, in a format for each kind of reader."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from claimgraph import sources
from claimgraph.errors import InputError, UsageError
from claimgraph.export import Setting, export, view
from claimgraph.formats import FORMATS
from claimgraph.project import Project
from claimgraph.publish.downloads import TABLES_SUFFIX, stem
from claimgraph.publish.removed import discreet
from claimgraph.sources import Source

__all__ = ["MOST", "dumps", "views"]

# Any edit has all of it written anew: of more bytes of data than these that would take longer than all other pages.
MOST = 20_000_000

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

    Of what was removed there is no more than its tombstone may say. There are none of very much data, for which there
    are releases, and none in a format that cannot hold them. The same bytes for the same statements. Raises InputError
    for files that cannot be read.
    """
    if "dataset" not in project.namespaces or sources.size(files) > MOST:
        return {}
    files = discreet(files)
    found = {}
    for name in _FORMATS:
        try:
            found[stem(project) + FORMATS[name].suffixes[0]] = export(files, name, project.prefixes)
        except UsageError:
            continue  # it cannot hold the named graphs of the data
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
    setting = Setting(project.prefixes, sources.expand(project.existing("ontology")), project.licence, project.creators)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "view")
        view(files, name, setting, path, zipped=True)
        return path.read_bytes()
