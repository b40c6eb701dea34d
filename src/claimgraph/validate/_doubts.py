"""What the checks beyond SHACL find after a change: see "Incremental validation" in docs/decisions.md.

It is what they found before unless the change brings or takes a doubt. Then only a full run can tell, but for records
that nothing refers to.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from claimgraph import registry
from claimgraph.model import Finding
from claimgraph.terms import CLAIM, PREFIXES
from claimgraph.validate import CHECKS, _checks, _tally
from claimgraph.validate._base import Base
from claimgraph.validate._change import Change
from claimgraph.validate._facts import VOCABULARY, Facts
from claimgraph.validate._graph import Graph
from claimgraph.validate._job import Job
from claimgraph.validate._partial import Partial
from claimgraph.validate._places import TYPE, BeyondError, Reads
from claimgraph.validate._said import LABELS
from claimgraph.validate._shapes import Node
from claimgraph.validate._states import Changed, States
from claimgraph.validate.checks import Doubt, orphans
from claimgraph.validate.header import COMPONENT

__all__ = ["doubtful", "findings", "kept"]

_ORPHANS, *_OF_FOCUS = (COMPONENT + name for name in ("orphans", "labels", "evidence"))
_BLANK = re.compile(r"_:f\d")  # a blank node in a message
_ALONE = ("iris", "languages", "literals")  # the checks that judge most terms by themselves
_KIND = ox.NamedNode(CLAIM + "Claim")
_EVIDENCE = ox.NamedNode(CLAIM + "evidence")


def doubtful(finding: Finding) -> bool:
    """Whether it is a check that has found it."""
    return finding.component.startswith(COMPONENT)


def kept(job: Job, facts: Facts) -> dict[str, Any]:
    """What later runs need to know of the whole data, as JSON can hold it."""
    return {"checks": _tally.kept(facts, len(job.data)) if job.checks else None}


def findings(
    job: Job, base: Base, files: Sequence[Changed], change: Change, part: Partial, prefixes: Mapping[str, str]
) -> list[Finding]:
    """What the checks find, given what they found in the base; raises BeyondError where that is not certain.

    `part` knows the files, those that have changed included.
    """
    return _Run(job, base, files, change, part, prefixes).findings() if job.checks else []


class _Run:
    def __init__(
        self,
        job: Job,
        base: Base,
        files: Sequence[Changed],
        change: Change,
        part: Partial,
        prefixes: Mapping[str, str],
    ) -> None:
        self.job, self.change, self.part, self.prefixes = job, change, part, prefixes
        self.found = [finding for finding in base.report.findings if doubtful(finding)]
        known = base.usage["checks"]
        graph, data = part.files, len(job.data)
        same = [str(file) for file in graph[data:]] == [file.name for file in base.files[known["data"] :]]
        if not same or any(file.number is not None and file.number >= data for file in files):
            raise BeyondError  # another ontology
        self.ontology = part.beside(range(data, len(graph)))
        self.tally = _tally.Tally(known, job.bases)
        self.states = States(files, part.beside(range(data)))

    def findings(self) -> list[Finding]:
        """Those of the checks after the change."""
        self._use()
        described, referred = self.states.described, self.states.referred
        recorded = self.states.differing((TYPE,))
        self._miss(described, referred)
        self._fold(described | recorded)
        lonely = self._lonely(recorded | referred)
        self.part.about(lonely)
        labelled = recorded | self.states.differing(LABELS, bare=(_EVIDENCE,))
        labels = self._alike(labelled)
        claims = self.change.affected(_CLAIM, self.part) | self.change.new
        read = self.part.gather(_CLAIM, claims)
        self._remembered({str(node) for node in labelled | claims})
        numbers = sorted(self.part.read)
        graph = Graph([self.part.files[number] for number in numbers], wide=True, alone=True)
        facts = Facts(sum(number < len(self.job.data) for number in numbers))
        facts.prefixes = self.prefixes
        facts.watch(graph)
        graph.counts()
        # The check looks for claims only where terms of theirs are used, which may be in other files.
        used = any(term.value.startswith(CLAIM) for term in facts.predicates | facts.classes)
        if not used and any(kind == _KIND for *_, kind in read):
            raise BeyondError
        self._others(facts, recorded, labels, claims)
        return self._orphans(lonely, recorded | referred, facts, graph)

    def _check(self, name: str, facts: Facts) -> Iterator[Doubt]:
        """The doubts of the check of that name, if it is one of those that run."""
        if name in self.job.checks:
            yield from registry.load(CHECKS, name, "check").check(facts)

    def _use(self) -> None:
        """Make sure that the terms of the files are in order, and that no predicate or class is new or gone."""
        before, now, rest = self.states.before, self.states.now, self.states.rest
        now.prefixes, now.bases = self.prefixes, self.job.bases
        if any(True for name in _ALONE for _ in self._check(name, now)):
            raise BeyondError
        if any(term.value not in self.tally.terms for term in now.predicates | now.classes):
            raise BeyondError
        lost = not all(map(rest.uses, before.predicates - now.predicates))
        if lost or not all(rest.named(kind, typing=True) for kind in before.classes - now.classes):
            raise BeyondError

    def _miss(self, described: set[ox.NamedNode], referred: set[ox.NamedNode]) -> None:
        """Make sure that no link into the data's own namespaces leads nowhere, where the change matters to that."""
        if any(term.value in self.tally.terms for term in described):
            raise BeyondError
        for term in described:
            self.tally.describe(term, 1 if term in self.states.now.subjects else -1)
        for term in described | referred:
            if term.value not in self.tally.terms and not self.ontology.said(term):
                before, now = (
                    self.states.refers(side, term) and not self.states.describes(side, term)
                    for side in (self.states.before, self.states.now)
                )
                self.tally.miss(term, now - before)
        if "links" in self.job.checks and self.tally.missed():
            raise BeyondError

    def _fold(self, terms: set[ox.NamedNode]) -> None:
        """Make sure that no other subject differs from the terms by upper and lower case alone."""
        here = Counter(term.value.lower() for term in self.states.before.subjects | self.states.now.subjects)
        for term in terms if "iris" in self.job.checks else ():
            value = term.value.lower()
            others = self.tally.folds(value)
            if value != term.value:
                others -= self.states.describes(self.states.before, term)
                others += self.states.describes(self.states.before, ox.NamedNode(value))
            if others or here[value] > 1:
                raise BeyondError

    def _lonely(self, terms: set[ox.NamedNode]) -> set[ox.NamedNode]:
        """Which of the terms, those that are recorded or referred to otherwise than before, stand alone now."""
        if "orphans" not in self.job.checks:
            return set()
        for side, number in ((self.states.before, -1), (self.states.now, 1)):
            for term in terms:
                kinds = self.states.kinds(side, term)
                if any(kind.value.startswith(VOCABULARY) for kind in kinds):
                    raise BeyondError  # terms of a vocabulary are judged otherwise
                self.tally.record(kinds, not self.states.refers(side, term), number)
        if self.tally.turned():
            raise BeyondError
        lonely = {term for term in terms if not self.states.refers(self.states.now, term)}
        return {term for term in lonely if any(map(self.tally.alone, self.states.kinds(self.states.now, term)))}

    def _alike(self, subjects: set[ox.NamedNode]) -> set[ox.Literal]:
        """The labels of those subjects that labels tell apart; read is who else has them."""
        said = self.part.about(subjects)
        labels = {
            label
            for subject in subjects
            if not any(predicate == _EVIDENCE for predicate, _ in said(subject))
            for predicate, label in said(subject)
            if predicate in LABELS and isinstance(label, ox.Literal)
        }
        had = self.part.mentions(labels, LABELS)
        self.part.about(subject for label in labels for _, subject in had(label))
        return labels

    def _others(self, facts: Facts, recorded: set[ox.NamedNode], labels: set[ox.Literal], claims: set[Node]) -> None:
        """Make sure that nothing else is doubtful, in those files that tell."""
        if any(doubt.term in recorded for doubt in self._check("entities", facts)):
            raise BeyondError
        if any(doubt.term in labels for doubt in self._check("labels", facts)):
            raise BeyondError
        names = {"", *map(str, claims)}
        if any(doubt.term in claims or doubt.focus in names for doubt in self._check("evidence", facts)):
            raise BeyondError

    def _remembered(self, names: set[str]) -> None:
        """Make sure that no known finding is about what has changed, or in a file that has."""
        terms = set(map(str, self.states.terms))
        for finding in self.found:
            if finding.component == _ORPHANS:
                continue
            here = finding.location and finding.location.file in self.states.touched
            # What is doubted is the value, whoever has it, or the focus node where there is none.
            if here or (finding.value or finding.focus_node) in terms or _BLANK.search(finding.message):
                raise BeyondError
            if finding.component in _OF_FOCUS and finding.focus_node in names | {""}:
                raise BeyondError

    def _orphans(
        self, lonely: set[ox.NamedNode], judged: set[ox.NamedNode], facts: Facts, graph: Graph
    ) -> list[Finding]:
        """All that the checks find, those that stand alone being found again where something has changed."""
        known = {finding.focus_node for finding in self.found if finding.component == _ORPHANS}
        again = lonely | {term for term in self.states.now.subjects - judged if str(term) in known}
        doubts: dict[object, list[tuple[str, Doubt]]]
        doubts = {term: [("orphans", orphans.doubt(term, self.prefixes))] for term in again}
        files = graph.blocks[: sum(number < len(self.job.data) for number in self.part.read)]
        new, notices = _checks.placed(doubts, {"orphans": orphans.SEVERITY}, files, facts.predicates)
        if notices:
            raise BeyondError
        names = set(map(str, judged))

        def anew(finding: Finding) -> bool:
            here = finding.location is not None and finding.location.file in self.states.touched
            return finding.component == _ORPHANS and (here or finding.focus_node in names)

        return [finding for finding in self.found if not anew(finding)] + list(filter(anew, new))


def _around() -> Reads:
    """What the check of evidence reads around a claim."""
    claim = Reads()
    claim.kinds = True
    passage = claim.step((_EVIDENCE, False))
    passage.step((ox.NamedNode(CLAIM + "sha256"), False))
    document = passage.step((ox.NamedNode(PREFIXES["oa"] + "hasSource"), False))
    document.outgoing = {TYPE, ox.NamedNode(CLAIM + "characters")}
    selector = passage.step((ox.NamedNode(PREFIXES["oa"] + "hasSelector"), False))
    selector.outgoing = {ox.NamedNode(PREFIXES["oa"] + name) for name in ("start", "end")}
    return claim


_CLAIM = _around()
