"""The RDF formats: one record each, which every reader and writer of RDF consults."""

from dataclasses import dataclass
from pathlib import Path

from claimgraph.errors import UsageError
from claimgraph.registry import suggestion

__all__ = ["FORMATS", "RdfFormat", "by_name", "of_name", "of_path"]


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """One RDF format: its name here and in pyoxigraph, its file suffixes and its media types, preferred first."""

    name: str
    oxigraph: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    quads: bool = False
    lines: bool = True
    """Whether the format is plain text in which a statement can be pointed at by its line."""


FORMATS: dict[str, RdfFormat] = {
    record.name: record
    for record in (
        RdfFormat("turtle", "TURTLE", (".ttl", ".turtle"), ("text/turtle", "application/x-turtle")),
        RdfFormat("ntriples", "N_TRIPLES", (".nt",), ("application/n-triples",)),
        RdfFormat("nquads", "N_QUADS", (".nq",), ("application/n-quads",), quads=True),
        RdfFormat("trig", "TRIG", (".trig",), ("application/trig",), quads=True),
        RdfFormat("rdfxml", "RDF_XML", (".rdf", ".owl", ".xml"), ("application/rdf+xml",), lines=False),
        RdfFormat("jsonld", "JSON_LD", (".jsonld", ".json"), ("application/ld+json",), quads=True, lines=False),
    )
}

_BY_SUFFIX = {suffix: record for record in FORMATS.values() for suffix in record.suffixes}


def of_path(path: Path) -> RdfFormat | None:
    """The format that a file's suffix names, looking behind a trailing .gz; None where it names none."""
    return of_name(path.name)


def of_name(name: str) -> RdfFormat | None:
    """The format that the suffix of a file of that name names, as `of_path`."""
    stem, dot, last = name.lower().removesuffix(".gz").rpartition(".")
    return _BY_SUFFIX.get(dot + last) if stem.strip(".") else None


def by_name(name: str) -> RdfFormat:
    """The format of that name; raises UsageError where there is none."""
    try:
        return FORMATS[name]
    except KeyError:
        raise UsageError(f"unknown RDF format {name!r}.", hint=suggestion(name, FORMATS)) from None
