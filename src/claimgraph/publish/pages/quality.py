"""How good the data is: what validation found, what the claims cover, whether their evidence is whole."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_PATH = "quality/index.html"
_SHOWN = 200


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The one page."""
    yield Page("quality", site.whole, partial(_make, site, renderer))


def _make(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    cited: dict[str, set[int]] = {}
    counts, polarities, certainties = Counter[str](), Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    whole = dated = voiced = 0
    supersedes = []
    # In one go: there may be a hundred thousand.
    for node, claim in site.stated.items():
        for document, start in claim.passages:
            cited.setdefault(document, set()).add(start)
        for document in {document for document, _ in claim.passages}:
            counts[document] += 1
        polarities[claim.polarities or ("",)] += 1
        certainties[claim.certainties or ("",)] += 1
        whole += claim.whole
        dated += claim.dated
        voiced += claim.voiced
        if claim.supersedes:
            supersedes.append(site.claims.of(node))
    coverage = []
    for node in site.kinds.get("document", ()):
        read = {site.claims.paragraph(node, start)[0] for start in cited.get(node.value, ())} - {None}
        coverage.append((node, len(site.claims.paragraphs(node)), len(read), counts[node.value]))
    html = renderer.html(
        "quality.html",
        _PATH,
        "Data quality",
        report=site.report,
        counts=[(str(severity), site.report.counts()[severity]) for severity in Severity] if site.report else [],
        findings=site.report.findings[:_SHOWN] if site.report else (),
        claims=len(site.stated),
        whole=whole,
        dated=dated,
        voiced=voiced,
        checked=site.checked,
        tallies=[(ox.NamedNode(tally.document), tally) for tally in site.checked.documents] if site.checked else [],
        faults=site.checked.faults[:_SHOWN] if site.checked else (),
        coverage=coverage,
        tables=[
            ("polarity", _named(polarities)),
            ("certainty", _named(certainties)),
        ],
        supersedes=supersedes,
    )
    return {_PATH: html}


def _named(counts: Counter[tuple[str, ...]]) -> list[tuple[ox.NamedNode | None, int]]:
    found = Counter[str]()
    for several, number in counts.items():
        for iri in several:
            found[iri] += number
    return [(ox.NamedNode(iri) if iri else None, number) for iri, number in found.most_common()]
