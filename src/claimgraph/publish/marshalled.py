"""Cards, places and paragraphs as `marshal` can keep them, for `memory`."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
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


def of_cards(cards: Mapping[ox.NamedNode, Card], known: Texts) -> list[list[Any]]:
    """Cards, in columns, with texts that may be known from elsewhere."""

    def every(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(known.__getitem__, texts))

    def said(one: Stated) -> tuple[Any, ...]:
        ends = one._replace(relation=known[one.relation], subjects=every(one.subjects), objects=every(one.objects))
        how = ends._replace(polarities=every(one.polarities), certainties=every(one.certainties))
        return tuple(how._replace(passages=tuple((known[document], start) for document, start in one.passages)))

    rows = [
        (
            known[node.value],
            *every((card.kind, card.label, card.language)),
            every(card.types),
            tuple(map(every, card.names)),
            known[card.words],
            card.digest,
            card.reach,
            card.stated and said(card.stated),
        )
        for node, card in cards.items()
    ]
    return list(map(list, zip(*rows, strict=True)))


def cards_of(told: Sequence[Sequence[Any]]) -> dict[ox.NamedNode, Card]:
    """What `of_cards` gave."""
    if not told:
        return {}
    iris, *columns, stated = told
    found = [one and _made(Stated, one) for one in stated]
    rows = zip(*columns, found, strict=True)
    return dict(zip(map(ox.NamedNode, iris), map(partial(_made, Card), rows), strict=True))


def of_places(places: Mapping[str, Place], known: Texts) -> list[list[Any]]:
    """Places, by IRI, in columns."""
    return [[known[iri] for iri in places], *([place[part] for place in places.values()] for part in range(2))]


def places_of(told: Sequence[Sequence[Any]]) -> dict[str, Place]:
    """What `of_places` gave."""
    iris, *columns = told
    return dict(zip(iris, map(partial(_made, Place), zip(*columns, strict=True)), strict=True))


def of_parts(parts: Iterable[Paragraph]) -> list[tuple[int, int, int, str]]:
    """The paragraphs of a document."""
    return [(start, end, number, node.value) for start, end, number, node in parts]


def parts_of(told: Iterable[tuple[int, int, int, str]]) -> list[Paragraph]:
    """What `of_parts` gave."""
    return [(start, end, number, ox.NamedNode(iri)) for start, end, number, iri in told]


# A tuple as one with names: there are hundreds of thousands, and to check that each is as long takes most of the time.
_made = tuple.__new__
