"""The same closure by claimgraph infer, by Nemo with nothing around, and by other reasoners, side by side.

Whole processes, each run paired with one of bare Nemo right before it. Run it from the root of the project:
python -m benchmarks.reason.compare
"""

import argparse
import importlib.metadata
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.pairs import Entrant, MissingError, by_size, line, measure, printed

ONTOLOGY = sorted(Path("ontology").absolute().glob("*.ttl"))
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
OWLRL_MOST = 100_000  # triples: beyond, it takes minutes
Builder = Callable[[Path, Path], Entrant]

_ENCODE = """\
import pathlib, sys
from claimgraph import sources
from claimgraph.reason._graph import Graph
from claimgraph.reason.engines import fast
program, *files = map(pathlib.Path, sys.argv[1:])
graph = Graph()
graph.read(sources.expand(files))
program.write_text(fast.encode(graph, "owl-rl", program.parent), encoding="utf-8")
"""
_NEMO = """\
import sys, nmo_python
engine = nmo_python.NemoEngine(nmo_python.load_file(sys.argv[1]))
engine.reason()
print(sum(1 for _ in engine.result("new")))
"""
_REASONABLE = """\
import sys, reasonable
reasoner = reasonable.PyReasoner()
for path in sys.argv[1:]: reasoner.load_file(path)
print(len(reasoner.reason()))
"""
_OWLRL = """\
import sys, owlrl, rdflib
graph = rdflib.Graph()
for path in sys.argv[1:]: graph.parse(path)
before = len(graph)
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
print(len(graph) - before)
"""


def nemo(data: Path, scratch: Path) -> Entrant:
    """Bare Nemo, given the triples as numbers and the rules that claimgraph gives it; encoding is not measured."""
    folder = scratch / "encoded"
    folder.mkdir(exist_ok=True)
    program = folder / "program.rls"
    # In a process of its own, whose memory would be counted with each command's otherwise.
    subprocess.run((sys.executable, "-c", _ENCODE, str(program), str(data), *map(str, ONTOLOGY)), check=True)
    version = importlib.metadata.version("nemo-python")
    return Entrant(f"bare Nemo {version}", (sys.executable, "-c", _NEMO, str(program)), printed)


def claimgraph(data: Path, scratch: Path, *options: str) -> Entrant:
    """This project's own command, which counts only the triples that are worth telling."""
    output = scratch / "derived.nt"
    ontology = [part for path in ONTOLOGY for part in ("--ontology", str(path))]
    command = (sys.executable, "-m", "claimgraph", "infer", str(data), *ontology, *options)
    command = (*command, "--format", "ntriples", "--output", str(output))
    name = " ".join((f"claimgraph {importlib.metadata.version('claimgraph')}", *options))
    return Entrant(name, command, lambda _: output.read_bytes().count(b"\n"))


def _python(package: str, script: str) -> Builder:
    def build(data: Path, scratch: Path) -> Entrant:
        if importlib.util.find_spec(package) is None:
            raise MissingError(f"the Python package {package} is not installed: pip install {package}")
        name = f"{package} {importlib.metadata.version(package)}"
        return Entrant(name, (sys.executable, "-c", script, str(data), *map(str, ONTOLOGY)), printed)

    return build


def _closure(data: Path, scratch: Path) -> Entrant:
    return claimgraph(data, scratch, "--profile", "owl-rl")


ENTRANTS: dict[str, Builder] = {
    "claimgraph": _closure,
    "claimgraph-rules": claimgraph,
    "reasonable": _python("reasonable", _REASONABLE),
    "owlrl": _python("owlrl", _OWLRL),
}


def table(size: int, entrants: list[str], options: argparse.Namespace) -> bool:
    """Print the rows for one size; whether each entrant did its work."""
    sound = True
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        scratch = Path(name)
        done = generate(scratch / "data", size)
        data = scratch / "data" / "claims.ttl"
        base = nemo(data, scratch)
        bare = measure(base, base, scratch, options.runs, options.limit, options.memory)
        print(line(f"{done.triples:,} triples", bare, bare), flush=True)
        for key in entrants:
            if key == "owlrl" and size > OWLRL_MOST:
                continue
            try:
                entrant = ENTRANTS[key](data, scratch)
            except MissingError as reason:
                print(f"without {key}: {reason}", file=sys.stderr)
                continue
            row = measure(entrant, base, scratch, options.runs, options.limit, options.memory)
            print(line(f"{done.triples:,} triples", bare, row), flush=True)
            sound = sound and (key in ("reasonable", "owlrl") or not row.trouble)
    return sound


if __name__ == "__main__":
    by_size(table, ENTRANTS, SIZES, __doc__, "derived", runs=3, megabytes=12_000)
