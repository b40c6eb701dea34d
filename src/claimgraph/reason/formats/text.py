"""A tree of lines: each triple with its rule, or with the file and line where it was asserted."""

from collections.abc import Iterator, Mapping

from claimgraph.reason.explain import Step
from claimgraph.reason.formats import sentence

__all__ = ["write"]


def write(step: Step, prefixes: Mapping[str, str]) -> str:
    """One line for each step, its premises indented below it."""
    return "".join(f"{line}\n" for line in _lines(step, prefixes, "", ""))


def _lines(step: Step, prefixes: Mapping[str, str], first: str, rest: str) -> Iterator[str]:
    why = f"[{step.rule}]" if step.rule else str(step.location or "asserted")
    yield f"{first}{sentence(step, prefixes)}   {why}"
    for premise in step.premises:
        last = premise is step.premises[-1]
        yield from _lines(premise, prefixes, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))
