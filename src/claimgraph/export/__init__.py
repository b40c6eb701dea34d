"""Export: the data in every format, with the same bytes for the same statements.

RDF formats take the statements in canonical form; views, which nest or tabulate, take them as records.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from claimgraph import registry, sources, streams
from claimgraph.errors import UsageError
from claimgraph.export import _archive
from claimgraph.export._setting import Setting
from claimgraph.export.frame import framed
from claimgraph.export.records import Records
from claimgraph.export.selection import selected
from claimgraph.formats import by_name
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["FORMATS_PACKAGE", "MARK", "VIEWS_PACKAGE", "Setting", "below", "canonical", "export", "view"]

FORMATS_PACKAGE = "claimgraph.export.formats"
VIEWS_PACKAGE = "claimgraph.export.views"
MARK = "csv-metadata.json"
"""A file by which a folder is known for an earlier export."""

_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"


def export(
    files: Sequence[Source],
    format_name: str,
    prefixes: Mapping[str, str],
    classes: Sequence[str] = (),
    frame: Path | None = None,
) -> bytes:
    """The statements of all the files in one RDF format, blank nodes labelled and everything ordered canonically.

    With `classes`, only those about their instances (`selection.selected`); with a frame, JSON-LD under it. Raises
    UsageError for an unknown format, or one that would lose the names of named graphs, and InputError for a file that
    cannot be read.
    """
    writer = registry.load(FORMATS_PACKAGE, format_name, "export format")
    quads = _canonical(selected(Records(streams.quads(files)), classes)) if classes else canonical(files)
    if not by_name(format_name).quads and (named := [q for q in quads if q.graph_name != ox.DefaultGraph()]):
        raise UsageError(
            f"{format_name} cannot hold named graphs, and the data has {named[0].graph_name}.",
            hint="Export to trig, nquads or jsonld.",
        )
    if frame:
        return framed(quads, prefixes, frame)
    data: bytes = writer.write(quads, prefixes)
    return data


def view(
    files: Sequence[Source],
    format_name: str,
    setting: Setting,
    target: Path,
    zipped: bool = False,
    classes: Sequence[str] = (),
) -> int:
    """Write the records of all the files in one of the formats of records to a file, and give its size in bytes.

    Several files go into a folder of that name, or, `zipped`, into one archive. Memory does not grow with the
    data. With `classes`, only their instances. Raises UsageError and InputError as `export`.
    """
    writer = registry.load(VIEWS_PACKAGE, format_name, "export format")
    records = Records(streams.quads(files))
    if classes:
        records = Records(selected(records, classes))
    if not hasattr(writer, "files"):
        return _write(target, writer.pieces(records, setting))
    if zipped:
        return _write(target, _archive.zipped(writer.files(records, setting)))
    target.mkdir()
    return sum(_write(target / name, parts) for name, parts in writer.files(records, setting))


def _write(path: Path, parts: Iterable[bytes]) -> int:
    with path.open("wb") as stream:
        return sum(map(stream.write, parts))


def below(iri: str, setting: Setting) -> list[str]:
    """The class and all below it in the ontology (rdfs:subClassOf), in code point order."""
    parents = [
        (quad.subject.value, quad.object.value)
        for quad in sources.quads(setting.ontology)
        if quad.predicate.value == _SUBCLASS
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
    ]
    found = {iri}
    while more := {child for child, parent in parents if parent in found} - found:
        found |= more
    return sorted(found)


def canonical(files: Sequence[Source]) -> list[ox.Quad]:
    """The distinct statements of all the files, blank nodes renamed by RDFC-1.0, in code point order.

    Raises RdfSyntaxError, located, for a relative IRI without a base in the file: its place says nothing to others.
    """
    return _canonical(sources.quads(files, relative=False))


def _canonical(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=_order)


def _order(quad: ox.Quad) -> tuple[bool, str, str, str, str]:
    # Named subjects first: readers look for records, not for the blank nodes inside them.
    subject, predicate, object_, graph = quad
    return isinstance(subject, ox.BlankNode), str(graph), str(subject), str(predicate), str(object_)
