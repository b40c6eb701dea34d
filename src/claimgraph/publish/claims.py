"""Claims as pages show them: who says what of whom, when, how surely, and on which passage."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product

import pyoxigraph as ox

from claimgraph.publish.model import LABELS, Model
from claimgraph.publish.statements import Term, best
from claimgraph.query.period import Extent, extent
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["CG", "MOST", "OA", "PART", "Claim", "Claims", "Paragraph", "Passage", "ranks"]

CG = CLAIM
OA = PREFIXES["oa"]
PART = PREFIXES["dcterms"] + "isPartOf"

# What has a column, a mark or a section of its own; whatever else a claim has is shown as a qualifier.
_COLUMNS = "subject object value voice viaSource evidence polarity certainty edtf earliest latest asOf statedOn"
_LINKS = "contests revises supports supersedes codingNote"
_SHOWN = {RDF_TYPE, *LABELS, PREFIXES["prov"] + "wasGeneratedBy"}
_SHOWN |= {CG + name for name in _COLUMNS.split() + _LINKS.split()}
_DATES = ("edtf", "earliest", "latest", "asOf")
_BEYOND = 10**20  # more than any offset
MOST = 12
"""So many of several values are shown in a row, or drawn; the page of a claim has all."""
_RELATED = ("contests", "revises", "supersedes")


Paragraph = tuple[int, int, int, ox.NamedNode]
"""Of a paragraph: where it starts, where it ends, its number, and itself."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document: offsets in Unicode code points, the digest of its text, the paragraph it is in."""

    document: ox.NamedNode
    start: int
    end: int
    sha256: str
    paragraph: ox.NamedNode | None
    number: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; what it does not have is None or empty.

    It should have one subject, one object and one of each of the other kinds, but data may have several.
    """

    node: ox.NamedNode
    relation: ox.NamedNode | None
    subjects: tuple[Term, ...]
    objects: tuple[Term, ...]
    values: tuple[Term, ...]
    voices: tuple[Term, ...]
    sources: tuple[ox.NamedNode, ...]
    polarities: tuple[Term, ...]
    certainties: tuple[Term, ...]
    written: str
    as_of: str
    stated_on: str
    earliest: str
    latest: str
    extent: Extent
    qualifiers: tuple[tuple[ox.NamedNode, tuple[Term, ...]], ...]
    passages: tuple[Passage, ...]

    @property
    def bounds(self) -> str:
        """First and last day on which it can have begun, then on which it can have ended, as the slider compares them.

        No limit is the first day of year 1, or the last of year 9999.
        """
        found = self.extent
        days = (found.first_start, found.last_start, found.first_end, found.last_end)
        return " ".join(day.isoformat() for day in days)

    @property
    def pairs(self) -> list[tuple[ox.NamedNode, ox.NamedNode]]:
        """Each subject with each other object, as far as these are IRIs, of the first `MOST` of either."""
        found = product(self.subjects[:MOST], self.objects[:MOST])
        return [
            (one, other)
            for one, other in found
            if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode) and one != other
        ]

    def parties(self, node: ox.NamedNode) -> tuple[Term, ...]:
        """Those on the other side than a thing; the objects where it is on both, or on neither."""
        return self.subjects if node in self.objects and node not in self.subjects else self.objects

    @property
    def dated(self) -> bool:
        """Whether anything is known of when it held."""
        return bool(self.written or self.earliest or self.latest or self.as_of)


_extent = cache(extent)


@dataclass
class Claims:
    """The claims of a model, each read once."""

    model: Model
    parts: dict[ox.NamedNode, list[Paragraph]] = field(default_factory=dict)
    """The paragraphs of those documents of which they are known."""
    _read: dict[ox.NamedNode, Claim] = field(default_factory=dict)
    _about: dict[ox.NamedNode, list[Claim]] = field(default_factory=dict)

    def of(self, node: ox.NamedNode) -> Claim:
        """The claim that a node is."""
        if node not in self._read:
            self._read[node] = self._claim(node)
        return self._read[node]

    def _claim(self, node: ox.NamedNode) -> Claim:
        model = self.model
        said = model.out.get(node, {})

        def terms(name: str) -> tuple[Term, ...]:
            return tuple(said.get(CG + name, ()))

        def named(name: str) -> tuple[ox.NamedNode, ...]:
            return tuple(one for one in said.get(CG + name, ()) if isinstance(one, ox.NamedNode))

        def text(name: str) -> str:
            found = best(said.get(CG + name, ()))
            return found.value if found else ""

        written, earliest, latest, as_of = map(text, _DATES)
        return Claim(
            node=node,
            # The most special of its types is what the claim says.
            relation=max(model.types(node), key=lambda one: (len(model.above(one.value)), one.value), default=None),
            subjects=terms("subject"),
            objects=terms("object"),
            values=terms("value"),
            voices=terms("voice"),
            sources=named("viaSource"),
            polarities=terms("polarity"),
            certainties=terms("certainty"),
            written=written,
            as_of=as_of,
            stated_on=text("statedOn"),
            earliest=earliest,
            latest=latest,
            extent=_extent(written, earliest, latest, as_of),
            qualifiers=tuple((ox.NamedNode(name), tuple(said[name])) for name in sorted(said.keys() - _SHOWN)),
            passages=tuple(
                sorted(self._passages(node), key=lambda one: (one.document.value, one.start, one.end, one.sha256))
            ),
        )

    def _passages(self, node: ox.NamedNode) -> Iterator[Passage]:
        model = self.model
        for evidence in model.nodes(node, CG + "evidence"):
            document = next(iter(model.named(evidence, OA + "hasSource")), None)
            # Several selectors are ways to find the same passage (Web Annotation Data Model, 4.2).
            texts = [
                [model.text(selector, OA + name) for name in ("start", "end")]
                for selector in model.nodes(evidence, OA + "hasSelector")
            ]
            span = min(((int(one[0]), int(one[1])) for one in texts if all(map(_is_number, one))), default=None)
            if document is not None and span:
                paragraph, number = self.paragraph(document, span[0])
                yield Passage(document, *span, model.text(evidence, CG + "sha256"), paragraph, number)

    def paragraphs(self, document: ox.NamedNode) -> list[Paragraph]:
        """The paragraphs of a document in reading order: start, end, number, and the paragraph."""
        if document not in self.parts:
            found = []
            for part in self.model.subjects(PART, document):
                texts = [self.model.text(part, name) for name in (OA + "start", OA + "end", CG + "number")]
                if isinstance(part, ox.NamedNode) and all(map(_is_number, texts)):
                    found.append((int(texts[0]), int(texts[1]), int(texts[2]), part))
            self.parts[document] = sorted(found, key=lambda one: (one[:3], one[3].value))
        return self.parts[document]

    def paragraph(self, document: ox.NamedNode, offset: int) -> tuple[ox.NamedNode | None, int]:
        """The paragraph of a document in which a character is, and its number; None and 0 where it is in none."""
        parts = self.paragraphs(document)
        index = bisect_right(parts, (offset, _BEYOND)) - 1
        if index >= 0 and offset < parts[index][1]:
            return parts[index][3], parts[index][2]
        return None, 0

    def about(self, node: ox.NamedNode) -> Sequence[Claim]:
        """The claims of which a node is the subject or the object, by relation, date and IRI."""
        if node not in self._about:
            nodes = {
                subject
                for name, subject in self.model.into.get(node, ())
                if isinstance(subject, ox.NamedNode) and self.model.is_about(name, subject)
            }
            self._about[node] = self.ordered([self.of(subject) for subject in nodes])
        return self._about[node]

    def ordered(self, claims: Sequence[Claim]) -> list[Claim]:
        """The claims by relation, those between two first, then by date and IRI."""

        def key(one: Claim) -> tuple[bool, str, date, str]:
            above = self.model.above(one.relation.value) if one.relation else ()
            return CG + "RelationClaim" not in above, self.name(one), one.extent.first_start, one.node.value

        return sorted(claims, key=key)

    def name(self, one: Claim) -> str:
        """What the relation of a claim is called."""
        return self.model.label(one.relation) if one.relation else ""

    def pairs(self, claims: Sequence[Claim]) -> list[tuple[Claim, ox.NamedNode, Claim]]:
        """What of the claims contests, revises or supersedes another claim, or is contested by one: each pair once."""
        found = {}
        for one in claims:
            for name in _RELATED:
                for other in self.model.named(one.node, CG + name):
                    found[one.node.value, name, other.value] = one.node, other
                for earlier in self.model.subjects(CG + name, one.node):
                    if isinstance(earlier, ox.NamedNode):
                        found[earlier.value, name, one.node.value] = earlier, one.node
        return [
            (self.of(later), ox.NamedNode(CG + name), self.of(earlier))
            for (_, name, _), (later, earlier) in sorted(found.items())
            if self.model.is_claim(later) and self.model.is_claim(earlier)
        ]


def ranks(model: Model) -> dict[ox.NamedNode, tuple[int, int]]:
    """How sure each certainty is among all of them, the least hedged the highest, and how many there are."""
    scale = {
        node: int(rank)
        for node in model.out
        if isinstance(node, ox.NamedNode) and _is_number(rank := model.text(node, CG + "certaintyRank"))
    }
    order = sorted(set(scale.values()), reverse=True)
    return {node: (order.index(rank) + 1, len(order)) for node, rank in scale.items()}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
