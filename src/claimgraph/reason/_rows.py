"""A project's rule as a question for rows, and the triples that it makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from claimgraph.reason._paths import BeyondError
from claimgraph.sparql import Token, scan, sealed

__all__ = ["Fact", "Given", "Node", "Rule", "rule"]

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Fact = tuple[Node, ox.NamedNode, Node]

_NAMELESS = ("_:", "<<")
_ANYTHING = "urn:x-claimgraph:anything"


@dataclass(frozen=True)
class Rule:
    """A CONSTRUCT query, whose triples are told by the rows of the variables in its template."""

    prologue: str
    template: str
    variables: tuple[str, ...]
    pattern: str
    prefixes: Mapping[str, str]

    @property
    def question(self) -> str:
        """The query for the rows, each of which is given once."""
        return f"{self.prologue}SELECT DISTINCT {' '.join(self.variables)} {self.pattern}"

    @cached_property
    def constants(self) -> frozenset[Node]:
        """The subjects and objects that stand in the template."""
        row = b"\t".join([f"<{_ANYTHING}>".encode()] * len(self.variables))
        return frozenset({node for s, _, o in self.facts([row]) for node in (s, o)} - {ox.NamedNode(_ANYTHING)})

    def facts(self, rows: Sequence[bytes]) -> list[Fact]:
        """The triples of rows, which are lines of SPARQL 1.1 Query Results TSV.

        Raises BeyondError for one with a blank node, or a triple, which no query can name.
        """
        cells = [[cell or "UNDEF" for cell in row.decode().split("\t")] for row in rows]
        if any(cell.startswith(_NAMELESS) for row in cells for cell in row):
            raise BeyondError
        values = "\n".join(f"({' '.join(row)})" for row in cells)
        query = (
            f"{self.prologue}CONSTRUCT {{ {self.template} }}"
            f" WHERE {{ VALUES ({' '.join(self.variables)}) {{ {values} }} }}"
        )
        with sealed():
            found = ox.Store().query(query, prefixes=dict(self.prefixes))
            if not isinstance(found, ox.QueryTriples):
                raise BeyondError
            return [(one.subject, one.predicate, one.object) for one in found]


def rule(text: str, file: str, prefixes: Mapping[str, str]) -> Rule | None:
    """The rule of a file; None where its triples cannot be told by rows. Raises as `scan`.

    That is where it makes blank nodes, or cuts off its solutions, or has no template of its own.
    """
    tokens = scan(text, file)
    start = next((place for place, token in enumerate(tokens) if token.is_word("CONSTRUCT")), None)
    if start is None or start + 1 == len(tokens) or tokens[start + 1].text != "{":
        return None
    end = next((place for place in range(start, len(tokens)) if tokens[place].text == "}"), None)
    if end is None or end + 1 == len(tokens):
        return None
    template = tokens[start + 2 : end]
    variables = tuple(dict.fromkeys(f"?{token.text[1:]}" for token in template if token.kind == "VAR"))
    cut = any(token.is_word("LIMIT", "OFFSET") for token in tokens)
    if cut or not variables or any(_is_nameless(token) for token in template):
        return None
    return Rule(
        prologue=text[: tokens[start].start],
        template=text[tokens[start + 1].end : tokens[end].start],
        variables=variables,
        pattern=text[tokens[end].end :],
        prefixes=prefixes,
    )


def _is_nameless(token: Token) -> bool:
    return token.kind in ("BLANK_NODE_LABEL", "ANON", "NIL") or token.text in ("[", "(", "<<", "{")


class Given:
    """What a rule gives, made into triples where a row names what is asked about."""

    def __init__(self, rule: Rule | None, rows: Sequence[bytes]) -> None:
        self._rule = rule
        self._rows = rows
        self._text = b"\n".join(rows)
        self._about: dict[Node, list[Fact]] = {}

    def about(self, node: Node) -> list[Fact]:
        """The triples with a node as subject or object."""
        known = self._about.get(node)
        if known is None:
            known = self._about[node] = self._found(node)
        return known

    def _found(self, node: Node) -> list[Fact]:
        if self._rule is None:
            return []
        if node in self._rule.constants or not isinstance(node, ox.NamedNode | ox.BlankNode):
            raise BeyondError
        term = str(node).encode()
        if term not in self._text:
            return []
        return [one for one in self._rule.facts([row for row in self._rows if term in row]) if node in (one[0], one[2])]
