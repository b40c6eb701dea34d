"""The description of a dataset in the words of schema.org, as search engines for datasets read it."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import pyoxigraph as ox

from claimgraph.publish.model import Model
from claimgraph.publish.statements import Term
from claimgraph.terms import PREFIXES

__all__ = ["dataset"]

_DCAT, _DCTERMS, _FOAF, _PROV, _SPDX, _VOID = (
    PREFIXES[name] for name in ("dcat", "dcterms", "foaf", "prov", "spdx", "void")
)
_OPEN = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"


def dataset(described: Sequence[ox.Triple], node: ox.NamedNode) -> dict[str, Any]:
    """A `schema:Dataset` as JSON-LD under schema.org's own context, from what `metadata.describe` gives.

    The context is named and not repeated: readers of schema.org know it, and none of them fetches it.
    """
    model = Model().read(described)
    access = [right.value for right in model.named(node, _DCTERMS + "accessRights")]
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": node.value,
        "name": model.text(node, _DCTERMS + "title"),
        "description": model.text(node, _DCTERMS + "description"),
        "url": node.value,
        "identifier": node.value,
        "license": _one(model.named(node, _DCTERMS + "license")),
        "isAccessibleForFree": True if _OPEN in access else None,
        "conditionsOfAccess": _one(model.named(node, _DCTERMS + "accessRights")),
        "creator": _agents(model, node, "creator") or _agents(model, node, "publisher"),
        "publisher": _agents(model, node, "publisher"),
        "version": model.text(node, _DCAT + "version"),
        "datePublished": model.text(node, _DCTERMS + "issued"),
        "dateModified": model.text(node, _DCTERMS + "modified"),
        "inLanguage": [term.value.rpartition("/")[2] for term in model.named(node, _DCTERMS + "language")],
        "schemaVersion": [
            term.value for name in (_DCTERMS + "conformsTo", _VOID + "vocabulary") for term in model.named(node, name)
        ],
        "isBasedOn": [term.value for term in model.named(node, _PROV + "wasDerivedFrom")],
        "distribution": [_download(model, part) for part in model.named(node, _DCAT + "distribution")],
    }
    return {key: value for key, value in found.items() if value}


def _one(terms: Sequence[ox.NamedNode]) -> str:
    return next((term.value for term in terms), "")


def _agents(model: Model, node: ox.NamedNode, name: str) -> list[dict[str, str]]:
    return [_agent(model, term) for term in model.objects(node, _DCTERMS + name)]


def _agent(model: Model, term: Term) -> dict[str, str]:
    if not isinstance(term, ox.NamedNode | ox.BlankNode):
        return {"@type": "Organization", "name": term.value if isinstance(term, ox.Literal) else str(term)}
    kind = "Person" if model.is_a(term, _FOAF + "Person") else "Organization"
    found = {"@type": kind, "name": model.text(term, _FOAF + "name")}
    return found | ({"@id": term.value} if isinstance(term, ox.NamedNode) else {})


def _download(model: Model, part: ox.NamedNode) -> dict[str, Any]:
    checksum = model.node(part, _SPDX + "checksum")
    size = model.text(part, _DCAT + "byteSize")
    # Of what is packed, that is the form of the package.
    forms = (model.named(part, _DCAT + name) for name in ("packageFormat", "compressFormat", "mediaType"))
    found = {
        "@type": "DataDownload",
        "name": model.text(part, _DCTERMS + "title"),
        "contentUrl": part.value,
        "encodingFormat": _one([*chain.from_iterable(forms)]).partition("media-types/")[2],
        "contentSize": size and f"{size} B",
        "sha256": model.text(checksum, _SPDX + "checksumValue") if checksum else "",
    }
    return {key: value for key, value in found.items() if value}
