"""A SPARQL server that is not ours: its address, who asks it, and what it answers. `protocol.http` speaks with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from claimgraph.errors import UsageError
from claimgraph.terminal import printable

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["CREDENTIALS", "Answer", "Endpoint", "endpoint", "split"]

USER, PASSWORD, TOKEN = (f"CLAIMGRAPH_ENDPOINT_{name}" for name in ("USER", "PASSWORD", "TOKEN"))

CREDENTIALS = f"Set {USER} and {PASSWORD}, or {TOKEN}, in the environment."
"""How a server gets credentials, in words."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL server: its address, the graphs that make up its default graph for us, and who asks it."""

    url: str
    graphs: tuple[str, ...] = ()
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: status, media type, headers and the whole body."""

    status: int
    media_type: str
    headers: "Message"
    body: bytes


def endpoint(url: str, environment: Mapping[str, str], graphs: Sequence[str] = ()) -> Endpoint:
    """The server at that address, with the credentials that the environment holds.

    Raises UsageError for what is no address of HTTP, for credentials in it, and for half of a pair of credentials.
    """
    parts = split(url)
    if parts is None:
        raise UsageError(f"{printable(url)!r} is no address of HTTP.", hint="Write it like https://host/sparql.")
    if "@" in parts.netloc:
        raise UsageError("credentials do not belong into an address.", hint=CREDENTIALS)
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if bool(user) != bool(password) or (user and token):
        raise UsageError(f"the environment must hold {USER} and {PASSWORD} both, or {TOKEN} alone.")
    if not (user + password + token).isprintable() or not token.isascii():
        raise UsageError("the credentials in the environment hold a character that no header can.")
    return Endpoint(url, tuple(graphs), user, password, token)


def split(url: str) -> SplitResult | None:
    """The parts of an absolute address of HTTP; None for anything else."""
    if not re.fullmatch(r"https?://[!-~]+", url, re.IGNORECASE):
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and (parts.port is None or parts.port) and not parts.fragment else None
    except ValueError:
        return None
