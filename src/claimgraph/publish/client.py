"""Requests to the one host on which a site lies: nothing is followed by itself, and no other host is ever asked."""

import http.client
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from claimgraph import __version__
from claimgraph.errors import UsageError

__all__ = ["Client", "Reply"]

_CHARSET = re.compile(r';\s*charset="?([^\s;"]+)', re.IGNORECASE)
_SECONDS = 30
_MOST = 256_000_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What the host answered; `status` is 0 where it did not, and `failure` says why."""

    status: int
    headers: Mapping[str, str]
    """By names in small letters; those that were sent more than once with commas."""
    body: bytes = b""
    failure: str = ""

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the media type names, in small letters; empty where it names none."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1].lower() if found else ""


@dataclass
class Client:
    """The site at an address, and how many requests it was asked; threads may share it, and `close` it at the end."""

    base: str
    requests: int = 0
    _parts: SplitResult = field(init=False)
    _idle: list[http.client.HTTPConnection] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Raises UsageError for what is no address of HTTP."""
        try:
            self._parts = urlsplit(self.base.partition("#")[0].partition("?")[0].rstrip("/") + "/")
            fine = self._parts.scheme in ("http", "https") and self._parts.hostname and self._parts.port != 0
        except ValueError:
            fine = False
        if not fine:
            raise UsageError(f"{self.base!r} is no address of a site.", hint="Write it like https://host/folder/.")
        self.base = self._parts.geturl()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer to GET, as of `ask`."""
        return self.ask("GET", path, headers)

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer to a request for a path below the site's address, percent-encoded."""
        sent = {"User-Agent": f"claimgraph/{__version__}", "Accept": "*/*", **(headers or {})}
        while True:
            with self._lock:
                self.requests += 1
                kept = self._idle.pop() if self._idle else None
            connection = kept or self._connection()
            try:
                return self._ask(connection, method, self._parts.path + path, sent)
            except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
                connection.close()
                # A connection that was kept may have been closed by the host meanwhile.
                if kept is None:
                    return Reply(0, {}, failure=str(error) or type(error).__name__)

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        return kind(self._parts.hostname or "", self._parts.port, timeout=_SECONDS)

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, target: str, headers: Mapping[str, str]
    ) -> Reply:
        connection.request(method, target, headers=dict(headers))
        with connection.getresponse() as response:
            body = response.read(_MOST)
            if response.length:
                raise ValueError(f"more than {_MOST:,} bytes" if len(body) == _MOST else "the answer was cut midway")
            found: dict[str, str] = {}
            for name, value in response.getheaders():
                name = name.lower()
                found[name] = f"{found[name]}, {value}" if name in found else value
            if response.will_close:
                connection.close()
            else:
                with self._lock:
                    self._idle.append(connection)
            return Reply(response.status, found, body)

    def close(self) -> None:
        """Close the connections that were kept."""
        while self._idle:
            self._idle.pop().close()

    def below(self, path: str, location: str, *roots: str) -> str | None:
        """Where a redirect leads, as a path below the site's address; None where it leaves the site.

        Addresses below one of the roots are taken for the site's own.
        """
        place = urljoin(self.base + path, quote(location, safe="%/~!$&'()*+,;=:@?[]#")).partition("#")[0]
        for root in (self.base, *roots):
            if place.startswith(root):
                return place[len(root) :]
        return None
