"""Nemo, by nemo-python: Datalog in Rust, with the rules in files and a trace of every derivation."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import nmo_python
import pyoxigraph as ox

from claimgraph.errors import EngineError, InputError
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason._program import rules
from claimgraph.reason.engines import Closure, Inconsistency, _derivation, distinct
from claimgraph.reason.engines._derivation import Derivation
from claimgraph.sparql import sealed

__all__ = ["Reasoner", "close", "construct", "encode"]

# Counted after the fact, because Nemo reads nothing, without an error, from a file that it does not like.
_FRAME = """
read("asserted", #count(?s, ?p, ?o)) :- asserted(?s, ?p, ?o) .
read("literal", #count(?l)) :- literal(?l, ?k) .
new(?s, ?p, ?o) :- triple(?s, ?p, ?o), ~asserted(?s, ?p, ?o) .
"""

_AT_ONCE = 10_000  # triples: as text they take many times the memory


def construct(graph: Graph, query: str, prefixes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The triples that a CONSTRUCT query (SPARQL 1.1 Query Language, section 16.2) makes of the graph."""
    store = ox.Store()
    # Not by bulk_load, which renames blank nodes: the rule's triples would speak of others than the graph's.
    store.bulk_extend(_quads(graph))
    try:
        # The triples are found as they are asked for, so that must be under the seal too.
        with sealed():
            found = store.query(query, prefixes=dict(prefixes))
            if not isinstance(found, ox.QueryTriples):
                raise InputError("a rule is a CONSTRUCT query.")
            return [(str(triple.subject), str(triple.predicate), str(triple.object)) for triple in found]
    except SyntaxError as error:
        raise InputError(f"not SPARQL: {error}.") from None


def _quads(graph: Graph) -> Iterator[ox.Quad]:
    rest = iter(graph.triples)
    while lines := graph.lines(islice(rest, _AT_ONCE)):
        yield from ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES)


def close(graph: Graph, profile: str, everything: bool) -> Closure:
    """The closure of the graph under the rules of a profile; raises EngineError where Nemo did not read all of it."""
    reasoner = Reasoner(graph, profile, everything)
    return Closure(reasoner.new(), reasoner.inconsistencies())


def encode(
    graph: Graph,
    profile: str,
    folder: Path,
    everything: bool = False,
    without: frozenset[Triple] = frozenset(),
) -> tuple[str, dict[str, int]]:
    """Write what Nemo reads, the graph without some of its triples, into a folder; the program, and counts of facts."""
    literals = graph.literal_facts()
    asserted = [triple for triple in graph.triples if triple not in without] if without else graph.triples
    tables: dict[str, Iterable[tuple[int, ...]]] = {
        "asserted": asserted,
        "literal": literals.literals.items(),
        "kind": [(index, datatype) for index, kind in enumerate(literals.kinds) for datatype in sorted(kind)],
        "ill_typed": [(number,) for number in literals.ill_typed],
        "equal": literals.equal,
        "cardinality": literals.cardinalities,
        "mentioned": [(number,) for number in literals.mentioned],
    }
    imports = [_table(folder, name, rows) for name, rows in tables.items()]
    program = "".join(imports) + _FRAME + rules(profile, graph, everything)
    return program, {"asserted": len(asserted), "literal": len(literals.literals)}


class Reasoner:
    """A graph, without some of its triples, closed by Nemo, which can be asked for derivations."""

    def __init__(
        self, graph: Graph, profile: str, everything: bool = False, without: frozenset[Triple] = frozenset()
    ) -> None:
        with TemporaryDirectory() as folder:
            program, counts = encode(graph, profile, Path(folder), everything, without)
            self._engine = nmo_python.NemoEngine(nmo_python.load_string(program))
            self._engine.reason()
        read = {str(name).strip('"'): count for name, count in self._engine.result("read")}
        for name, count in counts.items():
            if read.get(name, 0) != count:
                raise EngineError(f"Nemo read {read.get(name, 0)} of {count} facts of {name!r}.")

    def new(self) -> list[Triple]:
        """The derived triples that were not asserted."""
        return [(s, p, o) for s, p, o in self._engine.result("new")]

    def inconsistencies(self) -> list[Inconsistency]:
        """The contradictions, each with its premises, in a fixed order."""
        found = sorted((str(rule).strip('"'), s, p, o, x) for rule, s, p, o, x in self._engine.result("inconsistent"))
        # A trace takes a millisecond and more, so none is made that nobody needs.
        some = distinct(Inconsistency(rule, (s, p, o), x) for rule, s, p, o, x in found)
        return [one._replace(premises=self._premises(one)) for one in some]

    def _premises(self, one: Inconsistency) -> tuple[Triple, ...]:
        numbers = ", ".join(map(str, (*(one.triple or ()), one.other)))
        trace = self._engine.trace(f'inconsistent("{one.rule}", {numbers})')
        return tuple(dict.fromkeys(_derivation.leaves(trace.dict()))) if trace else ()

    def derivation(self, triple: Triple) -> Derivation | None:
        """How the triple follows; None where it does not."""
        trace = self._engine.trace("triple({}, {}, {})".format(*triple))
        return _derivation.read(trace.dict(), triple) if trace else None


def _table(folder: Path, name: str, rows: Iterable[tuple[int, ...]]) -> str:
    """A table of numbers as a file, and the statement that imports it."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return ""
    file = folder / f"{name}.csv"
    line = ",".join(["%d"] * len(first)) + "\n"
    rows = chain([first], rows)
    with file.open("w", encoding="ascii") as stream:
        while some := tuple(islice(rows, _AT_ONCE)):
            stream.write((line * len(some)) % tuple(chain.from_iterable(some)))
    columns = ", ".join(["int"] * len(first))
    return f'@import {name} :- csv{{resource = "{file}", format = ({columns})}} .\n'
