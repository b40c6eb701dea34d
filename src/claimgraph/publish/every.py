"""Every page of a site, by its key; there may be a hundred thousand, of which an edit touches a hundred."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import chain

import pyoxigraph as ox

from claimgraph import registry
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["Pages"]

_PACKAGE = "claimgraph.publish.pages"
_KINDS = [registry.load(_PACKAGE, name, "kind of page") for name in registry.names(_PACKAGE)]


class Pages(Mapping[str, Page]):
    """Every page of a site: first those about all of it, which are the most work, then those of records.

    One of a record, whose IRI is its key, is made when it is asked for.
    """

    def __init__(self, site: Site, renderer: Renderer) -> None:
        self._whole: dict[str, Page] = {}
        self._near: dict[str, Callable[[ox.NamedNode], Page]] = {}
        for kind in _KINDS:
            if hasattr(kind, "page"):
                page = partial(kind.page, site, renderer)
                iris = (node.value for node in kind.nodes(site) if node.value not in site.versioned)
                self._near |= dict.fromkeys(iris, page)
            else:
                self._whole |= {page.key: page for page in kind.pages(site, renderer)}

    @property
    def whole(self) -> AbstractSet[str]:
        """The keys of those that are about all of it; of the others, the inputs are what `concerns` gives."""
        return self._whole.keys()

    def apart(self, nodes: AbstractSet[ox.NamedNode]) -> set[str]:
        """The keys of those that show nothing but what records and queries are called, and none of these nodes."""
        known = {key: page.names for key, page in self._whole.items() if page.names is not None}
        return {key for key, names in known.items() if nodes.isdisjoint(names)}

    def __getitem__(self, key: str) -> Page:
        return self._whole.get(key) or self._near[key](ox.NamedNode(key))

    def __iter__(self) -> Iterator[str]:
        return chain(self._whole, self._near)

    def __len__(self) -> int:
        return len(self._whole) + len(self._near)
