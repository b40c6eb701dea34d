"""Validate what a change can affect, and take the rest from what a full run has left behind.

That this gives the report of a full run is argued in docs/decisions.md, "Incremental validation".
"""

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from claimgraph import formats, locate
from claimgraph.errors import RdfSyntaxError
from claimgraph.formats import FORMATS, RdfFormat
from claimgraph.locate import Blocks
from claimgraph.model import Finding, Report
from claimgraph.sources import Source
from claimgraph.validate import _base, _doubts, _engine
from claimgraph.validate._base import Base, Index
from claimgraph.validate._change import Change
from claimgraph.validate._graph import Graph
from claimgraph.validate._job import Job
from claimgraph.validate._partial import BeyondError, Partial, Statement, statements
from claimgraph.validate._reads import Reads, around
from claimgraph.validate._run import located, merged, observed, order
from claimgraph.validate._shapes import Node, Shapes
from claimgraph.validate._usage import unchanged
from claimgraph.validate.engines import Result

__all__ = ["full", "partial"]

_GONE = 10**9  # a file's index that none has today
_BLANK = re.compile(r"_:f(\d+)(b\d+)")


def full(job: Job) -> tuple[Report, Index | None]:
    """The report of a full run, and the index that partial() needs, where it could be of use; raises as validate()."""
    report, usage, facts, graph = observed(job, wide=True)
    useful = report.triples and report.engine.startswith("fast") and around(Shapes(job.shapes))
    return report, _base.index(graph, usage.kept(graph) | _doubts.kept(facts)) if useful else None


def partial(
    job: Job, digests: Sequence[str], sizes: Sequence[int], base: Base, before: Mapping[str, bytes]
) -> Report | None:
    """The report of a full run; None where only a full run can tell it. Raises as validate() does.

    The base is that of a run with the same shapes; `digests` and `sizes` are those of the job's files now, `before` the
    texts of those files of the base that have changed since or are gone.
    """
    try:
        return _Run(job, digests, sizes, base, before).report()
    except (BeyondError, RdfSyntaxError):
        # Where a file does not parse, a full run says so of every other that does not, too.
        return None


