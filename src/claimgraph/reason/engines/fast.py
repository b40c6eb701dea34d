"""Nemo, by nemo-python: Datalog in Rust, with the rules in files and a trace of every derivation."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import nmo_python
import pyoxigraph as ox

from claimgraph.errors import EngineError, InputError
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason._program import rules
from claimgraph.reason._sparing import ANY, identifies, sparing
from claimgraph.reason.engines import Closure, Inconsistency, _derivation, distinct
from claimgraph.reason.engines._derivation import Derivation
from claimgraph.sparql import sealed
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["Reasoner", "close", "construct", "encode"]

# Counted after the fact, because Nemo reads nothing, without an error, from a file that it does not like.
_FRAME = """
read("asserted", #count(?s, ?p, ?o)) :- asserted(?s, ?p, ?o) .
read("literal", #count(?l)) :- literal(?l, ?k) .
new(?s, ?p, ?o) :- triple(?s, ?p, ?o), ~asserted(?s, ?p, ?o) .
"""

_AT_ONCE = 10_000  # triples: as text they take many times the memory
_LARGE = 50_000  # triples: from here on it is worth finding out which of them no rule can use
_FEW = 10  # one in so many triples may be an axiom, for axioms are closed twice

_Table = Collection[tuple[int, ...]]


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
    spared = _spared(graph, rules(profile, graph, everything)) if len(graph.triples) >= _LARGE else None
    if spared:
        return spared
    reasoner = Reasoner(graph, profile, everything)
    return Closure(reasoner.new(), reasoner.inconsistencies())


def _spared(graph: Graph, program: str) -> Closure | None:
    """The closure, with less work; None where a rule needs what was to be spared."""
    plan = sparing(program, graph.number(f"<{RDF_TYPE}>"))
    axioms = plan.axioms(graph.triples) if plan else []
    if plan is None or len(axioms) * _FEW > len(graph.triples):
        return None
    type_ = plan.type_

    def declared(kind: str) -> set[int]:
        number = graph.find(f"<{PREFIXES['owl']}{kind}>")
        return {s for s, p, o in axioms if p == type_ and o == number}

    def closed(triples: Collection[Triple], others: Mapping[str, _Table]) -> tuple[nmo_python.NemoEngine, set[int]]:
        types = [(s, o) for s, p, o in triples if p == type_]
        untyped = [triple for triple in triples if triple[1] != type_]
        engine = _closed({**others, "asserted": untyped, "asserted_type": types}, plan.program)
        return engine, {found for (found,) in engine.result("used")}

    tables = _tables(graph)
    # What the axioms by themselves have a use for is mostly all that there is. Where that is every triple, or two
    # values stand where there should be one, the longer run below would be in vain.
    needed = closed(axioms, {"cardinality": tables["cardinality"]})[1]
    one_value, one_owner = declared("FunctionalProperty"), declared("InverseFunctionalProperty")
    if not needed.isdisjoint({type_, ANY}) or identifies(graph.triples, one_value, one_owner):
        return None
    idle = plan.idle(graph.triples, needed)
    engine, used = closed([triple for triple in graph.triples if triple[1] not in idle], tables)
    if not used.isdisjoint(idle | {type_, ANY}):
        return None
    new = [(s, type_, o) for s, o in engine.result("new_type")]
    given: set[int] = set()
    for s, p, o in engine.result("new"):
        given.add(p)
        if p != type_ and (p not in idle or (s, p, o) not in graph.triples):
            new.append((s, p, o))
    return Closure(new, [], idle - given)


def encode(graph: Graph, profile: str, folder: Path) -> str:
    """Write what Nemo reads, the graph as facts, into a folder; the program that reads it."""
    return _written(_tables(graph), rules(profile, graph, everything=False), folder)


def _tables(graph: Graph) -> dict[str, _Table]:
    facts = graph.literal_facts()
    return {
        "asserted": graph.triples,
        "literal": facts.literals.items(),
        "kind": [(index, datatype) for index, kind in enumerate(facts.kinds) for datatype in sorted(kind)],
        "ill_typed": [(number,) for number in facts.ill_typed],
        "equal": facts.equal,
        "cardinality": facts.cardinalities,
        "mentioned": [(number,) for number in facts.mentioned],
    }


def _written(tables: Mapping[str, _Table], program: str, folder: Path) -> str:
    return "".join(_table(folder, name, rows) for name, rows in tables.items()) + _FRAME + program


def _closed(tables: Mapping[str, _Table], program: str) -> nmo_python.NemoEngine:
    """Nemo after its work on the tables; raises EngineError where it did not read all of them."""
    with TemporaryDirectory() as folder:
        engine = nmo_python.NemoEngine(nmo_python.load_string(_written(tables, program, Path(folder))))
        engine.reason()
    read = {str(name).strip('"'): count for name, count in engine.result("read")}
    for name in ("asserted", "literal"):
        if (count := len(tables.get(name, ()))) != read.get(name, 0):
            raise EngineError(f"Nemo read {read.get(name, 0)} of {count} facts of {name!r}.")
    return engine


class Reasoner:
    """A graph, without some of its triples, closed by Nemo, which can be asked for derivations."""

    def __init__(
        self, graph: Graph, profile: str, everything: bool = False, without: frozenset[Triple] = frozenset()
    ) -> None:
        tables = _tables(graph)
        if without:
            tables["asserted"] = [triple for triple in graph.triples if triple not in without]
        self._engine = _closed(tables, rules(profile, graph, everything))

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


def _table(folder: Path, name: str, rows: _Table) -> str:
    """A table of numbers as a file, and the statement that imports it."""
    if not rows:
        return ""
    rest = iter(rows)
    first = next(rest)
    file = folder / f"{name}.csv"
    line = ",".join(["%d"] * len(first)) + "\n"
    rest = chain([first], rest)
    with file.open("w", encoding="ascii") as stream:
        while some := tuple(islice(rest, _AT_ONCE)):
            stream.write((line * len(some)) % tuple(chain.from_iterable(some)))
    columns = ", ".join(["int"] * len(first))
    return f'@import {name} :- csv{{resource = "{file}", format = ({columns})}} .\n'
