"""Evidence of claims that is missing or out of range.

Problem: A claim (an instance of cg:Claim or of a class below it) has no cg:evidence; or the passage that is its
evidence lacks its document, its offsets or its digest, begins before the document or ends beyond it (cg:characters),
does not end behind its start, has a digest that is none, or stands in what is not recorded as a document.
Remedy: Write the passage as a quotation and have `claimgraph evidence --fill` work out offsets and digest.

Bad:

    ex:study a cg:SourceDocument ; cg:characters 2000 .
    ex:claim-1 a cg:Claim ; cg:evidence [ a cg:Passage ;
        oa:hasSource ex:study ;
        oa:hasSelector [ a oa:TextPositionSelector ; oa:start 1990 ; oa:end 2090 ] ;
        cg:sha256 "5278f2a4dd34bbe18fad6949d388021e121c51fe116bc2fd670015a78e5449be" ] .

Good:

    ex:study a cg:SourceDocument ; cg:characters 2000 .
    ex:claim-1 a cg:Claim ; cg:evidence [ a cg:Passage ;
        oa:hasSource ex:study ;
        oa:hasSelector [ a oa:TextPositionSelector ; oa:start 1900 ; oa:end 2000 ] ;
        cg:sha256 "5278f2a4dd34bbe18fad6949d388021e121c51fe116bc2fd670015a78e5449be" ] .
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import not_
from typing import Any

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.terms import CLAIM, PREFIXES, curie, term_curie
from claimgraph.validate._facts import Facts, Value
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.VIOLATION

_EVIDENCE, _SHA256, _CHARACTERS = (ox.NamedNode(CLAIM + name) for name in ("evidence", "sha256", "characters"))
_SOURCE, _SELECTOR = (ox.NamedNode(PREFIXES["oa"] + name) for name in ("hasSource", "hasSelector"))
_START, _END = (ox.NamedNode(PREFIXES["oa"] + name) for name in ("start", "end"))
_BELOW = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_DOCUMENT = ox.NamedNode(CLAIM + "SourceDocument")
_OFFSET = re.compile(r"-?[0-9]{1,18}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

_Wrong = tuple[Value, str]  # an object with its place, and what is wrong with it


def check(facts: Facts) -> Iterator[Doubt]:
    """The claims without evidence, and the statements that make evidence wrong."""
    if not any(term.value.startswith(CLAIM) for term in facts.predicates | facts.classes):
        return
    passages = facts.said(_EVIDENCE)
    claims = {claim for kind in _classes(facts) for claim in facts.records.get(kind, ())}
    for claim in claims - passages.subjects:
        name = curie(claim.value, facts.prefixes)
        yield Doubt(claim, f"The claim {name} has no evidence.", subject=True)
    judge = _Judge(facts)
    for claim, passage in compress(passages, map(not_, judge.sound(passages.objects))):
        for value, message in judge(passage):
            yield Doubt(value[1:], message, focus=str(claim) if isinstance(claim, ox.NamedNode) else "")


def _classes(facts: Facts) -> set[ox.NamedNode]:
    """The class of claims and all below it."""
    below = defaultdict(list)
    for kind, (above, *_) in facts.said(_BELOW):
        below[above].append(kind)
    found, todo = set(), [ox.NamedNode(CLAIM + "Claim")]
    while todo:
        if (kind := todo.pop()) not in found:
            found.add(kind)
            todo += below[kind]
    return found


class _Judge:
    """What is wrong with a passage that is evidence by a statement."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._digests, self._characters = facts.said(_SHA256), facts.said(_CHARACTERS)
        self._sources, self._selectors = facts.said(_SOURCE), facts.said(_SELECTOR)
        self._starts, self._ends = facts.said(_START), facts.said(_END)
        self._lengths: dict[Any, list[int]] = {}

    def sound(self, passages: Sequence[Any]) -> Iterator[bool]:
        """For each passage, whether nothing is wrong with it; of few that are sound this is not told.

        Of each, all is compared at once: to look for every part by itself would take ten times as long.
        """
        selectors = list(map(self._selectors.once.get, passages))
        sources, digests = map(self._sources.once.get, passages), map(self._digests.once.get, passages)
        starts, ends = (map(said.once.get, selectors) for said in (self._starts, self._ends))
        limits = {
            document: min(self._length(document), default=math.inf)
            for document in set(self._sources.objects)
            if _DOCUMENT in self._facts.types.get(document, ())
        }
        for limit, digest, start, end in zip(map(limits.get, sources), digests, starts, ends, strict=True):
            first, last = _number(start), _number(end)
            if limit is None or first is None or last is None or not isinstance(digest, ox.Literal):
                yield False
            else:
                yield 0 <= first < last <= limit and _DIGEST.fullmatch(digest.value) is not None

    def __call__(self, value: Value) -> Iterator[_Wrong]:
        passage = value[0]
        sources = self._sources.of(passage)
        digests = self._digests.of(passage)
        spans = [
            (start, end)
            for selector, *_ in self._selectors.of(passage)
            for start in self._starts.of(selector)
            for end in self._ends.of(selector)
        ]
        if not (sources and digests and spans):
            parts = (
                ("oa:hasSource", sources),
                ("cg:sha256", digests),
                ("oa:hasSelector with oa:start and oa:end", spans),
            )
            yield value, f"The evidence has no {' and no '.join(name for name, said in parts if not said)}."
        for digest in digests:
            if not _DIGEST.fullmatch(digest[0].value):
                yield digest, "The digest is not of 64 lower-case hexadecimal digits (SHA-256)."
        lengths: list[int] = []
        for source in sources:
            document = source[0]
            if _DOCUMENT not in self._facts.types.get(document, ()):
                name = term_curie(str(document), self._facts.prefixes)
                yield source, f"The document {name} has no record: it is no cg:SourceDocument."
            lengths += self._length(document)
        for start, end in spans:
            yield from _range(start, end, lengths)

    def _length(self, document: Any) -> list[int]:
        """The lengths of the document that the data gives."""
        if document not in self._lengths:
            numbers = [_number(length) for length, *_ in self._characters.of(document)]
            self._lengths[document] = [number for number in numbers if number is not None]
        return self._lengths[document]


def _range(start: Value, end: Value, lengths: list[int]) -> Iterator[_Wrong]:
    first, last = _number(start[0]), _number(end[0])
    for number, value in ((first, start), (last, end)):
        if number is None:
            yield value, f"The offset {value[0]} is not a whole number."
    if first is None or last is None:
        return
    if first < 0:
        yield start, f"The start {first} lies before the document."
    elif last <= first:
        yield end, f"The end {last} does not lie behind the start {first}."
    elif beyond := [length for length in lengths if last > length]:
        yield end, f"The end {last} lies beyond the document, which has {min(beyond)} characters."


def _number(term: Any) -> int | None:
    return int(term.value) if isinstance(term, ox.Literal) and _OFFSET.fullmatch(term.value) else None
