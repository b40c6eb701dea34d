"""The statements of RDF files, read strictly; the blank nodes of different files are kept apart."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Any, NamedTuple

import pyoxigraph as ox

from claimgraph import files as plain
from claimgraph.errors import RdfSyntaxError
from claimgraph.model import Location
from claimgraph.sources._files import Source, base_iri, content, raw

__all__ = ["Batch", "batches", "columns", "fault", "parse", "quads", "renamed", "triples"]

_SUBJECT, _PREDICATE, _OBJECT, _GRAPH = map(attrgetter, ("subject", "predicate", "object", "graph_name"))
_NAMED = {ox.NamedNode, ox.Literal, ox.DefaultGraph}
_BATCH = 1000  # statements

# Against this, which nobody writes, relative IRIs are resolved to tell them from others.
_NOWHERE = "x-claimgraph-relative://nowhere/"

# The words with which pyoxigraph says where, which the location says already.
_POSITION = re.compile(r"^Parser error (?:at|between) line \d+ .*?\d+: ")


class Batch(NamedTuple):
    """Some statements that follow one another in a file, their subjects, objects, and which have blank nodes."""

    quads: list[ox.Quad]
    subjects: list[Any]
    objects: list[Any]
    nameless: list[int]


def parse(source: Source, *, relative: bool = True) -> Iterator[ox.Quad]:
    """The statements of one file, triples as quads of the default graph.

    Blank nodes are named b0, b1, … in the order in which they appear. Raises RdfSyntaxError, located, where the
    file does not parse, or has a relative IRI, without a base of its own, that is not to be resolved against its place.
    """
    return _statements(source, "b", relative)


def _statements(source: Source, stem: str, relative: bool) -> Iterator[ox.Quad]:
    for batch in _batches(source, stem, relative):
        yield from _renewed(batch, source)


def _batches(
    source: Source, stem: str, relative: bool, seen: Callable[[bytes], object] | None = None
) -> Iterator[Batch]:
    """The statements, in columns with new blank nodes; only those of quads, and triple terms, are made anew."""
    found = raw(source)
    if seen:
        seen(found)
    text = plain.decoded(content(source, found), str(source), RdfSyntaxError)
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def name(node: ox.BlankNode) -> ox.BlankNode:
        return labels.get(node) or labels.setdefault(node, ox.BlankNode(f"{stem}{len(labels)}"))

    # A parser of JSON-LD leaves out what is relative, without a word (JSON-LD 1.1 API, section 8.1).
    marked = not relative and source.format.name == "jsonld"
    base = base_iri(source) if relative else _NOWHERE if marked else None
    try:
        statements = ox.parse(text, format=getattr(ox.RdfFormat, source.format.oxigraph), base_iri=base)
        while quads := list(islice(statements, _BATCH)):
            if marked and any(map(_is_relative, chain.from_iterable(quads))):
                raise _baseless(source)
            yield _named(quads, name, source.format.quads)
    except SyntaxError as error:
        raise fault(error, source, text) from None


def _named(quads: list[ox.Quad], name: Callable[[ox.BlankNode], ox.BlankNode], graphs: bool) -> Batch:
    """The statements with another name for each blank node, which are named in the order in which they appear."""
    # In columns: a step of Python's for each term would take longer than to parse it.
    subjects, objects = list(map(_SUBJECT, quads)), list(map(_OBJECT, quads))
    kinds = list(map(type, subjects)), list(map(type, objects))
    if ox.Triple in kinds[1] or (graphs and ox.BlankNode in chain(*kinds, map(type, map(_GRAPH, quads)))):
        nameless = [index for index, quad in enumerate(quads) if not _NAMED.issuperset(map(type, quad))]
        for index in nameless:
            quads[index] = ox.Quad(*(renamed(term, name) for term in quads[index]))
        return Batch(quads, list(map(_SUBJECT, quads)), list(map(_OBJECT, quads)), nameless)
    nameless = [index for index, ends in enumerate(zip(*kinds, strict=True)) if ox.BlankNode in ends]
    for index in nameless:
        subjects[index], objects[index] = renamed(subjects[index], name), renamed(objects[index], name)
    return Batch(quads, subjects, objects, nameless)


def _renewed(batch: Batch, source: Source) -> list[ox.Quad]:
    """The statements of the batch with the terms of its columns."""
    quads, subjects, objects, nameless = batch
    for index in () if source.format.quads else nameless:
        quads[index] = ox.Quad(subjects[index], quads[index].predicate, objects[index])
    return quads


def _is_relative(term: Any) -> bool:
    iri = term.datatype if isinstance(term, ox.Literal) else term
    return isinstance(iri, ox.NamedNode) and iri.value.startswith(_NOWHERE)


def renamed(term: Any, name: Callable[[ox.BlankNode], ox.BlankNode]) -> Any:
    """The term with another name for each blank node: for itself, or for those in a triple term (RDF 1.2)."""
    if isinstance(term, ox.BlankNode):
        return name(term)
    return ox.Triple(*(renamed(part, name) for part in term)) if isinstance(term, ox.Triple) else term


def fault(error: SyntaxError, source: Source, text: str = "") -> RdfSyntaxError:
    """The parser's complaint as ours: located, in its own words, with a remedy where one is known."""
    if "No scheme found" in error.args[0]:
        return _baseless(source, error.lineno or 0, error.offset or 0)
    message = _POSITION.sub("", error.args[0]).rstrip(".") + "."
    hint = ""
    if undeclared := re.search(r"prefix (\S*): has not been declared", message):
        hint = f"Declare it: @prefix {undeclared[1]}: <…> ."
    return RdfSyntaxError(message, location=Location(str(source), error.lineno or 0, error.offset or 0), hint=hint)


def _baseless(source: Source, line: int = 0, column: int = 0) -> RdfSyntaxError:
    hint = "Write the whole IRI, or declare a base in the file: @base, in RDF/XML xml:base."
    return RdfSyntaxError("a relative IRI, without a base.", location=Location(str(source), line, column), hint=hint)


def batches(source: Source, index: int, seen: Callable[[bytes], object]) -> Iterator[Batch]:
    """The statements of the file at that index among several, as `quads` gives them, some at a time; raises as `parse`.

    `seen` is told the bytes of the file as they were read, unpacked.
    """
    for batch in _batches(source, f"f{index}b", True, seen):
        yield batch._replace(quads=_renewed(batch, source))


def quads(files: Sequence[Source], *, relative: bool = True) -> Iterator[ox.Quad]:
    """The statements of all the files; blank nodes of the nth file are named fNb0, fNb1, …; raises as `parse`."""
    for index, source in enumerate(files):
        yield from _statements(source, f"f{index}b", relative)


def columns(
    files: Sequence[Source], seen: Callable[[bytes], object] | None = None, first: int = 0
) -> Iterator[list[list[Any]]]:
    """Subjects, predicates and objects of the triples of all the files, some at a time; blank nodes as in `quads`.

    `seen` is told the bytes of each file as they were read; `first` is the place of the first among others.
    """
    for index, source in enumerate(files, first):
        for batch in _batches(source, f"f{index}b", True, seen):
            yield [batch.subjects, list(map(_PREDICATE, batch.quads)), batch.objects]


def triples(files: Sequence[Source]) -> Iterator[ox.Triple]:
    """The triples of all the files, graph names dropped; blank nodes as in `quads`."""
    return (quad.triple for quad in quads(files))
