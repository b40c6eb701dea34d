"""Triples as numbers: no engine sees a term, so none can rewrite a literal, rename a blank node or choke on either."""

import io
from collections.abc import Iterable, Sequence
from itertools import permutations

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.reason._literals import DATATYPES, Value, belongs, value
from claimgraph.sources import Source

__all__ = ["Graph", "LiteralFacts", "Triple"]

Triple = tuple[int, int, int]


class LiteralFacts:
    """What the rules on datatypes need to know of the literals; see the header of owl-rl.rls."""

    def __init__(self) -> None:
        self.literals: dict[int, int] = {}
        """The kind of each literal that has a data value."""
        self.kinds: list[frozenset[int]] = []
        """Of each kind, those of the mentioned datatypes in whose value space its literals lie."""
        self.ill_typed: list[int] = []
        self.equal: list[tuple[int, int]] = []
        """Pairs of different literals with the same data value, both ways round."""
        self.cardinalities: list[tuple[int, int]] = []
        """The literals whose value is the integer 0 or 1, with that."""
        self.mentioned: list[int] = []
        """The datatypes that occur as terms."""


class _Numbers(dict[bytes, int]):
    """The numbers of the terms of one file, found once for each term."""

    def __init__(self, graph: "Graph", file: int) -> None:
        super().__init__()
        self._graph, self._file, self._blanks = graph, file, 0

    def __missing__(self, term: bytes) -> int:
        text = term.decode()
        if text.startswith("_:"):
            text = f"_:f{self._file}b{self._blanks}"
            self._blanks += 1
        number = self[term] = self._graph.number(text)
        return number


class Graph:
    """A set of triples of numbers, and the term in N-Triples syntax that each number stands for."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.triples: set[Triple] = set()
        self._numbers: dict[str, int] = {}

    def number(self, term: str) -> int:
        """The number of the term, new where it has none yet."""
        found = self._numbers.setdefault(term, len(self.terms))
        if found == len(self.terms):
            self.terms.append(term)
        return found

    def find(self, term: str) -> int | None:
        """The number of the term, None where it has none."""
        return self._numbers.get(term)

    def read(self, files: Sequence[Source]) -> None:
        """Add the triples of the files, graph names dropped; blank nodes are named as by sources.triples.

        Raises what `sources.parse` raises, for relative IRIs too: what is derived from them would name this machine.
        """
        for index, source in enumerate(files):
            if source.format.quads:
                quads = sources.parse(source, relative=False)
                self.add(tuple(_apart(str(part), index) for part in quad.triple) for quad in quads)
            else:
                self._read_lines(_lines(source), index)

    def _read_lines(self, lines: Iterable[bytes], index: int) -> None:
        # The innermost loop of all reasoning: on a million triples, one second against seven by sources.triples.
        number = _Numbers(self, index)
        parts = (line[:-3].split(b" ", 2) for line in lines)
        self.triples.update([(number[s], number[p], number[o]) for s, p, o in parts])

    def add(self, triples: Iterable[Sequence[str]]) -> set[Triple]:
        """Add triples of terms in N-Triples syntax; gives those that are new."""
        numbered = {(self.number(s), self.number(p), self.number(o)) for s, p, o in triples}
        new = numbered - self.triples
        self.triples |= new
        return new

    def lines(self, triples: Iterable[Triple]) -> list[str]:
        """The triples as lines of N-Triples."""
        terms = self.terms
        return [f"{terms[s]} {terms[p]} {terms[o]} .\n" for s, p, o in triples]

    def is_literal(self, number: int) -> bool:
        """Whether the number stands for a literal."""
        return self.terms[number].startswith('"')

    def literal_facts(self) -> LiteralFacts:
        """What holds of the literals of the graph."""
        facts = LiteralFacts()
        iris = {number: iri for iri in DATATYPES if (number := self.find(f"<{iri}>")) is not None}
        facts.mentioned = sorted(iris)
        kinds: dict[frozenset[int], int] = {}
        same: dict[Value, list[int]] = {}
        first: dict[Value, int] = {}
        for number, term in enumerate(self.terms):
            if not term.startswith('"'):
                continue
            try:
                found = value(term)
            except ValueError:
                facts.ill_typed.append(number)
                continue
            if found is None:
                continue
            kind = frozenset([number for number, iri in iris.items() if belongs(found, iri)])
            facts.literals[number] = kinds.setdefault(kind, len(kinds))
            if (other := first.setdefault(found, number)) != number:
                same.setdefault(found, [other]).append(number)
            if found.space == "decimal" and found.text in ("0", "1"):
                facts.cardinalities.append((number, int(found.text)))
        facts.kinds = list(kinds)
        facts.equal = [pair for group in same.values() for pair in permutations(group, 2)]
        return facts


def _apart(term: str, index: int) -> str:
    return f"_:f{index}{term[2:]}" if term.startswith("_:") else term


def _lines(source: Source) -> Iterable[bytes]:
    """The triples of a file as lines of N-Triples."""
    text = sources.read_text(source)
    try:
        parser = ox.parse(text, format=getattr(ox.RdfFormat, source.format.oxigraph))
        # Once through the serialiser, so that no object of Python is made for a term.
        data = ox.serialize(parser, format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise sources.fault(error, source, text) from None
    return io.BytesIO(data or b"")
