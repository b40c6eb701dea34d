"""The data whole, to download."""

from collections.abc import Iterator, Mapping
from functools import partial

from claimgraph.publish.downloads import FOLDER
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The files."""
    if site.dumps:
        yield Page("downloads", partial(repr, site.downloads), partial(_make, site))


def _make(site: Site) -> Mapping[str, bytes]:
    return {f"{FOLDER}/{name}": one.read() for name, one in site.dumps.items()}
