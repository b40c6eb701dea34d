"""How a claim is shown in a row of a table, or beside another: what it says, when, by whom, and on which passage.

There are so many of these rows that to make them in a template took most of the time that pages with claims took.
"""

from collections.abc import Iterable

import pyoxigraph as ox
from markupsafe import Markup, escape

from claimgraph.publish.claims import Claim
from claimgraph.publish.view import View

__all__ = ["Rows"]

_TO = '<span class="way" aria-hidden="true">→</span><span class="sr"> to </span>'
_FROM = '<span class="way" aria-hidden="true">←</span><span class="sr"> from </span>'


class Rows(View):
    """The site as seen from one page, with claims. All that goes into what is marked as safe here is, or is escaped."""

    def row(self, claim: Claim, node: ox.NamedNode | None = None, flags: Iterable[str] = ()) -> Markup:
        """The row of a claim in a table, of those about a node where one is given."""
        said = self.other(claim, node) if node else self.full(claim)
        flagged = "".join(f'<span class="flag">{escape(text)}</span>' for text in flags)
        cells = (
            self.when(claim),
            self.voice(claim),
            f"{self.polarity(claim)} <br>{self.certainty(claim)}",
            f"{self.passages(claim)} {self.more(claim)}",
        )
        columns = "\n".join(f"<td>{cell}</td>" for cell in cells)
        return Markup(  # noqa: S704
            f'<tr data-when="{claim.bounds}">\n<th scope="row">{said}{flagged}</th>\n{columns}\n</tr>'
        )

    def more(self, claim: Claim) -> Markup:
        """The link to the page of a claim; what it is called where it has none."""
        if not (href := self.href(claim.node)):
            return self.link(claim.node)
        name = f'<span class="sr"> {self.label(claim.node)}</span>'
        return Markup(f'<a class="more" href="{escape(href)}">claim{name}</a>')  # noqa: S704

    def full(self, claim: Claim) -> Markup:
        """What a claim says, with its values and qualifiers."""
        return Markup(f"{self._statement(claim)}\n{self._besides(claim)}")  # noqa: S704

    def other(self, claim: Claim, node: ox.NamedNode) -> Markup:
        """What a claim says of a node: the other party, and which way it goes."""
        if claim.objects == (node,) and node not in claim.subjects:
            party = f"{_FROM}{self.some(claim.subjects)}\n"
        elif claim.objects and claim.subjects == (node,):
            party = f"{_TO}{self.some(claim.objects)}\n"
        else:
            party = f"{self._statement(claim)}\n" if claim.objects or len(claim.subjects) > 1 else ""
        return Markup(f"{party}{self._besides(claim)}")  # noqa: S704

    def _statement(self, claim: Claim) -> str:
        subjects = f"{self.some(claim.subjects)} " if claim.subjects else ""
        relation = self.link(claim.relation) if claim.relation else ""
        return f'{subjects}<span class="relation">{relation}</span> {self.some(claim.objects)}'

    def _besides(self, claim: Claim) -> str:
        value = f' <span class="value">{self.terms(claim.values)}</span>' if claim.values else ""
        qualifiers = (
            f'<span class="qualifier">{self.words(name)}: {self.terms(terms)}</span>\n'
            for name, terms in claim.qualifiers
        )
        return f"{value}{''.join(qualifiers)}\n"

    @staticmethod
    def when(claim: Claim) -> Markup:
        """When it held, as it is written and by its bounds."""
        written, earliest, latest = escape(claim.written), escape(claim.earliest), escape(claim.latest)
        found = ""
        if written or claim.as_of:
            found = f'<span class="written">{written or f"as of {escape(claim.as_of)}"}</span>'
        if earliest and latest:
            found += f'<span class="bounds"><span>{earliest}</span> to <span>{latest}</span></span>\n'
        elif earliest:
            found += f'<span class="bounds">from <span>{earliest}</span></span>\n'
        elif latest:
            found += f'<span class="bounds">until <span>{latest}</span></span>\n'
        elif not claim.dated:
            found += '<span class="none">no date</span>\n'
        return Markup(found)  # noqa: S704

    def voice(self, claim: Claim) -> Markup:
        """Who says so, when and where; empty where that is not said."""
        stated = f' <span class="stated">on {escape(claim.stated_on)}</span>' if claim.stated_on else ""
        via = f' <br><span class="via">via {self.terms(claim.sources)}</span>' if claim.sources else ""
        return Markup(f"{self.some(claim.voices)}{stated}{via}")  # noqa: S704

    def passages(self, claim: Claim) -> Markup:
        """The passages that it rests on."""
        found = []
        for one in claim.passages:
            paragraph = f", paragraph {one.number}" if one.number else ""
            place = f"{self.link(one.document)}{paragraph}, characters {one.start}–{one.end}"
            found.append(f'<span class="passage">{place}</span>\n')
        return Markup("".join(found))  # noqa: S704
