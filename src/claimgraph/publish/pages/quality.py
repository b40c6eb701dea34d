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
    cited: dict[str, list[int]] = {}
    for document, start in {*chain.from_iterable(claim.passages for claim in claims)}:
        cited.setdefault(document, []).append(start)
    counts = Counter(document for claim in claims for document in dict(claim.passages))
    coverage = []
    for node in site.kinds.get("document", ()):
        read = site.claims.read(node, sorted(cited.get(node.value, ())))
        coverage.append((node, len(site.claims.paragraphs(node)), read, counts[node.value]))
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
            ("polarity", _named(Counter(claim.polarities for claim in claims))),
            ("certainty", _named(Counter(claim.certainties for claim in claims))),
        ],
        supersedes=[site.claims.of(node) for node, claim in site.stated.items() if claim.supersedes],
    )
    return {_PATH: html}


def _named(counts: Counter[tuple[str, ...]]) -> list[tuple[ox.NamedNode | None, int]]:
    """How many claims have each, by how many have which together; None where one has none."""
    each = Counter[str]()
    for iris, number in counts.items():
        each.update(dict.fromkeys(iris or ("",), number))
    return [(ox.NamedNode(iri) if iri else None, number) for iri, number in each.most_common()]
