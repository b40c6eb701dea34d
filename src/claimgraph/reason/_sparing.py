"""A program made to do without most of the data: without the triples that no rule can use, and with types apart."""

import re
from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

from claimgraph.reason._graph import Triple

__all__ = ["ANY", "Sparing", "identifies", "sparing"]

ANY = -1
"""Among the properties that are used: any at all."""

_RULE = re.compile(r'\s*(?:#\[name\("[^"]+"\)\])?(.*?) \.(?=\s|$)', re.DOTALL)
_ATOM = re.compile(r"(~?)\b(\w+)\(([^()]*)\)")
_COPY = "triple(?s, ?p, ?o) :- asserted(?s, ?p, ?o) ."


class _Atom(NamedTuple):
    negated: str
    predicate: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.negated}{self.predicate}({', '.join(self.arguments)})"

    @property
    def of_triples(self) -> bool:
        return self.predicate in ("triple", "asserted")

    @property
    def of_any_property(self) -> bool:
        return self.of_triples and self.arguments[1].startswith("?")


class Sparing(NamedTuple):
    """A program that reads `asserted` and `asserted_type` (subject, class), and gives `new`, `new_type` and `used`."""

    program: str
    type_: int
    properties: frozenset[int]
    """Those that bodies of rules name."""
    classes: frozenset[int]

    def axioms(self, triples: Collection[Triple]) -> list[Triple]:
        """The triples of properties that rules name, of the instances of classes only where a rule names the class."""
        return [
            each
            for each in triples
            if each[1] in self.properties and (each[1] != self.type_ or each[2] in self.classes)
        ]

    def idle(self, triples: Collection[Triple], used: Collection[int]) -> frozenset[int]:
        """The properties of the triples, rdf:type aside, that no body names and that are not used."""
        return frozenset({p for _, p, _ in triples}.difference(self.properties, used))


def identifies(triples: Collection[Triple], functional: Collection[int], inverse: Collection[int]) -> bool:
    """Whether a thing has two values of a functional property, or two things one value of an inverse functional one."""
    values = (((s, p), o) for s, p, o in triples if p in functional)
    owners = (((o, ~p), s) for s, p, o in triples if p in inverse)
    known: dict[tuple[int, int], int] = {}
    return any(known.setdefault(key, one) != one for key, one in chain(values, owners))


def sparing(program: str, type_: int) -> Sparing | None:
    """The program with its watches, which give `used(p)`; None where a rule can use any triple there is.

    A body like `domain(?p, ?c), triple(?x, ?p, ?y)` uses triples of the properties for which the rest of it,
    `domain(?p, ?c)`, holds: that rest is its watch. To leave out more of a body is safe, for `used` only grows. Where
    the property is not in the rest, the watch stands for the whole rule and gives `used(ANY)`.

    So let the program close the data without the triples of some properties that no body names, and with those of
    rdf:type, which bodies name as `type` alone, kept from `triple`. If neither these properties nor rdf:type nor ANY
    is used, no rule applies to the closure together with what was kept from it but those that did already: it is the
    closure of all the data, and without contradictions, for these count as ANY.
    """
    rules: list[str] = []
    watches: dict[str, None] = {}
    named: list[tuple[str, ...]] = []
    # What is asserted follows from nothing else: left out of both, a triple leaves the copying as it is.
    for rule, body in _rules(program.replace(_COPY, "")):
        named += [atom.arguments for atom in body if atom.of_triples]
        found = dict.fromkeys(_watches(body))
        watches |= found
        if not any(watch.startswith(f"used({ANY})") for watch in found):
            rules.append(rule)
    if f"used({ANY}) ." in watches:
        return None
    text = re.sub(rf"\btriple\(([^(),]+), {type_}, ([^(),]+)\)", r"type(\1, \2)", "".join(rules))
    text = re.sub(rf"\basserted\(([^(),]+), {type_}, ([^(),]+)\)", r"asserted_type(\1, \2)", text)
    text = text.replace("type(?x, ?y) :- type(?x, ?y) .", f"type(?x, ?y) :- triple(?x, {type_}, ?y) .")
    properties, classes = ({int(each[place]) for each in named if each[place][0] != "?"} for place in (1, 2))
    return Sparing("\n".join((_FRAME, text, *watches)), type_, frozenset(properties), frozenset(classes))


_FRAME = f"""
{_COPY}
type(?x, ?y) :- asserted_type(?x, ?y) .
new_type(?x, ?y) :- type(?x, ?y), ~asserted_type(?x, ?y) .
used({ANY}) :- inconsistent(?r, ?s, ?p, ?o, ?x) .
"""


def _rules(program: str) -> Iterator[tuple[str, list[_Atom]]]:
    for rule in _RULE.finditer(program):
        atoms = _ATOM.findall(rule[1].partition(":-")[2])
        yield rule[0], [_Atom(no, name, tuple(part.strip() for part in parts.split(","))) for no, name, parts in atoms]


def _watches(body: list[_Atom]) -> Iterator[str]:
    triples = [atom for atom in body if atom.of_any_property]
    rest = [atom for atom in body if not atom.of_any_property]
    # What is said of the same things is as large as the data, and not needed to find the property.
    things = {atom.arguments[place] for atom in triples for place in (0, 2)}
    schema = [atom for atom in rest if not atom.negated and things.isdisjoint(atom.arguments)]
    for atom in triples:
        bound = any(atom.arguments[1] in other.arguments for other in schema)
        premises = ", ".join(map(str, schema if bound else rest))
        head = f"used({atom.arguments[1] if bound else ANY})"
        yield f"{head} :- {premises} ." if premises else f"{head} ."
