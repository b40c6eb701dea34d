"""Search: an index made now, looked through in the reader's browser."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256

import pyoxigraph as ox

from claimgraph.publish.cards import Card
from claimgraph.publish.pages.names import named
from claimgraph.publish.paths import queried, quoted
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_PATH, _INDEX = "search/index.html", "search/index.json"


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The page and its index: an array of [label, kind, link, other names] for each record, term and query.

    A fifth item is the language of the label where it is a foreign one.
    """
    yield Page("search", partial(_inputs, site), partial(_make, site, renderer), names=site.cards.keys())


def _found(site: Site) -> Iterator[tuple[ox.NamedNode, Card]]:
    """What can be found, but the queries."""
    return ((node, card) for node, card in site.cards.items() if card.kind and card.kind != "tombstone")


def _inputs(site: Site) -> str:
    digest = sha256()
    for node, card in _found(site):
        digest.update(repr((node.value, card.label, card.language, card.words, card.types)).encode())
    digest.update(repr((site.asked, sum(1 for _ in named(site)))).encode())
    return digest.hexdigest() + site.vocabulary


def _make(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    rows = []
    kinds: dict[tuple[str, ...], str] = {}
    for node, card in _found(site):
        kind = kinds.get(card.types)
        if kind is None:
            kind = kinds[card.types] = ", ".join(map(site.called, card.types))
        row = [card.label, kind, quoted(site.table.places[node.value].page), card.words]
        rows.append([*row, card.language] if card.language else row)
    rows += [[question, "question", f"{quoted(queried(name))}/index.html", name] for question, name in site.asked]
    rows.sort(key=lambda row: (row[0].casefold(), row[2]))
    index = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    count = sum(1 for _ in named(site))
    return {_PATH: renderer.html("search.html", _PATH, "Search", count=count), _INDEX: index}
