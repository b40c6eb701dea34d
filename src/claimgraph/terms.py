"""The only table of prefixes, and what is made of it: IRIs from CURIEs and CURIEs from IRIs."""

import re
from collections.abc import Mapping

__all__ = ["CLAIM", "PREFIXES", "RDF_TYPE", "curie", "expand", "term_curie"]

CLAIM = "https://w3id.org/claimgraph/allegiance#"
"""The vocabulary in which claims, their evidence and their voices are recorded."""

PREFIXES: Mapping[str, str] = {
    "cg": CLAIM,
    "cgs": "https://w3id.org/claimgraph/shapes#",
    "dash": "http://datashapes.org/dash#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

RDF_TYPE = PREFIXES["rdf"] + "type"

_LOCAL = re.compile(r"[\w][\w.\-]*(?<!\.)|")
_IRI = re.compile(r"<([^<>\s]*)>")


def curie(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The IRI as a CURIE under the longest namespace that fits, else unchanged."""
    best = ""
    for prefix, namespace in prefixes.items():
        if len(namespace) > len(best) and iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
            best, found = namespace, f"{prefix}:{iri[len(namespace) :]}"
    return found if best else iri


def term_curie(term: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """A term or property path in N-Triples syntax with its IRIs as CURIEs."""
    return _IRI.sub(lambda match: _bracketed(curie(match[1], prefixes), match[1]), term)


def _bracketed(short: str, iri: str) -> str:
    return f"<{iri}>" if short == iri else short


def expand(name: str, prefixes: Mapping[str, str] = PREFIXES) -> str | None:
    """The IRI that a CURIE or an IRI (bare or in angle brackets) names; None where its prefix is unknown."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return prefixes[prefix] + local
    return name if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*://|urn:", name) else None
