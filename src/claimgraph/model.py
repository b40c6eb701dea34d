"""The values that pass between the layers; all of them immutable."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

__all__ = ["Finding", "Location", "Report", "Severity"]


class Severity(IntEnum):
    """The severities of SHACL (section 2.1.4), in ascending order."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A point in a file; line and column count from 1 in characters, 0 where not known."""

    file: str
    line: int = 0
    column: int = 0

    @classmethod
    def of(cls, file: str, text: str, offset: int) -> "Location":
        """Where an offset into the text of the file stands."""
        return cls(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the data.

    RDF terms (focus_node, value) are in N-Triples syntax, IRIs in angle brackets; path is a SPARQL property
    path. shape and component are IRIs; shape is the nearest shape that has one, source_shape the shape itself, in
    N-Triples syntax. messages are the shape's own, as literals in N-Triples syntax, of which message is one where there
    are any; severity_iri is the shape's severity where it is none of SHACL's. related is a second place that explains
    the finding.
    """

    severity: Severity
    message: str
    focus_node: str = ""
    path: str = ""
    value: str = ""
    shape: str = ""
    component: str = ""
    location: Location | None = None
    related: Location | None = None
    remedy: str = ""
    source_shape: str = ""
    severity_iri: str = ""
    messages: tuple[str, ...] = ()

    def key(self) -> tuple[str, ...]:
        """What identifies the finding whichever engine found it: all but its place and its words."""
        return str(self.severity), self.focus_node, self.path, self.value, self.shape, self.component


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one validation and what they were found in; prefixes are those that shorten its terms.

    files and triples count all that was validated, the ontology's among them. Without an engine, none came to validate:
    the findings say why the input could not be read. unshown counts, by severity, the findings that were made but are
    left out of this report.
    """

    findings: tuple[Finding, ...]
    engine: str
    files: int = 0
    triples: int = 0
    notices: tuple[str, ...] = field(default=())
    prefixes: Mapping[str, str] = field(default_factory=dict)
    unshown: Mapping[Severity, int] = field(default_factory=dict)

    def fails(self, threshold: Severity) -> bool:
        """Whether any finding is at least as severe as the threshold."""
        return any(number and severity >= threshold for severity, number in self.counts().items())

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, shown or not, the most severe first."""
        counted = Counter(finding.severity for finding in self.findings) + Counter(self.unshown)
        return {severity: counted[severity] for severity in sorted(Severity, reverse=True)}
