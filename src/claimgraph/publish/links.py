"""The links of an answer: those that its header must have, and those of a page that lead nowhere."""

import re
from collections.abc import Iterator
from html import unescape
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from claimgraph.publish.addresses import sent
from claimgraph.publish.client import Reply
from claimgraph.publish.paths import quoted
from claimgraph.publish.self_description import PAGE, Contract
from claimgraph.publish.twins import TWINS

__all__ = ["anchors", "dead", "unlinked"]

_TWINS = [kind.suffixes[0] for kind in TWINS]
_LINK = re.compile(rb"""<(?:a|link|script|img|form|use)\b[^>]*?\s(?:href|src|action)\s*=\s*["']([^"']*)""", re.I)
_ANCHOR = re.compile(r'\sid="([^"]*)"')


def anchors(html: str) -> set[str]:
    """The anchors that a page, or a part of one, has."""
    return set(map(unescape, _ANCHOR.findall(html)))


def unlinked(contract: Contract, folder: str | None, path: str, reply: Reply) -> Iterator[str]:
    """What the Link header lacks, or has of something else (FAIR Signposting Profile)."""
    header = reply.headers.get("link", "")
    found = [(target, dict(_parameters(rest))) for target, rest in re.findall(r"<([^>]*)>([^<]*)", header)]
    links = {(parameters.get("rel", ""), target) for target, parameters in found}
    prefix = urlsplit(contract.site).path

    def place(folder: str, suffix: str = "") -> str:
        return prefix + quoted(contract.document(folder, suffix))

    wanted = {("license", contract.licence)} if contract.licence else set()
    if folder is not None and folder in contract.iris and contract.document(folder, _TWINS[0]) in contract.files:
        wanted.add(("cite-as", sent(contract.iris[folder])))
        if not path.endswith(PAGE):
            wanted.add(("describes", place(folder)))
        else:
            wanted |= {("describedby", place(folder, suffix)) for suffix in _TWINS}
            wanted |= {("item", f"{prefix}{quoted(one)}") for one in contract.items.get(folder, ())}
            if "type" not in {rel for rel, _ in links}:
                yield "The header Link says of no type."
    wanted |= {("collection", place(whole)) for whole, of in contract.items.items() if path in of}
    for rel, target in sorted(wanted - links):
        yield f'The header Link lacks <{target}>; rel="{rel}".'
    for rel, target in sorted(links - wanted):
        if rel in ("cite-as", "describes"):
            yield f'The header Link has <{target}>; rel="{rel}", which this is not about.'


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    yield from re.findall(r';\s*([\w-]+)="([^"]*)"', text)


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
