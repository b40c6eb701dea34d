"""The same queries by claimgraph query from its cache, by pyoxigraph with nothing around, and by others, side by side.

Whole processes, each run paired with one of bare pyoxigraph on a store that is there already. Run it from the root of
the project: python -m benchmarks.query.compare
"""

import argparse
import importlib.metadata
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.jena import jena
from benchmarks.measure import Run
from benchmarks.pairs import Entrant, MissingError, by_size, line, measure, printed

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000)
RDFLIB_MOST = 1_000_000  # triples: beyond, it takes minutes
Builder = Callable[[str, Path, Path], Entrant]

_PREFIX = "PREFIX cg: <https://w3id.org/claimgraph/allegiance#>\n"
QUERIES = {
    "lookup": _PREFIX + "SELECT ?claim ?object { ?claim cg:subject <https://example.org/group/7> ; cg:object ?object }",
    "analytic": _PREFIX
    + """SELECT ?certainty ?type (COUNT(*) AS ?n) {
  ?claim a ?type ; cg:subject ?subject ; cg:object ?object ; cg:certainty ?certainty ; cg:polarity cg:Asserted .
  ?object a cg:Organization
} GROUP BY ?certainty ?type ORDER BY ?certainty ?type""",
}

_BUILD = """\
import sys, pyoxigraph as ox
store = ox.Store(sys.argv[1])
store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.TURTLE)
store.flush()
store.optimize()
"""
_STORE = """\
import sys, pyoxigraph as ox
found = ox.Store.read_only(sys.argv[1]).query(sys.argv[2])
print(found.serialize(format=ox.QueryResultsFormat.CSV).count(b"\\n") - 1)
"""
_MEMORY = """\
import sys, pyoxigraph as ox
store = ox.Store()
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.TURTLE)
print(store.query(sys.argv[2]).serialize(format=ox.QueryResultsFormat.CSV).count(b"\\n") - 1)
"""
_RDFLIB = """\
import sys, rdflib
print(len(rdflib.Graph().parse(sys.argv[1]).query(sys.argv[2])))
"""


def _lines(run: Run) -> int:
    return run.stdout.count("\n") - 1


def store(query: str, data: Path, scratch: Path) -> Entrant:
    """Bare pyoxigraph, reading a store that has been built and optimised before."""
    path = scratch / "store"
    if not path.exists():
        # In a process of its own, whose memory would be counted with each command's otherwise.
        subprocess.run((sys.executable, "-c", _BUILD, str(path), str(data)), check=True)
    name = f"bare pyoxigraph {importlib.metadata.version('pyoxigraph')}, open store"
    return Entrant(name, (sys.executable, "-c", _STORE, str(path), query), printed)


def claimgraph(query: str, data: Path, scratch: Path) -> Entrant:
    """This project's own command; a run that is not measured fills the cache where there is none."""
    # Thirty million triples take the engine longer than the limit that a person gets unasked.
    options = ("--data", str(data), "--format", "csv", "--timeout", "600")
    command = (sys.executable, "-m", "claimgraph", "query", query, *options)
    subprocess.run(command, check=True, capture_output=True)
    return Entrant(f"claimgraph {importlib.metadata.version('claimgraph')}, from the cache", command, _lines)


def memory(query: str, data: Path, scratch: Path) -> Entrant:
    """Bare pyoxigraph that loads the file into memory."""
    name = f"bare pyoxigraph {importlib.metadata.version('pyoxigraph')}, from the file"
    return Entrant(name, (sys.executable, "-c", _MEMORY, str(data), query), printed)


def rdflib(query: str, data: Path, scratch: Path) -> Entrant:
    """rdflib, in memory."""
    if data.stat().st_size > 50 * RDFLIB_MOST:
        raise MissingError("rdflib would take minutes")
    name = f"rdflib {importlib.metadata.version('rdflib')}"
    return Entrant(name, (sys.executable, "-c", _RDFLIB, str(data), query), printed)


def arq(query: str, data: Path, scratch: Path) -> Entrant:
    """Jena's arq, from the file."""
    version, base = jena(scratch)
    return Entrant(f"Jena {version} arq", (*base, "arq.arq", "--results=CSV", f"--data={data}", query), _lines)


ENTRANTS: dict[str, Builder] = {"claimgraph": claimgraph, "memory": memory, "rdflib": rdflib, "arq": arq}


def table(size: int, entrants: list[str], options: argparse.Namespace) -> bool:
    """Print the rows for one size; whether each entrant did its work."""
    sound = True
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        scratch = Path(name)
        os.environ["CLAIMGRAPH_CACHE"] = str(scratch / "cache")
        done = generate(scratch / "data", size)
        data = scratch / "data" / "claims.ttl"
        for task, query in QUERIES.items():
            title = f"{task}, {done.triples:,} triples"
            base = store(query, data, scratch)
            bare = measure(base, base, scratch, options.runs, options.limit, options.memory)
            print(line(title, bare, bare), flush=True)
            for key in entrants:
                try:
                    entrant = ENTRANTS[key](query, data, scratch)
                except MissingError as reason:
                    print(f"{title}: without {key}: {reason}", file=sys.stderr)
                    continue
                row = measure(entrant, base, scratch, options.runs, options.limit, options.memory)
                print(line(title, bare, row), flush=True)
                # All the same rows, or the comparison means nothing.
                sound = sound and not row.trouble.startswith("failed") and row.results in (bare.results, None)
    return sound


if __name__ == "__main__":
    by_size(table, ENTRANTS, SIZES, __doc__, "rows", runs=5, megabytes=20_000)
