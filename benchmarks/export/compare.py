"""The same triples to JSON-LD: framed by claimgraph and by PyLD, flat by Oxigraph and rdflib, side by side.

Whole processes, from a file in Turtle to a file. Each run of an entrant is paired with one of Oxigraph right before it.
Run it from the root of the project: python -m benchmarks.export.compare
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import Run, run

_OXIGRAPH = """\
import sys, pyoxigraph as ox
quads = ox.parse(path=sys.argv[1], format=ox.RdfFormat.TURTLE)
ox.serialize(quads, sys.argv[2], format=ox.RdfFormat.JSON_LD)
"""
_RDFLIB = """\
import sys, rdflib
rdflib.Graph().parse(sys.argv[1]).serialize(sys.argv[2], format="json-ld")
"""
_PYLD = """\
import json, sys, pyoxigraph as ox
from pyld import jsonld
quads = ox.parse(path=sys.argv[1], format=ox.RdfFormat.TURTLE)
flat = json.loads(ox.serialize(quads, format=ox.RdfFormat.JSON_LD))
frame = json.load(open(sys.argv[3]))
json.dump(jsonld.frame(flat, frame, {"omitGraph": False}), open(sys.argv[2], "w"))
"""
# What claimgraph nests, as a frame: things that are no claims, the claims about them, their blank nodes.
_SUBJECT = "https://w3id.org/claimgraph/allegiance#subject"


def _frame(scratch: Path) -> Path:
    path = scratch / "frame.json"
    frame = {
        "@context": {"claims": {"@reverse": _SUBJECT, "@container": "@set"}},
        "@embed": "@once",
        "claims": {"@embed": "@always", "@default": []},
    }
    path.write_text(json.dumps(frame), encoding="utf-8")
    return path


def main() -> None:
    """Read the command line, measure each entrant, print the table; exit 1 where one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each (default: 5)")
    parser.add_argument("--limit", type=float, default=300.0, metavar="SECONDS", help="for one run (default: 300)")
    parser.add_argument("--only", action="append", metavar="WORD", help="only entrants with this in their name")
    options = parser.parse_args()
    failed = False
    print("| triples | command | time | × Oxigraph | memory |")
    print("| ---: | --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        scratch = Path(name)
        triples = generate(scratch, options.triples).triples
        data, out = str(scratch / "claims.ttl"), str(scratch / "out.jsonld")
        own = (sys.executable, "-m", "claimgraph", "export", data, "--output", out, "--format")
        entrants = {
            "Oxigraph, flat": (sys.executable, "-c", _OXIGRAPH, data, out),
            "claimgraph, framed": (*own, "jsonld-framed"),
            "claimgraph, lines": (*own, "jsonld-lines"),
            "claimgraph, flat and canonical": (*own, "jsonld"),
            "rdflib, flat": (sys.executable, "-c", _RDFLIB, data, out),
            "PyLD, framed": (sys.executable, "-c", _PYLD, data, out, str(_frame(scratch))),
        }
        for title, command in entrants.items():
            if options.only and not any(word in title for word in options.only):
                continue
            pairs: list[tuple[Run, Run]] = []
            while len(pairs) < (1 if pairs and pairs[0][1].seconds > 30 else options.runs):
                before = run(entrants["Oxigraph, flat"], scratch, options.limit)
                pairs.append((before, run(command, scratch, options.limit)))
            last = pairs[-1][1]
            seconds = statistics.median(after.seconds for _, after in pairs)
            ratio = statistics.median(after.seconds / before.seconds for before, after in pairs)
            time = f"> {options.limit:g} s" if last.stopped else f"{seconds:.2f} s" if not last.code else "failed"
            failed = failed or (last.code != 0 and not last.stopped)
            print(f"| {triples:,} | {title} | {time} | {ratio:.1f} | {last.megabytes:,.0f} MB |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