class _Run:
    def __init__(
        self, job: Job, digests: Sequence[str], sizes: Sequence[int], base: Base, before: Mapping[str, bytes]
    ) -> None:
        self.job = job
        self.sizes = sizes
        self.base = base
        self.files = job.graph()
        self.before = before
        known = {file.name: file for file in base.files}
        self.known = [
            entry if (entry := known.get(str(file))) and entry.digest == digest else None
            for file, digest in zip(self.files, digests, strict=True)
        ]
        self.same = {entry.name: index for index, entry in enumerate(self.known) if entry}
        self.changed = [index for index, entry in enumerate(self.known) if entry is None]
        places = [self.same[file.name] for file in base.files if file.name in self.same]
        if places != sorted(places):
            raise BeyondError

    def report(self) -> Report:
        part = Partial(self.files, self.sizes, self.base, self.same)
        shapes = Shapes(self.job.shapes)
        reads = around(shapes)
        if reads is None:
            raise BeyondError
        prefixes, triples = self._summary(shapes)
        now = {index: statements(self.files[index], index) for index in self.changed}
        for index, triples_ in now.items():
            part.add(index, triples_)
        kinds = {str(file): file.format for file in self.files}
        old = {name: _parsed(name, text, kinds.get(name)) for name, text in self.before.items()}
        paired = [(old.pop(str(self.files[index]), []), triples_) for index, triples_ in now.items()]
        pairs = [*paired, *((gone, []) for gone in old.values())]
        self._compare(pairs)
        if self.job.checks:
            rest = Partial(self.files, self.sizes, self.base, self.same)
            _doubts.compare(self.job, self.base, self.changed, pairs, rest)
        change = Change(pairs)
        affected = change.affected(reads, part)

        remembered = list(self._remembered())
        checked = [finding for finding in self.base.report.findings if _doubts.doubtful(finding)]
        changed = {str(self.files[index]) for index in self.changed} | self.before.keys()
        for finding in remembered:
            # Where a finding stands may have changed though what it says has not.
            files = {place.file for place in (finding.location, finding.related) if place}
            if files & changed or change.mentions(finding.focus_node) or change.mentions(finding.value):
                affected.add(locate.term(finding.focus_node))
        names = {str(node) for node in affected}
        findings = [finding for finding in remembered if finding.focus_node not in names]
        findings += self._found(part, shapes, reads, affected, prefixes) if affected else []
        return replace(
            self.base.report,
            findings=tuple(sorted([*findings, *checked], key=order)),
            files=len(self.files),
            triples=triples,
            prefixes=prefixes,
        )

    def _compare(self, pairs: Sequence[tuple[list[Statement], list[Statement]]]) -> None:
        """Make sure that what the shapes meet in the data, of which notices tell, is what it was."""
        names = {file.name for file in self.base.files} ^ {str(file) for file in self.files}
        before, now = ([triple for pair in pairs for triple in pair[side]] for side in (0, 1))
        if not unchanged(self.base.usage, self.same.keys(), bool(names), before, now):
            raise BeyondError

    def _summary(self, shapes: Shapes) -> tuple[dict[str, str], int]:
        """The prefixes, which have to be those of the base because all messages use them, and the number of triples."""
        counts, tables = [], []
        for file, entry in zip(self.files, self.known, strict=True):
            if entry:
                counts.append(entry.triples)
                tables.append(self.base.tables[entry.table])
            else:
                blocks = Blocks(file)
                counts.append(blocks.index())
                tables.append(blocks.prefixes)
        prefixes = merged(tables, shapes, self.job)
        if list(prefixes.items()) != list(self.base.report.prefixes.items()) or not sum(counts[: len(self.job.data)]):
            raise BeyondError
        return prefixes, sum(counts)

    def _remembered(self) -> Iterator[Finding]:
        """The findings of the base, but for those about blank nodes of files that are no more what they were."""
        places = {number: self.same[file.name] for number, file in enumerate(self.base.files) if file.name in self.same}
        for finding in self.base.report.findings:
            if _doubts.doubtful(finding):
                continue
            if finding.focus_node.startswith('"'):
                raise BeyondError  # an engine may write a literal otherwise than the parser
            focus, value = _renamed(finding.focus_node, places), _renamed(finding.value, places)
            if focus is not None:
                # The value may be of a file that has changed; then the finding will be found anew or not at all.
                yield replace(finding, focus_node=focus, value=finding.value if value is None else value)

    def _found(
        self, part: Partial, shapes: Shapes, reads: Reads, nodes: set[Node], prefixes: Mapping[str, str]
    ) -> list[Finding]:
        """The findings about the nodes, from a run over the files that matter to them."""
        said = part.about(nodes)
        # A node of which nothing is said is shown where it is mentioned.
        part.mentions(node for node in nodes if not said(node))
        part.gather(reads, nodes)
        numbers = sorted(part.read)
        graph = Graph([self.files[number] for number in numbers])
        outcome = _engine.run(self.job.engine, graph, shapes, self.job.inference, [])
        if outcome.engine != self.base.report.engine:
            raise BeyondError
        if any(result.focus_node.startswith('"') for result in outcome.results):
            raise BeyondError  # an engine may write a literal otherwise than the parser
        names = {str(node) for node in nodes}
        results = [_moved(result, dict(enumerate(numbers))) for result in outcome.results]
        results = [result for result in results if result.focus_node in names]
        # A value is shown with what is said of it elsewhere.
        part.about(locate.term(result.value) for result in results if result.value.startswith("<"))
        if len(part.read) > len(numbers):
            numbers = sorted(part.read)
            graph = Graph([self.files[number] for number in numbers])
        inside = {number: place for place, number in enumerate(numbers)}
        found = located([_moved(result, inside) for result in results], graph, shapes, prefixes)
        return [
            replace(finding, focus_node=result.focus_node, value=result.value)
            for finding, result in zip(found, results, strict=True)
        ]


def _moved(result: Result, places: Mapping[int, int]) -> Result:
    """The result where the files have other places, all of which are known."""
    focus, value = _renamed(result.focus_node, places), _renamed(result.value, places)
    return result._replace(focus_node=focus or "", value=value or "")


def _renamed(term: str, places: Mapping[int, int]) -> str | None:
    """The term as it is called where its file has another place; None where that has none."""
    if term.startswith("<<"):
        raise BeyondError  # a triple term, in which there may be blank nodes
    blank = _BLANK.fullmatch(term)
    if blank is None:
        return term
    place = places.get(int(blank[1]))
    return None if place is None else f"_:f{place}{blank[2]}"


def _parsed(name: str, text: bytes, kind: RdfFormat | None) -> list[Statement]:
    """The triples of a file as it was; one that is gone is of the format that its name tells."""
    path = Path(name)
    data = gzip.decompress(text) if path.suffix.lower() == ".gz" else text
    return statements(Source(path, kind or formats.of_path(path) or FORMATS["turtle"], data), _GONE)
