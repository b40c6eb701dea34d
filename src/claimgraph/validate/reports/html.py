"""HTML: one page, to be read in a browser."""

from collections.abc import Mapping
from html import escape

from claimgraph.model import Finding, Report
from claimgraph.validate.reports._excerpts import excerpt, lines
from claimgraph.validate.reports._plain import details, plain
from claimgraph.validate.reports.text import summary

__all__ = ["render"]

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Validation report</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }}
article {{ border-left: .4rem solid #767676; padding: .2rem 1rem; margin: 1.5rem 0; }}
article.violation {{ border-color: #b00020; }}
article.warning {{ border-color: #8a6100; }}
h2 {{ font-size: 1.1rem; margin: .3rem 0; }}
pre {{ background: #f4f4f4; padding: .6rem; overflow-x: auto; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>Validation report</h1>
<p>{summary}</p>
{articles}</body>
</html>
"""


def render(report: Report) -> str:
    """A page that needs nothing else: no script, no network."""
    shown = lines(finding.location for finding in report.findings if finding.location)
    articles = "".join(_article(finding, shown, report.prefixes) for finding in report.findings)
    return _PAGE.format(summary=escape(summary(report)), articles=articles)


def _article(finding: Finding, shown: Mapping[tuple[str, int], str], prefixes: Mapping[str, str]) -> str:
    place = finding.location
    code = ""
    if place and (place.file, place.line) in shown:
        text, carets = excerpt(shown[place.file, place.line], place)
        code = f"<pre>{escape(plain(text))}\n{escape(carets)}</pre>\n"
    listed = "".join(f"<dt>{label}</dt><dd>{escape(value)}</dd>\n" for label, value in details(finding, prefixes))
    return (
        f'<article class="{finding.severity}">\n'
        f"<h2>{finding.severity}: {escape(plain(finding.message))}</h2>\n"
        f"<p>{escape(plain(str(place or 'nowhere in the data')))}</p>\n{code}<dl>\n{listed}</dl>\n</article>\n"
    )
