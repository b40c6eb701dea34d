"""The export formats, one file each: `write(quads, prefixes)` gives the bytes."""

import io
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

__all__ = ["serialized", "used"]


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


def serialized(
    statements: Iterable[ox.Quad] | Iterable[ox.Triple], kind: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """The statements in one of the formats that pyoxigraph writes."""
    buffer = io.BytesIO()
    ox.serialize(statements, buffer, kind, prefixes=dict(prefixes or {}))
    return buffer.getvalue()
