"""Find where a query leaves the grammar of SPARQL, and what could stand there instead.

The engines say that a query is wrong, but not dependably where: a parser that backtracks reports the farthest
point that any attempt had reached. The grammar is LL(1), so a table-driven parser stops at the very token.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.model import Location
from claimgraph.sparql import Token, excerpt

__all__ = ["mistake"]

# Read now: where a mistake is looked for, no file can be opened any more.
_EBNF = Path(__file__).with_name("sparql.ebnf").read_text(encoding="utf-8")

_PART = re.compile(r"'([^']+)'|(\w+)|([()|?*+])")

# What is said in place of the many tokens that may begin one of these; larger sets before smaller ones.
_RULES = (
    ("GraphPatternNotTriples", "a pattern such as OPTIONAL, FILTER or BIND"),
    ("Constraint", "a condition in parentheses or a function call"),
    ("Expression", "an expression"),
    ("BuiltInCall", "a function call"),
    ("GraphNodePath", "a term or variable"),
    ("VerbPath", "a property"),
    ("Verb", "a property"),
    ("DataBlockValue", "a value"),
    ("VarOrIri", "a variable or IRI"),
    ("Iri", "an IRI"),
)
_TERMINALS = {
    "END": "the end of the query",
    "VAR": "a variable",
    "INTEGER": "a number",
    "SIGNED": "a signed number",
    "DECIMAL": "a number",
    "IRIREF": "an IRI in angle brackets",
    "PNAME_NS": "a prefix with its colon",
    "STRING": "a string",
    "LANGTAG": "a language tag",
    "NIL": "'()'",
    "a": "'a'",
}
_MENTIONED = 8
_CLOSING = {"{": "}", "(": ")", "[": "]"}


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """An expression of the grammar: a terminal or a rule by its name, or an operator on its parts."""

    operator: str  # terminal, rule, sequence, choice, optional, repeated
    name: str = ""
    parts: tuple["Node", ...] = ()


def mistake(text: str, tokens: Sequence[Token], file: str) -> InputError | None:
    """What is wrong with the query by the grammar, located; None where it is grammatical."""
    stack = [Node("rule", "Query")]
    expected: dict[str, None] = {}
    position = 0
    while stack:
        node = stack.pop()
        here = _terminals(tokens[position]) if position < len(tokens) else {"END"}
        first, nullable = _first(node)
        expected |= dict.fromkeys(sorted(first))
        if not (first & here) and not nullable:
            return _error(text, tokens, position, list(expected), file)
        match node.operator:
            case "terminal":
                position += 1
                expected = {}
            case "rule":
                stack.append(_grammar()[node.name])
            case "sequence":
                stack.extend(reversed(node.parts))
            case "choice":
                fitting = [part for part in node.parts if _first(part)[0] & here]
                stack.extend(fitting[:1] or [part for part in node.parts if _first(part)[1]][:1])
            case "optional" if first & here:
                stack.extend(node.parts)
            case "repeated" if first & here:
                stack.extend((node, *node.parts))
    return None


def _terminals(token: Token) -> AbstractSet[str]:
    """The terminals of the grammar that the token is."""
    if token.kind == "word":
        return {token.text.upper(), token.text}
    if token.kind == "sign":
        return {token.text}
    if token.kind == "NUMBER":
        return {"SIGNED" if token.text[0] in "+-" else "INTEGER" if token.text.isdigit() else "DECIMAL"}
    return {token.kind}


@cache
def _first(node: Node) -> tuple[frozenset[str], bool]:
    """The terminals with which the expression may begin, and whether it may be empty."""
    if node.operator == "terminal":
        return frozenset({node.name}), False
    if node.operator == "rule":
        return _first(_grammar()[node.name])
    found: frozenset[str] = frozenset()
    if node.operator == "sequence":
        for part in node.parts:
            first, nullable = _first(part)
            found |= first
            if not nullable:
                return found, False
        return found, True
    parts = [_first(part) for part in node.parts]
    return found.union(*(first for first, _ in parts)), node.operator != "choice" or any(empty for _, empty in parts)


@cache
def _grammar() -> dict[str, Node]:
    """The rules of sparql.ebnf by their names."""
    rules = [line.split(" ::= ") for line in _EBNF.splitlines() if line and not line.startswith("#")]
    names = {name for name, _ in rules}
    return {name: _choice(_PART.finditer(body), names) for name, body in rules}


def _choice(parts: Iterator[re.Match[str]], rules: AbstractSet[str]) -> Node:
    """Alternatives, up to the closing parenthesis or the end."""
    alternatives: list[list[Node]] = [[]]
    for literal, name, sign in (part.groups() for part in parts):
        sequence = alternatives[-1]
        if literal:
            sequence.append(Node("terminal", literal if literal == "a" else literal.upper()))
        elif name:
            sequence.append(Node("rule" if name in rules else "terminal", name))
        elif sign == "(":
            sequence.append(_choice(parts, rules))
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


def _error(text: str, tokens: Sequence[Token], position: int, expected: Sequence[str], file: str) -> InputError:
    hint = ""
    if position < len(tokens):
        token = tokens[position]
        offset, found = token.start, f"unexpected {token.text!r}"
        if token.kind == "word":
            near = difflib.get_close_matches(
                token.text.upper(), [word for word in expected if word.isalpha()], n=1, cutoff=0.7
            )
            hint = f"Did you mean {near[0]}?" if near else ""
    else:
        offset, found = tokens[-1].end if tokens else 0, "the query ends too early" if tokens else "the query is empty"
        if unclosed := _unclosed(tokens):
            hint = f"The {unclosed.text!r} of {Location.of(file, text, unclosed.start)} is not closed."
    words = _in_words(expected)
    wanted = "" if len(words) > _MENTIONED else f"; expected {_listed(words)}"
    return InputError(
        f"{found}{wanted}.", location=Location.of(file, text, offset), hint=hint, excerpt=excerpt(text, offset)
    )


def _in_words(expected: Sequence[str]) -> list[str]:
    """The expected terminals as a reader would name them, whole rules by one name."""
    rest = set(expected)
    words: dict[str, None] = {}
    for rule, name in _RULES:
        terminals, _ = _first(Node("rule", rule))
        if terminals <= rest:
            rest -= terminals
            words[name] = None
    for terminal in expected:
        if terminal in rest:
            words[_TERMINALS.get(terminal, terminal if terminal.isalpha() else repr(terminal))] = None
    return list(words)


def _listed(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _unclosed(tokens: Sequence[Token]) -> Token | None:
    """The innermost bracket that is still open at the end."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "sign" and token.text in _CLOSING:
            opened.append(token)
        elif token.kind == "sign" and opened and token.text == _CLOSING[opened[-1].text]:
            opened.pop()
    return opened[-1] if opened else None
