"""nginx: a file to include in `http { }`; its `listen`, `server_name` and `root` are those of the host."""

import re
from collections.abc import Iterable, Mapping

from claimgraph.publish.addresses import ACCEPTS, MEDIA, PREFLIGHT, SAFETY, Addresses, content_type
from claimgraph.publish.paths import quoted
from claimgraph.publish.servers import ABOUT, described, either, host, iris, licensed, members, wholes
from claimgraph.publish.twins import TWINS

__all__ = ["files"]

_TWINS = [kind.suffixes[0] for kind in TWINS]
_PAGED, _NOWHERE = "$claimgraph_beside/index.html", "/.nowhere"
_ASKED = {name: name.lower().replace("-", "_") for name in PREFLIGHT}


def files(addresses: Addresses) -> Mapping[str, bytes]:
    """The configuration."""
    prefix = re.escape(addresses.prefix)
    twins = either(_TWINS)
    gone = [(folder, f"{prefix}{re.escape(folder)}") for folder in addresses.gone]
    licence = licensed(addresses)
    own = f'<$claimgraph_iri>; rel="cite-as", {described(addresses.prefix, "$claimgraph_sent")}, <{ABOUT}>; rel="type"'
    twin = f'<$claimgraph_iri>; rel="cite-as", <{addresses.prefix}$claimgraph_page>; rel="describes"; type="text/html"'
    more = f", {licence}" if licence else ""
    maps = [
        # Map values know no escape for a dollar sign; those of geo know no variables.
        'geo $claimgraph_dollar {\n    default "$";\n}\n',
        _map("$http_accept", "kind", [(f"~*{one}", suffix or "/") for one, suffix in ACCEPTS], "/"),
        _map("$claimgraph_kind", "file", [("/", "/index.html")], "$claimgraph_kind"),
        _map("$claimgraph_kind", "twin", [("/", "/.")], "$claimgraph_kind"),
        _map(
            "$uri",
            "stem",
            [(f"~^{prefix}$", f"{addresses.prefix}index"), ("~^(?<claimgraph_a>/.*[^/])/?$", "$claimgraph_a")],
            _NOWHERE,
        ),
        _map(
            "$uri",
            "beside",
            [
                (rf"~^{prefix}index\.html$", f"{addresses.prefix}index"),
                (rf"~^(?<claimgraph_b>/.+?)(?:/index\.html|{twins})$", "$claimgraph_b"),
            ],
            _NOWHERE,
        ),
        _map("$claimgraph_beside", "paged", [(f"~^{prefix}index$", f"{addresses.prefix}index.html")], _PAGED),
        _map(
            "$uri",
            "form",
            # Files that hold a dataset end like twins, and are none.
            [(f"~^{prefix}{re.escape(path)}$", "") for path in wholes(addresses)]
            + [(r"~/index\.html$", "page"), (f"~{twins}$", "twin")],
            "",
        ),
        # What the client sent, without form and query: never decoded, and never `//host`. No path has an encoded slash.
        _map(
            "$request_uri",
            "sent",
            [
                ("~*^[^?]*%2f", ""),
                (rf"~^{prefix}(?:index\.html)?(?:\?.*)?$", "index"),
                (
                    rf"~^{prefix}(?<claimgraph_c>(?:[^/?\\]+/)*?[^/?\\]+?)(?:/index\.html|/|{twins})?(?:\?.*)?$",
                    "$claimgraph_c",
                ),
            ],
            "",
        ),
        _map("$claimgraph_sent", "page", [("index", "")], "$claimgraph_sent/"),
        _map(
            "$claimgraph_sent",
            "iri",
            [
                # As a plain string a long key would need a larger hash than nginx has by default.
                *((f"~^{re.escape(stem)}$", _text(iri)) for stem, iri in iris(addresses)),
                *(
                    (f"~^{re.escape(base)}/(?<claimgraph_d>.+)$", f"{_text(iri)}$claimgraph_d")
                    for base, iri in addresses.bases.items()
                ),
            ],
            f"{_text(addresses.root)}$claimgraph_sent",
        ),
        _map(
            "$request_uri",
            "moved",
            [
                (f"~^{prefix}{re.escape(path)}$", _text(addresses.prefix + quoted(folder)))
                for path, folder in sorted(addresses.moved.items())
            ],
            "",
        ),
        _map(
            "$uri",
            "gone",
            [(f"~^{one}/?$", f"{_text(addresses.prefix + folder)}$claimgraph_file") for folder, one in gone]
            + [
                (rf"~^{one}(?<claimgraph_e>/index\.html|{twins})$", f"{_text(addresses.prefix + folder)}$claimgraph_e")
                for folder, one in gone
            ],
            "$claimgraph_gone_elsewhere",
        ),
        _map(
            "$request_uri",
            "gone_elsewhere",
            [
                (f"~^{prefix}{re.escape(path)}$", f"{_text(addresses.prefix + folder)}$claimgraph_file")
                for path, folder in addresses.gone_elsewhere.items()
            ],
            "",
        ),
        _map(
            "$request_uri",
            "vary",
            [
                *((f"~^{prefix}{re.escape(path)}$", "Accept") for path in sorted(addresses.moved)),
                (rf"~{either(MEDIA)}(?:\?.*)?$", ""),
            ],
            "Accept",
        ),
        _map(
            "$claimgraph_sent",
            "items",
            [(f"~^{re.escape(stem)}$", _text(links)) for stem, links in members(addresses).items()],
            "",
        ),
        _map(
            "$uri",
            "whole",
            [(f"~^{prefix}{re.escape(path)}$", _text(links)) for path, links in wholes(addresses).items()],
            licence,
        ),
        *(_map("$request_method", _ASKED[name], [("OPTIONS", value)], "") for name, value in PREFLIGHT.items()),
        _map(
            "$claimgraph_twinned$claimgraph_form",
            "link",
            [("1page", f"{own}$claimgraph_items{more}"), ("1twin", twin + more)],
            "$claimgraph_whole",
        ),
    ]
    text = "".join(maps) + _server(addresses)
    return {"hosting/nginx.conf": text.encode()}


