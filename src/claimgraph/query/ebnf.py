"""The grammar of SPARQL, read from sparql.ebnf: its rules, and the terminals with which an expression may begin."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claimgraph.sparql import Token

__all__ = ["Node", "first", "following", "rules", "terminals"]

# Read now: where a mistake is looked for, no file can be opened any more.
_EBNF = Path(__file__).with_name("sparql.ebnf").read_text(encoding="utf-8")

_PART = re.compile(r"'([^']+)'|(\w+)|([()|?*+])")


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """An expression of the grammar: a terminal or a rule by its name, or an operator on its parts."""

    operator: str  # terminal, rule, sequence, choice, optional, repeated
    name: str = ""
    parts: tuple["Node", ...] = ()


def following(node: Node, here: AbstractSet[str]) -> tuple[Node, ...]:
    """What an expression that is no terminal stands for, where one of these terminals comes next."""
    begins = bool(first(node)[0] & here)
    match node.operator:
        case "rule":
            return (rules()[node.name],)
        case "sequence":
            return node.parts
        case "choice":
            fitting = [part for part in node.parts if first(part)[0] & here]
            return tuple(fitting[:1] or [part for part in node.parts if first(part)[1]][:1])
        case "repeated" if begins:
            return (*node.parts, node)
    return node.parts if begins else ()


def terminals(token: Token) -> AbstractSet[str]:
    """The terminals of the grammar that the token is."""
    if token.kind == "word":
        return {token.text.upper(), token.text}
    if token.kind == "sign":
        return {token.text}
    if token.kind == "NUMBER":
        return {"SIGNED" if token.text[0] in "+-" else "INTEGER" if token.text.isdigit() else "DECIMAL"}
    return {token.kind}


@cache
def first(node: Node) -> tuple[frozenset[str], bool]:
    """The terminals with which the expression may begin, and whether it may be empty."""
    if node.operator == "terminal":
        return frozenset({node.name}), False
    if node.operator == "rule":
        return first(rules()[node.name])
    found: frozenset[str] = frozenset()
    if node.operator == "sequence":
        for part in node.parts:
            begins, nullable = first(part)
            found |= begins
            if not nullable:
                return found, False
        return found, True
    parts = [first(part) for part in node.parts]
    return found.union(*(begins for begins, _ in parts)), node.operator != "choice" or any(empty for _, empty in parts)


@cache
def rules() -> dict[str, Node]:
    """The rules of sparql.ebnf by their names."""
    lines = [line.split(" ::= ") for line in _EBNF.splitlines() if line and not line.startswith("#")]
    names = {name for name, _ in lines}
    return {name: _choice(_PART.finditer(body), names) for name, body in lines}


def _choice(parts: Iterator[re.Match[str]], known: AbstractSet[str]) -> Node:
    """Alternatives, up to the closing parenthesis or the end."""
    alternatives: list[list[Node]] = [[]]
    for literal, name, sign in (part.groups() for part in parts):
        sequence = alternatives[-1]
        if literal:
            sequence.append(Node("terminal", literal if literal == "a" else literal.upper()))
        elif name:
            sequence.append(Node("rule" if name in known else "terminal", name))
        elif sign == "(":
            sequence.append(_choice(parts, known))
        elif sign == "|":
            alternatives.append([])
        elif sign == ")":
            break
        else:
            inner = sequence.pop()
            if sign == "+":
                sequence.append(inner)
            sequence.append(Node("optional" if sign == "?" else "repeated", "", (inner,)))
    sequences = tuple(part[0] if len(part) == 1 else Node("sequence", "", tuple(part)) for part in alternatives)
    return sequences[0] if len(sequences) == 1 else Node("choice", "", sequences)
