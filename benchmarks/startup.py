"""Wall time of whole commands on the shipped dataset, from a cold process: the median of ten runs of each.

Run it from the root of the project: python benchmarks/startup.py
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 10
COMMANDS = {
    "python -c pass (for comparison)": ["-c", "pass"],
    "claimgraph --help": ["-m", "claimgraph", "--help"],
    "claimgraph validate": ["-m", "claimgraph", "validate"],
    "claimgraph infer": ["-m", "claimgraph", "infer"],
    "claimgraph query fronts-and-affiliates": ["-m", "claimgraph", "query", "fronts-and-affiliates"],
    "claimgraph export --format jsonld": ["-m", "claimgraph", "export", "--format", "jsonld"],
}


def seconds(arguments: list[str]) -> float:
    """The wall time of one run, in seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print a table of medians; the commands take turns, so that a busy moment falls on all of them."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, arguments in COMMANDS.items():
            times[name].append(seconds(arguments))
    print("| command | median of ten | least |")
    print("| --- | --- | --- |")
    for name, measured in times.items():
        print(f"| {name} | {statistics.median(measured):.2f} s | {min(measured):.2f} s |")


if __name__ == "__main__":
    main()