def _server(addresses: Addresses) -> str:
    prefix = addresses.prefix
    types = "\n".join(f"        {media} {suffix[1:]};" for suffix, media in MEDIA.items())
    texts = {MEDIA[suffix] for suffix in MEDIA if content_type(suffix) != MEDIA[suffix]}
    charset = " ".join(sorted(texts - {"text/html"}))  # which has it unasked
    headers = {**SAFETY, "Link": "$claimgraph_link", "Vary": "$claimgraph_vary"}
    headers |= {name: f"$claimgraph_{variable}" for name, variable in _ASKED.items()}
    added = "\n".join(f"    add_header {name} {_quoted(value)} always;" for name, value in headers.items())
    return f"""\
server {{
    listen 80;
    server_name {host(addresses)};
    root /srv/www; # the site is in /srv/www{prefix}
    index index.html;
    absolute_redirect off;
    server_tokens off;
    charset utf-8;
    charset_types {charset};
    default_type application/octet-stream;
    types {{
{types}
    }}
{added}
    error_page 404 {prefix}404.html;
    error_page 410 @claimgraph_gone;
    set $claimgraph_twinned "";
    if ($request_method = OPTIONS) {{
        return 204;
    }}

    location @claimgraph_gone {{
        rewrite ^ $claimgraph_gone break;
    }}
    location = {prefix}.well-known/void {{
        default_type text/turtle;
    }}
    # Files.
    location ~ {_quoted(either(MEDIA) + "$")} {{
        if ($claimgraph_gone) {{
            return 410;
        }}
        set $claimgraph_elsewhere $claimgraph_moved;
        if (-f $request_filename) {{
            set $claimgraph_elsewhere "";
        }}
        if ($claimgraph_elsewhere) {{
            return 303 $claimgraph_elsewhere$claimgraph_kind;
        }}
        if (-f $document_root$claimgraph_beside{_TWINS[0]}) {{
            set $claimgraph_twinned 1;
        }}
        # What ends like a twin and is beside no page, is none.
        if (!-f $document_root$claimgraph_paged) {{
            set $claimgraph_twinned "";
        }}
    }}
    # Pages, and the things whose IRIs end as theirs do.
    location ~ /$ {{
        if ($claimgraph_gone) {{
            return 410;
        }}
        if ($claimgraph_moved) {{
            return 303 $claimgraph_moved$claimgraph_kind;
        }}
        if ($claimgraph_sent = "") {{
            return 404;
        }}
        if (-f $document_root$claimgraph_stem$claimgraph_twin) {{
            return 303 {prefix}$claimgraph_sent$claimgraph_kind;
        }}
    }}
    # Things.
    location {prefix} {{
        if ($claimgraph_gone) {{
            return 410;
        }}
        if ($claimgraph_moved) {{
            return 303 $claimgraph_moved$claimgraph_kind;
        }}
        if ($claimgraph_sent = "") {{
            return 404;
        }}
        if (-f $document_root$claimgraph_stem$claimgraph_file) {{
            return 303 {prefix}$claimgraph_sent$claimgraph_kind;
        }}
        if (-f $document_root$claimgraph_stem/index.html) {{
            return 303 {prefix}$claimgraph_sent/;
        }}
    }}
}}
"""


def _map(source: str, name: str, entries: Iterable[tuple[str, str]], default: str) -> str:
    lines = "".join(f"    {_quoted(key)} {_quoted(value)};\n" for key, value in entries)
    return f'map "{source}" $claimgraph_{name} {{\n    default {_quoted(default)};\n{lines}}}\n'


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def _text(text: str) -> str:
    """Text in the value of a map, in which nothing is a variable."""
    return text.replace("$", "${claimgraph_dollar}")
