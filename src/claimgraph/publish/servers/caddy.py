"""Caddy (version 2): a site for a Caddyfile; the `root` in it is that of the host."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from claimgraph.publish.addresses import ACCEPTS, MEDIA, PREFLIGHT, SAFETY, Addresses, content_type
from claimgraph.publish.paths import quoted
from claimgraph.publish.servers import ABOUT, described, either, iris, licensed, members, wholes
from claimgraph.publish.twins import TWINS

__all__ = ["files"]

_TWINS = [kind.suffixes[0] for kind in TWINS]


def files(addresses: Addresses) -> Mapping[str, bytes]:
    """The Caddyfile."""
    text = f"# Made by claimgraph for {addresses.root}\n{_types(addresses.prefix)}{_site(addresses)}"
    return {"hosting/Caddyfile": text.encode()}


def _types(prefix: str) -> str:
    """What is sent as what, after any rewriting of the path."""
    kinds = {"page": ("*/", ".html"), "void": (f"{prefix}.well-known/void", ".ttl")}
    kinds |= {suffix[1:]: (f"*{suffix}", suffix) for suffix in MEDIA}
    lines = "".join(
        f"\t@claimgraph_{name} path {path}\n\theader @claimgraph_{name} Content-Type {_text(content_type(suffix))}\n"
        for name, (path, suffix) in kinds.items()
    )
    return f"(claimgraph_types) {{\n{lines}}}\n"


def _maps(addresses: Addresses) -> Iterable[str]:
    """The parts of what is asked for, as variables; where a pattern decides, the value cannot hold another variable."""
    prefix, twins = re.escape(addresses.prefix), either(_TWINS)
    path, sent = "{http.request.uri.path}", "{http.request.orig_uri}"
    yield _map("{http.request.header.Accept}", "kind", [(f"(?i){one}", suffix or "/") for one, suffix in ACCEPTS], "/")
    yield _map("{claimgraph_kind}", "file", [("^/$", "/index.html")], "{claimgraph_kind}")
    stems = [(f"^{prefix}$", f"{_value(addresses.prefix)}index"), ("^(/.*[^/])/?$", "${1}")]
    yield _map(path, "stem", stems, "")
    # Files that hold a dataset end like twins, and are none.
    whole = [(f"^{prefix}{re.escape(name)}$", "") for name in wholes(addresses)]
    forms = [(r"/(?:index\.html)?$", "page"), (f"{twins}$", "twin")]
    yield _map(path, "form", whole + forms, "")
    beside = (rf"^{prefix}(?:index\.html)?$", f"{_value(addresses.prefix)}index")
    yield _map(path, "beside", [beside, (rf"^(/.+?)(?:/|/index\.html|{twins})$", "${1}")], "")
    root = [(f"^{prefix}index$", f"{_value(addresses.prefix)}index.html")]
    yield _map("{claimgraph_beside}", "paged", root, "{claimgraph_beside}/index.html")
    # What the client sent, without form and query: never decoded, and never `//host`.
    first = (rf"^{prefix}(?:index\.html)?(?:\?.*)?$", "index")
    part = r"[^/?\\]+"
    asked = rf"^{prefix}((?:{part}/)*?{part}?)(?:/index\.html|/|{twins})?(?:\?.*)?$"
    # No path has an encoded slash.
    yield _map(sent, "sent", [("(?i)^[^?]*%2f", ""), first, (asked, "${1}")], "")
    yield _map("{claimgraph_sent}", "page", [("^index$", "")], "{claimgraph_sent}/")
    names = [(f"^{re.escape(stem)}$", _value(iri)) for stem, iri in iris(addresses)]
    bases = [(f"^{re.escape(base)}/(.+)$", f"{_value(iri)}${{1}}") for base, iri in addresses.bases.items()]
    yield _map("{claimgraph_sent}", "iri", names + bases, f"{addresses.root}{{claimgraph_sent}}")
    moved = [
        (f"^{prefix}{re.escape(place)}$", _value(addresses.prefix + quoted(folder)))
        for place, folder in sorted(addresses.moved.items())
    ]
    yield _map(sent, "moved", moved, "")
    gone = [(folder, f"^{prefix}{re.escape(folder)}") for folder in addresses.gone]
    elsewhere = [(f"^{prefix}{re.escape(one)}$", _value(folder)) for one, folder in addresses.gone_elsewhere.items()]
    yield _map(sent, "gone_elsewhere", elsewhere, "")
    here = [(rf"{one}(?:/|/index\.html|{twins})?$", _value(folder)) for folder, one in gone]
    yield _map(path, "gone", here, "{claimgraph_gone_elsewhere}")
    yield _map(path, "gone_form", [(rf"(/index\.html|{twins})$", "${1}")], "{claimgraph_file}")
    items = [(f"^{re.escape(stem)}$", _value(links)) for stem, links in members(addresses).items()]
    yield _map("{claimgraph_sent}", "items", items, "")
    links = [(f"^{prefix}{re.escape(name)}$", _value(links)) for name, links in wholes(addresses).items()]
    yield _map(path, "whole", links, licensed(addresses))


def _site(addresses: Addresses) -> str:
    prefix = addresses.prefix
    host = urlsplit(addresses.site)
    page = f'<{{claimgraph_iri}}>; rel="cite-as", {described(prefix, "{claimgraph_sent}")}, <{ABOUT}>; rel="type"'
    twin = f'<{{claimgraph_iri}}>; rel="cite-as", <{prefix}{{claimgraph_page}}>; rel="describes"; type="text/html"'
    licence = f", {licensed(addresses)}" if addresses.licence else ""
    headers = "".join(f"\t\t\t{name} {_text(value)}\n" for name, value in SAFETY.items())
    preflight = "".join(f"\t\t\t{name} {_text(value)}\n" for name, value in PREFLIGHT.items())
    files_ = either(MEDIA)
    return f"""\
{host.scheme}://{host.netloc} {{
	# The site is in /srv/www{prefix}
	root * /srv/www
	route {{
{"".join(_maps(addresses))}\
		header {{
{headers}\
		}}
		@claimgraph_preflight method OPTIONS
		header @claimgraph_preflight {{
{preflight}\
		}}
		respond @claimgraph_preflight 204
		@claimgraph_dataset expression `{{claimgraph_whole}} != ""`
		header @claimgraph_dataset Link {{claimgraph_whole}}
		@claimgraph_negotiated not path_regexp {_pattern(files_ + "$")}
		header @claimgraph_negotiated Vary Accept

		# What was removed.
		@claimgraph_gone expression `{{claimgraph_gone}} != ""`
		error @claimgraph_gone 410

		# Where an IRI has another path than its page.
		@claimgraph_moved {{
			expression `{{claimgraph_moved}} != ""`
			not {{
				path_regexp {_pattern(files_ + "$")}
				file
			}}
		}}
		header @claimgraph_moved Vary Accept
		redir @claimgraph_moved {{claimgraph_moved}}{{claimgraph_kind}} 303

		@claimgraph_nobodys {{
			expression `{{claimgraph_sent}} == ""`
			not path_regexp {_pattern(files_ + "$")}
		}}
		error @claimgraph_nobodys 404

		# Pages, and the things whose IRIs end as theirs do.
		@claimgraph_slash {{
			path */
			expression `{{claimgraph_kind}} != "/"`
			file {{claimgraph_stem}}{{claimgraph_kind}}
		}}
		redir @claimgraph_slash {prefix}{{claimgraph_sent}}{{claimgraph_kind}} 303

		# Things.
		@claimgraph_thing {{
			not path */
			not path_regexp {_pattern(files_ + "$")}
			file {{claimgraph_stem}}{{claimgraph_file}}
		}}
		redir @claimgraph_thing {prefix}{{claimgraph_sent}}{{claimgraph_kind}} 303
		@claimgraph_page_alone {{
			not path */
			not path_regexp {_pattern(files_ + "$")}
			file {{claimgraph_stem}}/index.html
		}}
		redir @claimgraph_page_alone {prefix}{{claimgraph_sent}}/ 303

		@claimgraph_described {{
			expression `{{claimgraph_form}} == "page"`
			file {{claimgraph_beside}}{_TWINS[0]}
		}}
		header @claimgraph_described Link `{page}{{claimgraph_items}}{licence}`
		@claimgraph_describing {{
			expression `{{claimgraph_form}} == "twin"`
			file {{claimgraph_beside}}{_TWINS[0]}
			not {{
				not file {{claimgraph_paged}}
			}}
		}}
		header @claimgraph_describing Link `{twin}{licence}`
		import claimgraph_types
		file_server {{
			disable_canonical_uris
		}}
	}}
	handle_errors {{
		route {{
			@claimgraph_was expression `{{http.error.status_code}} == 410`
			rewrite @claimgraph_was {prefix}{{claimgraph_gone}}{{claimgraph_gone_form}}
			@claimgraph_missing expression `{{http.error.status_code}} == 404`
			rewrite @claimgraph_missing {prefix}404.html
			import claimgraph_types
			file_server {{
				disable_canonical_uris
			}}
		}}
	}}
}}
"""


def _map(source: str, name: str, entries: Iterable[tuple[str, str]], default: str) -> str:
    lines = "".join(f"\t\t\t{_pattern('~' + key)} {_text(value)}\n" for key, value in entries)
    return f"\t\tmap {source} {{claimgraph_{name}}} {{\n{lines}\t\t\tdefault {_text(default)}\n\t\t}}\n"


def _pattern(text: str) -> str:
    return f"`{text}`"


def _text(text: str) -> str:
    return '"' + text.replace('"', r"\"") + '"'


def _value(text: str) -> str:
    """Text in what a pattern gives, in which nothing refers to its groups."""
    return text.replace("$", "$$")
