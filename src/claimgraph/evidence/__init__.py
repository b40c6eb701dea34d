"""Evidence: check claims against the documents that they point into, and find passages for new ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph.evidence.documents import Document, Text, digest, documents, held
from claimgraph.evidence.graph import load, select
from claimgraph.model import Finding, Severity
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["Passage", "Verification", "passages", "verify"]


@dataclass(frozen=True, slots=True)
class Passage:
    """The evidence of a claim: a span of a document in Unicode code points, end exclusive, and its digest."""

    claim: str
    document: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found, what it checked, and what it could not for want of a document."""

    findings: tuple[Finding, ...]
    checked: tuple[Passage, ...]
    unchecked: tuple[Passage, ...]
    absent: tuple[Document, ...]


_PASSAGES = """
    SELECT ?claim ?document ?start ?end ?sha256 WHERE {
        ?claim cg:evidence ?passage .
        ?passage oa:hasSource ?document ; oa:hasSelector ?selector ; cg:sha256 ?sha256 .
        ?selector oa:start ?start ; oa:end ?end .
    } ORDER BY ?document ?start ?end ?claim"""


def passages(store: ox.Store) -> list[Passage]:
    """The evidence of every claim, in reading order."""
    return [
        Passage(
            row["claim"].value,
            row["document"].value,
            int(row["start"].value),
            int(row["end"].value),
            row["sha256"].value,
        )
        for row in select(store, _PASSAGES)
    ]


def verify(files: Sequence[Source], folder: Path) -> Verification:
    """Check each document's digest, each offset and each passage's digest against the documents in a folder.

    Raises InputError, naming it, for a document that is there but altered: nothing can be checked against it.
    """
    store = load(files)
    texts: dict[str, Text] = {}
    absent = []
    for document in documents(store).values():
        text = held(document, folder)
        if text is None:
            absent.append(document)
        else:
            texts[document.iri] = text
    everything = passages(store)
    checked = tuple(passage for passage in everything if passage.document in texts)
    findings = [finding for passage in checked for finding in _check(passage, texts[passage.document])]
    unchecked = tuple(passage for passage in everything if passage.document not in texts)
    return Verification(tuple(findings), checked, unchecked, tuple(absent))


def _check(passage: Passage, text: Text) -> list[Finding]:
    def finding(severity: Severity, message: str, path: str, value: str) -> Finding:
        return Finding(severity, message, f"<{passage.claim}>", path=f"<{path}>", value=value)

    start, end = PREFIXES["oa"] + "start", PREFIXES["oa"] + "end"
    span = f"{passage.start}–{passage.end}"
    if not 0 <= passage.start < passage.end <= len(text.characters):
        message = f"The passage {span} lies outside the document, which has {len(text.characters)} characters."
        return [finding(Severity.VIOLATION, message, end, str(passage.end))]
    found = digest(text.characters[passage.start : passage.end])
    if found != passage.sha256:
        message = f"The passage {span} has another digest, {found}: the offsets or the digest are wrong."
        return [finding(Severity.VIOLATION, message, PREFIXES["cg"] + "sha256", f'"{passage.sha256}"')]
    return [
        finding(Severity.WARNING, f"The offset {offset} splits a word.", path, str(offset))
        for path, offset in ((start, passage.start), (end, passage.end))
        if text.splits_word(offset)
    ]
