"""The contexts of framed JSON-LD, each at the IRI by which exports name it."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A file for each release's context in the project's folder `context`, below the IRI of the dataset."""
    for file in site.project.contexts:
        iri = site.project.below(f"context/{file.name}")
        path = "/".join(site.table.mounts.segments(iri) or ())
        data = file.read_bytes()
        yield Page(path, sha256(data).hexdigest, partial(dict, {path: data}))
