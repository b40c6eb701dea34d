"""A tree of lines: each triple with its rule, or with the file and line where it was asserted."""

from collections.abc import Iterator, Mapping, Sequence

from claimgraph.reason.explain import Step
from claimgraph.reason.formats import sentence
from claimgraph.terminal import printable

__all__ = ["write"]


def write(steps: Sequence[Step], prefixes: Mapping[str, str]) -> str:
    """One line for each step, its premises indented below it; an empty line between derivations."""
    return "\n".join("".join(f"{line}\n" for line in _lines(step, prefixes, "", "")) for step in steps)


def _lines(step: Step, prefixes: Mapping[str, str], first: str, rest: str) -> Iterator[str]:
    why = f"[{step.rule}]" if step.rule else str(step.location or "asserted")
    yield f"{first}{printable(f'{sentence(step, prefixes)}   {why}')}"
    for premise in step.premises:
        last = premise is step.premises[-1]
        yield from _lines(premise, prefixes, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))
