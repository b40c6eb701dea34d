"""The links of an answer: those that its header must have, and those of a page that lead nowhere."""

import re
from collections.abc import Iterator
from html import unescape
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from claimgraph.publish.addresses import MEDIA, sent
from claimgraph.publish.client import Reply
from claimgraph.publish.paths import quoted
from claimgraph.publish.self_description import PAGE, Contract
from claimgraph.publish.twins import TWINS

__all__ = ["anchors", "dead", "unlinked"]

_TWINS = [kind.suffixes[0] for kind in TWINS]
_LINK = re.compile(rb"""<(?:a|link|script|img|form|use)\b[^>]*?\s(?:href|src|action)\s*=\s*["']([^"']*)""", re.I)
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))')
_ANCHOR = re.compile(r'\sid="([^"]*)"')


def anchors(html: str) -> set[str]:
    """The anchors that a page, or a part of one, has."""
    return set(map(unescape, _ANCHOR.findall(html)))


def unlinked(contract: Contract, folder: str | None, path: str, reply: Reply) -> Iterator[str]:
    """What the Link header lacks, or has of something else (FAIR Signposting Profile)."""
    links = _links(reply.headers.get("link", ""))
    prefix = urlsplit(contract.site).path

    def place(folder: str, suffix: str = "") -> str:
        return prefix + quoted(contract.document(folder, suffix))

    wanted = {("license", contract.licence): ""} if contract.licence else {}
    if folder is not None and folder in contract.iris and contract.document(folder, _TWINS[0]) in contract.files:
        wanted["cite-as", sent(contract.iris[folder])] = ""
        if not path.endswith(PAGE):
            wanted["describes", place(folder)] = MEDIA[".html"]
        else:
            wanted |= {("describedby", place(folder, suffix)): MEDIA[suffix] for suffix in _TWINS}
            items = contract.items.get(folder, {})
            wanted |= {("item", f"{prefix}{quoted(one)}"): kind for one, kind in items.items()}
            if "type" not in {rel for rel, _ in links}:
                yield "The header Link says of no type."
    wanted |= {("collection", place(whole)): MEDIA[".html"] for whole, of in contract.items.items() if path in of}
    for (rel, target), kind in sorted(wanted.items()):
        if (rel, target) not in links:
            yield f'The header Link lacks <{target}>; rel="{rel}".'
        elif kind and (said := links[rel, target]) != kind:
            yield f'The type of <{target}>; rel="{rel}" in the header Link is {said or "missing"}, not {kind}.'
    for rel, target in sorted(links.keys() - wanted.keys()):
        if rel in ("cite-as", "describes"):
            yield f'The header Link has <{target}>; rel="{rel}", which this is not about.'


def _links(header: str) -> dict[tuple[str, str], str]:
    """By relation and target the type that a header gives each link, if it does (RFC 8288, section 3)."""
    found = {}
    for target, rest in re.findall(r"<([^>]*)>([^<]*)", header):
        parameters = {name.lower(): text or token for name, text, token in _PARAMETER.findall(rest)}
        for rel in parameters.get("rel", "").lower().split():
            found[rel, target] = parameters.get("type", "")
    return found


def dead(contract: Contract, path: str, body: bytes) -> Iterator[str]:
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
        found = f"{found.rstrip('/')}/{PAGE}" if target.endswith("/") else found
        if found.lstrip("/") not in contract.files:
            yield text
