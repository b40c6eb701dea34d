"""The project's own texts, from Markdown (CommonMark with tables) to HTML; HTML inside them is shown, not obeyed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

__all__ = ["Text", "sections", "to_html"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text: its first heading, and the rest as HTML."""

    title: str
    html: Markup


def to_html(text: str, fragments: Sequence[str] = ()) -> Text:
    """The text with an anchor at every heading, by its words, and one for each of the fragments.

    A fragment is put at the first heading that has none yet and in which its words occur. Relative links, which
    lead to files that are not part of the site, are plain text.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title, wanted = "", list(fragments)
    used: set[str] = set()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[index + 1].content
            anchor = "-".join(re.findall(r"\w+", words.casefold()))
            fragment = next((one for one in wanted if one.casefold() in anchor), "")
            if fragment:
                wanted.remove(fragment)
            name = fragment or anchor
            if name and name not in used:
                token.attrSet("id", name)
                used.add(name)
            if token.tag == "h1" and not title:
                title = words
        if token.children:
            token.children = _without_dead_links(token.children)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    return Text(title, Markup(parser.renderer.render(tokens, parser.options, {})))  # noqa: S704 - made by the parser


def _without_dead_links(tokens: Sequence[Token]) -> list[Token]:
    kept, dead = [], False
    for token in tokens:
        if token.type == "link_open":
            dead = not str(token.attrs.get("href", "")).startswith(("https://", "http://", "#"))
        if token.type == "image" or (dead and token.type in ("link_open", "link_close")):
            continue
        kept.append(token)
    return kept


def sections(text: str) -> list[tuple[str, str]]:
    """The sections of a text below its headings of the second level: heading and Markdown."""
    parts = re.split(r"^## +(.+)$", text, flags=re.MULTILINE)
    return [(heading.strip(), body.strip()) for heading, body in zip(parts[1::2], parts[2::2], strict=True)]
