"""The rules of servers, one file each: `files(addresses)` gives the files, by their paths within the site."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from claimgraph.formats import RdfFormat
from claimgraph.publish.addresses import MEDIA, Addresses
from claimgraph.publish.twins import TWINS

__all__ = ["ABOUT", "described", "either", "host"]

ABOUT = "https://schema.org/AboutPage"
"""What a page about a thing is, besides what the thing is (FAIR Signposting Profile, section 2.2)."""


def either(suffixes: Iterable[str]) -> str:
    """A regular expression for one of the suffixes."""
    return "(?:" + "|".join(suffix.replace(".", r"\.") for suffix in suffixes) + ")"


def described(prefix: str, sent: str) -> str:
    """The links of a page to its twins, where the variable `sent` stands for its folder."""

    def link(kind: RdfFormat) -> str:
        return f'<{prefix}{sent}{kind.suffixes[0]}>; rel="describedby"; type="{MEDIA[kind.suffixes[0]]}"'

    return ", ".join(map(link, TWINS))


def host(addresses: Addresses) -> str:
    """The name of the host of the site, with its port if it has one."""
    return urlsplit(addresses.site).netloc
