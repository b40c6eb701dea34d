"""Statements written in an RDF format, with no prefix that they do not need."""

import io
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from claimgraph import xml
from claimgraph.formats import RdfFormat

__all__ = ["serialize", "serialized", "used"]

Statements = Iterable[ox.Quad] | Iterable[ox.Triple]


def used(statements: Statements, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of the prefixes whose namespace begins an IRI of the statements, in alphabetical order."""
    namespaces = set(prefixes.values())
    found = set()
    for statement in statements:
        for term in statement:
            if isinstance(term, ox.NamedNode):
                iri = term.value
            elif isinstance(term, ox.Literal):
                iri = term.datatype.value
            else:
                continue
            stem = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
            if stem in namespaces:
                found.add(stem)
    return {prefix: prefixes[prefix] for prefix in sorted(prefixes) if prefixes[prefix] in found}


def serialize(statements: Statements, record: RdfFormat, prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the statements, which are gone through twice, in one of the formats, as pyoxigraph does.

    Raises InputError, naming the text, for a character that RDF/XML cannot hold.
    """
    # Formats that cannot declare prefixes refuse them.
    needed = None if record.name in ("ntriples", "nquads") else used(statements, prefixes)
    output = xml.Safe(stream) if record.name == "rdfxml" else stream
    kind = getattr(ox.RdfFormat, record.oxigraph)
    ox.serialize(cast(Any, statements), cast(Any, output), format=kind, prefixes=needed)
    output.flush()


def serialized(statements: Statements, record: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """The statements in one of the formats; as `serialize`."""
    stream = io.BytesIO()
    serialize(statements, record, prefixes, stream)
    return stream.getvalue()
