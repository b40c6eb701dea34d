"""The picture of a derivation: a box for each triple, its premises below it and to the right."""

from collections.abc import Iterator, Mapping

from claimgraph.api import _html
from claimgraph.api._html import words
from claimgraph.reason.explain import Step
from claimgraph.reason.formats import sentence

__all__ = ["svg"]

_LETTER, _ROW, _BOX, _INDENT = 7, 40, 34, 28  # pixels


def svg(root: Step, prefixes: Mapping[str, str]) -> str:
    """The tree from the conclusion to what was asserted; each box has the triple, and its rule or its place."""
    boxes: list[str] = []
    lines: list[str] = []
    tops: dict[int, int] = {}  # where the last box of each depth is
    width = 0
    for number, (depth, step) in enumerate(_walk(root, 0)):
        said, why = sentence(step, prefixes), step.rule or str(step.location or "asserted")
        x, y = 10 + depth * _INDENT, 5 + number * _ROW
        long = max(len(said), len(why)) * _LETTER + 16
        width = max(width, x + long + 10)
        tops[depth] = y
        if depth:
            elbow = f"M{x - _INDENT // 2},{tops[depth - 1] + _BOX}V{y + _BOX // 2}H{x}"
            lines.append(f'<path d="{elbow}" fill="none" stroke="#777777"/>')
        fill = "#e8f1fa" if step.rule else "#eaf5ea"
        boxes.append(
            f'<rect x="{x}" y="{y}" width="{long}" height="{_BOX}" rx="4" fill="{fill}" stroke="#777777"/>'
            f'<text x="{x + 8}" y="{y + 14}">{words(said)}</text>'
            f'<text x="{x + 8}" y="{y + 28}" font-size="10" fill="#444444">{words(why)}</text>'
        )
    return _html.svg(width, len(boxes) * _ROW + 10, f"a derivation of {len(boxes)} steps", [*lines, *boxes])


def _walk(step: Step, depth: int) -> Iterator[tuple[int, Step]]:
    yield depth, step
    for premise in step.premises:
        yield from _walk(premise, depth + 1)
