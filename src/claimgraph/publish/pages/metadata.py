"""What the dataset is, for machines: DCAT, VoID and PROV, at a place of its own and where VoID has it looked for."""

from collections.abc import Iterator, Mapping
from functools import partial

from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.twins import twins

__all__ = ["PATH", "pages"]

PATH = "metadata"


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The description in each format, and at /.well-known/void (VoID, section 7.2)."""
    yield Page("metadata", site.whole, partial(_make, site))


def _make(site: Site) -> Mapping[str, bytes]:
    beside = twins(site.described, site.project.prefixes)
    return {PATH + suffix: data for suffix, data in beside.items()} | {".well-known/void": beside[".ttl"]}
