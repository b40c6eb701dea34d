"""Every name in the dataset, in alphabetical order: the way in that needs no script."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256
from operator import itemgetter

import pyoxigraph as ox

from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["named", "pages"]

_PATH = "names/index.html"
_LEFT_OUT = re.compile(r"[^\w ]|_")

Entry = tuple[str, str, ox.NamedNode, bool]
"""A name, its language where that is a foreign one, whose it is, and whether it is the label."""


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The one page."""
    yield Page("names", partial(_inputs, site), partial(_make, site, renderer), names=site.cards.keys())


def named(site: Site) -> Iterator[Entry]:
    """The names of all records but claims."""
    for node in (*site.kinds.get("entity", ()), *site.kinds.get("document", ())):
        card = site.cards[node]
        yield card.label, card.language, node, True
        others = [(name, language) for name, language in card.names if name != card.label]
        # One that is the same in two languages stands there once.
        yield from ((name, language, node, False) for name, language in dict(reversed(others)).items())


def _inputs(site: Site) -> str:
    entries = [(name, language, node.value, label) for name, language, node, label in named(site)]
    return sha256(repr(entries).encode()).hexdigest() + site.vocabulary


def _make(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    letters: dict[str, list[Entry]] = {}
    entries = ((_sorted(entry[0]), entry[2].value, entry) for entry in named(site))
    for name, _, entry in sorted(entries, key=itemgetter(0, 1)):
        first = name[:1].upper()
        letters.setdefault(first if first.isalpha() else "#", []).append(entry)
    return {_PATH: renderer.html("names.html", _PATH, "Names", letters=letters)}


def _sorted(name: str) -> str:
    """A name as it is sorted: without accents, quotes or case."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKD", name.casefold())).strip()
