"""Find where a query leaves the grammar of SPARQL, and what could stand there instead.

The engines say that a query is wrong, but not dependably where: a parser that backtracks reports the farthest
point that any attempt had reached. The grammar is LL(1), so a table-driven parser stops at the very token.
"""

import difflib
from collections.abc import Sequence

from claimgraph.errors import InputError
from claimgraph.model import Location
from claimgraph.query.ebnf import Node, first, following, terminals
from claimgraph.sparql import Token, excerpt

__all__ = ["mistake"]

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


def mistake(text: str, tokens: Sequence[Token], file: str) -> InputError | None:
    """What is wrong with the query by the grammar, located; None where it is grammatical."""
    stack = [Node("rule", "Query")]
    expected: dict[str, None] = {}
    position = 0
    while stack:
        node = stack.pop()
        here = terminals(tokens[position]) if position < len(tokens) else {"END"}
        begins, nullable = first(node)
        expected |= dict.fromkeys(sorted(begins))
        if not (begins & here) and not nullable:
            return _error(text, tokens, position, list(expected), file)
        if node.operator == "terminal":
            position += 1
            expected = {}
        else:
            stack.extend(reversed(following(node, here)))
    return None


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
        begins, _ = first(Node("rule", rule))
        if begins <= rest:
            rest -= begins
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
