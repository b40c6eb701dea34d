"""`claimgraph build` from nothing, again, after one record was edited; the edited site beside one made from nothing.

Whole processes: reading, validation, reasoning, queries and pages. Run it from the root of the project:
python -m benchmarks.site.compare --entities 1000 --claims 7500
"""

import argparse
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import run
from benchmarks.site.generate import generate, group


def main() -> None:
    """Read the command line, measure each build, print the table; exit 1 where one failed or the bytes differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--claims", type=int, default=75_000)
    parser.add_argument("--limit", type=float, default=3600.0, metavar="SECONDS", help="for one build (default: 3600)")
    options = parser.parse_args()
    print("| build | time | processor time | memory of one process | what it said |")
    print("| --- | ---: | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        project = Path(name) / "project"
        os.environ["XDG_CACHE_HOME"] = str(Path(name) / "cache")
        generate(project, options.entities, options.claims)
        edited = options.entities // 2  # neither a group with many claims nor one with few
        builds = (
            ("from nothing", "site", ""),
            ("again", "site", ""),
            ("one record edited", "site", "another name"),
            ("one record edited again", "site", "a third name"),
            ("from nothing, the record edited", "fresh", ""),
        )
        for what, folder, label in builds:
            if label:
                record = project / "data" / "groups" / f"{edited}.ttl"
                record.write_text(group(edited, label), encoding="utf-8")
            command = [sys.executable, "-m", "claimgraph", "build", "--output", str(Path(name) / folder)]
            done = run(command, project, options.limit)
            said = " ".join(done.stderr.split()[2:])
            row = f"{done.seconds:.1f} s | {done.processor:.1f} s | {done.megabytes:,.0f} MB | {said}"
            print(f"| {what} | {row} |", flush=True)
            if done.code:
                sys.exit(1)
        if _digest(Path(name) / "site") != _digest(Path(name) / "fresh"):
            print("the edited site differs from one made from nothing.", file=sys.stderr)
            sys.exit(1)


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


if __name__ == "__main__":
    main()
