"""The same validation by claimgraph, by the engine under it with nothing around, and by the peers, side by side.

Whole processes, from a cold start. Each run of an entrant is paired with one of bare shacl right before it, so that a
busy moment falls on both. Run it from the root of the project: python -m benchmarks.validate.compare
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from benchmarks.validate.entrants import PEERS, Entrant, MissingError, bare, claimgraph
from benchmarks.validate.generate import generate
from benchmarks.validate.measure import Run, run

__all__ = ["Measured", "measure"]

# An entrant whose first run takes longer is timed once, whatever --runs says.
SLOW = 30.0
WORKS = ("clean", "faults", "files", "again")
Builder = Callable[[Path, Path], Entrant]


@dataclass
class Measured:
    """The runs of one entrant, and of bare shacl right before each of them."""

    name: str
    runs: list[Run] = field(default_factory=list)
    pairs: list[float] = field(default_factory=list)  # wall time over that of bare shacl in the same pair
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


def measure(entrant: Entrant, base: Entrant, folder: Path, runs: int, limit: float) -> Measured:
    """Run the entrant once to see its memory, then `runs` times by turns with the base for the wall time."""
    measured = Measured(entrant.name)
    first = _run(entrant, folder, limit, watch=True)
    measured.megabytes = first.megabytes
    if first.stopped:
        measured.trouble = f"> {limit:g} s"
        return measured
    if first.code not in entrant.codes:
        lines = first.stderr.strip().splitlines() or ["no word of it"]
        measured.trouble = f"failed with exit code {first.code}: {lines[-1]}"
        return measured
    measured.results = entrant.count(first)
    for _ in range(1 if first.seconds > SLOW else runs):
        before = _run(base, folder, limit)
        after = _run(entrant, folder, limit)
        measured.runs.append(after)
        measured.pairs.append(after.seconds / before.seconds)
        measured.megabytes = max(measured.megabytes, after.megabytes)
    return measured


def _run(entrant: Entrant, folder: Path, limit: float, *, watch: bool = False) -> Run:
    if entrant.prepare:
        entrant.prepare()
    return run(entrant.command, folder, limit, watch=watch)


@dataclass(frozen=True)
class Work:
    """One task: the data, and who takes it on, against bare shacl on the same triples in one file."""

    title: str
    data: Path
    single: Path
    entrants: dict[str, Builder]


def works(chosen: list[str], scratch: Path, options: argparse.Namespace) -> Iterator[Work]:
    """Generate the data of each task, and say who takes it on."""
    write = partial(generate, triples=options.triples, seed=options.seed)
    alone = partial(claimgraph, title="SHACL alone", without=("cache", "checks"))
    every = partial(claimgraph, title="every check", without=("cache",), needs="checks", every=True)
    own: dict[str, Builder] = {"claimgraph": alone, "claimgraph-checks": every}
    clean, faulty, many = scratch / "clean", scratch / "faulty", scratch / "many"
    single = clean / "claims.ttl"
    if set(chosen) - {"faults"}:
        done = write(clean)
        print(f"{done.triples:,} triples in {done.claims:,} claims", file=sys.stderr)
    if "clean" in chosen:
        yield Work("clean, one file", single, single, own | PEERS)
    if "faults" in chosen:
        write(faulty, errors=options.errors)
        file = faulty / "claims.ttl"
        yield Work(f"{options.errors:,} faults, one file", file, file, own | PEERS)
    if "files" in chosen or "again" in chosen:
        write(many, files=options.files)
    if "files" in chosen:
        yield Work(f"clean, {options.files:,} files", many, single, {"claimgraph": alone, "claimgraph-checks": every})
    if "again" in chosen:
        same = partial(claimgraph, title="nothing changed", needs="cache")
        yield Work("again, one file", single, single, {"claimgraph": same})
        yield Work(
            f"again, {options.files:,} files", many, single, {"claimgraph": same, "claimgraph-one": _one_changed}
        )


def _one_changed(data: Path, scratch: Path) -> Entrant:
    """One more statement in one of the files before each run."""
    file = max(data.rglob("*.ttl"))

    def change() -> None:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f'claim:0-1 cg:codingNote "note at {stream.tell()}"@en .\n')

    return replace(claimgraph(data, scratch, "one file changed", needs="cache"), prepare=change)


def rows(work: Work, scratch: Path, options: argparse.Namespace) -> Iterator[Measured]:
    """Measure bare shacl, then the entrants of a task one after the other; the absent are named on standard error."""
    entrants = []
    for key, builder in work.entrants.items():
        if not options.only or key in options.only:
            try:
                entrants.append(builder(work.data, scratch))
            except MissingError as reason:
                print(f"{work.title}: without {key}: {reason}", file=sys.stderr)
    base = bare(work.single, scratch)
    for entrant in [base, *entrants] if entrants else []:
        yield measure(entrant, base, scratch, options.runs, options.limit)


def line(work: Work, base: Measured, row: Measured) -> str:
    """One row of the Markdown table."""
    memory = f"{row.megabytes:,.0f} MB | {row.megabytes / base.megabytes:.2f}"
    if row.trouble:
        return f"| {work.title} | {row.name} | {row.trouble} | | {memory} | |"
    times = f"{row.seconds:.2f} s | {row.ratio:.2f}"
    return f"| {work.title} | {row.name} | {times} | {memory} | {row.results:,} |"


def main() -> None:
    """Read the command line, run the tasks, print the table; exit 1 where an entrant failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--errors", type=int, default=300)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each (default: 5)")
    parser.add_argument("--limit", type=float, default=300.0, metavar="SECONDS", help="for one run (default: 300)")
    parser.add_argument("--work", action="append", choices=WORKS, help="only this task; may be repeated")
    names = ("claimgraph", "claimgraph-checks", "claimgraph-one", *PEERS)
    parser.add_argument(
        "--only", action="append", choices=names, help="only this entrant beside bare shacl; may be repeated"
    )
    options = parser.parse_args()
    print("| task | command | time | × bare | memory | × bare | results |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    failed = False
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        scratch = Path(name)
        for work in works(options.work or list(WORKS), scratch, options):
            base: Measured | None = None
            for row in rows(work, scratch, options):
                base = base or row
                failed = failed or row.trouble.startswith("failed")
                print(line(work, base, row), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
