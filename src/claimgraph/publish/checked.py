"""Passages checked against the documents, where whoever builds the site holds these."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from claimgraph import evidence
from claimgraph.census import Census
from claimgraph.model import Severity
from claimgraph.publish.programs import program
from claimgraph.sources import Source

__all__ = ["Checked", "Tally", "Wrong", "check", "checked_key"]


class Tally(NamedTuple):
    """How many passages of a document are the text that was coded, are not, and could not be checked."""

    document: str
    right: int
    wrong: int
    unchecked: int


class Wrong(NamedTuple):
    """What is the matter with a passage; the claim is in N-Triples syntax."""

    severity: str
    message: str
    claim: str


class Checked(NamedTuple):
    """What came of a check: a tally for each document, by their IRIs, and the faults, violations first."""

    documents: Sequence[Tally]
    faults: Sequence[Wrong]
    incomplete: int
    """How many passages lack a part that would be needed, or a record of their document."""


def check(files: Sequence[Source], documents: Path) -> Checked:
    """Check every passage of the files against the documents in a folder; raises as `evidence.verify`."""
    found = evidence.verify(files, documents)
    wrong, unchecked = (Counter(one.document for one in part) for part in (found.wrong, found.unchecked))
    every = Counter(one.document for one in (*found.checked, *found.unchecked))
    faults = sorted(found.findings, key=lambda one: (-one.severity, one.focus_node, one.message))
    violations = sum(one.severity is Severity.VIOLATION for one in faults)
    return Checked(
        [
            Tally(iri, count - wrong[iri] - unchecked[iri], wrong[iri], unchecked[iri])
            for iri, count in sorted(every.items())
        ],
        [Wrong(str(one.severity), one.message, one.focus_node) for one in faults],
        violations - len(found.wrong),
    )


def checked_key(census: Census, documents: str) -> str:
    """A digest of all that decides on a check: what the data say of passages, and a digest of the documents."""
    return hashlib.sha256(repr((program(), census.digest(evidence.PROPERTIES), documents)).encode()).hexdigest()
