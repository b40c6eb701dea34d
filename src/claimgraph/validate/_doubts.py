"""Whether the checks beyond SHACL find after a change what they found before.

They do where all that they take up of the data is the same as a whole, and no finding of theirs is about a changed file
or about what one mentions: see "Incremental validation" in docs/decisions.md.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from claimgraph.locate import Batch
from claimgraph.model import Finding
from claimgraph.validate._base import Base
from claimgraph.validate._columns import Columns, rows
from claimgraph.validate._facts import Facts
from claimgraph.validate._job import Job
from claimgraph.validate._partial import BeyondError, Partial, Statement
from claimgraph.validate.header import COMPONENT

__all__ = ["compare", "doubtful", "kept"]

_BLANK = re.compile(r"^_:f\d+b")
_MOST = 30  # terms that are looked for elsewhere; each takes some milliseconds

Pair = tuple[list[Statement], list[Statement]]


def doubtful(finding: Finding) -> bool:
    """Whether it is a check that has found it."""
    return finding.component.startswith(COMPONENT)


def kept(facts: Facts) -> dict[str, Any]:
    """What compare() needs to know of the whole data, as JSON can hold it."""
    return {name: sorted(map(str, getattr(facts, name))) for name in ("predicates", "classes")}


def compare(job: Job, base: Base, changed: Collection[int], pairs: Sequence[Pair], rest: Partial) -> None:
    """Make sure that the checks find what they found in the base; raises BeyondError where that is not certain.

    `changed` are the numbers of the files that have changed; each pair has the triples that one of them had and has;
    `rest` knows the files that have not changed.
    """
    names = [str(file) for file in job.graph()]
    if names != [file.name for file in base.files] or max(changed, default=0) >= len(job.data):
        raise BeyondError
    files = {names[number] for number in changed}
    mentioned = {str(term) for pair in pairs for triples in pair for triple in triples for term in triple}
    for finding in filter(doubtful, base.report.findings):
        here = finding.location and finding.location.file in files
        # What is doubted is the value, whoever has it, or the focus node where there is none.
        if here or (finding.value or finding.focus_node) in mentioned:
            raise BeyondError
    targets = {*base.usage["unused"], *(term for _, terms in base.usage["used"] for term in terms)}
    for before, now in pairs:
        # A shape may have a literal for its target, and of most literals the columns know nothing.
        literals = {f"n{term}" for *_, term in {*before} ^ {*now} if isinstance(term, ox.Literal)}
        alike = _rows(before) == _rows(now) and _alike(_columns(before), _columns(now), base.usage, rest)
        if literals & targets or not alike:
            raise BeyondError


def _columns(triples: list[Statement]) -> Columns:
    columns = Columns()
    if triples:
        columns.read(0, Batch(0, [ox.Quad(*triple) for triple in triples]))
    return columns


def _alike(before: Columns, now: Columns, known: Mapping[str, Any], rest: Partial) -> bool:
    """Whether the data as a whole gives the checks the same with the one as with the other."""
    if before.languages != now.languages:
        return False
    for name, old, new in (
        ("predicates", before.roles.keys(), now.roles.keys()),
        ("classes", before.classes, now.classes),
    ):
        # Whether others still have one that is gone, nobody has counted.
        if not old <= new or not {str(term) for term in new} <= set(known[name]):
            return False
    subjects = before.subjects ^ now.subjects
    objects = (before.objects ^ now.objects) | (before.literals ^ now.literals)
    if len(subjects) + len(objects) > _MOST:
        return False
    return all(map(rest.said, subjects)) and all(map(rest.named, objects))


def _rows(triples: list[Statement]) -> list[tuple[object, ...]]:
    """The statements that are kept, blank nodes by their number in the file."""
    return [tuple(_BLANK.sub("_:b", str(part)) for part in row) for row in rows(triples)]
