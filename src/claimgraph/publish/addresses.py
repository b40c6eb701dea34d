"""How every address is answered: the one table from which the rules of each server are written, and sites checked."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote, urlsplit

from claimgraph.formats import RdfFormat
from claimgraph.project import Project
from claimgraph.publish.differences.html import STYLE
from claimgraph.publish.paths import Table
from claimgraph.publish.twins import TWINS

__all__ = ["ACCEPTS", "MEDIA", "PREFLIGHT", "SAFETY", "Addresses", "addresses", "content_type", "sent"]

PAGE = "text/html"

MEDIA: Mapping[str, str] = {
    ".html": PAGE,
    **{kind.suffixes[0]: kind.media_types[0] for kind in TWINS},
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".nq": "application/n-quads",
    ".rdfp": "text/plain",
    ".rq": "application/sparql-query",
    ".svg": "image/svg+xml",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""The media type of each suffix; texts are in UTF-8."""

_PACKED = (".gz", ".zip")

# That of the differences between releases, which are pages that stand alone.
_STYLE = b64encode(sha256(STYLE.encode()).digest()).decode()

SAFETY: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": f"default-src 'none'; style-src 'self' 'sha256-{_STYLE}'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The headers of every answer: anybody may read, nothing of others runs, and what is kept is asked for again."""

PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
"""Those of the answer to OPTIONS, which browsers ask before they send a long Accept (Fetch, section 4.8)."""

# A parameter that is no weight; then the weight, to one decimal, which is as fine as anybody writes it.
_PARAMETERS = r"(?:\s*;\s*[^q,;\s][^,;]*)*"
_WEIGHTS = (r"(?:\s*;\s*q=1(?:\.0*)?)?", *(rf"\s*;\s*q=0?\.{tenth}\d*" for tenth in range(9, 0, -1)))


def _accepts() -> list[tuple[str, str]]:
    def names(kind: RdfFormat) -> tuple[str, ...]:
        return (*kind.media_types, "application/json") if kind.name == "jsonld" else kind.media_types

    # What is named comes before what a wildcard allows (RFC 9110, section 12.5.1).
    ranges: list[tuple[tuple[str, ...], str]] = [((PAGE, "application/xhtml+xml"), "")]
    ranges += [(names(kind), kind.suffixes[0]) for kind in TWINS]
    ranges += [(("*/*", "text/*"), ""), (("application/*",), ".jsonld")]
    return [
        (rf"(?:^|,)\s*(?:{'|'.join(map(re.escape, types))}){_PARAMETERS}{weight}\s*(?:,|$)", suffix)
        for weight in _WEIGHTS
        for types, suffix in ranges
    ]


ACCEPTS = _accepts()
"""What an Accept header asks for: regular expressions, without regard to case, the first that matches decides; the
suffix of the twin, or "" for the page, which is also the answer to whoever names nothing that there is."""


@dataclass(frozen=True)
class Addresses:
    """Where IRIs lead: `root` is the IRI of the site's root, `site` the address at which it lies, both with a slash."""

    root: str
    site: str
    licence: str
    bases: Mapping[str, str]
    """From the folder of a namespace to what its IRIs begin with, where that is not the path itself."""
    exceptions: Mapping[str, str]
    """From the folder of a resource to its IRI, where no rule tells it."""
    moved: Mapping[str, str]
    """From the path of an IRI below the root, as clients send it, to its folder, where these differ."""
    gone: tuple[str, ...]
    """The folders of tombstones."""
    bare: tuple[str, ...] = ()
    """The folders of pages to which IRIs lead and that have no twins."""
    resources: Mapping[str, str] = field(default_factory=dict)
    """From the IRI of every resource to its folder."""
    items: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """From the folder of a dataset to the files that hold it, each with its media type."""

    @property
    def gone_elsewhere(self) -> Mapping[str, str]:
        """Those of `moved` that lead to tombstones."""
        return {path: folder for path, folder in sorted(self.moved.items()) if folder in self.gone}

    @property
    def prefix(self) -> str:
        """The path of the site on its host."""
        return urlsplit(self.site).path

    def iri(self, folder: str) -> str:
        """The IRI of the resource in a folder, percent-encoded as in a header."""
        return sent(self.exceptions.get(folder) or _regular(self.root, self.bases, folder))


def content_type(suffix: str) -> str:
    """What the header Content-Type says of files that end so."""
    return MEDIA[suffix] if suffix in _PACKED else f"{MEDIA[suffix]}; charset=utf-8"


def addresses(
    project: Project,
    licence: str,
    table: Table,
    gone: tuple[str, ...],
    bare: tuple[str, ...],
    items: Mapping[str, Mapping[str, str]],
) -> Addresses:
    """The addresses of a project's site, whose data have that licence."""
    root = table.mounts.root
    bases = {name: iri if iri.endswith("/") else f"{iri}#" for iri, name in table.mounts.others.items()}
    for namespace in project.namespaces.values():
        if namespace.startswith(root) and namespace.endswith("#"):
            bases[namespace[len(root) : -1]] = namespace
    bases = {folder: base for folder, base in sorted(bases.items()) if folder}
    moved = {path.removeprefix("/"): place.folder for path, place in table.redirects().items()}
    resources = {iri: place.folder for iri, place in table.places.items() if place.folder not in bare}
    return Addresses(
        root=root,
        site=project.site or root,
        licence=licence,
        bases=bases,
        exceptions={folder: iri for iri, folder in resources.items() if _regular(root, bases, folder) != iri},
        moved=moved,
        gone=gone,
        bare=bare,
        resources=resources,
        items=items,
    )


def _regular(root: str, bases: Mapping[str, str], folder: str) -> str:
    for base, iri in bases.items():
        if folder.startswith(f"{base}/"):
            return iri + folder[len(base) + 1 :]
    return root + folder


def sent(iri: str) -> str:
    """An IRI as the URI that clients send (RFC 3987, section 3.1)."""
    return quote(iri, safe="%/~!$&'()*+,;=:@?[]#")
