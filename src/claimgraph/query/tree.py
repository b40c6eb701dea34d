"""The parse tree of a SPARQL query: each rule of its grammar with the tokens and rules that it is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Union

from claimgraph.query.ebnf import Node, first, following, terminals
from claimgraph.sparql import Token

__all__ = ["Branch", "parsed"]

_END = Token("END", "", 0)


@dataclass(slots=True)
class Branch:
    """A rule of sparql.ebnf, as a query applies it."""

    rule: str
    parts: list[Union["Branch", Token]] = field(default_factory=list)

    def branches(self, *rules: str) -> list["Branch"]:
        """Those of its parts that are such rules, or any."""
        return [part for part in self.parts if isinstance(part, Branch) and (not rules or part.rule in rules)]

    def branch(self, *rules: str) -> Union["Branch", None]:
        """The first of its parts that is such a rule."""
        return next(iter(self.branches(*rules)), None)

    def has(self, *words: str) -> bool:
        """Whether one of its own tokens is one of these: keywords in upper case, or signs."""
        return any(isinstance(part, Token) and (part.is_word(*words) or part.text in words) for part in self.parts)

    def tokens(self) -> Iterator[Token]:
        """All tokens within, in reading order."""
        for part in self.parts:
            if isinstance(part, Token):
                yield part
            else:
                yield from part.tokens()

    def all(self, rule: str) -> Iterator["Branch"]:
        """All applications of a rule within, outer ones first."""
        for part in self.branches():
            if part.rule == rule:
                yield part
            yield from part.all(rule)


def parsed(tokens: Sequence[Token]) -> Branch | None:
    """The tree of a query; None where it is not grammatical (SPARQL 1.1 Query Language, section 19.8)."""
    root = Branch("")
    open_branches = [root]
    stack: list[Node | None] = [Node("rule", "Query")]  # None where a rule ends
    position = 0
    while stack:
        node = stack.pop()
        if node is None:
            open_branches.pop()
            continue
        token = tokens[position] if position < len(tokens) else _END
        here = terminals(token)
        begins, nullable = first(node)
        if not (begins & here) and not nullable:
            return None
        if node.operator == "terminal":
            open_branches[-1].parts.append(token)
            position += 1
            continue
        if node.operator == "rule":
            branch = Branch(node.name)
            open_branches[-1].parts.append(branch)
            open_branches.append(branch)
            stack.append(None)
        stack.extend(reversed(following(node, here)))
    return root.branches()[0]
