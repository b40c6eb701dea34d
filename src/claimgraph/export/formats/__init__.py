"""The export formats, one file each: `write(quads, prefixes)` gives the bytes."""

import io
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from claimgraph.errors import InputError

__all__ = ["refuse_triple_terms", "serialized", "used"]


def used(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of the prefixes whose namespace begins an IRI of the quads, in alphabetical order."""
    iris = set()
    for quad in quads:
        for term in quad:
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal):
                iris.add(term.datatype.value)
    stems = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return {prefix: prefixes[prefix] for prefix in sorted(prefixes) if prefixes[prefix] in stems}


def refuse_triple_terms(quads: Iterable[ox.Quad], name: str) -> None:
    """Raises InputError at the first triple term (RDF 1.2 Concepts, section 3.1), which the format named so lacks."""
    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            raise InputError(
                f"{name} cannot hold triple terms, and the data has <<( {quad.object} )>>.",
                hint="Export to turtle, trig, ntriples or nquads.",
            )


def serialized(
    statements: Iterable[ox.Quad] | Iterable[ox.Triple], kind: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """The statements in one of the formats that pyoxigraph writes."""
    buffer = io.BytesIO()
    ox.serialize(statements, buffer, kind, prefixes=dict(prefixes or {}))
    return buffer.getvalue()
