"""Triples as numbers: no engine sees a term, so none can rewrite a literal, rename a blank node or choke on either."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import BinaryIO

import pyoxigraph as ox

from claimgraph import forking, sources
from claimgraph.reason._literals import DATATYPES, Value, belongs, value
from claimgraph.sources import Source

__all__ = ["Graph", "LiteralFacts", "Triple"]

Triple = tuple[int, int, int]

_LARGE = 1_000_000  # characters: from here on a process for the parser is worth its start
_BLOCK = 2**16  # characters


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


class _Numbers(dict[str, int]):
    """The number of each term, given when the term is first met."""

    def __init__(self, terms: list[str]) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, term: str) -> int:
        terms = self._terms
        number = self[term] = len(terms)
        terms.append(term)
        return number


class Graph:
    """A set of triples of numbers, and the term in N-Triples syntax that each number stands for."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.triples: dict[Triple, None] = {}
        """Keys alone: a set in the order of reading, in which Nemo loads them faster than at random."""
        self._numbers = _Numbers(self.terms)

    def number(self, term: str) -> int:
        """The number of the term, new where it has none yet."""
        return self._numbers[term]

    def find(self, term: str) -> int | None:
        """The number of the term, None where it has none."""
        return self._numbers.get(term)

    def read(self, files: Sequence[Source]) -> None:
        """Add the triples of the files, graph names dropped; blank nodes are named as by sources.triples.

        Raises what `sources.parse` raises, for relative IRIs too: what is derived from them would name this machine.
        """
        blanks: dict[str, int] = {}
        for index, source in enumerate(files):
            before = len(self.terms)
            if source.format.quads:
                quads = sources.parse(source, relative=False)
                self.add([str(part) for part in quad.triple] for quad in quads)
            else:
                self._read_lines(_lines(source))
            blanks.update(self._set_apart(before, index))
        # Only now, because a file may use for its own nodes a label that has become the name of another's.
        self._numbers.update(blanks)

    def _read_lines(self, lines: Iterable[str]) -> None:
        # The innermost loop of all reasoning: each term is looked up as it stands; blank nodes get their names later.
        number = self._numbers
        parts = (line[:-2].split(" ", 2) for line in lines)
        self.triples.update(dict.fromkeys([(number[s], number[p], number[o]) for s, p, o in parts]))

    def _set_apart(self, before: int, index: int) -> dict[str, int]:
        """Name the blank nodes among the terms from `before` on after their file; these names and their numbers."""
        blanks = [number for number in range(before, len(self.terms)) if self.terms[number].startswith("_:")]
        for count, number in enumerate(blanks):
            del self._numbers[self.terms[number]]
            self.terms[number] = f"_:f{index}b{count}"
        return {self.terms[number]: number for number in blanks}

    def add(self, triples: Iterable[Sequence[str]]) -> set[Triple]:
        """Add triples of terms in N-Triples syntax; gives those that are new."""
        numbered = {(self.number(s), self.number(p), self.number(o)) for s, p, o in triples}
        new = numbered - self.triples.keys()
        self.triples.update(dict.fromkeys(sorted(new)))
        return new

    def lines(self, triples: Iterable[Triple]) -> list[str]:
        """The triples as lines of N-Triples."""
        terms = self.terms
        return [f"{terms[s]} {terms[p]} {terms[o]} .\n" for s, p, o in triples]

    def literal_facts(self) -> LiteralFacts:
        """What holds of the literals of the graph."""
        facts = LiteralFacts()
        iris = {number: iri for iri in DATATYPES if (number := self.find(f"<{iri}>")) is not None}
        facts.mentioned = sorted(iris)
        kinds: dict[frozenset[int], int] = {}
        same: dict[Value, list[int]] = {}
        first: dict[Value, int] = {}
        for number, term in enumerate(self.terms):
            if term[0] != '"':
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


def _lines(source: Source) -> Iterator[str]:
    """The triples of a file as lines of N-Triples, without their ends."""
    text = sources.read_text(source)

    def write(stream: BinaryIO) -> None:
        # Once through the serialiser, so that no object of Python is made for a term.
        parser = ox.parse(text, format=getattr(ox.RdfFormat, source.format.oxigraph))
        ox.serialize(parser, stream, format=ox.RdfFormat.N_TRIPLES)

    try:
        with forking.beside(write, alone=len(text) < _LARGE) as stream:
            triples = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
            rest = ""
            while block := triples.read(_BLOCK):
                # What comes before an error ends within a line.
                *lines, rest = (rest + block).split("\n")
                yield from lines
    except SyntaxError as error:
        raise sources.fault(error, source, text) from None
