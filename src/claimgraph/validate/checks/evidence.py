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
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.terms import CLAIM, PREFIXES, curie, term_curie
from claimgraph.validate._facts import Facts
from claimgraph.validate._said import NO_NUMBER, Said, split
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.VIOLATION

_EVIDENCE, _SHA256, _CHARACTERS = (ox.NamedNode(CLAIM + name) for name in ("evidence", "sha256", "characters"))
_SOURCE, _SELECTOR = (ox.NamedNode(PREFIXES["oa"] + name) for name in ("hasSource", "hasSelector"))
_START, _END = (ox.NamedNode(PREFIXES["oa"] + name) for name in ("start", "end"))
_DOCUMENT = ox.NamedNode(CLAIM + "SourceDocument")

_Wrong = tuple[int, str]  # the place of a statement, and what is wrong with it


def check(facts: Facts) -> Iterator[Doubt]:
    """The claims without evidence, and the statements that make evidence wrong."""
    if not any(term.value.startswith(CLAIM) for term in facts.predicates | facts.classes):
        return
    claims = {claim for kind in _classes(facts) for claim in facts.records.get(kind, ())}
    for claim in claims:
        if not facts.gives_evidence(claim):
            name = curie(claim.value, facts.prefixes)
            yield Doubt(claim, f"The claim {name} has no evidence.", subject=True)
    if wrong := list(_unsound(facts)):
        judge = _Judge(facts, wrong)
        for row in wrong:
            focus = judge.focus(row)
            for place, message in judge(row):
                yield Doubt(split(place), message, focus=focus)


def _classes(facts: Facts) -> set[ox.NamedNode]:
    """The class of claims and all below it."""
    below = defaultdict(list)
    for kind, above in facts.below:
        below[above].append(kind)
    found, todo = set(), [ox.NamedNode(CLAIM + "Claim")]
    while todo:
        if (kind := todo.pop()) not in found:
            found.add(kind)
            todo += below[kind]
    return found


def _unsound(facts: Facts) -> Iterator[int]:
    """The rows of evidence of which it cannot be told at a glance that nothing is wrong; of most it can.

    All passages are compared at once: to look for every part of each by itself would take ten times as long.
    """
    lengths: dict[int, float] = dict.fromkeys(map(hash, facts.records.get(_DOCUMENT, ())), math.inf)
    characters = facts.said(_CHARACTERS)
    for document, length in zip(characters.subjects, characters.values, strict=True):
        if document in lengths and length != NO_NUMBER:
            lengths[document] = min(lengths[document], length)
    sources, selectors, digests, starts, ends = (
        facts.said(predicate).once for predicate in (_SOURCE, _SELECTOR, _SHA256, _START, _END)
    )
    for row, passage in enumerate(facts.said(_EVIDENCE).values):
        selector, source = selectors.get(passage), sources.get(passage)
        if (
            selector is None
            or source is None
            or not digests.get(passage)
            or not 0
            <= starts.get(selector, NO_NUMBER)
            < ends.get(selector, NO_NUMBER)
            <= lengths.get(source, NO_NUMBER)
        ):
            yield row


class _Judge:
    """What is wrong with the passages that are evidence by the statements of some rows."""

    def __init__(self, facts: Facts, rows: Iterable[int]) -> None:
        self._facts = facts
        self._evidence = facts.said(_EVIDENCE)
        passages = {self._evidence.values[row] for row in rows}
        self._sources, self._digests, self._selectors = (
            _Found(facts.said(predicate), passages) for predicate in (_SOURCE, _SHA256, _SELECTOR)
        )
        selectors = {selector for those in self._selectors.values() for selector, _ in those}
        self._starts, self._ends = (_Found(facts.said(predicate), selectors) for predicate in (_START, _END))
        documents = {document for those in self._sources.values() for document, _ in those}
        self._lengths = _Found(facts.said(_CHARACTERS), documents)
        told = (self._sources, self._digests, self._starts, self._ends)
        places = [place for found in told for those in found.values() for _, place in those]
        self._statements = facts.statements([*places, *(self._evidence.places[row] for row in rows)])

    def focus(self, row: int) -> str:
        """The IRI of the claim; empty where it has none."""
        claim = self._statements[self._evidence.places[row]].subject
        return str(claim) if isinstance(claim, ox.NamedNode) else ""

    def __call__(self, row: int) -> Iterator[_Wrong]:
        passage = self._evidence.values[row]
        sources, digests = self._sources[passage], self._digests[passage]
        spans = [
            (start, end)
            for selector, _ in self._selectors[passage]
            for start in self._starts[selector]
            for end in self._ends[selector]
        ]
        if not (sources and digests and spans):
            parts = (
                ("oa:hasSource", sources),
                ("cg:sha256", digests),
                ("oa:hasSelector with oa:start and oa:end", spans),
            )
            missing = " and no ".join(name for name, said in parts if not said)
            yield self._evidence.places[row], f"The evidence has no {missing}."
        for sound, place in digests:
            if not sound:
                yield place, "The digest is not of 64 lower-case hexadecimal digits (SHA-256)."
        lengths: list[int] = []
        for source, place in sources:
            document = self._statements[place].object
            if not self._facts.is_a(document, _DOCUMENT):
                name = term_curie(str(document), self._facts.prefixes)
                yield place, f"The document {name} has no record: it is no cg:SourceDocument."
            lengths += [length for length, _ in self._lengths[source] if length != NO_NUMBER]
        for start, end in spans:
            yield from self._range(start, end, lengths)

    def _range(self, start: tuple[int, int], end: tuple[int, int], lengths: list[int]) -> Iterator[_Wrong]:
        (first, here), (last, there) = start, end
        for offset, place in (start, end):
            if offset == NO_NUMBER:
                yield place, f"The offset {self._statements[place].object} is not a whole number."
        if NO_NUMBER in (first, last):
            return
        if first < 0:
            yield here, f"The start {first} lies before the document."
        elif last <= first:
            yield there, f"The end {last} does not lie behind the start {first}."
        elif beyond := [length for length in lengths if last > length]:
            yield there, f"The end {last} lies beyond the document, which has {min(beyond)} characters."


class _Found(defaultdict[int, list[tuple[int, int]]]):
    """What is said of some subjects: of each the values, with their places."""

    def __init__(self, said: Said, subjects: Collection[int]) -> None:
        super().__init__(list)
        for row in said.rows(subjects):
            self[said.subjects[row]].append((said.values[row], said.places[row]))
