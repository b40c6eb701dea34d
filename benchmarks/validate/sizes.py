"""How time and memory grow with the data: claimgraph and bare shacl, from ten thousand triples to three million.

Run it from the root of the project: python -m benchmarks.validate.sizes
With --most 30000000 it goes on to thirty million: a file of a gigabyte.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.pairs import Measured, measure
from benchmarks.validate.entrants import bare, claimgraph

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000)


def cells(row: Measured) -> str:
    """Time and memory as two cells."""
    return f"{row.trouble or f'{row.seconds:.2f} s'} | {row.megabytes:,.0f} MB"


def main() -> None:
    """Read the command line, measure each size, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--most", type=int, default=3_000_000, metavar="TRIPLES", help="stop at this size (default: 3000000)"
    )
    parser.add_argument("--errors", type=int, default=0, help="faults in each dataset (default: none)")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each (default: 3)")
    parser.add_argument("--limit", type=float, default=600.0, metavar="SECONDS", help="for one run (default: 600)")
    options = parser.parse_args()
    failed = False
    print("| triples | file | bare shacl | | claimgraph | | × time | × memory |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in (size for size in SIZES if size <= options.most):
        with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
            scratch = Path(name)
            done = generate(scratch, size, errors=options.errors)
            data = scratch / "claims.ttl"
            base = bare(data, scratch)
            below = measure(base, base, scratch, options.runs, options.limit)
            own = claimgraph(data, scratch, "SHACL alone", without=("cache", "checks"))
            above = measure(own, base, scratch, options.runs, options.limit)
            ratio = f"{above.ratio:.2f}" if above.pairs else ""
            megabytes = data.stat().st_size / 1e6
            print(
                f"| {done.triples:,} | {megabytes:,.1f} MB | {cells(below)} | {cells(above)} "
                f"| {ratio} | {above.megabytes / below.megabytes:.2f} |",
                flush=True,
            )
            failed = failed or bool(below.trouble or above.trouble)
    sys.exit(failed)


if __name__ == "__main__":
    main()
