"""The HTTP of SPARQL: requests to a server that is not ours, and a clear word for everything that it may do instead.

Every request is bounded by the worker that it runs in: a server that never ends costs a time limit, no more.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from urllib.error import URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from claimgraph import __version__
from claimgraph.errors import EndpointError
from claimgraph.protocol import CREDENTIALS, Answer, Endpoint, split
from claimgraph.protocol.authorization import authorization
from claimgraph.terminal import printable

__all__ = ["FORM", "ask", "send"]

FORM = "application/x-www-form-urlencoded"

# Longer addresses are cut or refused by some servers and proxies (RFC 9110, section 4.1, asks for 8,000).
_LONGEST_URL = 2_000
_REDIRECTS = 5
_WORDS = 300

_STATUS = {
    400: ("refuses the request", ""),
    401: ("wants other credentials", CREDENTIALS),
    403: ("does not allow this", "The credentials in the environment, if any, do not suffice for it."),
    404: ("has nothing at this address", "Look up the address of the endpoint itself: many end in /sparql or /query."),
    405: ("does not do this at this address", "Servers have several addresses: to query, to update, to store graphs."),
    406: ("offers no form of answer that is known here", ""),
    413: ("finds the request too large", ""),
    415: ("does not take this media type", ""),
    429: ("is asked too often", "Wait before the next attempt."),
    500: ("failed", ""),
    503: ("is not available now", "Try again later."),
    504: ("ran into its own time limit", "Ask for less, or ask its operator for more time."),
}


def ask(server: Endpoint, query: str, accept: str) -> Answer:
    """The answer to a query, asked by GET where it is short, else by POST (SPARQL 1.1 Protocol, section 2.1)."""
    parameters = [("query", query), *(("default-graph-uri", graph) for graph in server.graphs)]
    headers = {"Accept": accept}
    if len(_with(server.url, parameters)) <= _LONGEST_URL:
        return send(server, "GET", parameters, headers)
    return send(server, "POST", (), {**headers, "Content-Type": FORM}, urlencode(parameters).encode())


def send(
    server: Endpoint,
    method: str,
    parameters: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> Answer:
    """The answer to one request; redirects are followed on the same host alone, and never from https to http.

    Raises EndpointError for whatever keeps the server from answering, a status other than 2xx included.
    """
    url = _with(server.url, parameters)
    for _ in range(_REDIRECTS + 1):
        answer = _authorised(server, method, url, headers, body)
        if answer.status not in (301, 302, 307, 308):
            break
        url = _moved(url, answer)
    else:
        raise EndpointError(f"{server}: redirects without end.", hint="Give the address where it answers.")
    if not 200 <= answer.status < 300:
        raise _refusal(url, answer)
    return answer


def _authorised(server: Endpoint, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    """The answer, with credentials where the server asks for them; it may refuse them all the same."""
    if server.token:
        return _once(method, url, {**headers, "Authorization": f"Bearer {server.token}"}, body)
    if not server.user:
        return _once(method, url, headers, body)
    # A server that refuses before it has read a body closes the connection, and its refusal may be lost: ask first.
    answer = _once("HEAD", url, {}) if body else _once(method, url, headers)
    if body and answer.status != 401:
        answer = _once(method, url, headers, body)
    if answer.status != 401:
        return answer
    challenges = answer.headers.get_all("WWW-Authenticate", [])
    credentials = authorization(challenges, server.user, server.password, method, url)
    return _once(method, url, {**headers, "Authorization": credentials}, body) if credentials else answer


def _once(method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    request = Request(url, body, {"User-Agent": f"claimgraph/{__version__}", **headers}, method=method)  # noqa: S310
    opener = OpenerDirector()  # bare: nothing that follows redirects, opens files or keeps passwords
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    try:
        with opener.open(request) as response:
            return Answer(
                response.status, response.headers.get_content_type().lower(), response.headers, response.read()
            )
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        reason, hint = _reason(error.reason if isinstance(error, URLError) else error)
        raise EndpointError(f"{printable(url.partition('?')[0])}: {reason}.", hint=hint) from None


def _reason(error: object) -> tuple[str, str]:
    """Why there is no answer, and what to do about it."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not to be trusted: {error.verify_message}", ""
        case ssl.SSLError():
            return f"TLS failed: {printable(error.reason or str(error))}", "Is it an http: address?"
        case socket.gaierror() | UnicodeError():  # the latter for a name that no host can have
            return "no host of that name is known", "Look for a slip in the address."
        case ConnectionRefusedError():
            return "nothing listens there: connection refused", "Is the server running, on this port?"
        case http.client.RemoteDisconnected():
            return "the server closed the connection without an answer", "Its log may say why."
        case http.client.IncompleteRead() | ConnectionResetError() | BrokenPipeError():
            return "the connection was cut midway", "Try again; the server's log may say why."
        case http.client.HTTPException():
            return f"what answers there does not speak HTTP: {printable(str(error))}", "Is it an https: address?"
    return f"it cannot be reached: {printable(str(error))}", ""


def _refusal(url: str, answer: Answer) -> EndpointError:
    """The status as an error, with the server's own words where they are words and not a page."""
    meaning, hint = _STATUS.get(answer.status, ("does not answer as it should", ""))
    if answer.status == 429 and (wait := answer.headers.get("Retry-After", "")).isdigit():
        hint = f"Wait {wait} seconds before the next attempt."
    text = "" if "html" in answer.media_type else printable(answer.body.decode("utf-8", "replace")).strip()
    words = f": {text[:_WORDS]}{'…' if len(text) > _WORDS else ''}" if text else ""
    return EndpointError(
        f"{printable(url.partition('?')[0])}: the server {meaning} (status {answer.status}){words or '.'}", hint=hint
    )


def _moved(url: str, answer: Answer) -> str:
    """The address to which the server redirects, if it is the same host's; raises EndpointError otherwise."""
    place = urljoin(url, answer.headers.get("Location", ""))
    here, there = urlsplit(url), split(place)
    upgraded = there and (here.scheme, there.scheme) == ("http", "https") and here.hostname == there.hostname
    if there is None or "@" in there.netloc or not (upgraded or here[:2] == there[:2]):
        raise EndpointError(
            f"{printable(url.partition('?')[0])}: redirects to {printable(place.partition('?')[0])}, "
            "which is not followed: another host, port or scheme.",
            hint="Give that address if it is to be trusted.",
        )
    return place


def _with(url: str, parameters: Sequence[tuple[str, str]]) -> str:
    """The address with the parameters after those that it has."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}" if parameters else url
