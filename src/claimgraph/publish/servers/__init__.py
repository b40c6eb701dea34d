"""The rules of servers, one file each: `files(addresses)` gives the files, by their paths within the site."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from claimgraph.formats import RdfFormat
from claimgraph.publish.addresses import MEDIA, Addresses
from claimgraph.publish.paths import quoted
from claimgraph.publish.twins import TWINS

__all__ = ["ABOUT", "described", "either", "host", "iris", "licensed", "members", "wholes"]

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


def iris(addresses: Addresses) -> list[tuple[str, str]]:
    """The stem of each resource whose IRI no rule tells, with its IRI; that of the root is called index."""
    found = [(quoted(folder), addresses.iri(folder)) for folder in sorted(addresses.exceptions) if folder]
    return [("index", addresses.iri("")), *found]


def members(addresses: Addresses) -> Mapping[str, str]:
    """By the stem of each dataset, the links of its page to the files that hold it, which follow others."""
    return {
        quoted(folder) or "index": "".join(
            f', <{addresses.prefix}{quoted(path)}>; rel="item"; type="{kind}"' for path, kind in files.items()
        )
        for folder, files in sorted(addresses.items.items())
    }


def licensed(addresses: Addresses) -> str:
    """The link to the licence, if the project has one."""
    return f'<{addresses.licence}>; rel="license"' if addresses.licence else ""


def wholes(addresses: Addresses) -> Mapping[str, str]:
    """By the path of each file that holds a dataset, the links to the page of the dataset and to the licence."""
    licence = f", {licensed(addresses)}" if addresses.licence else ""
    return {
        path: f'<{addresses.prefix}{f"{quoted(folder)}/" if folder else ""}>; rel="collection"; type="text/html"'
        + licence
        for folder, files in sorted(addresses.items.items())
        for path in files
    }


def host(addresses: Addresses) -> str:
    """The name of the host of the site, with its port if it has one."""
    return urlsplit(addresses.site).netloc
