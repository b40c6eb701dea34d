"""What a host does everywhere alike, if at all, so that a few requests show it."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from claimgraph.model import Finding
from claimgraph.publish.addresses import PREFLIGHT
from claimgraph.publish.amiss import amiss, status
from claimgraph.publish.client import Client
from claimgraph.publish.paths import quoted
from claimgraph.publish.self_description import Contract

__all__ = ["manners"]

_NOTHING = "nothing-5b3f"  # what no site has
_PLACES = 20  # as many namespaces as a project may have, and not one for each record with a hash IRI
_PAGE = {"Accept": "text/html"}


def manners(client: Client, contract: Contract, plain: bool) -> Iterator[Callable[[], list[Finding]]]:
    """Check what is not there, at the root and below each folder there, HEAD, what is kept, and OPTIONS."""
    folders = sorted({folder.partition("/")[0] for folder in contract.resources.values() if "/" in folder})
    yield partial(_missing, client, f"{_NOTHING}.html")
    for folder in ("", *(f"{quoted(folder)}/" for folder in islice(folders, _PLACES))):
        yield partial(_missing, client, folder + _NOTHING)
    yield partial(_head, client)
    yield partial(_kept, client)
    if not plain:
        yield partial(_options, client)


def _missing(client: Client, path: str) -> list[Finding]:
    """Whether the host says of what is not there that it is not there, whatever page it shows."""
    reply = client.get(path, _PAGE)
    return [] if reply.status == 404 else [amiss(client.base + path, "status", status(reply, 404))]


def _head(client: Client) -> list[Finding]:
    """Whether HEAD is answered as GET is (RFC 9110, section 9.1)."""
    reply, wanted = client.ask("HEAD", "", _PAGE), client.get("", _PAGE).status
    return [] if reply.status == wanted else [amiss(client.base, "head", f"To HEAD: {status(reply, wanted)}")]


def _kept(client: Client) -> list[Finding]:
    """Whether whoever has something else gets what is there (RFC 9110, section 13.1.2)."""
    reply = client.get("", {**_PAGE, "If-None-Match": f'"{_NOTHING}"'})
    message = "The answer is 304 whatever ETag somebody has."
    return [amiss(client.base, "etag", message)] if reply.status == 304 else []


def _options(client: Client) -> list[Finding]:
    """Whether browsers may ask with any header, which they ask first (Fetch, section 4.8)."""
    reply = client.ask("OPTIONS", "", {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    if reply.status not in range(200, 300):
        return [amiss(client.base, "options", f"To OPTIONS: {status(reply, 204)}")]
    wanted = {"Access-Control-Allow-Origin": "*", **PREFLIGHT}
    return [
        amiss(client.base, "options", f"To OPTIONS the header {name} is {sent or 'missing'}, not {value}.")
        for name, value in wanted.items()
        if (sent := reply.headers.get(name.lower())) != value
    ]
