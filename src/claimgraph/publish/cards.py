"""What pages about all of the site need of each record: so little that it is kept, and need not be read for an edit."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph.publish.claims import CG, Claim, Claims
from claimgraph.publish.kinds import kind
from claimgraph.publish.model import LABELS, Model, foreign
from claimgraph.publish.statements import Term
from claimgraph.terms import PREFIXES

__all__ = ["Card", "Stated", "card", "ordered", "stated"]

_NAMES = (*LABELS, PREFIXES["skos"] + "altLabel")
_WORDS = (*_NAMES, PREFIXES["skos"] + "definition")
_WHOLE = 64  # digits of a digest


class Stated(NamedTuple):
    """What a claim says, in short; things by their IRIs, without those that have none."""

    relation: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    days: tuple[int, int, int, int]
    """The first and the last day on which it can have begun, and on which it can have ended (`date.toordinal`)."""
    dated: bool
    voiced: bool
    polarities: tuple[str, ...]
    certainties: tuple[str, ...]
    passages: tuple[tuple[str, int], ...]
    """The document and the start of each."""
    whole: bool
    """Whether all of them have a digest."""
    supersedes: bool

    @property
    def ends(self) -> Collection[str]:
        """All that are its subject or its object, each once."""
        every = (*self.subjects, *self.objects)
        # As nearly always; most of a large dataset's claims are asked for this.
        if len(every) == 2 and every[0] != every[1]:
            return every
        return dict.fromkeys(every).keys()

    @property
    def relates(self) -> bool:
        """Whether it is about one thing and another."""
        return bool(self.subjects and self.objects) and len(self.ends) > 1


class Card(NamedTuple):
    """A record, or a claim that has no page here."""

    kind: str
    """That of its page; "" where it has none."""
    label: str
    language: str
    """That of the label where it is a `foreign` one."""
    types: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    """All that it is called, each with its language where that is a `foreign` one."""
    words: str
    """What it can be found by besides."""
    digest: bytes
    """That of its description."""
    reach: bytes
    """That of its description, and of those of all that this names (`Model.reach`)."""
    stated: Stated | None
    """What it says, if it is a claim."""


def card(node: ox.NamedNode, model: Model, claims: Claims, namespaces: Mapping[str, str], *, page: bool) -> Card:
    """The card of a node, which has a page here or not; of others it says nothing but the digest of what it names."""
    label = model.label(node)
    return Card(
        kind=kind(node, model, namespaces) if page else "",
        label=label,
        language=model.language(node),
        types=tuple(one.value for one in model.types(node)),
        names=tuple(
            dict.fromkeys((name, foreign(one)) for one in model.literals(node, *_NAMES) if (name := one.value.strip()))
        ),
        words=" · ".join(text for text in model.texts(node, *_WORDS) if text != label),
        digest=model.digest(node),
        reach=model.reach(node),
        stated=_stated(claims.of(node), model) if model.is_claim(node) else None,
    )


def stated(cards: Mapping[ox.NamedNode, Card]) -> dict[ox.NamedNode, Stated]:
    """What each of the claims says."""
    return {node: card.stated for node, card in cards.items() if card.stated}


def ordered(claims: Mapping[ox.NamedNode, Stated], model: Model) -> list[ox.NamedNode]:
    """Claims as `Claims.ordered` has them: by relation, those between two first, then by date and IRI."""

    def key(node: ox.NamedNode) -> tuple[bool, str, int, str]:
        one = claims[node]
        name = model.label(ox.NamedNode(one.relation)) if one.relation else ""
        above = model.above(one.relation) if one.relation else ()
        return CG + "RelationClaim" not in above, name, one.days[0], node.value

    return sorted(claims, key=key)


def _stated(claim: Claim, model: Model) -> Stated:
    found = claim.extent
    days = (found.first_start, found.last_start, found.first_end, found.last_end)
    return Stated(
        relation=claim.relation.value if claim.relation else "",
        subjects=_iris(claim.subjects),
        objects=_iris(claim.objects),
        days=(days[0].toordinal(), days[1].toordinal(), days[2].toordinal(), days[3].toordinal()),
        dated=claim.dated,
        voiced=bool(claim.voices),
        polarities=_iris(claim.polarities),
        certainties=_iris(claim.certainties),
        passages=tuple((one.document.value, one.start) for one in claim.passages),
        whole=bool(claim.passages) and all(len(one.sha256) == _WHOLE for one in claim.passages),
        supersedes=bool(model.named(claim.node, CG + "supersedes")),
    )


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.value for term in terms if isinstance(term, ox.NamedNode))
