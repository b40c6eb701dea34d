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
from claimgraph.validate import _align, _base, _doubts, _engine
from claimgraph.validate._base import Base, Index, Predicates
from claimgraph.validate._change import Change
from claimgraph.validate._graph import Graph
from claimgraph.validate._job import Job
from claimgraph.validate._partial import Partial, Statement, statements
from claimgraph.validate._places import BeyondError
from claimgraph.validate._reads import Around, around
from claimgraph.validate._renames import moved, renamed, sure, written
from claimgraph.validate._run import located, merged, observed, order
from claimgraph.validate._shapes import Node, Shapes
from claimgraph.validate._states import Changed
from claimgraph.validate._usage import unchanged

__all__ = ["full", "partial"]

_GONE = 10**9  # a file's index that none has today
_SIMPLE = re.compile(r"\^?<[^<>\s]*>")  # a path of one step


def full(job: Job) -> tuple[Report, Index | None]:
    """The report of a full run, and the index that partial() needs, where it could be of use; raises as validate()."""
    predicates = Predicates()
    report, usage, facts, graph = observed(job, wide=True, watcher=predicates)
    useful = report.triples and report.engine.startswith("fast") and around(Shapes(job.shapes))
    return report, _base.index(
        graph, predicates.found, usage.kept(graph) | _doubts.kept(job, facts)
    ) if useful else None


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
        self.now: dict[int, list[Statement]] = {}
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
        self.now = {index: statements(self.files[index], index) for index in self.changed}
        for index, triples_ in self.now.items():
            part.add(index, triples_)
        kinds = {str(file): file.format for file in self.files}
        old = {name: _parsed(name, text, kinds.get(name)) for name, text in self.before.items()}
        files: list[Changed] = []
        renames: dict[str, dict[Node, Node]] = {}
        for index, triples_ in self.now.items():
            name = str(self.files[index])
            before = old.pop(name, [])
            renames[name] = _align.alike(before, triples_)
            files.append(Changed(name, index, _align.renamed(before, renames[name]), triples_))
        files += [Changed(name, None, gone, []) for name, gone in old.items()]
        pairs = [(file.before, file.now) for file in files]
        self._compare(pairs)
        change = Change(pairs)
        checked = _doubts.findings(self.job, self.base, files, change, part, prefixes)
        affected = change.new.union(*(target.affected(change, part) for target in reads.targets))

        # Of paths of several steps, what lies between their ends can have changed as well.
        far = {f.focus_node for f in self.base.report.findings if f.path and not _SIMPLE.fullmatch(f.path)}
        apart = {str(node) for node in change.affected(reads.between, part)} if far else set()

        remembered = list(self._remembered(renames))
        changed = {str(self.files[index]) for index in self.changed} | self.before.keys()
        for finding in remembered:
            # Where a finding stands may have changed though what it says has not.
            ends = finding.focus_node, finding.value
            shown = {place.file for place in (finding.location, finding.related) if place}
            if shown & changed or finding.focus_node in apart or any(map(change.mentions, ends)):
                if finding.source_shape in reads.apart:
                    raise BeyondError
                affected.add(locate.term(finding.focus_node))
        names = {str(node) for node in affected}
        findings = [f for f in remembered if f.source_shape in reads.apart or f.focus_node not in names]
        if affected:
            found = self._found(part, shapes, reads, affected, prefixes)
            findings += [finding for finding in found if finding.source_shape not in reads.apart]
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

    def _remembered(self, names: Mapping[str, Mapping[Node, Node]]) -> Iterator[Finding]:
        """The findings of the base, but for those about blank nodes that are no more.

        `names` has, for each file that has changed, the names now of blank nodes that it had before.
        """
        places: dict[int, int | Mapping[str, str]] = {}
        for number, file in enumerate(self.base.files):
            if file.name in self.same:
                places[number] = self.same[file.name]
            elif file.name in names:
                places[number] = {f"b{old.value.partition('b')[2]}": str(new) for old, new in names[file.name].items()}
        for finding in self.base.report.findings:
            if _doubts.doubtful(finding):
                continue
            sure(finding.focus_node, finding.message, *finding.messages)
            focus, value = renamed(finding.focus_node, places), renamed(finding.value, places)
            if focus is not None:
                # A value that is no more will be found anew, by another name, or not at all.
                yield replace(finding, focus_node=focus, value=finding.value if value is None else value)

    def _found(
        self, part: Partial, shapes: Shapes, reads: Around, nodes: set[Node], prefixes: Mapping[str, str]
    ) -> list[Finding]:
        """The findings about the nodes, from a run over those statements that matter to them."""
        text, blanks = written(set().union(*(target.gather(part, nodes) for target in reads.targets)))
        graph = Graph([Source(Path("changed.nt"), FORMATS["ntriples"], text)])
        outcome = _engine.run(self.job.engine, graph, shapes, self.job.inference, [])
        if outcome.engine != self.base.report.engine:
            raise BeyondError
        names = {str(node) for node in nodes}
        results = []
        for result in (moved(each, {0: blanks}) for each in outcome.results):
            relevant = result.focus_node in names
            sure(result.focus_node, *(result.messages if relevant else ()))
            results += [result] if relevant else []
        # What is said of focus nodes and values tells where they stand; or where they are mentioned, if nothing is.
        near = part.beside(range(len(self.files)))
        for index, triples in self.now.items():
            near.add(index, triples)
        focused = {locate.term(result.focus_node) for result in results}
        said = near.about(focused | {locate.term(result.value) for result in results if result.value})
        near.mentions(node for node in focused if not said(node))
        far = (result.focus_node for result in results if result.path and not _SIMPLE.fullmatch(result.path))
        near.gather(reads.between, map(locate.term, far))
        numbers = sorted({*near.read, *self.changed})
        graph = Graph([self.files[number] for number in numbers])
        inside = {number: place for place, number in enumerate(numbers)}
        found = located([moved(result, inside) for result in results], graph, shapes, prefixes)
        return [
            replace(finding, focus_node=result.focus_node, value=result.value)
            for finding, result in zip(found, results, strict=True)
        ]


def _parsed(name: str, text: bytes, kind: RdfFormat | None) -> list[Statement]:
    """The triples of a file as it was; one that is gone is of the format that its name tells."""
    path = Path(name)
    data = gzip.decompress(text) if path.suffix.lower() == ".gz" else text
    return statements(Source(path, kind or formats.of_path(path) or FORMATS["turtle"], data), _GONE)
