"""Run the checks beyond SHACL, and make findings of what they doubt."""

from collections import defaultdict
from collections.abc import Sequence

from claimgraph import registry
from claimgraph.locate import SUBJECT
from claimgraph.model import Finding
from claimgraph.validate import CHECKS
from claimgraph.validate._facts import Facts
from claimgraph.validate._graph import Graph
from claimgraph.validate.checks import Doubt

__all__ = ["COMPONENT", "run"]

COMPONENT = "https://w3id.org/claimgraph/check#"


def run(names: Sequence[str], facts: Facts, graph: Graph, data: int) -> list[Finding]:
    """What the checks of those names find in the first `data` files of the graph, the others being the ontology.

    Raises UsageError for a check that there is not.
    """
    modules = {name: registry.load(CHECKS, name, "check") for name in names}
    doubts: dict[object, list[tuple[str, Doubt]]] = defaultdict(list)
    for name, module in modules.items():
        for doubt in module.check(facts):
            doubts[doubt.term].append((name, doubt))
    findings = []
    for number, file in enumerate(graph.blocks[:data] if doubts else ()):
        todo = {key for key, entries in doubts.items() if any(not d.files or number in d.files for _, d in entries)}
        for term, statement, part in file.mentions(todo, {d.term for e in doubts.values() for _, d in e if d.subject}):
            place = file.place(statement, part)
            for name, doubt in doubts[term]:
                findings.append(
                    Finding(
                        severity=modules[name].SEVERITY,
                        message=doubt.message,
                        focus_node=str(term) if part == SUBJECT else "",
                        value="" if part == SUBJECT else str(term),
                        component=COMPONENT + name,
                        location=place,
                        remedy=doubt.remedy,
                    )
                )
    return findings
