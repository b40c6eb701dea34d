"""What has to be true of the answers of a site: of each of its files, and of each IRI that it has published."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import unescape
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from claimgraph.model import Finding, Location, Severity
from claimgraph.publish.addresses import MEDIA, SAFETY, sent
from claimgraph.publish.client import Client, Reply
from claimgraph.publish.paths import quoted
from claimgraph.publish.servers import netlify
from claimgraph.publish.twins import TWINS
from claimgraph.validate.header import COMPONENT

__all__ = ["Contract", "files", "resources"]

Task = Callable[[], list[Finding]]

_TWINS = [kind.suffixes[0] for kind in TWINS]
_PAGE = "index.html"
_HOPS = 5
_LINK = re.compile(rb"""<(?:a|link|script|img|form|use)\b[^>]*?\s(?:href|src|action)\s*=\s*["']([^"']*)""", re.I)

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


@dataclass(frozen=True)
class Contract:
    """What a site says of itself: its addresses, as in `Addresses`, and the digests of its files."""

    root: str
    site: str
    licence: str
    gone: frozenset[str]
    moved: Mapping[str, str]
    resources: Mapping[str, str]
    files: Mapping[str, str]
    items: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def iris(self) -> Mapping[str, str]:
        """The IRI of the resource in each folder."""
        return {folder: iri for iri, folder in self.resources.items()}

    def document(self, folder: str, suffix: str) -> str:
        """The path at which clients get a resource in a form, "" being its page; unquoted."""
        return f"{folder or 'index'}{suffix}" if suffix else f"{folder}/" if folder else ""

    def sound(self) -> bool:
        """Whether all of it is text: it comes from a host that may say anything."""
        if not isinstance(self.items, dict):
            return False
        maps = (self.moved, self.resources, self.files, *self.items.values())
        texts = [self.root, self.site, self.licence, *self.gone]
        return all(isinstance(one, dict) for one in maps) and all(
            isinstance(text, str) for text in (*texts, *(text for one in maps for text in one.values()))
        )


def files(client: Client, contract: Contract, plain: bool) -> Iterator[Task]:
    """Check each file: that it is there, as it was built, and with the headers that it must have."""
    for path in sorted(contract.files.keys() - {*netlify.FILES}):  # which hosts may keep to themselves
        yield partial(_file, client, contract, plain, path)


def resources(client: Client, contract: Contract, plain: bool) -> Iterator[Task]:
    """Check each address to which IRIs lead, once, and on a plain host those alone that such a host can find."""
    asked: dict[str, tuple[str, str]] = {}
    for iri, folder in sorted(contract.resources.items()):
        whole = iri.partition("#")[0]
        if whole.startswith(contract.root):
            path = sent(whole[len(contract.root) :])
            found = contract.resources.get(whole) if "#" in iri else folder
            asked.setdefault(path, (iri, found or contract.moved.get(path, folder)))
    for path, (iri, folder) in asked.items():
        if not plain:
            yield partial(_negotiated, client, contract, path, iri, folder)
        elif path not in contract.moved:
            yield partial(_found, client, contract, path, iri, folder)


def _file(client: Client, contract: Contract, plain: bool, path: str) -> list[Finding]:
    folder = _folder(path)
    asked = quoted(path)
    if page := path.endswith(_PAGE):
        asked = asked.removesuffix(_PAGE)  # as browsers come to it
    gone = not plain and folder in contract.gone
    reply = client.get(asked, {"Accept": "text/html"} if page else None)
    wrong = partial(_wrong, client.base + asked)
    if reply.status != (410 if gone else 200):
        return [wrong("status", _status(reply, 410 if gone else 200))]
    findings = []
    if hashlib.sha256(reply.body).hexdigest() != contract.files[path]:
        findings.append(wrong("fixity", "The file is not the one that was built."))
    if path.endswith(".html"):
        findings += [wrong("links", f"A link leads nowhere: {link}") for link in _dead(contract, path, reply.body)]
    media = MEDIA.get(PurePosixPath(path).suffix) or ("text/turtle" if path == ".well-known/void" else "")
    if media and reply.media_type != media and (not plain or media == "text/html"):
        findings.append(wrong("media-type", f"The media type is {reply.media_type or 'missing'}, not {media}."))
    findings += _revalidated(client, asked, reply, plain, wrong) if not gone else []
    if plain:
        return findings
    for name, value in SAFETY.items():
        if reply.headers.get(name.lower()) != value:
            findings.append(wrong("headers", f"The header {name} is not {value}"))
    if page and not _varies(reply):
        findings.append(wrong("vary", "The answer depends on Accept, and Vary does not say so."))
    if not gone:
        findings += [wrong("link-header", problem) for problem in _unlinked(contract, folder, path, reply)]
    return findings


def _revalidated(
    client: Client, asked: str, reply: Reply, plain: bool, wrong: Callable[[str, str], Finding]
) -> Iterator[Finding]:
    """Whether whoever has the file is told so, by ETag or by date (RFC 9110, section 13)."""
    tag, date = reply.headers.get("etag"), reply.headers.get("last-modified")
    if not tag and not plain:
        yield wrong("etag", "There is no ETag.")
    condition = {"If-None-Match": tag} if tag else {"If-Modified-Since": date} if date else {}
    if condition and (again := client.get(asked, {"Accept": "text/html", **condition})).status != 304:
        yield wrong("etag", f"To whoever has it already the answer is not 304: {_status(again, 304)}")


def _folder(path: str) -> str | None:
    """The folder of the resource of which a file is the page or a twin, "" for the root; None for other files."""
    if path.endswith(_PAGE):
        return path.removesuffix(_PAGE).removesuffix("/")
    stem, dot, suffix = path.rpartition(".")
    if dot + suffix not in _TWINS:
        return None
    return "" if stem == "index" else stem


def _unlinked(contract: Contract, folder: str | None, path: str, reply: Reply) -> Iterator[str]:
    """What the Link header lacks (FAIR Signposting Profile)."""
    header = reply.headers.get("link", "")
    found = [(target, dict(_parameters(rest))) for target, rest in re.findall(r"<([^>]*)>([^<]*)", header)]
    links = {(parameters.get("rel", ""), target) for target, parameters in found}
    prefix = urlsplit(contract.site).path

    def place(folder: str, suffix: str = "") -> str:
        return prefix + quoted(contract.document(folder, suffix))

    wanted = {("license", contract.licence)} if contract.licence else set()
    if folder in contract.iris and contract.document(folder, _TWINS[0]) in contract.files:
        wanted.add(("cite-as", sent(contract.iris[folder])))
        if not path.endswith(_PAGE):
            wanted.add(("describes", place(folder)))
        else:
            wanted |= {("describedby", place(folder, suffix)) for suffix in _TWINS}
            wanted |= {("item", f"{prefix}{quoted(one)}") for one in contract.items.get(folder, ())}
            if "type" not in {rel for rel, _ in links}:
                yield "The header Link says of no type."
    wanted |= {("collection", place(whole)) for whole, of in contract.items.items() if path in of}
    for rel, target in sorted(wanted - links):
        yield f'The header Link lacks <{target}>; rel="{rel}".'


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    yield from re.findall(r';\s*([\w-]+)="([^"]*)"', text)


def _negotiated(client: Client, contract: Contract, path: str, iri: str, folder: str) -> list[Finding]:
    """What an IRI answers to each of those who ask: by 303 to the document, or with it where the two are one."""
    if {".", ".."} & {unquote(part) for part in path.partition("?")[0].split("/")}:
        message = "No client can ask for it: dots as parts of a path are resolved first (RFC 3986, section 5.2.4)."
        return [_wrong(client.base + path, "address", message, iri=iri)]
    findings = []
    gone = folder in contract.gone
    for accept, suffix in _MATRIX:
        wrong = partial(_wrong, client.base + path, iri=iri, accept=accept)
        reply = client.get(path, {"Accept": accept})
        if suffix is None and reply.status == 406:
            continue
        wanted = contract.document(folder, suffix or "")
        if suffix and wanted not in contract.files:
            wanted = contract.document(folder, "")
        if gone or unquote(path) == wanted:
            if reply.status != (410 if gone else 200):
                findings.append(wrong("status", _status(reply, 410 if gone else 200)))
            elif reply.media_type != MEDIA[suffix or ".html"]:
                findings.append(wrong("media-type", f"The media type is {reply.media_type}."))
        elif reply.status != 303:
            findings.append(wrong("redirect", _status(reply, 303)))
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
    wrong = partial(_wrong, client.base + path, iri=iri)
    page = contract.document(folder, "") + _PAGE
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
        return [wrong("status", _status(reply, 200))]
    if hashlib.sha256(reply.body).hexdigest() != contract.files.get(page):
        return [wrong("redirect", f"It does not lead to its page, {page}.")]
    return []


def _dead(contract: Contract, path: str, body: bytes) -> Iterator[str]:
    """The links of a page to files that the site has not."""
    base = urlsplit(contract.site).path
    for link in sorted(set(_LINK.findall(body))):
        text = unescape(link.decode("utf-8", "replace"))
        target = text.partition("#")[0].partition("?")[0]
        if not target or urlsplit(text).scheme or text.startswith("//"):
            continue
        place = unquote(target)
        # The page for what is not there is shown at any path: its links start from the host.
        found = place.removeprefix(base) if place.startswith("/") else normpath(join(dirname(path), place))
        found = f"{found.rstrip('/')}/{_PAGE}" if target.endswith("/") else found
        if found.lstrip("/") not in contract.files:
            yield text


def _varies(reply: Reply) -> bool:
    return "accept" in re.split(r"\s*,\s*", reply.headers.get("vary", "").lower())


def _status(reply: Reply, wanted: int) -> str:
    return f"There is no answer: {reply.failure}." if reply.failure else f"The status is {reply.status}, not {wanted}."


def _wrong(url: str, check: str, message: str, *, iri: str = "", accept: str = "") -> Finding:
    return Finding(
        Severity.VIOLATION,
        f"{message} (asked for {accept})" if accept else message,
        focus_node=f"<{iri}>" if iri else "",
        component=f"{COMPONENT}{check}",
        location=Location(url),
    )
