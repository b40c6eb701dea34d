"""What the site is, what it must not be used for, and how to cite it."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial

from markupsafe import Markup, escape

from claimgraph.publish.addresses import sent
from claimgraph.publish.markdown import to_html
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_PATH = "about/index.html"

_MAIL = re.compile(r"(?:mailto:)?([\w.+-]+@[\w-]+(?:\.[\w-]+)*)", re.ASCII)
_COMMANDS = {"\\": "backslash", "{": "braceleft", "}": "braceright", "~": "asciitilde", "^": "asciicircum"}
_TEX = str.maketrans(
    {sign: f"\\text{name}{{}}" for sign, name in _COMMANDS.items()} | {one: f"\\{one}" for one in "&%$#_"}
)


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The page about the site with its citations as files, and the project's page on ethics where it has one."""
    yield Page("about", site.whole, partial(_about, site, renderer))
    if "ethics" in site.texts:
        yield Page("ethics", site.whole, partial(_ethics, site, renderer))


def _about(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    bibtex, csl = _bibtex(site), _csl(site)
    contact = _contact(site.project.contact)
    html = renderer.html("about.html", _PATH, "About", bibtex=bibtex, csl=csl, texts=site.texts, contact=contact)
    return {_PATH: html, "about/cite.bib": bibtex.encode(), "about/cite.json": csl.encode()}


def _contact(text: str) -> Markup:
    """Whom to write to, linked where that is on the web or a plain address of mail."""
    if text.startswith(("https://", "http://")):
        return Markup('<a href="{0}" rel="external noopener noreferrer">{0}</a>').format(text)
    if mail := _MAIL.fullmatch(text):
        return Markup('<a href="mailto:{0}">{0}</a>').format(mail[1])
    return escape(text)


def _ethics(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    path = site.ethics_path
    folder = path.removesuffix("index.html").rstrip("/")
    # What the data refer to on that page, such as the section on corrections, must be found there.
    wanted = {
        iri.partition("#")[2]
        for iri in map(str, (getattr(node, "value", "") for node in site.model.into))
        if "#" in iri and (place := site.table.places.get(iri.partition("#")[0])) and place.folder == folder
    }
    body = to_html(site.texts["ethics"], sorted(wanted))
    title = body.title or "Ethics"
    for node in site.within:
        if site.table.places[node.value].page == path:
            return renderer.resource("text.html", node, site.model.description(node), title=title, body=body.html)
    return {path: renderer.html("text.html", path, title, body=body.html)}


def _bibtex(site: Site) -> str:
    key = re.sub(r"\W+", "-", site.dataset.value.partition("://")[2], flags=re.ASCII).strip("-") or "dataset"
    fields = {
        "title": f"{{{_tex(site.title)}}}",
        "author": " and ".join(f"{{{_tex(name)}}}" for name in site.project.creators),
        "version": _tex(site.project.release),
        "year": site.updated[:4],
        "url": sent(site.dataset.value),
        "note": "Dataset",
    }
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return f"@misc{{{key},\n" + "\n".join(lines) + "\n}\n"


def _tex(text: str) -> str:
    """A text as a field of BibTeX may have it: braces of commands alone, which are in pairs."""
    return " ".join(text.split()).translate(_TEX)


def _csl(site: Site) -> str:
    item = {
        "id": site.dataset.value,
        "type": "dataset",
        "title": site.title,
        "author": [{"literal": name} for name in site.project.creators],
        "version": site.project.release,
        "issued": {"date-parts": [[int(part) for part in site.updated.split("-")]]},
        "URL": site.dataset.value,
        "license": site.project.licence,
        "abstract": site.project.description,
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"
