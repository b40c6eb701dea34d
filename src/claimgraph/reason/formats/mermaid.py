"""A flowchart for Mermaid, from what was asserted to what follows."""

from collections.abc import Mapping, Sequence

from claimgraph.reason.explain import Step
from claimgraph.reason.formats import sentence

__all__ = ["write"]


def write(steps: Sequence[Step], prefixes: Mapping[str, str]) -> str:
    """Each triple once, in however many derivations; arrows, named after rules, lead from premises to conclusions."""
    numbers: dict[tuple[str, str, str], int] = {}
    nodes: list[str] = []
    arrows: dict[str, None] = {}

    def visit(step: Step) -> int:
        if step.triple not in numbers:
            numbers[step.triple] = len(numbers)
            place = f"<br/>{_quoted(str(step.location))}" if step.location else ""
            nodes.append(f'  n{numbers[step.triple]}["{_quoted(sentence(step, prefixes))}{place}"]')
        here = numbers[step.triple]
        for premise in step.premises:
            arrows[f'  n{visit(premise)} -->|"{_quoted(step.rule)}"| n{here}'] = None
        return here

    for derivation in steps:
        visit(derivation)
    return "\n".join(["flowchart BT", *nodes, *arrows]) + "\n"


def _quoted(words: str) -> str:
    # Entities of Mermaid, which reads HTML inside labels.
    return words.replace("#", "#35;").replace('"', "#quot;").replace("<", "&lt;").replace(">", "&gt;")
