"""Statements written in an RDF format, with no prefix that they do not need."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from claimgraph import xml
from claimgraph.formats import RdfFormat

__all__ = ["serialized", "used"]

Statements = Sequence[ox.Quad] | Sequence[ox.Triple]


def used(statements: Statements, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of the prefixes whose namespace begins an IRI of the statements, in alphabetical order."""
    iris = set()
    for statement in statements:
        for term in statement:
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal):
                iris.add(term.datatype.value)
    stems = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return {prefix: prefixes[prefix] for prefix in sorted(prefixes) if prefixes[prefix] in stems}


def serialized(statements: Statements, record: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """The statements in one of the formats, as pyoxigraph writes it.

    Raises InputError, naming the text, for a character that RDF/XML cannot hold.
    """
    # Formats that cannot declare prefixes refuse them.
    needed = None if record.name in ("ntriples", "nquads") else used(statements, prefixes)
    data = ox.serialize(statements, format=getattr(ox.RdfFormat, record.oxigraph), prefixes=needed) or b""
    return xml.safe(data) if record.name == "rdfxml" else data
