"""CSV: a table for each class, and a description of the tables (CSV on the Web)."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any

from claimgraph.export._plain import text
from claimgraph.export._setting import Setting
from claimgraph.export._tables import UNTYPED, Column, Path, Table, rows, tables
from claimgraph.export.records import Records
from claimgraph.terms import PREFIXES

__all__ = ["files"]

_XSD = PREFIXES["xsd"]
_SPOOLED = 2**20
_LONGEST = 100  # characters of the name of a file, which with a suffix must fit into the 255 bytes of a file system
# The names of the built-in datatypes of CSVW (Metadata Vocabulary for Tabular Data, section 5.11.1), whose IRIs
# no other may have: those that XML Schema calls the same, and the rest.
_DATATYPES = {
    _XSD + name: name
    for name in re.findall(
        r"\w+",
        "anyURI base64Binary boolean byte date dateTime dateTimeStamp dayTimeDuration decimal double duration float "
        "gDay gMonth gMonthDay gYear gYearMonth hexBinary int integer language long Name negativeInteger NMTOKEN "
        "nonNegativeInteger nonPositiveInteger normalizedString positiveInteger QName short string time token "
        "unsignedByte unsignedInt unsignedLong unsignedShort yearMonthDuration",
    )
} | {
    f"{_XSD}anyAtomicType": "any",
    f"{PREFIXES['rdf']}HTML": "html",
    f"{PREFIXES['rdf']}XMLLiteral": "xml",
    "http://www.w3.org/ns/csvw#JSON": "json",
}
# Built-in datatypes that describe others better than a string does.
_BASES = {f"{PREFIXES['rdf']}JSON": "json"}
# What the name of a column may not hold (section 5.6, which refers to RFC 6570).
_WORD = re.compile(r"\W+", re.ASCII)


def files(records: Records, setting: Setting) -> Iterator[tuple[str, Iterator[bytes]]]:
    """csv-metadata.json and a table in CSV for each class (RFC 4180, UTF-8, a header line, CRLF).

    Several values of a cell stand between separators, which the description names. A part of a thing that has no IRI
    is in its columns: `evidence.sha256`. Raises InputError where every separator stands in some value.
    """
    # A description needs a table (section 5.3.2), so of no things at all there is an empty one.
    found = dict(sorted(tables(records).items())) or {UNTYPED: Table()}
    names = _distinct([_local(type_)[:_LONGEST] for type_ in found])
    headers = {type_: _headers(table) for type_, table in found.items()}
    described = [_table(name, type_, found[type_], headers[type_]) for name, type_ in zip(names, found, strict=True)]
    metadata: dict[str, Any] = {"@context": "http://www.w3.org/ns/csvw", "tables": described}
    if setting.licence:
        metadata["dc:license"] = {"@id": setting.licence}
    yield "csv-metadata.json", iter([(json.dumps(metadata, ensure_ascii=False, indent=1) + "\n").encode()])
    with ExitStack() as stack:
        spools: dict[str, IO[bytes]] = {}
        for type_ in found:
            spools[type_] = stack.enter_context(tempfile.SpooledTemporaryFile(_SPOOLED))
            spools[type_].write(_line(["id", *headers[type_].values()]))
        for type_, name, values in rows(records):
            columns = found[type_].columns
            cells = [columns[path].separator.join(map(text, values.get(path, []))) for path in headers[type_]]
            spools[type_].write(_line([text(name) if name else "", *cells]))
        for name, type_ in zip(names, found, strict=True):
            spools[type_].seek(0)
            yield f"{name}.csv", _read(spools[type_])


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(2**20):
        yield part


def _line(cells: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()


def _local(iri: str) -> str:
    return _WORD.sub("_", re.split(r"[#/]", iri[1:-1])[-1]).strip("_") or "things"


def _distinct(names: list[str]) -> list[str]:
    """The names, with a number where one came before, in whatever case: file systems may not tell them apart."""
    taken: set[str] = set()
    result = []
    for name in names:
        number, free = 1, name
        while free.lower() in taken:
            number += 1
            free = f"{name}_{number}"
        taken.add(free.lower())
        result.append(free)
    return result


def _headers(table: Table) -> dict[Path, str]:
    """The paths of a table in code point order of their properties, with the names of their columns."""
    paths = sorted(table.columns)
    names = _distinct(["id", *(".".join(map(_local, path)) for path in paths)])
    return dict(zip(paths, names[1:], strict=True))


def _table(name: str, type_: str, table: Table, headers: dict[Path, str]) -> dict[str, Any]:
    """The description of a table (Metadata Vocabulary for Tabular Data, section 5.4)."""
    identity: dict[str, Any] = {"name": "id", "titles": "id", "datatype": "anyURI" if table.named else "string"}
    columns = [identity]
    columns += [_column(path, title, table.columns[path]) for path, title in headers.items()]
    schema: dict[str, Any] = {"columns": columns}
    if table.named:
        # What the whole row is about need not be said by a cell as well.
        schema["aboutUrl"] = "{+id}"
        identity["suppressOutput"] = True
    about = {"dc:subject": {"@id": type_[1:-1]}} if type_ else {}
    return {"url": f"{name}.csv", **about, "tableSchema": schema}


def _column(path: Path, title: str, column: Column) -> dict[str, Any]:
    """The description of a column (section 5.6); what is further away than one property has no property URL."""
    described: dict[str, Any] = {"name": title, "titles": title}
    if len(path) == 1:
        described["propertyUrl"] = path[0][1:-1]
    kinds = column.kinds
    only = next(iter(kinds)) if len(kinds) == 1 else ""
    if only.startswith("^^"):
        iri = only[3:-1]
        described["datatype"] = _DATATYPES.get(iri) or {"base": _BASES.get(iri, "string"), "@id": iri}
    elif only == "@id":
        described["datatype"] = "anyURI"
        if not column.separator:  # of several values, CSV on the Web makes one URL (section 5.1.3)
            described["valueUrl"] = f"{{+{title}}}"
    elif only.startswith("@"):
        described["lang"], _, direction = only[1:].partition("--")
        if direction:
            described["textDirection"] = direction
    if column.separator:
        described["separator"] = column.separator
    return described
