"""The JSON-LD context: a term for each property and class, with what its values are (JSON-LD 1.1, section 4.1)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from claimgraph.errors import InputError
from claimgraph.export import _json
from claimgraph.export.records import ABOUT, TYPE, Records
from claimgraph.model import Location
from claimgraph.terms import CLAIM, PREFIXES, curie

__all__ = ["CLAIMS", "Context", "Term", "generated", "read"]

CLAIMS = "claims"
"""The key under which a thing holds the claims about it."""

_RESERVED = {"id": "@id", "type": "@type", CLAIMS: {"@reverse": ABOUT[1:-1], "@container": "@set"}}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*")
_FUNCTIONAL = ox.NamedNode(PREFIXES["owl"] + "FunctionalProperty")
_RDF_TYPE = ox.NamedNode(TYPE[1:-1])


@dataclass(frozen=True, slots=True)
class Term:
    """What a context says of a property: its key, how its values are coerced (`@id`, `@vocab`, a datatype, a language
    with @, or nothing), and whether they always stand in an array."""

    key: str
    coercion: str = ""
    array: bool = False


@dataclass(frozen=True)
class Context:
    """A context with what is looked up in it; `iri` is where it is published, empty where it is not."""

    data: Mapping[str, Any]
    iri: str = ""

    def text(self, indent: str = "") -> str:
        """The context as JSON, an entry to a line."""
        lines = [f"{json.dumps(key)}: {json.dumps(entry, ensure_ascii=False)}" for key, entry in self.data.items()]
        return "{\n" + ",\n".join(f"{indent} {line}" for line in lines) + f"\n{indent}}}"

    def properties(self) -> dict[str, Term]:
        """The terms of properties, by the property in angle brackets."""
        return {
            f"<{entry['@id']}>": Term(key, _coercion(entry), entry.get("@container") == "@set")
            for key, entry in self.data.items()
            if isinstance(entry, dict) and "@id" in entry
        }

    def names(self) -> dict[str, str]:
        """The terms of classes and concepts, by the IRI in angle brackets."""
        return {
            f"<{entry}>": key
            for key, entry in self.data.items()
            if isinstance(entry, str) and not entry.startswith("@")
        }


def _coercion(entry: Mapping[str, Any]) -> str:
    return f"@{entry['@language']}" if "@language" in entry else str(entry.get("@type", ""))


def generated(ontology: Iterable[ox.Quad], records: Records, prefixes: Mapping[str, str]) -> Context:
    """A context for the terms of an ontology and those that the records use besides.

    A term is the last part of its IRI; where two have the same, the ontology's own comes first, then code point order,
    and the others get their prefix in front, or no term. A property's values are always in an array, unless it is
    functional or nothing has two of them.
    """
    kinds: dict[str, set[str]] = {iri: set() for iri in records.kinds}
    functional: set[str] = set()
    named = {iri for iri in records.classes if iri[0] == "<"}
    for quad in ontology:
        if quad.predicate == _RDF_TYPE and isinstance(quad.subject, ox.NamedNode):
            subject = str(quad.subject)
            if str(quad.object).endswith("Property>"):
                kinds.setdefault(subject, set())
                if quad.object == _FUNCTIONAL:
                    functional.add(subject)
            else:
                named.add(subject)
    context: dict[str, Any] = {"@version": 1.1, **_RESERVED}
    for iri in sorted({*kinds, *named} - {TYPE}, key=lambda iri: (not iri.startswith(f"<{CLAIM}"), iri)):
        key = _key(iri[1:-1], context, prefixes)
        if not key:
            continue
        if iri not in kinds:
            context[key] = iri[1:-1]
            continue
        context[key] = {"@id": iri[1:-1], **_kind(records.kinds.get(iri, set()))}
        if iri not in functional and iri in records.several:
            context[key]["@container"] = "@set"
    return Context(context)


def _key(iri: str, taken: Mapping[str, object], prefixes: Mapping[str, str]) -> str:
    """A term that is still free; empty where there is none."""
    local = re.split(r"[#/]", iri)[-1]
    if not _WORD.fullmatch(local):
        return ""
    if local not in taken:
        return local
    prefix, colon, _ = curie(iri, prefixes).partition(":")
    longer = f"{prefix}-{local}"
    return longer if colon and longer not in taken and _WORD.fullmatch(longer) else ""


def _kind(kinds: set[str]) -> dict[str, str]:
    """What a term's values have in common; of texts in several languages, the first."""
    if kinds == {"@id"}:
        return {"@type": "@vocab"}
    if len(kinds) == 1 and (only := next(iter(kinds))).startswith("^^"):
        return {"@type": only[3:-1]}
    languages = sorted(kind[1:] for kind in kinds if kind.startswith("@") and kind != "@id" and "--" not in kind)
    return {"@language": "en" if "en" in languages else languages[0]} if languages else {}


def read(path: Path, iri: str) -> Context:
    """The context in a file, such as `generated` gives; raises InputError, located, where it is none."""
    data = _json.read(path)
    context = data.get("@context") if isinstance(data, dict) else None
    if not isinstance(context, dict) or any(context.get(key) != entry for key, entry in _RESERVED.items()):
        raise InputError(
            "not a context for records.",
            location=Location(str(path)),
            hint="Write it with: claimgraph export --format context",
        )
    return Context(context, iri)
