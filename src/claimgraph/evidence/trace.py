"""The chain from a claim to its passage: who says it, where it stands, how it came into the dataset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph import registry
from claimgraph.errors import InputError, UsageError
from claimgraph.evidence import Passage, passage, rows
from claimgraph.evidence.documents import documents, held
from claimgraph.evidence.graph import confined, load, select
from claimgraph.sources import Source
from claimgraph.terminal import printable
from claimgraph.terms import PREFIXES, curie

__all__ = ["Link", "Quotation", "Trace", "text", "trace"]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain: what it is to the claim, the thing's IRI or the value, and its label."""

    relation: str
    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage of the claim, its paragraph where the dataset knows it, and its text where the document is held."""

    passage: Passage
    paragraph: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Trace:
    """A claim and everything that it leads back to, in the order of the chain."""

    claim: str
    label: str
    statement: tuple[Link, ...]
    attribution: tuple[Link, ...]
    evidence: tuple[Quotation, ...]
    document: tuple[Link, ...]
    coding: tuple[Link, ...]


_STATEMENT = {
    "type": "a",
    "subject": "cg:subject",
    "object": "cg:object",
    "value": "cg:value",
    "role": "cg:role",
    "tenure": "cg:tenure",
    "status": "cg:status",
    "channel": "cg:channel",
    "place": "cg:place",
    "date": "cg:edtf",
    "earliest": "cg:earliest",
    "latest": "cg:latest",
    "as of": "cg:asOf",
    "polarity": "cg:polarity",
    "certainty": "cg:certainty",
    "contests": "cg:contests",
    "contested by": "^cg:contests",
    "revises": "cg:revises",
    "revised by": "^cg:revises",
    "supports": "cg:supports",
    "supported by": "^cg:supports",
    "superseded by": "^cg:supersedes",
}
_ATTRIBUTION = {
    "voice": "cg:voice",
    "stated on": "cg:statedOn",
    "via source": "cg:viaSource",
    "source's author": "cg:viaSource/dcterms:creator",
    "relayed by": "cg:evidence/oa:hasSource/dcterms:creator",
}
_DOCUMENT = {
    "document": "cg:evidence/oa:hasSource",
    "title": "cg:evidence/oa:hasSource/dcterms:title",
    "author": "cg:evidence/oa:hasSource/dcterms:creator",
    "publisher": "cg:evidence/oa:hasSource/dcterms:publisher",
    "file": "cg:evidence/oa:hasSource/dcterms:identifier",
    "SHA-256": "cg:evidence/oa:hasSource/cg:sha256",
}
_CODING = {
    "coded in": "prov:wasGeneratedBy",
    "by": "prov:wasGeneratedBy/prov:wasAssociatedWith",
    "codebook": "prov:wasGeneratedBy/cg:codebookVersion",
    "from": "prov:wasGeneratedBy/prov:startedAtTime",
    "to": "prov:wasGeneratedBy/prov:endedAtTime",
    "note": "cg:codingNote",
}


def trace(files: Sequence[Source], claim: str, folder: Path | None = None) -> Trace:
    """The chain of one claim, given by its IRI; with the folder of the documents, the passage's own words.

    Runs in a process of its own. Raises UsageError, with the nearest claim, where the data has no such claim, and
    InputError for a passage of which a part is missing or wrong, and for an altered or unknown document.
    """
    return confined(_trace, files, claim, folder, what="the trace")


def _trace(files: Sequence[Source], claim: str, folder: Path | None) -> Trace:
    store = load(files)
    everything = rows(store)
    try:
        evidence = [passage(row) for row in everything if row["claim"].value == claim]
    except ValueError as error:
        raise InputError(f"{claim}: {error}") from None
    if not evidence:
        known = sorted({row["claim"].value for row in everything})
        raise UsageError(f"no claim {claim} in the data.", hint=registry.nearest(claim, known))
    return Trace(
        claim,
        " / ".join(link.value for link in _follow(store, claim, {"label": "rdfs:label"})),
        _follow(store, claim, _STATEMENT),
        _follow(store, claim, _ATTRIBUTION),
        tuple(_quotation(store, found, folder) for found in evidence),
        _follow(store, claim, _DOCUMENT),
        _follow(store, claim, _CODING),
    )


def _follow(store: ox.Store, claim: str, paths: Mapping[str, str]) -> tuple[Link, ...]:
    links = []
    for relation, path in paths.items():
        query = f"""SELECT DISTINCT ?value (SAMPLE(?name) AS ?label) WHERE {{
            {ox.NamedNode(claim)} {path} ?value OPTIONAL {{ ?value rdfs:label|skos:prefLabel ?name }}
        }} GROUP BY ?value ORDER BY ?value"""
        for row in select(store, query):
            links.append(Link(relation, row["value"].value, row["label"].value if "label" in row else ""))
    return tuple(links)


def _quotation(store: ox.Store, found: Passage, folder: Path | None) -> Quotation:
    query = f"""SELECT ?number WHERE {{
        ?paragraph dcterms:isPartOf {ox.NamedNode(found.document)} ; cg:number ?number ; oa:start ?from ; oa:end ?to .
        FILTER (?from <= {found.start} && {found.start} < ?to)
    }}"""
    numbers = [int(row["number"].value) for row in select(store, query)]
    text = None
    if folder:
        document = documents(store).get(found.document)
        if document is None:
            raise InputError(f"the document {found.document} has no record in the data.", hint="See evidence.")
        text = held(document, folder)
    words = text.characters[found.start : found.end] if text else None
    return Quotation(found, numbers[0] if numbers else None, words)


def text(chain: Trace, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The chain to be read: a section for each part of it, a line for each step."""
    lines = [curie(chain.claim, prefixes), f"  {chain.label}" if chain.label else ""]

    def section(title: str, links: Sequence[Link]) -> None:
        lines.extend(["", title])
        for link in links:
            short = curie(link.value, prefixes)
            lines.append(f"  {link.relation:<16} {f'{link.label} ({short})' if link.label else short}")

    section("Statement", chain.statement)
    section("Attribution", chain.attribution)
    lines.extend(["", "Evidence"])
    for quotation in chain.evidence:
        passage = quotation.passage
        where = f", paragraph {quotation.paragraph}" if quotation.paragraph else ""
        lines.append(f"  {'passage':<16} characters {passage.start}–{passage.end}{where}")
        lines.append(f"  {'SHA-256':<16} {passage.sha256}")
        if quotation.text is not None:
            lines.append(f"  {'words':<16} “{quotation.text}”")
    section("Document", chain.document)
    section("Coding", chain.coding)
    return "\n".join(printable(line) for line in "\n".join(lines).split("\n"))
