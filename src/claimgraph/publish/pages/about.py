"""What the site is, what it must not be used for, and how to cite it."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from claimgraph.publish import schema_org
from claimgraph.publish.markdown import to_html
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_PATH = "about/index.html"


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The page about the site with its citations as files, and the project's page on ethics where it has one."""
    yield Page("about", site.whole, partial(_about, site, renderer))
    if "ethics" in site.texts:
        yield Page("ethics", site.whole, partial(_ethics, site, renderer))


def _about(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    told = {"name": site.title} | schema_org.dataset(site.described, site.dataset)
    bibtex, csl = _bibtex(site, told), _csl(site, told)
    makers = [agent["name"] for agent in told.get("creator", ())]
    html = renderer.html("about.html", _PATH, "About", bibtex=bibtex, csl=csl, makers=makers, texts=site.texts)
    return {_PATH: html, "about/cite.bib": bibtex.encode(), "about/cite.json": csl.encode()}


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
    key = re.sub(r"\W+", "-", site.dataset.value.partition("://")[2]).strip("-")
    fields = {
        "title": f"{{{told['name']}}}",
        "author": " and ".join(f"{{{agent['name']}}}" for agent in told.get("creator", ())),
        "version": told.get("version"),
        "year": site.updated[:4],
        "url": site.dataset.value,
        "note": "Dataset",
    }
    lines = [f"  {name} = {{{_tex(text)}}}," for name, text in fields.items() if text]
    return f"@misc{{{key},\n" + "\n".join(lines) + "\n}\n"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)


def _csl(site: Site, told: Mapping[str, Any]) -> str:
    item = {
        "id": site.dataset.value,
        "type": "dataset",
        "title": told["name"],
        "author": [{"literal": agent["name"]} for agent in told.get("creator", ())],
        "version": told.get("version"),
        "issued": site.updated and {"date-parts": [[int(part) for part in site.updated.split("-")]]},
        "URL": site.dataset.value,
        "license": told.get("license"),
        "abstract": told.get("description"),
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"
