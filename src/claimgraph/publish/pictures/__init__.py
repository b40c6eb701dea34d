"""Pictures drawn at build time, one file each: SVG that reads without a script and follows the page's colours."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from claimgraph.publish.characters import legible

__all__ = ["STYLE", "Picture", "cut", "document", "element", "width"]

_WIDE = 1300
"""Wider pictures are not made to fit a page, where nobody could read them."""
_LETTER, _CAPITAL = 55, 68
_FROM_RIGHT = "\u200f"

_SPECIAL = re.compile("[&<>\"']")

# The colours of a picture that is looked at by itself; in a page the style sheet sets the same classes.
STYLE = """
svg{font:13px system-ui,sans-serif;color:#1d2a33;background:#fff}
text{fill:currentColor}a{fill:inherit;text-decoration:none}
.edge{fill:none;stroke:#5c6b75;stroke-width:1.3}.is-hedged{stroke-dasharray:6 3}.is-doubted{stroke-dasharray:1.5 3.5}
.is-unsaid{stroke-width:.5}
.tip{fill:#5c6b75}.dot{fill:#0b5c72}.centre{font-weight:600}.small{font-size:11px;opacity:.75}
.sure{fill:#0b5c72}.unsure{fill:#0b5c72;opacity:.25}.axis{stroke:#5c6b75;stroke-width:.6;opacity:.5}
.box{fill:none;stroke:#5c6b75}.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: the SVG inside a page, the same as a file of its own, and what is written below it."""

    title: str
    caption: str
    path: str
    inline: Markup
    file: bytes


def element(name: str, /, *content: str | Markup, **attributes: object) -> Markup:
    """An element; content and attributes are escaped, an attribute of "" is left out, `class_` is `class`."""
    given = "".join(
        f' {key.strip("_").replace("_", "-")}="{_escaped(value)}"' for key, value in attributes.items() if value != ""
    )
    return Markup(f"<{name}{given}>{''.join(map(_escaped, content))}</{name}>")  # noqa: S704 - of escaped parts


def _escaped(value: object) -> str:
    # Most is markup already, or has nothing to escape: to see that takes a fraction of what Markup's formatting does.
    text = str(value)
    return text if isinstance(value, Markup) or not _SPECIAL.search(text) else str(escape(text))


def document(title: str, caption: str, path: str, size: tuple[int, int], content: Sequence[Markup]) -> Picture:
    """The picture of that content, in a box of that width and height; its file lies beside the page."""
    box = {"viewBox": f"0 0 {size[0]} {size[1]}", "width": size[0], "height": size[1], "role": "group"}
    label, told = element("title", title), element("desc", caption)
    inline = element("svg", label, *content, class_="wide" if size[0] > _WIDE else "", **box)
    alone = element("svg", label, told, element("style", STYLE), *content, xmlns="http://www.w3.org/2000/svg", **box)
    file = f'<?xml version="1.0" encoding="UTF-8"?>\n{legible(alone)}\n'
    return Picture(title, caption, path, inline, file.encode())


def width(text: str, size: float = 13) -> float:
    """About how wide a text is, in pixels: without the fonts, the average of letters of their kind."""
    return sum(map(_hundredths, text)) * size / 100


def cut(text: str, most: int) -> str:
    """As much of a text as is no wider than so many letters of the average."""
    room, wide, end = most * _LETTER, 0, 0
    for place, letter in enumerate(text, 1):
        wide += _hundredths(letter)
        if wide <= room - _LETTER:
            end = place
        elif wide > room:
            return _ended(text[:end].rstrip())
    return text


def _ended(text: str) -> str:
    """A text with the mark that it goes on, where it ends: what is read from right to left ends on the left."""
    directions = (unicodedata.bidirectional(letter) for letter in reversed(text))
    last = next((one for one in directions if one in ("L", "R", "AL")), "L")
    return f"{text}…" if last == "L" else f"{text}…{_FROM_RIGHT}"


def _hundredths(letter: str) -> int:
    """About how wide a letter is, in hundredths of the size of its font."""
    if letter < "\u0300":
        return _CAPITAL if letter.isupper() else _LETTER
    if unicodedata.combining(letter):
        return 0
    return 100 if unicodedata.east_asian_width(letter) in "WF" else _LETTER
