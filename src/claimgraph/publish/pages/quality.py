"""How good the data is: what validation found, what the claims cover, whether their evidence is whole."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain

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
    claims = site.stated.values()
    cited: dict[str, set[int]] = {}
    for document, start in chain.from_iterable(claim.passages for claim in claims):
        cited.setdefault(document, set()).add(start)
    counts = Counter(chain.from_iterable({document for document, _ in claim.passages} for claim in claims))
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
        claims=len(claims),
        whole=sum(claim.whole for claim in claims),
        dated=sum(claim.dated for claim in claims),
        voiced=sum(claim.voiced for claim in claims),
        checked=site.checked,
        tallies=[(ox.NamedNode(tally.document), tally) for tally in site.checked.documents] if site.checked else [],
        faults=site.checked.faults[:_SHOWN] if site.checked else (),
        coverage=coverage,
        tables=[
            ("polarity", _named(Counter(one for claim in claims for one in claim.polarities or ("",)))),
            ("certainty", _named(Counter(one for claim in claims for one in claim.certainties or ("",)))),
        ],
        supersedes=[site.claims.of(node) for node, claim in site.stated.items() if claim.supersedes],
    )
    return {_PATH: html}


def _named(counts: Counter[str]) -> list[tuple[ox.NamedNode | None, int]]:
    return [(ox.NamedNode(iri) if iri else None, number) for iri, number in counts.most_common()]
