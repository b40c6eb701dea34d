"""From paths to triples: find RDF files, read them strictly, and keep the blank nodes of different files apart."""

from claimgraph.sources._files import STDIN, Source, base_iri, expand, grouped, read_bytes, read_text, size
from claimgraph.sources._statements import Batch, batches, columns, fault, parse, quads, renamed, triples

__all__ = [
    "STDIN",
    "Batch",
    "Source",
    "base_iri",
    "batches",
    "columns",
    "expand",
    "fault",
    "grouped",
    "parse",
    "quads",
    "read_bytes",
    "read_text",
    "renamed",
    "size",
    "triples",
]
