"""Evidence: check claims against the documents that they point into, and find passages for new ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph import locate
from claimgraph.evidence.documents import Document, Text, digest, documents, held
from claimgraph.evidence.graph import Row, load, select
from claimgraph.model import Finding, Severity
from claimgraph.sources import Source
from claimgraph.terms import expand

__all__ = ["Passage", "Verification", "passages", "verify"]


_Problem = tuple[locate.Request, Severity, str, str]


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
    SELECT ?claim ?document ?start ?end ?sha256 ?passage ?selector WHERE {
        ?claim cg:evidence ?passage .
        ?passage oa:hasSource ?document ; oa:hasSelector ?selector ; cg:sha256 ?sha256 .
        ?selector oa:start ?start ; oa:end ?end .
    } ORDER BY ?document ?start ?end ?claim"""


def passages(store: ox.Store) -> list[Passage]:
    """The evidence of every claim, in reading order."""
    return [_passage(row) for row in select(store, _PASSAGES)]


def _passage(row: Row) -> Passage:
    start, end = int(row["start"].value), int(row["end"].value)
    return Passage(row["claim"].value, row["document"].value, start, end, row["sha256"].value)


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
    rows = select(store, _PASSAGES)
    everything = [_passage(row) for row in rows]
    problems = [
        problem
        for row, passage in zip(rows, everything, strict=True)
        if passage.document in texts
        for problem in _check(row, passage, texts[passage.document])
    ]
    places = locate.places(files, [request for request, _, _, _ in problems])
    return Verification(
        findings=tuple(
            Finding(severity, message, f"<{claim}>", request.path, request.value, location=place.location)
            for (request, severity, message, claim), place in zip(problems, places, strict=True)
        ),
        checked=tuple(passage for passage in everything if passage.document in texts),
        unchecked=tuple(passage for passage in everything if passage.document not in texts),
        absent=tuple(absent),
    )


def _check(row: Row, passage: Passage, text: Text) -> list[_Problem]:
    """What is wrong with a passage: where to look for it, how severe it is, the message, and the claim."""

    def problem(severity: Severity, message: str, node: str, curie: str, term: str) -> _Problem:
        request = locate.Request(str(row[node]), f"<{expand(curie)}>", str(row[term]))
        return request, severity, message, passage.claim

    span = f"{passage.start}–{passage.end}"
    if not 0 <= passage.start < passage.end <= len(text.characters):
        message = f"The passage {span} lies outside the document, which has {len(text.characters)} characters."
        return [problem(Severity.VIOLATION, message, "selector", "oa:end", "end")]
    found = digest(text.characters[passage.start : passage.end])
    if found != passage.sha256:
        message = f"The passage {span} has another digest, {found}: the offsets or the digest are wrong."
        return [problem(Severity.VIOLATION, message, "passage", "cg:sha256", "sha256")]
    return [
        problem(Severity.WARNING, f"The offset {offset} splits a word.", "selector", f"oa:{name}", name)
        for name, offset in (("start", passage.start), ("end", passage.end))
        if text.splits_word(offset)
    ]
