"""Validate what can be affected by a change, and take the rest from what a full run has left behind.

How this comes to the answer of a full run is told in docs/decisions.md, "Incremental validation".
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from claimgraph import formats, locate
from claimgraph.errors import InputError
from claimgraph.locate import Blocks
from claimgraph.model import Finding, Report
from claimgraph.sources import Source, unpacked
from claimgraph.validate import _base, _engine
from claimgraph.validate._base import Base, Index
from claimgraph.validate._graph import Graph
from claimgraph.validate._job import Job
from claimgraph.validate._partial import Partial, Statement, statements
from claimgraph.validate._reads import SUBCLASS, TYPE, Reads, around
from claimgraph.validate._run import located, merged, order, work
from claimgraph.validate._shapes import Node, Shapes

__all__ = ["full", "partial"]

Cells = dict[Node, set[Node]]  # predicates by the node on one side of the changed triples

_SHARE = 4  # a run over more than one in so many of the files is not worth its while
_BLANK = re.compile(r"_:f(\d+)(b\d+)")


def full(job: Job) -> tuple[Report, Index | None]:
    """The report of a full run, and the index that a partial run needs; none where there can be none."""
    graph = Graph(job.graph(), objects=True)
    report = work(job, graph)
    useful = report.triples and report.engine.startswith("fast") and around(Shapes(job.shapes))
    return report, _base.index(graph) if useful else None


def partial(job: Job, base: Base, before: Mapping[str, bytes], digests: Sequence[str]) -> Report | None:
    """The report of a full run, from a base with the same shapes; None where only a full run can tell it.

    `before` has the texts of those files of the base that have changed or are no more; `digests` are those of the
    job's files now. Raises as validate() does.
    """
    shapes = Shapes(job.shapes)
    reads = around(shapes)
    files = job.graph()
    known = {file.name: file for file in base.files}
    same = {str(f): i for i, f in enumerate(files) if (k := known.get(str(f))) and k.digest == digests[i]}
    changed = [index for index, file in enumerate(files) if str(file) not in same]
    if reads is None or len(changed) > _most(files):
        return None

    indexed = {index: Blocks(files[index]) for index in changed}
    counts = [known[str(file)].count if str(file) in same else indexed[i].index() for i, file in enumerate(files)]
    tables = [
        base.tables[known[str(file)].table] if str(file) in same else indexed[i].prefixes
        for i, file in enumerate(files)
    ]
    prefixes = merged(_distinct(tables), shapes, job)
    triples = sum(counts[: len(job.data)])
    if list(prefixes.items()) != list(base.report.prefixes.items()) or not triples:
        return None

    now = {index: statements(files[index], index) for index in changed}
    old = {name: _parsed(name, text) for name, text in before.items()}
    change = _Change([(old.get(str(files[i]), []), now[i]) for i in changed], [old[n] for n in old.keys() - _names(files, changed)])
    if change.beyond:
        return None
    part = Partial(files, base, same)
    for index, said in now.items():
        part.add(index, said)

    affected = change.affected(reads, part)
    renamed = _Renaming([file.name for file in base.files], [str(file) for file in files])
    kept: list[Finding] = []
    touched = {str(files[index]) for index in changed} | before.keys()
    for finding in base.report.findings:
        here = renamed.finding(finding)
        if here is None:
            continue  # of a blank node of a file that is another now
        if here.focus_node.startswith('"'):
            return None
        # Where it stands may have changed as well.
        spots = {place.file for place in (here.location, here.related) if place}
        if spots & touched or change.mentions(here.focus_node) or change.mentions(here.value):
            affected.add(locate.term(here.focus_node))
        kept.append(here)
    _gather(reads, part, affected)
    if len(part.read) > _most(files):
        return None
    return _answer(job, base, shapes, part, affected, kept, prefixes, triples)


def _most(files: Sequence[Source]) -> float:
    return len(files) / _SHARE


def _names(files: Sequence[Source], indices: Iterable[int]) -> set[str]:
    return {str(files[index]) for index in indices}
