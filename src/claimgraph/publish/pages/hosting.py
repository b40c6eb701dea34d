"""What hosts and crawlers ask for: 404, robots, the map of the site, the files of every page."""

from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox
from markupsafe import escape

from claimgraph.publish.paths import queried, quoted
from claimgraph.publish.render import Renderer, assets
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_MOST = 50_000  # addresses in one map (sitemaps.org)


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """These files; GitHub Pages leaves out names with a leading dot or underscore unless there is a `.nojekyll`."""
    yield Page("assets", str, assets)
    yield Page("404", site.whole, partial(_missing, site, renderer))
    yield Page("map", lambda: f"{site.layout} {_others(site)}", partial(_map, site))


def _missing(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    # A host shows it at any depth, so its links start from the root of the site.
    html = renderer.html("404.html", "404.html", "Not found", root=site.root_path)
    return {"404.html": html, ".nojekyll": b""}


def _map(site: Site) -> Mapping[str, bytes]:
    root = site.address  # a map may only name what is on its own host (sitemaps.org)
    nodes = (*site.records, *site.documents)
    places = {site.table.places[node.value].page for node in nodes if node not in site.gone}
    addresses = [root + quoted(path.removesuffix("index.html")) for path in sorted({*_others(site), *places})]
    files: dict[str, bytes] = {}
    parts = [addresses[start : start + _MOST] for start in range(0, len(addresses), _MOST)]
    for number, part in enumerate(parts, 1):
        name = "sitemap.xml" if len(parts) == 1 else f"sitemap-{number}.xml"
        files[name] = _xml("urlset", "url", part)
    if len(parts) > 1:
        files["sitemap.xml"] = _xml("sitemapindex", "sitemap", [root + name for name in sorted(files)])
    return files | {"robots.txt": f"User-agent: *\nAllow: /\nSitemap: {root}sitemap.xml\n".encode()}


def _others(site: Site) -> list[str]:
    """The pages that are about no record; not those of removal, of the search and for what is not there."""
    names = ["about", "changes", "names", "quality", "queries", "vocabulary"]
    names += [queried(name) for _, name in site.asked]
    names += [site.releases_path] if site.releases else []
    iris = sorted(site.versioned)
    iris += [site.dataset.value, *site.heads.values()]
    found = ["index.html", *(f"{name}/index.html" for name in names)]
    found += [
        place.page for one in iris if (place := site.table.places.get(one)) and ox.NamedNode(one) not in site.gone
    ]
    found += site.collected.values()
    return found + ([site.ethics_path] if "ethics" in site.texts else [])


def _xml(outer: str, inner: str, addresses: list[str]) -> bytes:
    lines = "".join(f"<{inner}><loc>{escape(address)}</loc></{inner}>\n" for address in addresses)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{text}{lines}</{outer}>\n".encode()
