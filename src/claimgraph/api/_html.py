"""Pieces of HTML and SVG for notebooks: escaped, without script, without anything from the network."""

from collections.abc import Mapping, Sequence
from html import escape

import pyoxigraph as ox

from claimgraph.query.formats.table import cell
from claimgraph.query.result import Row, Term
from claimgraph.terminal import printable

__all__ = ["folded", "grid", "paragraph", "svg", "table", "words"]


def table(names: Sequence[str], rows: Sequence[Row], prefixes: Mapping[str, str]) -> str:
    """Rows of terms: IRIs as CURIEs, which show themselves whole where the mouse rests."""
    return grid(names, [[_term(term, prefixes) for term in row] for row in rows])


def grid(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with that header; the cells are HTML already."""
    head = "".join(f'<th style="text-align: left">{words(name)}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align: left">{cell}</td>' for cell in row) + "</tr>\n" for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def paragraph(text: str) -> str:
    """A paragraph of text."""
    return f"<p>{words(text)}</p>\n"


def folded(title: str, content: str) -> str:
    """Content that opens at a click on the title; the content is HTML already."""
    return f"<details><summary>{words(title)}</summary>\n{content}</details>\n"


def svg(width: int, height: int, label: str, lines: Sequence[str]) -> str:
    """A picture of that size in pixels, on white, with a label for those who do not see it; the lines are SVG."""
    content = "".join(f"{line}\n" for line in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(label)}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n{content}</svg>\n'
    )


def words(text: str) -> str:
    """Text as HTML or SVG, on one line, free of what neither can hold."""
    return escape(printable(text))


def _term(term: Term | None, prefixes: Mapping[str, str]) -> str:
    shown = escape(cell(term, prefixes))
    return f'<span title="{escape(term.value)}">{shown}</span>' if isinstance(term, ox.NamedNode) else shown
