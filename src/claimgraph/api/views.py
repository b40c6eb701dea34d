"""A report, an explanation and a trace, as they are shown in a notebook."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import ModuleType
from typing import Any

from claimgraph import registry
from claimgraph.api import _html, _tree
from claimgraph.api._html import words
from claimgraph.evidence import trace
from claimgraph.model import Report
from claimgraph.reason import explain
from claimgraph.terms import PREFIXES, curie, term_curie
from claimgraph.validate import REPORTS

__all__ = ["Explanation", "Trace", "Validation", "values"]


def values(record: Any) -> dict[str, Any]:
    """The fields of a dataclass by name."""
    return {each.name: getattr(record, each.name) for each in fields(record)}


@dataclass(frozen=True, slots=True)
class Validation(Report):
    """The findings of a validation: a `Report` that shows itself."""

    def render(self, format_name: str = "text") -> str:
        """The report in one of the formats of `claimgraph validate`; raises UsageError for an unknown one."""
        text: str = registry.load(REPORTS, format_name, "report format").render(self)
        return text

    def __str__(self) -> str:
        return self.render().rstrip("\n")

    def __repr__(self) -> str:
        return f"<Validation: {self._summary()}>"

    def _summary(self) -> str:
        return str(self).rsplit("\n", 1)[-1]

    def _repr_html_(self) -> str:
        rows = [
            [
                words(str(found.severity)),
                words(str(found.location or "")),
                words(found.message),
                words(term_curie(found.focus_node, self.prefixes)),
                words(found.remedy),
            ]
            for found in self.findings
        ]
        table = _html.grid(("severity", "place", "message", "focus node", "remedy"), rows) if rows else ""
        return table + "".join(map(_html.paragraph, (self._summary(), *self.notices)))


@dataclass(frozen=True)
class Explanation:
    """Why a triple holds: its derivation, from the conclusion to what was asserted, with file and line."""

    step: explain.Step
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES, repr=False)

    def render(self, format_name: str = "text") -> str:
        """It in one of the formats of `claimgraph explain`; raises UsageError for an unknown one."""
        module: ModuleType = registry.load(explain.FORMATS, format_name, "format")
        text: str = module.write([self.step], self.prefixes)
        return text

    def __str__(self) -> str:
        return self.render().rstrip("\n")

    def picture(self) -> str:
        """The derivation as SVG: a box for each triple, its premises below it."""
        return _tree.svg(self.step, self.prefixes)

    def _repr_html_(self) -> str:
        return self.picture()


@dataclass(frozen=True, slots=True)
class Trace(trace.Trace):
    """A claim and everything that it leads back to, which shows itself."""

    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES, repr=False)

    def __str__(self) -> str:
        return trace.text(self, self.prefixes)

    def _repr_html_(self) -> str:
        parts = {
            "Statement": self.statement,
            "Attribution": self.attribution,
            "Evidence": [
                trace.Link(
                    "passage",
                    f"characters {found.passage.start}–{found.passage.end}"
                    + (f", paragraph {found.paragraph}" if found.paragraph else ""),
                    found.text or "",
                )
                for found in self.evidence
            ],
            "Document": self.document,
            "Coding": self.coding,
        }
        rows = []
        for title, links in parts.items():
            for number, link in enumerate(links):
                short = f'<span title="{words(link.value)}">{words(curie(link.value, self.prefixes))}</span>'
                rows.append(["" if number else f"<b>{title}</b>", words(link.relation), short, words(link.label)])
        return _html.paragraph(self.label or self.claim) + _html.grid(("", "", "", ""), rows)
