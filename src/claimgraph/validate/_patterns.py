"""The patterns of a SELECT query of shapes, from its tokens: as much of SPARQL as most shapes use.

The queries are known to parse; what is not understood, or whose outcome is more than what it matches, is refused.
"""

from typing import NamedTuple

from claimgraph.sparql import Token
from claimgraph.validate._places import BeyondError, Path
from claimgraph.validate._terms import Reader, Term

__all__ = ["Bind", "Filter", "Group", "Optional", "Query", "Triple", "Union", "query"]

# Variables that results show. A value that is worked out the engine shows only if the data, anywhere, has the term.
_SHOWN = ("this", "path", "value")

# Whose value differs from run to run or with the order of solutions, or which reach beyond the data.
_REFUSED = (
    *("NOW", "RAND", "UUID", "STRUUID", "BNODE", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"),
    *("GRAPH", "SERVICE", "MINUS", "VALUES", "FROM", "BASE", "REDUCED", "LIMIT", "OFFSET", "ORDER", "LATERAL"),
)


class Triple(NamedTuple):
    """A triple pattern; the path is None for a variable."""

    subject: Term
    path: Path | None
    object: Term


class Filter(NamedTuple):
    """The patterns of which a condition asks whether they match."""

    groups: "list[Group]"


class Bind(NamedTuple):
    """The same of an expression whose value gets a name."""

    groups: "list[Group]"


class Optional(NamedTuple):
    """What may match or not."""

    group: "Group"


class Union(NamedTuple):
    """Patterns of which each may match."""

    groups: "list[Group]"


class Query(NamedTuple):
    """A SELECT: the variables that it gives, None for all; those by which it counts, None where it does not."""

    names: frozenset[Term] | None
    keys: frozenset[Term] | None
    group: "Group"


Element = Triple | Filter | Bind | Optional | Union | Query
Group = list[Element]


def query(tokens: list[Token], path: Path | None) -> Query:
    """The query; `path` is what $PATH stands for. Raises BeyondError where it is not understood."""
    if any(token.is_word(*_REFUSED) or "\\u" in token.text.lower() for token in tokens):
        raise BeyondError
    try:
        return _Parser(tokens, path).query()
    except IndexError:
        raise BeyondError from None


class _Parser(Reader):
    def query(self) -> Query:
        while self.word("PREFIX"):
            name, iri = self.next(), self.next()
            self.prefixes[name.text] = iri.text[1:-1]
        found = self._select()
        if self.at != len(self.tokens):
            raise BeyondError
        return found

    def _select(self) -> Query:
        if not self.word("SELECT"):
            raise BeyondError
        self.word("DISTINCT")
        names: set[Term] | None = set()
        counts = False
        if self.sign("*"):
            names = None
        while names is not None and not (self.peek().text == "{" or self.peek().is_word("WHERE")):
            if self.peek().kind == "VAR":
                names.add(self.term())
            else:
                self.expect("(")
                counts |= self._plain()
        self.word("WHERE")
        group = self._group()
        keys: set[Term] | None = None
        if self.word("GROUP"):
            if not self.word("BY"):
                raise BeyondError
            keys = set()
            while self.at < len(self.tokens) and self.peek().kind == "VAR":
                keys.add(self.term())
        if self.word("HAVING"):
            self.expect("(")
            counts |= self._plain()
        if counts and keys is None:
            keys = set()
        return Query(None if names is None else frozenset(names), None if keys is None else frozenset(keys), group)

    def _plain(self) -> bool:
        """Pass over an expression without patterns up to its closing bracket; whether it counts."""
        start = self.at
        if self._expression():
            raise BeyondError
        return any(token.is_word("COUNT") for token in self.tokens[start : self.at])

    def _group(self) -> Group:
        self.expect("{")
        found: Group = []
        if self.peek().is_word("SELECT"):
            found.append(self._select())
            self.expect("}")
            return found
        while not self.sign("}"):
            if self.sign("."):
                continue
            if self.word("FILTER"):
                found.append(Filter(self._condition()))
            elif self.word("OPTIONAL"):
                found.append(Optional(self._group()))
            elif self.word("BIND"):
                self.expect("(")
                found.append(Bind(self._expression()))
            elif self.peek().text == "{":
                groups = [self._group()]
                while self.word("UNION"):
                    groups.append(self._group())
                found.append(Union(groups))
            else:
                self._triples(found)
        return found

    def _condition(self) -> list[Group]:
        if self.word("NOT", "EXISTS"):
            self.word("EXISTS")
            return [self._group()]
        if not self.sign("("):
            self.next()  # the name of a function
            if self.peek().kind == "NIL":
                self.next()
                return []
            self.expect("(")
        return self._expression()

    def _expression(self) -> list[Group]:
        """The patterns within an expression whose opening bracket has been read."""
        groups = []
        depth = 1
        while depth:
            if self.word("EXISTS"):
                groups.append(self._group())
            elif self.word("AS") and self.peek().text[1:] in _SHOWN:
                raise BeyondError
            elif self.sign("("):
                depth += 1
            elif self.sign(")"):
                depth -= 1
            elif self.peek().kind == "sign" and self.peek().text in "{}":
                raise BeyondError
            else:
                self.next()
        return groups

    def _triples(self, found: Group) -> None:
        if self.sign("["):
            subject = self._blank(found)
            if self.peek().kind == "sign" and self.peek().text in ".}":
                return
        else:
            subject = self.term()
        self._properties(subject, found)

    def _properties(self, subject: Term, found: Group) -> None:
        while True:
            path = self.verb()
            while True:
                object_ = self._blank(found) if self.sign("[") else self.term()
                found.append(Triple(subject, path, object_))
                if not self.sign(","):
                    break
            if not self.sign(";"):
                return
            while self.sign(";"):
                pass
            if self.peek().kind == "sign" and self.peek().text in ".}]":
                return

    def _blank(self, found: Group) -> Term:
        """The blank node whose opening bracket has been read, with what is said of it."""
        self.fresh += 1
        node = f"_: {self.fresh}"
        self._properties(node, found)
        self.expect("]")
        return node
