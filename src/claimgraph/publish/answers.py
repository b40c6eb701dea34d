"""What has to be true of the answers of a site: of each of its files, and of each IRI that it has published."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote

from claimgraph.model import Finding
from claimgraph.publish import links
from claimgraph.publish.addresses import MEDIA, SAFETY, sent
from claimgraph.publish.amiss import amiss, status
from claimgraph.publish.client import Client, Reply
from claimgraph.publish.paths import quoted
from claimgraph.publish.self_description import PAGE, Contract, folder_of
from claimgraph.publish.twins import TWINS
from claimgraph.publish.within import page_of

__all__ = ["files", "resources"]

Task = Callable[[], list[Finding]]

_TWINS = [kind.suffixes[0] for kind in TWINS]
_HOPS = 5

# What is asked for, and the twin that must answer; "" is the page. None: a page, or a refusal (RFC 9110, 15.5.7).
_MATRIX: tuple[tuple[str, str | None], ...] = (
    ("*/*", ""),
    ("text/html", ""),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""),
    *((MEDIA[suffix], suffix) for suffix in _TWINS),
    ("text/html;q=0.4, text/turtle;q=0.9", ".ttl"),
    ("application/n-triples;q=0.2, application/ld+json;q=0.5, */*;q=0.1", ".jsonld"),
    ("text/turtle;q=0, text/html", ""),
    ("image/png", None),
)


def files(client: Client, contract: Contract, plain: bool, hidden: Collection[str]) -> Iterator[Task]:
    """Check each file but hidden ones: that it is there, as it was built, and with the headers that it must have."""
    for path in sorted(contract.files.keys() - {*hidden}):
        yield partial(_file, client, contract, plain, path)


def resources(client: Client, contract: Contract, plain: bool) -> Iterator[Task]:
    """Check each address to which IRIs lead, once, and on a plain host those alone that such a host can find.

    Whether a document says something of the hash IRIs in it, `files` look.
    """
    asked: dict[str, tuple[str, str]] = {}
    for iri, folder in sorted(contract.resources.items()):
        whole = iri.partition("#")[0]
        there = page_of(iri, contract.resources) or iri
        if whole.startswith(contract.root):
            path = sent(whole[len(contract.root) :])
            asked.setdefault(path, (iri, contract.resources.get(there, folder)))
        if there not in contract.resources:
            yield partial(_nowhere, client, contract, iri, folder)
    for path, (iri, folder) in asked.items():
        if not plain:
            yield partial(_negotiated, client, contract, path, iri, folder)
        elif path not in contract.moved:
            yield partial(_found, client, contract, path, iri, folder)


def _nowhere(client: Client, contract: Contract, iri: str, folder: str) -> list[Finding]:
    message = "The site has nothing at its document, which is all that clients can ask for."
    return [amiss(client.base + quoted(contract.document(folder, "")), "hash", message, iri=iri)]


def _file(client: Client, contract: Contract, plain: bool, path: str) -> list[Finding]:
    folder = folder_of(path)
    asked = quoted(path)
    if page := path.endswith(PAGE):
        asked = asked.removesuffix(PAGE)  # as browsers come to it
    gone = not plain and folder in contract.gone
    reply = client.get(asked, {"Accept": "text/html"} if page else None)
    wrong = partial(amiss, client.base + asked)
    if reply.status != (410 if gone else 200):
        return [wrong("status", status(reply, 410 if gone else 200))]
    findings = []
    if hashlib.sha256(reply.body).hexdigest() != contract.files[path]:
        findings.append(wrong("fixity", "The file is not the one that was built."))
    if path.endswith(".html"):
        findings += [wrong("links", f"A link leads nowhere: {link}") for link in links.dead(contract, path, reply.body)]
    media = MEDIA.get(PurePosixPath(path).suffix) or ("text/turtle" if path == ".well-known/void" else "")
    if media and (not plain or media == "text/html"):
        findings += [wrong("media-type", problem) for problem in _mistyped(reply, media)]
    if path.endswith(".html") and reply.headers.get("content-disposition", "").lower().startswith("attachment"):
        findings.append(wrong("headers", "Browsers save the page and do not show it: Content-Disposition."))
    unsaid = _unsaid(contract, folder, path, reply.body)
    findings += [wrong("hash", "The document says nothing of it.", iri=iri) for iri in unsaid]
    findings += _revalidated(client, asked, reply, plain, wrong) if not gone else []
    if plain:
        return findings
    for name, value in SAFETY.items():
        if (sent_ := reply.headers.get(name.lower())) != value:
            findings.append(wrong("headers", f"The header {name} is {sent_ or 'missing'}, not {value}."))
    if page and not _varies(reply):
        findings.append(wrong("vary", "The answer depends on Accept, and Vary does not say so."))
    if not gone:
        findings += [wrong("link-header", problem) for problem in links.unlinked(contract, folder, path, reply)]
    return findings


def _mistyped(reply: Reply, media: str) -> Iterator[str]:
    """What is wrong with the media type, and with a charset, which counts before what a page says (HTML, 13.2.3.2)."""
    if reply.media_type != media:
        yield f"The media type is {reply.media_type or 'missing'}, not {media}."
    elif reply.charset not in ("", "utf-8"):
        yield f"The charset is {reply.charset}, not utf-8."


def _unsaid(contract: Contract, folder: str | None, path: str, body: bytes) -> list[str]:
    """The hash IRIs of which their document says nothing: they are no subject in N-Triples, no anchor in the page."""
    within = () if folder is None else contract.within.get(folder, ())
    if within and path.endswith(".nt"):
        subjects = {line.partition(b" ")[0].decode("utf-8", "replace") for line in body.splitlines()}
        return [iri for iri in within if f"<{iri}>" not in subjects]
    if within and path.endswith(PAGE):
        there = links.anchors(body.decode("utf-8", "replace"))
        return [iri for iri in within if iri.partition("#")[2] not in {"", *there}]
    return []


def _revalidated(
    client: Client, asked: str, reply: Reply, plain: bool, wrong: Callable[[str, str], Finding]
) -> Iterator[Finding]:
    """Whether whoever has the file is told so, by ETag or by date (RFC 9110, section 13)."""
    tag, date = reply.headers.get("etag"), reply.headers.get("last-modified")
    if not tag and not plain:
        yield wrong("etag", "There is no ETag.")
    condition = {"If-None-Match": tag} if tag else {"If-Modified-Since": date} if date else {}
    if condition and (again := client.get(asked, {"Accept": "text/html", **condition})).status != 304:
        yield wrong("etag", f"To whoever has it already the answer is not 304: {status(again, 304)}")


def _negotiated(client: Client, contract: Contract, path: str, iri: str, folder: str) -> list[Finding]:
    """What an IRI answers to each of those who ask: by 303 to the document, or with it where the two are one."""
    if {".", ".."} & {unquote(part) for part in path.partition("?")[0].split("/")}:
        message = "No client can ask for it: dots as parts of a path are resolved first (RFC 3986, section 5.2.4)."
        return [amiss(client.base + path, "address", message, iri=iri)]
    findings = []
    gone = folder in contract.gone
    for accept, suffix in _MATRIX:
        wrong = partial(amiss, client.base + path, iri=iri, accept=accept)
        reply = client.get(path, {"Accept": accept})
        if suffix is None and reply.status == 406:
            continue
        wanted = contract.document(folder, suffix or "")
        if suffix and wanted not in contract.files:
            wanted = contract.document(folder, "")
        if gone or unquote(path) == wanted:
            if reply.status != (410 if gone else 200):
                findings.append(wrong("status", status(reply, 410 if gone else 200)))
            else:
                findings += [wrong("media-type", problem) for problem in _mistyped(reply, MEDIA[suffix or ".html"])]
        elif reply.status != 303:
            findings.append(wrong("redirect", status(reply, 303)))
        else:
            place = client.below(path, reply.headers.get("location", ""), contract.site, contract.root)
            if place is None or unquote(place) != wanted:
                findings.append(wrong("redirect", f"It leads to {reply.headers.get('location')}, not to {wanted}."))
        if reply.headers.get("access-control-allow-origin") != "*":
            findings.append(wrong("headers", "Scripts of other sites may not read it: Access-Control-Allow-Origin."))
        if not _varies(reply):
            findings.append(wrong("vary", "The answer depends on Accept, and Vary does not say so."))
    return findings


def _found(client: Client, contract: Contract, path: str, iri: str, folder: str) -> list[Finding]:
    """Whether a plain host leads from the path of an IRI to its page."""
    wrong = partial(amiss, client.base + path, iri=iri)
    page = contract.document(folder, "") + PAGE
    here = path
    for _ in range(_HOPS):
        reply = client.get(here, {"Accept": "text/html"})
        if reply.status not in (301, 302, 303, 307, 308):
            break
        place = client.below(here, reply.headers.get("location", ""), contract.site, contract.root)
        if place is None:
            return [wrong("redirect", f"It leaves the site, for {reply.headers.get('location')}.")]
        here = place
    if reply.status != 200:
        return [wrong("status", status(reply, 200))]
    if hashlib.sha256(reply.body).hexdigest() != contract.files.get(page):
        return [wrong("redirect", f"It does not lead to its page, {page}.")]
    return []


def _varies(reply: Reply) -> bool:
    return "accept" in re.split(r"\s*,\s*", reply.headers.get("vary", "").lower())
