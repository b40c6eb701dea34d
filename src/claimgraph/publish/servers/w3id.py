"""w3id.org, and any Apache: an `.htaccess` that leads from IRIs to the site (https://github.com/perma-id/w3id.org)."""

import re
from collections.abc import Mapping

from claimgraph.publish.addresses import ACCEPTS, MEDIA, PREFLIGHT, Addresses
from claimgraph.publish.paths import quoted
from claimgraph.publish.servers import either

__all__ = ["files"]


def files(addresses: Addresses) -> Mapping[str, bytes]:
    """The `.htaccess` for the folder that answers at the root IRI; none where the site itself lies there."""
    if addresses.site == addresses.root:
        return {}
    # The last that matches decides.
    kinds = "\n".join(
        f'SetEnvIfNoCase Accept "{pattern}" claimgraph={suffix or "/"}' for pattern, suffix in reversed(ACCEPTS)
    )
    moved = "".join(
        f'RewriteCond %{{THE_REQUEST}} "^\\S+ \\S*?/{_literal(path)} "\n'
        f'RewriteRule ^ "{_text(addresses.site + quoted(folder))}%{{ENV:claimgraph}}" [R=303,L,NE,QSD]\n'
        for path, folder in sorted(addresses.moved.items())
    )
    bare = "".join(
        f'RewriteRule "^{_literal(folder)}/?$" "{_text(addresses.site + quoted(folder))}/" [R=303,L,NE,QSD]\n'
        for folder in addresses.bare
    )
    root = (
        'RewriteCond "%{ENV:claimgraph}" "!=/"\n'
        f'RewriteRule "^$" "{_text(addresses.site)}index%{{ENV:claimgraph}}" [R=303,L,NE,QSD]\n'
    )
    preflight = "".join(
        f'Header always set {name} "{value}" "expr=%{{REQUEST_METHOD}} == \'OPTIONS\'"\n'
        for name, value in PREFLIGHT.items()
    )
    root = root if "" in addresses.resources.values() else ""
    text = f"""\
# Made by claimgraph for {addresses.root}
Options +FollowSymLinks -MultiViews
RewriteEngine on

# What is asked for: a page, or the suffix of a twin.
SetEnvIf Accept "^" claimgraph=/
{kinds}

Header always set Access-Control-Allow-Origin "*"
Header always set Access-Control-Expose-Headers "Link, Location"
Header always set Vary "Accept"
{preflight}
RewriteCond "%{{REQUEST_METHOD}}" "=OPTIONS"
RewriteRule ^ - [R=204,L]

# Where an IRI has another path than its page.
{moved}{bare}
{root}RewriteRule "^$" "{_text(addresses.site)}" [R=303,L,NE,QSD]
RewriteRule "^(.+{either(MEDIA)})$" "{_text(addresses.site)}$1" [R=303,L,QSD]
RewriteRule "^(.+?)/?$" "{_text(addresses.site)}$1%{{ENV:claimgraph}}" [R=303,L,QSD]
"""
    return {"hosting/w3id.htaccess": text.encode()}


def _literal(text: str) -> str:
    return re.escape(text).replace('"', r"\"").replace("%", r"\%")


def _text(text: str) -> str:
    """Text in a substitution, in which nothing is a reference."""
    return re.sub(r"([$%])", r"\\\1", text)
