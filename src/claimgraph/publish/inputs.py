"""What a site is made from, before it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from claimgraph.model import Report
from claimgraph.project import Project
from claimgraph.publish.site import Answer
from claimgraph.sources import Source

__all__ = ["Inputs"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that pages are made from, before it is read."""

    project: Project
    files: Sequence[Source]
    shapes: Sequence[Source]
    derived: bytes
    answers: Sequence[Answer]
    report: Report | None
    texts: dict[str, str]
    dumps: dict[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    """Digests of the files, by their names, as far as they are known."""

    @property
    def given(self) -> str:
        """A digest of the derived statements."""
        return sha256(self.derived).hexdigest()

    @property
    def read(self) -> Sequence[Source]:
        """The files, in the order in which they are read.

        In one go: blank nodes are named by their file's place in it, and must not be taken for one another.
        """
        return [*self.files, *self.shapes]
