"""What the site is, what it must not be used for, and how to cite it."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from claimgraph.publish import schema_org
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
    told = {"name": site.title} | schema_org.dataset(site.described, site.dataset)
    bibtex, csl = _bibtex(site, told), _csl(site, told)
    makers = [agent["name"] for agent in told.get("creator", ())]
    contact = _contact(site.project.contact)
    context: dict[str, Any] = {"bibtex": bibtex, "csl": csl, "makers": makers, "texts": site.texts, "contact": contact}
    html = renderer.html("about.html", _PATH, "About", **context)
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


def _bibtex(site: Site, told: Mapping[str, Any]) -> str:
    key = re.sub(r"\W+", "-", site.dataset.value.partition("://")[2], flags=re.ASCII).strip("-") or "dataset"
    fields = {
        "title": f"{{{_tex(told['name'])}}}",
        "author": " and ".join(f"{{{_tex(agent['name'])}}}" for agent in told.get("creator", ())),
        "version": _tex(told.get("version", "")),
        "year": _day(site)[:4],
        "url": sent(site.dataset.value),
        "note": "Dataset",
    }
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return f"@misc{{{key},\n" + "\n".join(lines) + "\n}\n"


def _day(site: Site) -> str:
    """The day, month or year of what is cited: of the release, where the site shows one."""
    dates = {release.version: release.date for release in site.releases}
    return dates.get(site.project.release) or site.updated


def _tex(text: str) -> str:
    """A text as a field of BibTeX may have it: braces of commands alone, which are in pairs."""
    return " ".join(text.split()).translate(_TEX)


def _csl(site: Site, told: Mapping[str, Any]) -> str:
    item = {
        "id": site.dataset.value,
        "type": "dataset",
        "title": told["name"],
        "author": [{"literal": agent["name"]} for agent in told.get("creator", ())],
        "version": told.get("version"),
        "issued": (day := _day(site)) and {"date-parts": [[int(part) for part in day.split("-")]]},
        "publisher": ", ".join(agent["name"] for agent in told.get("publisher", ())),
        "URL": site.dataset.value,
        "abstract": told.get("description"),
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"
