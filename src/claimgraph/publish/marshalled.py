"""Cards, places and paragraphs as `marshal` can keep them, for `memory`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from claimgraph.publish.cards import Card, Stated
from claimgraph.publish.claims import Paragraph
from claimgraph.publish.paths import Place

__all__ = ["Texts", "cards_of", "of_cards", "of_parts", "of_places", "parts_of", "places_of"]


class Texts(dict[str, str]):
    """Texts, each of which is there once: what `marshal` meets again it writes, and reads, as a reference."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


def of_cards(cards: Mapping[ox.NamedNode, Card], known: Texts) -> list[Any]:
    """Cards, with texts that may be known from elsewhere."""

    def every(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(known.__getitem__, texts))

    def said(one: Stated) -> tuple[Any, ...]:
        ends = one._replace(relation=known[one.relation], subjects=every(one.subjects), objects=every(one.objects))
        how = ends._replace(polarities=every(one.polarities), certainties=every(one.certainties))
        return tuple(how._replace(passages=tuple((known[document], start) for document, start in one.passages)))

    return [
        (
            known[node.value],
            *every((card.kind, card.label, card.language)),
            every(card.types),
            tuple(map(every, card.names)),
            known[card.words],
            card.digest,
            card.stated and said(card.stated),
        )
        for node, card in cards.items()
    ]


def cards_of(told: Iterable[Any]) -> dict[ox.NamedNode, Card]:
    """What `of_cards` gave."""
    return {ox.NamedNode(iri): Card._make([*card, _stated(stated)]) for iri, *card, stated in told}


def of_places(places: Mapping[str, Place], known: Texts) -> list[tuple[str, str, bool]]:
    """Places, by IRI."""
    return [(known[iri], place.folder, place.plain) for iri, place in places.items()]


def places_of(told: Iterable[tuple[str, str, bool]]) -> dict[str, Place]:
    """What `of_places` gave."""
    return {iri: Place(folder, plain) for iri, folder, plain in told}


def of_parts(parts: Iterable[Paragraph]) -> list[tuple[int, int, int, str]]:
    """The paragraphs of a document."""
    return [(start, end, number, node.value) for start, end, number, node in parts]


def parts_of(told: Iterable[tuple[int, int, int, str]]) -> list[Paragraph]:
    """What `of_parts` gave."""
    return [(start, end, number, ox.NamedNode(iri)) for start, end, number, iri in told]


def _stated(found: Sequence[Any] | None) -> Stated | None:
    return Stated._make(found) if found else None
