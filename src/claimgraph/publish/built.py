"""What there is to say of a build when it is done."""

from dataclasses import dataclass

from claimgraph.model import Finding

__all__ = ["Built"]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: pages with what lies beside them, those of them that were kept, and what went amiss."""

    pages: int
    kept: int
    findings: int
    unanswered: tuple[str, ...] = ()
    broken: tuple[Finding, ...] = ()
    """The promises of earlier releases that the project does not keep; where there are any, nothing was made."""
    unchanged: bool = False
    """Whether there was nothing to do, because the site is what this project gives; the rest is of when it was made."""
