"""The releases: what each is, what has changed in it, and its files."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph import files
from claimgraph.publish.downloads import distributions
from claimgraph.publish.history import SUMS, Release
from claimgraph.publish.markdown import to_html
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.twins import embedded, twins
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["pages"]

_CHANGES = "changes.md"
_METADATA = "metadata.ttl"
_DATASET = ox.NamedNode(PREFIXES["dcat"] + "Dataset")


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each release with its files, and one that lists them all."""
    for release in site.releases:
        yield Page(
            f"release {release.version}", partial(_inputs, site, release), partial(_release, site, renderer, release)
        )
    if site.releases:
        yield Page("releases", site.whole, partial(_releases, site, renderer))


def _inputs(site: Site, release: Release) -> str:
    said = site.inputs([ox.NamedNode(release.iri)])
    return f"{said}{site.vocabulary}{files.read_text(release.folder / SUMS)}{[path.name for path in _paths(release)]}"


def _release(site: Site, renderer: Renderer, release: Release) -> Mapping[str, bytes]:
    node = ox.NamedNode(release.iri)
    place = site.table.places[node.value]
    found = {path.name: path.read_bytes() for path in _paths(release)}
    changes = to_html(found[_CHANGES].decode()).html if _CHANGES in found else Markup("")
    told = [*_description(site, release, node, found.get(_METADATA)), *site.model.description(node)]
    beside = twins(told, site.project.prefixes)
    context: dict[str, Any] = {
        "node": node,
        "twin": place.twin(""),
        "types": [_DATASET],
        "embedded": embedded(beside[".jsonld"]),
        "items": distributions(release),
        "release": release,
        "before": next((one for one in site.releases if one.version == release.previous), None),
        "rows": [(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in sorted(found.items())],
        "changes": changes,
    }
    pages = {place.page: renderer.html("release.html", place.page, f"Release {release.version}", **context)}
    pages |= {place.twin(suffix): data for suffix, data in beside.items()}
    return pages | {f"{place.folder}/{name}": data for name, data in found.items()}


def _description(site: Site, release: Release, node: ox.NamedNode, metadata: bytes | None) -> list[ox.Triple]:
    """What the release says of itself; of one that was withdrawn, what is still to be said."""
    if metadata:
        return [ox.Triple(*tuple(quad)[:3]) for quad in ox.parse(metadata, format=ox.RdfFormat.TURTLE)]
    day = ox.Literal(release.date, datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))
    return [
        ox.Triple(node, ox.NamedNode(RDF_TYPE), _DATASET),
        ox.Triple(node, ox.NamedNode(PREFIXES["dcat"] + "version"), ox.Literal(release.version)),
        ox.Triple(node, ox.NamedNode(PREFIXES["dcat"] + "isVersionOf"), site.dataset),
        ox.Triple(node, ox.NamedNode(PREFIXES["dcterms"] + "issued"), day),
        ox.Triple(node, ox.NamedNode(PREFIXES["rdfs"] + "comment"), ox.Literal("Withdrawn.", language="en")),
    ]


def _paths(release: Release) -> list[Path]:
    """Its files: those that its checksums name, as far as they are there, and these."""
    names = [line.partition("  ")[2] for line in files.read_text(release.folder / SUMS).split("\n")]
    return [path for path in sorted(release.folder.iterdir()) if path.name in {*names, SUMS} and path.is_file()]


def _releases(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    path = f"{site.releases_path}/index.html"
    return {path: renderer.html("releases.html", path, "Releases")}
