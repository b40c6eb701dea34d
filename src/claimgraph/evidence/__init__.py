"""Evidence: check claims against the documents that they point into, and find passages for new ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph import locate
from claimgraph.evidence.documents import Document, Text, digest, documents, held
from claimgraph.evidence.graph import Row, confined, load, select
from claimgraph.model import Finding, Severity
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES, expand

__all__ = ["PROPERTIES", "Passage", "Verification", "passage", "rows", "verify"]


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
    """What a verification found, what it checked, and what it could not for want of a document.

    A passage of which a part is missing, or whose document has no record, is among the findings and is not checked.
    """

    findings: tuple[Finding, ...]
    checked: tuple[Passage, ...]
    wrong: tuple[Passage, ...]
    """Those of the checked that are not the text that was coded."""
    unchecked: tuple[Passage, ...]
    absent: tuple[Document, ...]


_PASSAGES = """
    SELECT ?claim ?document ?start ?end ?sha256 ?passage ?selector WHERE {
        ?claim cg:evidence ?passage .
        OPTIONAL { ?passage oa:hasSource ?document }
        OPTIONAL { ?passage oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end }
        OPTIONAL { ?passage cg:sha256 ?sha256 }
    } ORDER BY ?document ?start ?end ?claim"""

PROPERTIES = frozenset(
    PREFIXES[prefix] + name
    for prefix, names in (
        ("rdf", "type"),
        ("rdfs", "label"),
        ("dcterms", "identifier"),
        ("cg", "evidence sha256"),
        ("oa", "hasSource hasSelector start end"),
    )
    for name in names.split()
)
"""All that `verify` looks at of the data."""

_PARTS = {"document": "oa:hasSource", "selector": "oa:hasSelector with oa:start and oa:end", "sha256": "cg:sha256"}
_OFFSET = re.compile(r"[0-9]{1,18}")


def rows(store: ox.Store) -> list[Row]:
    """The evidence of every claim, in reading order, whole or not."""
    return select(store, _PASSAGES)


def passage(row: Row) -> Passage:
    """The evidence that one of the `rows` gives; raises ValueError, in plain words, for a part missing or wrong."""
    missing = [words for name, words in _PARTS.items() if name not in row]
    if missing:
        raise ValueError(f"The passage has no {' and no '.join(missing)}.")
    if not isinstance(row["document"], ox.NamedNode):
        raise ValueError("The passage's oa:hasSource is not an IRI.")
    for name in ("start", "end"):
        if not _OFFSET.fullmatch(row[name].value):
            raise ValueError(f"The passage's oa:{name} is not a whole number: {row[name].value!r}.")
    start, end = int(row["start"].value), int(row["end"].value)
    return Passage(row["claim"].value, row["document"].value, start, end, row["sha256"].value)


def verify(files: Sequence[Source], folder: Path) -> Verification:
    """Check each document's digest, each offset and each passage's digest against the documents in a folder.

    Runs in a process of its own. Raises InputError, naming it, for a document that is there but altered: nothing can
    be checked against it.
    """
    return confined(_verify, files, folder, what="the check")


def _verify(files: Sequence[Source], folder: Path) -> Verification:
    store = load(files, PROPERTIES)
    texts: dict[str, Text] = {}
    absent = []
    known = documents(store)
    for document in known.values():
        text = held(document, folder)
        if text is None:
            absent.append(document)
        else:
            texts[document.iri] = text
    problems: list[_Problem] = []
    checked, wrong, unchecked = [], [], []
    for row in rows(store):
        try:
            found = passage(row)
        except ValueError as error:
            problems.append(_unfit(row, str(error)))
            continue
        if found.document not in known:
            parts = "rdfs:label, dcterms:identifier and cg:sha256"
            message = f"The document <{found.document}> has no record: a cg:SourceDocument with {parts}."
            problems.append(_unfit(row, message, "oa:hasSource", str(row["document"])))
        elif found.document in texts:
            checked.append(found)
            faults = _check(row, found, texts[found.document])
            if any(severity is Severity.VIOLATION for _, severity, _, _ in faults):
                wrong.append(found)
            problems += faults
        else:
            unchecked.append(found)
    places = locate.places(files, [request for request, _, _, _ in problems])
    return Verification(
        findings=tuple(
            Finding(severity, message, f"<{claim}>", request.path, request.value, location=place.location)
            for (request, severity, message, claim), place in zip(problems, places, strict=True)
        ),
        checked=tuple(checked),
        wrong=tuple(wrong),
        unchecked=tuple(unchecked),
        absent=tuple(absent),
    )


def _unfit(row: Row, message: str, curie: str = "", value: str = "") -> _Problem:
    path = f"<{expand(curie)}>" if curie else ""
    return locate.Request(str(row["passage"]), path, value), Severity.VIOLATION, message, row["claim"].value


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
