"""Run the checks beyond SHACL, and make findings of what they doubt."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from claimgraph import registry
from claimgraph.locate import OBJECT, PREDICATE, SUBJECT, Blocks, Request, mentions, places
from claimgraph.model import Finding, Severity
from claimgraph.terms import term_curie
from claimgraph.validate import CHECKS
from claimgraph.validate._facts import Facts
from claimgraph.validate._graph import Graph
from claimgraph.validate._shapes import SH, Shapes
from claimgraph.validate._usage import Usage
from claimgraph.validate.checks import Doubt, some
from claimgraph.validate.checks.shapes import lint as lint_shapes
from claimgraph.validate.header import COMPONENT

__all__ = ["MOST", "idle", "lint", "lints", "placed", "run"]

MOST = 100  # mentions of one term in one file that are shown: a wrong namespace can stand in a million lines

_Doubts = Mapping[object, Sequence[tuple[str, Doubt]]]


def run(names: Sequence[str], facts: Facts, graph: Graph, data: int) -> tuple[list[Finding], list[str]]:
    """What the checks of those names find in the first `data` files of the graph, the others being the ontology.

    And notices of what is not shown. Raises UsageError for a check that there is not.
    """
    modules = {name: registry.load(CHECKS, name, "check") for name in names}
    doubts: dict[object, list[tuple[str, Doubt]]] = defaultdict(list)
    for name, module in modules.items():
        for doubt in module.check(facts) if hasattr(module, "check") else ():
            doubts[doubt.term].append((name, doubt))
    severities = {name: module.SEVERITY for name, module in modules.items()}
    return placed(doubts, severities, graph.blocks[:data], facts.predicates)


def placed(
    doubts: _Doubts, severities: Mapping[str, Severity], files: Sequence[Blocks], predicates: Collection[object]
) -> tuple[list[Finding], list[str]]:
    """The findings where the files give rise to the doubts, which are by term, and notices of what is not shown.

    The severities are those of the checks; `predicates` are those of the data.
    """
    findings: list[Finding] = []
    notices: list[str] = []
    # Of these only a reading of all statements tells where they are used; all else is found by numbers and hashes.
    unindexed = {term for term in doubts if term in predicates or isinstance(term, str)}
    numbers: dict[int, set[int]] = defaultdict(set)
    for term in doubts:
        if isinstance(term, tuple):
            numbers[term[0]].add(term[1])
    for index, file in enumerate(files if doubts else ()):
        numbers[index].update(_users(file, unindexed) if unindexed else ())
        quads = mentions(file, doubts, numbers[index])
        shown = Counter[tuple[str, object]]()
        for statement, part, quad, name, doubt in _doubted(quads, index, doubts):
            shown[name, doubt.term] += 1
            if shown[name, doubt.term] > MOST:
                continue
            focus = str(quad.subject) if isinstance(quad.subject, ox.NamedNode) else ""
            findings.append(
                Finding(
                    severity=severities[name],
                    message=doubt.message,
                    focus_node=doubt.focus or focus,
                    path=str(quad.predicate) if part == OBJECT else "",
                    value="" if part == SUBJECT else _named(quad[part]),
                    component=COMPONENT + name,
                    location=file.place(statement, part),
                    remedy=doubt.remedy,
                )
            )
        for (name, _), number in shown.items():
            if number > MOST:
                more = f"{number - MOST:,} more findings of the check {name} about the same term are not shown."
                notices.append(f"{file.source}: {more}")
    return findings, notices


def lints(names: Sequence[str]) -> bool:
    """Whether any of the checks of those names is about the shapes; raises UsageError for one that there is not."""
    return any(hasattr(registry.load(CHECKS, name, "check"), "lint") for name in names)


def lint(names: Sequence[str], shapes: Shapes, usage: Usage, prefixes: Mapping[str, str]) -> list[Finding]:
    """What the checks of those names find in the shapes."""
    findings = []
    for name in names:
        module = registry.load(CHECKS, name, "check")
        for idle in module.lint(shapes, usage, prefixes) if hasattr(module, "lint") else ():
            value = str(idle.term) if idle.name else ""
            request = Request(str(idle.shape), f"<{SH}{idle.name}>" if idle.name else "", value)
            (place,) = places(shapes.graph.blocks, [request])
            findings.append(
                Finding(
                    severity=module.SEVERITY,
                    message=idle.message,
                    focus_node=str(idle.shape),
                    path=request.path,
                    value=value,
                    component=COMPONENT + name,
                    location=place.location,
                )
            )
    return findings


def idle(shapes: Shapes, usage: Usage, prefixes: Mapping[str, str]) -> Iterator[str]:
    """A notice of the targets that match nothing and the predicates of paths that no triple has, if there are any."""
    found = list(lint_shapes(shapes, usage, prefixes))
    targets = sorted({term_curie(str(each.term), prefixes) for each in found if each.step is None})
    steps = sorted({term_curie(str(each.step), prefixes) for each in found if each.step is not None})
    parts = [f"nothing in the data matches the target{'s' * (len(targets) > 1)} {some(targets)}"] if targets else []
    parts += [f"no triple has the predicate{'s' * (len(steps) > 1)} {some(steps)}"] if steps else []
    if parts:
        yield f"{', and '.join(parts)}. Is a name of the shapes misspelt? --check shapes shows where each stands."


def _named(term: object) -> str:
    # The parser gives blank nodes another name in each run.
    return "" if isinstance(term, ox.BlankNode) else str(term)


def _users(file: Blocks, terms: Collection[object]) -> Iterator[int]:
    """The numbers of the statements with one of those predicates, or with an object in one of those languages."""
    tags = any(isinstance(term, str) for term in terms)
    for number, quad in enumerate(file.statements()):
        if quad.predicate in terms or (tags and _tag(quad.object) in terms):
            yield number


def _tag(term: object) -> str:
    """How a doubt calls all literals in the language of the term; "" where it has none."""
    return f"@{term.language}" if isinstance(term, ox.Literal) and term.language else ""


def _doubted(
    quads: Iterable[tuple[int, ox.Quad]], index: int, doubts: _Doubts
) -> Iterator[tuple[int, int, ox.Quad, str, Doubt]]:
    """Where the file gives rise to the doubts: number of the statement, part of it, the statement, check, doubt."""
    seen: set[tuple[str, object]] = set()
    for number, quad in quads:
        keys: list[tuple[int, object]] = [(SUBJECT, quad.subject), (PREDICATE, quad.predicate), (OBJECT, quad.object)]
        keys += [(OBJECT, _tag(quad.object)), (OBJECT, (index, number))]
        for part, key in keys:
            for name, doubt in doubts.get(key, ()):
                if doubt.subject != (part == SUBJECT) or (doubt.about and quad.subject not in doubt.about):
                    continue
                if doubt.subject:
                    if (name, key) in seen or (doubt.files and index not in doubt.files):
                        continue
                    seen.add((name, key))
                yield number, part, quad, name, doubt
