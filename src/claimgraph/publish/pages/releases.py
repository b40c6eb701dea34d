"""The releases: what each is, what has changed in it, and its files."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from markupsafe import Markup

from claimgraph import files
from claimgraph.publish.history import SUMS, Release
from claimgraph.publish.markdown import to_html
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_CHANGES = "changes.md"


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each release with its files, and one that lists them all."""
    for release in site.releases:
        yield Page(
            f"release {release.version}", partial(_inputs, site, release), partial(_release, site, renderer, release)
        )
    if site.releases:
        yield Page("releases", site.whole, partial(_releases, site, renderer))


def _inputs(site: Site, release: Release) -> str:
    return f"{site.vocabulary}{files.read_text(release.folder / SUMS)}{[path.name for path in _paths(release)]}"


def _release(site: Site, renderer: Renderer, release: Release) -> Mapping[str, bytes]:
    folder = f"{site.releases_path}/{release.version}"
    found = {path.name: path.read_bytes() for path in _paths(release)}
    changes = to_html(found[_CHANGES].decode()).html if _CHANGES in found else Markup("")
    rows = [(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in sorted(found.items())]
    path = f"{folder}/index.html"
    html = renderer.html(
        "release.html", path, f"Release {release.version}", release=release, rows=rows, changes=changes
    )
    return {path: html} | {f"{folder}/{name}": data for name, data in found.items()}


def _paths(release: Release) -> list[Path]:
    """Its files: those that its checksums name, as far as they are there, and these."""
    names = [line.partition("  ")[2] for line in files.read_text(release.folder / SUMS).splitlines()]
    return [path for path in sorted(release.folder.iterdir()) if path.name in {*names, SUMS} and path.is_file()]


def _releases(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    path = f"{site.releases_path}/index.html"
    return {path: renderer.html("releases.html", path, "Releases")}
