"""What a site is made from, before it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claimgraph.model import Report
from claimgraph.project import Project
from claimgraph.publish.checked import Checked
from claimgraph.publish.history import Release
from claimgraph.publish.stored import Stored
from claimgraph.query.named import NamedQuery
from claimgraph.query.result import Result
from claimgraph.sources import Source

__all__ = ["Answer", "Found", "Inputs", "Stowed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A named query and its answer, or why there is none."""

    query: NamedQuery
    result: Result | None
    failure: str = ""
    again: bool = False
    """Whether it might have an answer the next time: where it took too long, or the engine failed."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What pages are made from as it stands in files."""

    project: Project
    files: Sequence[Source]
    shapes: Sequence[Source]
    texts: Mapping[str, str]
    """The project's own pages, by name, in Markdown."""
    releases: Sequence[Release] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    """Digests of the files, by their names, as far as they are known."""

    @property
    def read(self) -> Sequence[Source]:
        """The files, in the order in which they are read.

        In one go: blank nodes are named by their file's place in it, and must not be taken for one another.
        """
        return [*self.files, *self.shapes]


@dataclass(frozen=True, slots=True)
class Since:
    """How derived statements differ from earlier ones, which have that digest: the lines that are new, or no more."""

    before: str
    lines: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Stowed:
    """What a build leaves to the next, put aside until the site is there."""

    files: Sequence[tuple[Path, str]]
    """Those that are new, and their places in what is kept."""
    names: Mapping[str, Sequence[str]]
    """What stays in each of its folders."""


@dataclass(frozen=True, slots=True)
class Found:
    """What else they are made from: what the steps of a build give. And what is kept of it for the next."""

    derived: Stored
    """What follows, in N-Triples."""
    report: Report | None = None
    answers: Sequence[Answer] = ()
    dumps: Mapping[str, Stored] = field(default_factory=dict)
    checked: Checked | None = None
    """What came of a check of the passages; None where whoever builds holds no documents."""
    kept: Stowed | None = None
    """For whoever is told of the site as a whole."""
    since: Since | None = None
    """How the derived statements differ from those before, where that is known."""
