"""Programs that do the same work, each run by turns with the one against which it is held."""

import argparse
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Run, run

__all__ = ["Entrant", "Measured", "MissingError", "by_size", "line", "measure", "printed"]

# An entrant whose first run takes longer is run once, whatever --runs says.
SLOW = 30.0


class MissingError(Exception):
    """A program is not installed; the text says what is missing and how to get it."""


@dataclass(frozen=True)
class Entrant:
    """One program as it is called on one dataset."""

    name: str
    command: Sequence[str]
    count: Callable[[Run], int]
    codes: tuple[int, ...] = (0,)  # exit codes of a run that did its work
    prepare: Callable[[], None] | None = None  # done before each run, outside the measured time


def printed(run: Run) -> int:
    """The number that the program printed last."""
    return int(run.stdout.split()[-1])


@dataclass
class Measured:
    """The runs of one entrant, and of the base right before each of them."""

    name: str
    runs: list[Run] = field(default_factory=list)
    pairs: list[float] = field(default_factory=list)  # wall time over that of the base in the same pair
    megabytes: float = 0.0
    results: int | None = None
    trouble: str = ""

    @property
    def seconds(self) -> float:
        """The median wall time."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def ratio(self) -> float:
        """The median of the ratios of the pairs."""
        return statistics.median(self.pairs)


def measure(
    entrant: Entrant, base: Entrant, folder: Path, runs: int, limit: float, megabytes: int | None = None
) -> Measured:
    """Run the entrant once to see its memory, then `runs` times by turns with the base for the wall time.

    None of them gets more `megabytes` of address space, where that is given.
    """
    measured = Measured(entrant.name)
    first = _run(entrant, folder, limit, megabytes, watch=True)
    measured.megabytes = first.megabytes
    if first.stopped:
        measured.trouble = f"> {limit:g} s"
        return measured
    if first.code not in entrant.codes:
        lines = first.stderr.strip().splitlines() or ["no word of it"]
        measured.trouble = f"failed with exit code {first.code}: {lines[-1]}"
        return measured
    measured.results = entrant.count(first)
    slow = first.seconds > SLOW
    for _ in range(1 if slow else runs):
        before = _run(base, folder, limit, megabytes)
        after = first if slow else _run(entrant, folder, limit, megabytes)
        measured.runs.append(after)
        measured.pairs.append(after.seconds / before.seconds)
        measured.megabytes = max(measured.megabytes, after.megabytes)
    return measured


def _run(entrant: Entrant, folder: Path, limit: float, megabytes: int | None, *, watch: bool = False) -> Run:
    if entrant.prepare:
        entrant.prepare()
    return run(entrant.command, folder, limit, watch=watch, megabytes=megabytes)


def line(title: str, base: Measured, row: Measured) -> str:
    """One row of a Markdown table: task, command, time, its ratio to the base, memory, its ratio, results."""
    memory = f"{row.megabytes:,.0f} MB | {row.megabytes / base.megabytes:.2f}"
    if row.trouble:
        return f"| {title} | {row.name} | {row.trouble} | | {memory} | |"
    times = f"{row.seconds:.2f} s | {row.ratio:.2f}"
    return f"| {title} | {row.name} | {times} | {memory} | {row.results:,} |"


def by_size(
    table: Callable[[int, list[str], argparse.Namespace], bool],
    entrants: Iterable[str],
    sizes: Sequence[int],
    document: str | None,
    counted: str,
    runs: int,
    megabytes: int,
) -> None:
    """Read the command line and print a table of rows for each size, then the growth of claimgraph alone.

    `table` prints the rows of one size and tells whether all were sound; exits 1 where one was not.
    """
    names = list(entrants)
    parser = argparse.ArgumentParser(description=(document or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, action="append", metavar="N", help="default: 100,000 and a million")
    parser.add_argument("--grow", type=int, default=0, metavar="TRIPLES", help="then claimgraph alone, up to this size")
    parser.add_argument("--runs", type=int, default=runs, help=f"timed runs of each (default: {runs})")
    parser.add_argument("--limit", type=float, default=600.0, metavar="SECONDS", help="for one run (default: 600)")
    parser.add_argument(
        "--memory", type=int, default=megabytes, metavar="MB", help="for one run (default: %(default)s)"
    )
    parser.add_argument("--only", action="append", choices=names, help="only this entrant; may be repeated")
    options = parser.parse_args()
    print(f"| task | command | time | × bare | memory | × bare | {counted} |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    sound = [table(size, options.only or names, options) for size in options.triples or [100_000, 1_000_000]]
    sound += [table(size, ["claimgraph"], options) for size in sizes if size <= options.grow]
    sys.exit(not all(sound))
