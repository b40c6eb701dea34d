"""Credentials as HTTP asks for them: Digest (RFC 7616) and Basic (RFC 7617)."""

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit
from urllib.request import parse_http_list, parse_keqv_list

__all__ = ["authorization"]


def authorization(challenges: Sequence[str], user: str, password: str, method: str, url: str) -> str:
    """The header that answers a server's challenges for one request; empty where none is of a kind that is known.

    Digest, with MD5 or SHA-256, is preferred to Basic, which shows the password to whoever listens.
    """
    asked = {
        scheme.lower(): parse_keqv_list([part for part in parse_http_list(" ".join(rest)) if "=" in part])
        for scheme, *rest in (challenge.split() for challenge in challenges if challenge.strip())
    }
    if digest := asked.get("digest"):
        return _digest(digest, user, password, method, url)
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if "basic" in asked else ""


def _digest(challenge: Mapping[str, str], user: str, password: str, method: str, url: str) -> str:
    algorithm = challenge.get("algorithm", "MD5")
    name = {"MD5": "md5", "SHA-256": "sha256"}.get(algorithm.upper())
    if name is None or "nonce" not in challenge or '"' in user:
        return ""

    def hashed(*parts: str) -> str:
        return hashlib.new(name, ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    parts = urlsplit(url)
    place = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    realm, nonce = challenge.get("realm", ""), challenge["nonce"]
    who, what = hashed(user, realm, password), hashed(method, place)
    fields = {"username": user.encode().decode("latin-1"), "realm": realm, "nonce": nonce, "uri": place}
    plain = {"algorithm": algorithm}
    if "auth" in [choice.strip() for choice in challenge.get("qop", "").split(",")]:
        once = secrets.token_hex(8)
        fields |= {"cnonce": once, "response": hashed(who, nonce, "00000001", once, "auth", what)}
        plain |= {"qop": "auth", "nc": "00000001"}
    else:
        fields["response"] = hashed(who, nonce, what)
    if "opaque" in challenge:
        fields["opaque"] = challenge["opaque"]
    return "Digest " + ", ".join(
        [*(f'{key}="{value}"' for key, value in fields.items()), *(f"{key}={value}" for key, value in plain.items())]
    )
