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

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.terms import CLAIM, PREFIXES, curie, term_curie
from claimgraph.validate._facts import Facts
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

_Place = tuple[int, int]  # of a statement that is kept: its file, and its rank there
_Said = list[tuple[Any, int, int]]  # objects, and where they stand


def check(facts: Facts) -> Iterator[Doubt]:
    """The claims without evidence, and the statements that make evidence wrong."""
    if not any(term.value.startswith(CLAIM) for term in facts.predicates | facts.classes):
        return
    evidence = _Evidence(facts)
    claims = evidence.classes()
    for subject, kinds in facts.types.items():
        if not claims.isdisjoint(kinds) and not evidence.of(_EVIDENCE, subject, 0):
            yield Doubt(subject, f"The claim {evidence.named(subject)} has no evidence.", subject=True)
    for claim, passages in evidence.passages():
        for passage, file, rank in passages:
            yield from evidence.judge(claim, passage, (file, rank))


class _Evidence:
    """What the data says of evidence, by predicate and subject; the blank nodes of each file are its own."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._said: dict[Any, dict[Any, _Said]] = defaultdict(lambda: defaultdict(list))
        # There are hundreds of thousands of them: one tuple each.
        for file, quads in facts.kept.items():
            for rank, quad in enumerate(quads):
                subject = quad.subject
                key = (file, subject) if type(subject) is ox.BlankNode else subject
                self._said[quad.predicate][key].append((quad.object, file, rank))

    @staticmethod
    def _key(node: Any, file: int) -> Any:
        return (file, node) if isinstance(node, ox.BlankNode) else node

    def of(self, predicate: ox.NamedNode, subject: Any, file: int) -> _Said:
        """What the predicate says of the subject, a node of that file."""
        return self._said[predicate].get(self._key(subject, file), [])

    def passages(self) -> Iterator[tuple[Any, _Said]]:
        """The claims, or None for those that have no name, with their evidence."""
        for key, passages in self._said[_EVIDENCE].items():
            yield None if isinstance(key, tuple) else key, passages

    def classes(self) -> set[ox.NamedNode]:
        """The class of claims and all below it."""
        below = defaultdict(list)
        for key, said in self._said[_BELOW].items():
            for above, _, _ in said:
                below[above].append(key)
        found, todo = set(), [ox.NamedNode(CLAIM + "Claim")]
        while todo:
            if (kind := todo.pop()) not in found:
                found.add(kind)
                todo += below[kind]
        return found

    def named(self, node: Any) -> str:
        """The node as a CURIE."""
        return curie(node.value, self._facts.prefixes)

    def judge(self, claim: Any, passage: Any, place: _Place) -> Iterator[Doubt]:
        """What is wrong with a passage that is the claim's evidence by the statement at that place."""
        file, _ = place
        focus = str(claim) if claim else ""
        sources = self.of(_SOURCE, passage, file)
        digests = self.of(_SHA256, passage, file)
        selectors = self.of(_SELECTOR, passage, file)
        missing = [name for name, said in (("oa:hasSource", sources), ("cg:sha256", digests)) if not said]
        spans = []
        for selector, where, _ in selectors:
            starts, ends = (self.of(predicate, selector, where) for predicate in (_START, _END))
            spans += [(start, end) for start in starts for end in ends]
        if not spans:
            missing.append("oa:hasSelector with oa:start and oa:end")
        if missing:
            yield Doubt(place, f"The evidence has no {' and no '.join(missing)}.", focus=focus)
        for digest, where, rank in digests:
            if not _DIGEST.fullmatch(digest.value):
                message = "The digest is not of 64 lower-case hexadecimal digits (SHA-256)."
                yield Doubt((where, rank), message, focus=focus)
        for document, where, rank in sources:
            if _DOCUMENT not in self._facts.types.get(document, ()):
                name = term_curie(str(document), self._facts.prefixes)
                message = f"The document {name} has no record: it is no cg:SourceDocument."
                yield Doubt((where, rank), message, focus=focus)
        lengths = [
            _number(length) for source, where, _ in sources for length, _, _ in self.of(_CHARACTERS, source, where)
        ]
        for start, end in spans:
            yield from _range(start, end, [length for length in lengths if length is not None], focus)


def _range(start: tuple[Any, int, int], end: tuple[Any, int, int], lengths: list[int], focus: str) -> Iterator[Doubt]:
    first, last = _number(start[0]), _number(end[0])
    for number, (term, where, rank) in ((first, start), (last, end)):
        if number is None:
            yield Doubt((where, rank), f"The offset {term} is not a whole number.", focus=focus)
    if first is None or last is None:
        return
    if first < 0:
        yield Doubt(start[1:], f"The start {first} lies before the document.", focus=focus)
    elif last <= first:
        yield Doubt(end[1:], f"The end {last} does not lie behind the start {first}.", focus=focus)
    elif beyond := [length for length in lengths if last > length]:
        message = f"The end {last} lies beyond the document, which has {min(beyond)} characters."
        yield Doubt(end[1:], message, focus=focus)


def _number(term: Any) -> int | None:
    return int(term.value) if isinstance(term, ox.Literal) and _OFFSET.fullmatch(term.value) else None
