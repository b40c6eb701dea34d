"""HTML: one page, to be read in a browser."""

from collections.abc import Mapping
from html import escape

from claimgraph.publish.diff import Change, Difference
from claimgraph.publish.differences import KINDS, headline, lines, short, summary

__all__ = ["STYLE", "render"]

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
article { border-left: .4rem solid #767676; padding: .2rem 1rem; margin: 1.5rem 0; }
article.flagged { border-color: #8a6100; }
h2 { font-size: 1.1rem; margin: .3rem 0; overflow-wrap: anywhere; }
ul { list-style: none; padding: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
del { background: #fbe9e7; text-decoration: none; display: block; }
ins { background: #e8f5e9; text-decoration: none; display: block; }
"""
"""What the page looks like; the security policy of sites, which publish such pages, allows it by its digest."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{summary}</p>
{articles}</main>
</body>
</html>
"""


def render(difference: Difference, prefixes: Mapping[str, str]) -> str:
    """A page that needs nothing else: no script, no network."""
    articles = "".join(_article(change, difference, prefixes) for change in difference.changes)
    title = f"From {difference.old} to {difference.new}"
    return _PAGE.format(style=STYLE, title=escape(title), summary=escape(summary(difference)), articles=articles)


def _article(change: Change, difference: Difference, prefixes: Mapping[str, str]) -> str:
    parts = [f"<h2>{escape(short(change.iri, prefixes))}: {KINDS[change.kind]}</h2>"]
    if words := headline(change):
        parts.append(f"<p>{escape(words)}</p>")
    if change.meaning:
        names = ", ".join(escape(short(name, prefixes)) for name in change.meaning)
        parts.append(f"<p>May mean something else now: {names}</p>")
    items = []
    for one, line in lines(change, difference.labels, prefixes):
        element = "ins" if one.added else "del"
        # The sign is there for those who do not see the colours.
        items.append(f"<li><{element}>{'+' if one.added else '−'} {escape(line)}</{element}></li>")
    parts += ["<ul>", *items, "</ul>"] if items else []
    flagged = ' class="flagged"' if change.meaning else ""
    return f"<article{flagged}>\n" + "\n".join(parts) + "\n</article>\n"
