"""Export: the data in every format, with the same bytes for the same statements.

RDF formats take the statements in canonical form; views, which nest or tabulate, take them as records.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph import registry, sources, streams
from claimgraph.errors import UsageError
from claimgraph.export._canonical import Canonical
from claimgraph.export._disk import room
from claimgraph.export._setting import Setting
from claimgraph.export.records import Records
from claimgraph.export.selection import selected
from claimgraph.formats import by_name
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = [
    "FORMATS_PACKAGE",
    "MARK",
    "NOTHING",
    "VIEWS_PACKAGE",
    "Setting",
    "below",
    "canonical",
    "export",
    "relabelled",
    "save",
    "serialized",
    "view",
]

FORMATS_PACKAGE = "claimgraph.export.formats"
VIEWS_PACKAGE = "claimgraph.export.views"
MARK = "csv-metadata.json"
"""A file by which a folder is known for an earlier export."""

NOTHING = b"# No statements.\n"
"""What stands in a file of a format with comments where it would be empty, which every reader of ours refuses."""

_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"


def export(
    files: Sequence[Source],
    format_name: str,
    prefixes: Mapping[str, str],
    classes: Sequence[str] = (),
    frame: Path | None = None,
) -> bytes:
    """The statements of all the files in one RDF format; as `save`, which writes them to a file."""
    stream = io.BytesIO()
    _write(files, format_name, prefixes, classes, frame, stream)
    return stream.getvalue()


def save(
    files: Sequence[Source],
    format_name: str,
    prefixes: Mapping[str, str],
    target: Path,
    classes: Sequence[str] = (),
    frame: Path | None = None,
) -> int:
    """Write the statements of all the files in one RDF format to a file, and give its size in bytes.

    Blank nodes are labelled and everything is ordered canonically. Memory does not grow with the data. With `classes`,
    only those about their instances (`selection.selected`); with a frame, JSON-LD under it, made in memory. Raises
    UsageError for an unknown format, or one that would lose the names of named graphs, and InputError for a file that
    cannot be read.
    """
    with room(), target.open("wb") as stream:
        _write(files, format_name, prefixes, classes, frame, stream)
        return stream.tell()


def _write(
    files: Sequence[Source],
    format_name: str,
    prefixes: Mapping[str, str],
    classes: Sequence[str],
    frame: Path | None,
    stream: BinaryIO,
) -> None:
    writer = registry.load(FORMATS_PACKAGE, format_name, "export format")
    lines = streams.lines(files)
    quads = Canonical(selected(Records(lines), classes) if classes else lines)
    if not by_name(format_name).quads and quads.graph:
        raise UsageError(
            f"{format_name} cannot hold named graphs, and the data has {quads.graph}.",
            hint="Export to trig, nquads or jsonld.",
        )
    if frame:
        from claimgraph.export.frame import framed

        stream.write(framed(quads, prefixes, frame))
    else:
        writer.write(quads, prefixes, stream)
    if not stream.tell():
        stream.write(NOTHING)


def serialized(quads: Sequence[ox.Quad], format_name: str, prefixes: Mapping[str, str]) -> bytes:
    """The quads, as they are, in one RDF format; raises as `export`."""
    stream = io.BytesIO()
    registry.load(FORMATS_PACKAGE, format_name, "export format").write(quads, prefixes, stream)
    return stream.getvalue() or NOTHING


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
    with room():
        records = Records(streams.lines(files))
        if classes:
            records = Records(selected(records, classes))
        if not hasattr(writer, "files"):
            return _put(target, writer.pieces(records, setting))
        if zipped:
            from claimgraph.export import _archive

            return _put(target, _archive.zipped(writer.files(records, setting)))
        target.mkdir()
        return sum(_put(target / name, parts) for name, parts in writer.files(records, setting))


def _put(path: Path, parts: Iterable[bytes]) -> int:
    with path.open("wb") as stream:
        return sum(map(stream.write, parts))


def below(iri: str, setting: Setting) -> list[str]:
    """The class, and then all below it in the ontology (rdfs:subClassOf), in code point order."""
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
    return [iri, *sorted(found - {iri})]


def canonical(files: Sequence[Source]) -> list[ox.Quad]:
    """The distinct statements of all the files, blank nodes renamed by RDFC-1.0, in code point order.

    Raises RdfSyntaxError, located, for a relative IRI without a base in the file: its place says nothing to others.
    """
    return list(Canonical(streams.lines(files)))


def relabelled(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The distinct statements, blank nodes renamed and all in order as `canonical` has them."""
    return iter(Canonical(f"{quad} .\n" for quad in quads))
