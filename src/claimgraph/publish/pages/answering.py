"""How the site's addresses are answered: the rules of each server, and the table that they are made from."""

import json
from collections.abc import Iterator, Mapping
from functools import partial

from claimgraph import registry
from claimgraph.publish.addresses import Addresses, addresses
from claimgraph.publish.downloads import distributions
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["TABLE", "pages"]

TABLE = "hosting/addresses.json"
"""The addresses of a site, for those who check it."""

_SERVERS = "claimgraph.publish.servers"


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The table and the rules."""
    yield Page("answering", partial(_inputs, site), partial(_make, site))


def _inputs(site: Site) -> str:
    return f"{site.layout} {sorted(site.texts)} {_items(site)}"


def _make(site: Site) -> Mapping[str, bytes]:
    gone = tuple(site.table.places[node.value].folder for node in sorted(site.gone, key=str))
    bare = (site.ethics_path.removesuffix("/index.html"),) if "ethics" in site.texts else ()
    if {site.table.places[node.value].folder for node in site.within} & {*bare}:
        bare = ()  # the records in it are beside it
    found = addresses(site.project, site.licence, site.table, gone, bare, _items(site))
    files = {TABLE: _table(found)}
    for name in registry.names(_SERVERS):
        files |= registry.load(_SERVERS, name, "server").files(found)
    return files


def _items(site: Site) -> dict[str, dict[str, str]]:
    """The files that hold the dataset and each release of it, by the folder of its page."""
    wholes = {site.dataset.value: site.downloads if site.dumps else ()}
    wholes |= {one.iri: distributions(one) for one in site.releases}
    return {
        site.table.places[whole].folder: {site.table.file(part.url): part.sent_as for part in parts}
        for whole, parts in wholes.items()
        if parts
    }


def _table(found: Addresses) -> bytes:
    table = {
        "root": found.root,
        "site": found.site,
        "licence": found.licence,
        "gone": sorted(found.gone),
        "moved": dict(sorted(found.moved.items())),
        "resources": dict(sorted(found.resources.items())),
        "items": found.items,
    }
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()
