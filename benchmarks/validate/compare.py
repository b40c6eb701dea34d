"""The same validation by claimgraph, by the engine under it with nothing around, and by the peers, side by side.

Whole processes, from a cold start. Each run of an entrant is paired with one of bare shacl right before it, so that a
busy moment falls on both. Run it from the root of the project: python -m benchmarks.validate.compare
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.pairs import Entrant, Measured, MissingError, line, measure
from benchmarks.validate.entrants import PEERS, bare, claimgraph

WORKS = ("clean", "faults", "files", "again")
Builder = Callable[[Path, Path], Entrant]


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
                print(line(work.title, base, row), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
