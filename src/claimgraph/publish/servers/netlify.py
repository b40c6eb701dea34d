"""Netlify, and hosts that read its files: `_redirects` and `_headers`, for the root of what is deployed.

No rule there can look at what is asked for by Accept: every IRI answers with its page, which links to its data, unless
the function of `netlify_edge` goes before them.
"""

from collections.abc import Iterator, Mapping

from claimgraph.publish.addresses import SAFETY, Addresses
from claimgraph.publish.paths import quoted
from claimgraph.publish.servers import licensed, members
from claimgraph.publish.twins import TWINS

__all__ = ["FILES", "files"]

FILES = ("_redirects", "_headers")
"""What the host takes for itself, and may not give to anybody."""


def files(addresses: Addresses) -> Mapping[str, bytes]:
    """The two files: at the root, where the host looks for them, if the site is all that lies on its host."""
    folder = "" if addresses.prefix == "/" else "hosting/"
    head = f"# Made by claimgraph for {addresses.root}\n"
    made = ("".join(_redirects(addresses)), "".join(_headers(addresses)))
    return {f"{folder}{name}": (head + text).encode() for name, text in zip(FILES, made, strict=True)}


def _redirects(addresses: Addresses) -> Iterator[str]:
    prefix = addresses.prefix
    for folder in sorted(addresses.gone):
        path = prefix + quoted(folder)
        yield f"{_literal(path)} {path}/index.html 410!\n"
        for end in ("/index.html", *(kind.suffixes[0] for kind in TWINS)):
            yield f"{_literal(path)}{end} {path}{end} 410!\n"
    for asked, folder in sorted(addresses.moved.items()):
        path, _, query = asked.partition("?")
        parameters = query.split("&") if query else []
        # What has the path of a page is that page; what is no list of parameters cannot be told apart.
        if path.endswith("index.html") or not all("=" in one and " " not in one for one in parameters):
            continue
        page = f"{prefix}{quoted(folder)}/"
        answer = [f"{page}index.html", "410!"] if folder in addresses.gone else [page, "302!"]
        yield " ".join([_literal(prefix + path), *parameters, *answer]) + "\n"


def _headers(addresses: Addresses) -> Iterator[str]:
    prefix = addresses.prefix
    yield f"{prefix}*\n"
    for name, value in SAFETY.items():
        yield f"  {name}: {value}\n"
    if addresses.licence:
        yield f"  Link: {licensed(addresses)}\n"
    yield f"{prefix}.well-known/void\n  Content-Type: text/turtle; charset=utf-8\n"
    for folder, of in sorted(addresses.items.items()):
        page = f"{prefix}{quoted(folder)}/" if folder else prefix
        items = members(addresses)[quoted(folder) or "index"]
        yield f'{page}\n  Link: <{addresses.iri(folder)}>; rel="cite-as"{items}\n'
        for path, kind in of.items():
            yield f"{prefix}{quoted(path)}\n  Content-Type: {kind}\n"
            yield f'  Link: <{page}>; rel="collection"; type="text/html"\n'


def _literal(path: str) -> str:
    """A path in which nothing is a wildcard or a placeholder."""
    return path.replace("*", "%2A").replace(":", "%3A")
