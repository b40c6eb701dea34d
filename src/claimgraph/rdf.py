"""Statements written in an RDF format, with no prefix that they do not need."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from claimgraph import xml
from claimgraph.errors import InputError
from claimgraph.formats import RdfFormat
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["for_xml", "serialize", "serialized", "used", "xml_prefixes"]

Statements = Iterable[ox.Quad] | Iterable[ox.Triple]

# The name of an element at the end of an IRI (Namespaces in XML 1.0, section 4).
_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(rf"[{_NAME_START}][{_NAME_START}\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*\Z")
# RDF 1.1 XML Syntax, section 7.2: what cannot be an element, and what means something else as a property element.
# pyoxigraph takes none of the latter for the name of an element where it is a class.
_OLD = frozenset(PREFIXES["rdf"] + name for name in ("bagID", "aboutEach", "aboutEachPrefix"))
_SYNTAX = _OLD | {
    PREFIXES["rdf"] + name
    for name in ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li")
}
# Reserved for XML itself (Namespaces in XML 1.0, section 3).
_XML_PREFIXES = ("xml", "xmlns")
_XML_NAMESPACES = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")


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


def for_xml(statements: Statements) -> Iterator[Any]:
    """The statements as RDF/XML can hold them, those of a thing in an order that does not name an element wrongly.

    pyoxigraph names the element of a thing after its class where that is the first that is said of it; a class that
    cannot be such a name comes later. Raises InputError for a predicate that cannot be the name of an element, and for
    such a class of which there is only that to say.
    """
    subject: object = None
    held: list[Any] = []
    begun = False
    for statement in statements:
        if statement.subject != subject:
            yield from _named(held, begun)
            subject, begun = statement.subject, False
            held.clear()
        predicate = statement.predicate.value
        if predicate in _SYNTAX or not _is_name(predicate):
            raise _unwritable("predicate", predicate)
        object_ = statement.object
        if not begun and predicate == RDF_TYPE and isinstance(object_, ox.NamedNode) and not _is_name(object_.value):
            held.append(statement)
        else:
            begun = True
            yield statement
    yield from _named(held, begun)


def _named(held: list[Any], begun: bool) -> list[Any]:
    if held and not begun:
        raise _unwritable("class", held[0].object.value)
    return held


def _unwritable(what: str, iri: str) -> InputError:
    return InputError(f"RDF/XML cannot write the {what} <{iri}>.", hint="Choose another format, such as turtle.")


@lru_cache(maxsize=4096)
def _is_name(iri: str) -> bool:
    """Whether an IRI can be the name of an element."""
    found = _NAME.search(iri)
    return found is not None and iri[: found.start()] not in _XML_NAMESPACES and iri not in _OLD


def xml_prefixes(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of the prefixes that XML has not reserved for itself."""
    return {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if prefix not in _XML_PREFIXES and namespace not in _XML_NAMESPACES
    }


def serialize(statements: Statements, record: RdfFormat, prefixes: Mapping[str, str], stream: BinaryIO) -> None:
    """Write the statements, which are gone through twice, in one of the formats, as pyoxigraph does.

    Raises InputError for what RDF/XML cannot hold: a character, naming the text, or a predicate (`for_xml`).
    """
    kind = getattr(ox.RdfFormat, record.oxigraph)
    if record.name == "rdfxml":
        needed = used(for_xml(statements), prefixes)
        output = xml.Safe(stream)
        ox.serialize(for_xml(statements), cast(Any, output), format=kind, prefixes=xml_prefixes(needed))
        output.flush()
        return
    # Formats that cannot declare prefixes refuse them.
    declared = None if record.name in ("ntriples", "nquads") else used(statements, prefixes)
    ox.serialize(cast(Any, statements), stream, format=kind, prefixes=declared)
    stream.flush()


def serialized(statements: Statements, record: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """The statements in one of the formats; as `serialize`."""
    stream = io.BytesIO()
    serialize(statements, record, prefixes, stream)
    return stream.getvalue()
