"""What changed, from the project's changelog and its releases: a page and an Atom feed (RFC 4287)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from markupsafe import Markup

from claimgraph import files
from claimgraph.publish.characters import legible
from claimgraph.publish.history import Release
from claimgraph.publish.markdown import sections, to_html
from claimgraph.publish.paths import quoted
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_PATH = "changes/index.html"
_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_BEGINNING = "0001-01-01"  # of a year, or of time where no day is known, since a feed has to have one


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The page and the feed."""
    logs = [_log(release) for release in site.releases]
    yield Page("changes", lambda: site.whole() + "\0".join(logs), partial(_make, site, renderer))


def _log(release: Release) -> str:
    path = release.folder / "changes.md"
    return files.read_text(path) if path.is_file() else "Withdrawn."


def _make(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    text = site.texts.get("changelog", "")
    body = to_html(text).html if text else Markup("")
    html = renderer.html("text.html", _PATH, "Changes", body=body or Markup("<p>No changes are recorded.</p>"))
    return {_PATH: html, "feed.xml": _feed(site, sections(text))}


def _feed(site: Site, changes: list[tuple[str, str, str]]) -> bytes:
    base, root = site.address, site.table.mounts.root
    days = (_day(text) for text in (*(release.date for release in site.releases), *(change[0] for change in changes)))
    last = max(site.updated, *days, "")
    last, entries = last + _BEGINNING[len(last) :], []
    for release in reversed(site.releases):
        name = release.iri
        path = site.table.places[name].page
        day = _day(release.date) or last
        entries.append(_entry(f"Release {release.version}", name, day, base + quoted(path), _log(release)))
    for heading, anchor, text in changes:
        place = f"changes/index.html#{anchor}"
        entries.append(_entry(heading, root + place, _day(heading) or last, base + place, text))
    feed = Markup(
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>{}</title>\n'
        "<id>{}</id>\n<updated>{}T00:00:00Z</updated>\n<author><name>{}</name></author>\n"
        '<link href="{}"/>\n<link rel="self" href="{}feed.xml"/>\n{}</feed>\n'
    ).format(
        site.title,
        site.dataset.value,
        last,
        ", ".join(site.project.creators) or site.title,
        base,
        base,
        Markup("").join(entries),
    )
    return legible(feed).encode()


def _day(text: str) -> str:
    """The first day that a text names; empty where it names none."""
    return next(filter(_is_day, _DATE.findall(text)), "")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _entry(title: str, name: str, day: str, link: str, text: str) -> Markup:
    return Markup(
        "<entry>\n<title>{}</title>\n<id>{}</id>\n<updated>{}T00:00:00Z</updated>\n"
        '<link href="{}"/>\n<content type="html">{}</content>\n</entry>\n'
    ).format(title, name, day, link, str(to_html(text).html))
