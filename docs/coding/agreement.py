"""Print how far the two independent codings agree: `python docs/coding/agreement.py`.

A unit of the one coding and a unit of the other are the same where document, paragraph, subject and object
are the same and their spans overlap. Pairs are formed one to one, the greatest overlap first; equal overlaps
go by reading order and never by what is compared afterwards, so that pairing cannot flatter the agreement.
"""

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Unit:
    """One coded statement: where it stands, what it joins, how it was judged (offsets in code points)."""

    document: str
    paragraph: str
    start: int
    end: int
    subject: str
    object: str
    relation: str
    polarity: str
    certainty: str


Pair = tuple[Unit, Unit]


def read(path: Path) -> list[Unit]:
    """The units of one coding, in reading order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Unit(
                document=row["document"],
                paragraph=row["paragraph"],
                start=int(row["start"]),
                end=int(row["end"]),
                subject=row["subject"],
                object=row["object"],
                relation=row["relation type"],
                polarity=row["polarity"],
                certainty=row["certainty"],
            )
            for row in csv.DictReader(file)
        ]


def overlap(one: Unit, other: Unit) -> float:
    """The characters that both spans hold, as a share of those that either holds (Jaccard)."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(common, 0) / (max(one.end, other.end) - min(one.start, other.start))


def match(first: Sequence[Unit], second: Sequence[Unit]) -> list[Pair]:
    """Pair the units of two codings one to one, the greatest overlap first."""
    ends: dict[tuple[str, str, str, str], list[int]] = {}
    for j, unit in enumerate(second):
        ends.setdefault((unit.document, unit.paragraph, unit.subject, unit.object), []).append(j)
    candidates = []
    for i, unit in enumerate(first):
        for j in ends.get((unit.document, unit.paragraph, unit.subject, unit.object), []):
            if (share := overlap(unit, second[j])) > 0:
                candidates.append((-share, i, j))
    taken_first: set[int] = set()
    taken_second: set[int] = set()
    pairs = []
    for _, i, j in sorted(candidates):
        if i not in taken_first and j not in taken_second:
            taken_first.add(i)
            taken_second.add(j)
            pairs.append((first[i], second[j]))
    return pairs


def kappa(labels: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """The share of equal labels, and Cohen's kappa: that share beyond what the two distributions give by chance."""
    total = len(labels)
    observed = sum(one == other for one, other in labels) / total
    first = Counter(one for one, _ in labels)
    second = Counter(other for _, other in labels)
    chance = sum(first[label] * second[label] for label in first) / total**2
    return observed, (observed - chance) / (1 - chance) if chance < 1 else 1.0


def table(first: Sequence[Unit], second: Sequence[Unit]) -> str:
    """The measures as a table in Markdown."""
    pairs = match(first, second)
    rows = [
        ("units of the first coding", str(len(first)), ""),
        ("units of the second coding", str(len(second)), ""),
        ("units matched", str(len(pairs)), ""),
        ("share of the first coding matched", f"{len(pairs) / len(first):.3f}", ""),
        ("share of the second coding matched", f"{len(pairs) / len(second):.3f}", ""),
        ("mean span overlap (Jaccard)", f"{sum(overlap(*pair) for pair in pairs) / len(pairs):.3f}", ""),
    ]
    judged = {
        "relation type": [(one.relation, other.relation) for one, other in pairs],
        "polarity": [(one.polarity, other.polarity) for one, other in pairs],
        "certainty": [(one.certainty, other.certainty) for one, other in pairs],
    }
    for name, labels in judged.items():
        equal, beyond_chance = kappa(labels)
        rows.append((name, f"{equal:.3f}", f"{beyond_chance:.3f}"))
    lines = [("measure", "value, or share equal", "Cohen's kappa"), ("---", "--:", "--:"), *rows]
    return "".join(f"| {measure} | {value} | {chance} |\n" for measure, value, chance in lines)


if __name__ == "__main__":
    sys.stdout.write(table(read(FOLDER / "first.csv"), read(FOLDER / "second.csv")))
