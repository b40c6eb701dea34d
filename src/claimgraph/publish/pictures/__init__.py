"""Pictures drawn at build time, one file each: SVG that reads without a script and follows the page's colours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from claimgraph.publish.characters import legible

__all__ = ["STYLE", "Picture", "cut", "document", "element", "width"]

_SPECIAL = re.compile("[&<>\"']")

# The colours of a picture that is looked at by itself; in a page the style sheet sets the same classes.
STYLE = """
svg{font:13px system-ui,sans-serif;color:#1d2a33;background:#fff}
text{fill:currentColor}a{fill:inherit;text-decoration:none}
.edge{fill:none;stroke:#5c6b75;stroke-width:1.3}.is-hedged{stroke-dasharray:6 3}.is-doubted{stroke-dasharray:1.5 3.5}
.tip{fill:#5c6b75}.dot{fill:#0b5c72}.centre{font-weight:600}.small{font-size:11px;opacity:.75}
.sure{fill:#0b5c72}.unsure{fill:#0b5c72;opacity:.25}.axis{stroke:#5c6b75;stroke-width:.6;opacity:.5}
.box{fill:none;stroke:#5c6b75}
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
    label = element("title", title)
    inline = element("svg", label, *content, **box)
    alone = element("svg", label, element("style", STYLE), *content, xmlns="http://www.w3.org/2000/svg", **box)
    file = f'<?xml version="1.0" encoding="UTF-8"?>\n{legible(alone)}\n'
    return Picture(title, caption, path, inline, file.encode())


def width(text: str, size: float = 13) -> float:
    """About how wide a text is, in pixels: without the fonts, the average of their letters."""
    return len(text) * size * 0.55


def cut(text: str, most: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
