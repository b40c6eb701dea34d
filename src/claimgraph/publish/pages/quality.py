"""How good the data is: what validation found, what the claims cover, whether their evidence is whole."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.publish.claims import CG
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site

__all__ = ["pages"]

_PATH = "quality/index.html"
_SHOWN = 200


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """The one page."""
    yield Page("quality", site.whole, partial(_make, site, renderer))


def _make(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    claims = site.claims.all
    cited: dict[ox.NamedNode, set[ox.NamedNode | None]] = {}
    counts: Counter[ox.NamedNode] = Counter()
    for claim in claims:
        counts.update({passage.document for passage in claim.passages})
        for passage in claim.passages:
            cited.setdefault(passage.document, set()).add(passage.paragraph)
    coverage = []
    for document in site.kinds.get("document", ()):
        parts = [part for _, _, _, part in site.claims.paragraphs(document)]
        read = sum(part in cited.get(document, ()) for part in parts)
        coverage.append((document, len(parts), read, counts[document]))
    html = renderer.html(
        "quality.html",
        _PATH,
        "Data quality",
        report=site.report,
        counts=[(str(severity), site.report.counts()[severity]) for severity in Severity] if site.report else [],
        findings=site.report.findings[:_SHOWN] if site.report else (),
        claims=len(claims),
        whole=sum(1 for claim in claims if claim.passages and all(len(one.sha256) == 64 for one in claim.passages)),
        dated=sum(1 for claim in claims if claim.dated),
        voiced=sum(1 for claim in claims if claim.voice),
        coverage=coverage,
        tables=[
            ("polarity", Counter(claim.polarity for claim in claims).most_common()),
            ("certainty", Counter(claim.certainty for claim in claims).most_common()),
        ],
        supersedes=[one for one in claims if site.model.named(one.node, CG + "supersedes")],
    )
    return {_PATH: html}
