"""The project's own texts, from Markdown (CommonMark with tables) to HTML; HTML inside them is shown, not obeyed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

__all__ = ["Text", "sections", "to_html"]

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAKEN = ("content", "q", "within")  # anchors of every page


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
    tokens = _parsed(text, fragments)
    title = next(
        (after.content for one, after in pairwise(tokens) if one.type == "heading_open" and one.tag == "h1"), ""
    )
    for token in tokens:
        if token.children:
            token.children = _without_dead_links(token.children)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    return Text(title, Markup(_PARSER.renderer.render(tokens, _PARSER.options, {})))  # noqa: S704 - made by the parser


def sections(text: str) -> list[tuple[str, str, str]]:
    """The sections of a text below its headings of the second level: heading, anchor as in `to_html`, and Markdown."""
    tokens = _parsed(text)
    heads = [
        (after.content, str(one.attrGet("id")), one.map or [0, 0])
        for one, after in pairwise(tokens)
        if one.type == "heading_open" and one.tag == "h2" and not one.level
    ]
    lines = re.split(r"\r\n?|\n", text)
    ends = [start for _, _, (start, _) in heads[1:]] + [len(lines)]
    return [
        (heading, anchor, "\n".join(lines[start:end]).strip())
        for (heading, anchor, (_, start)), end in zip(heads, ends, strict=False)
    ]


def _parsed(text: str, fragments: Sequence[str] = ()) -> list[Token]:
    """The tokens of a text, in which each heading has an anchor of its own."""
    tokens = _PARSER.parse(text)
    wanted, used = list(fragments), {*_TAKEN}
    for token, after in pairwise(tokens):
        if token.type == "heading_open":
            anchor = "-".join(re.findall(r"\w+", after.content.casefold())) or "section"
            if fragment := next((one for one in wanted if one.casefold() in anchor), ""):
                wanted.remove(fragment)
            stem = fragment or anchor
            name = next(name for number in count(1) if (name := f"{stem}-{number}" if number > 1 else stem) not in used)
            token.attrSet("id", name)
            used.add(name)
    return tokens


def _without_dead_links(tokens: Sequence[Token]) -> list[Token]:
    kept, dead = [], False
    for token in tokens:
        if token.type == "link_open":
            dead = not str(token.attrs.get("href", "")).startswith(("https://", "http://", "#"))
        if token.type == "image" or (dead and token.type in ("link_open", "link_close")):
            continue
        kept.append(token)
    return kept
