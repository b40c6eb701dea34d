"""The terms and paths of a query of shapes, one after the other."""

import pyoxigraph as ox

from claimgraph.sparql import Token
from claimgraph.terms import RDF_TYPE
from claimgraph.validate._places import BeyondError, Path

__all__ = ["Reader", "Term"]

Term = str  # a variable as ?name, a blank node as _:name, an IRI in N-Triples syntax, or "" for what leads nowhere


class Reader:
    """Reads tokens; what is not understood raises BeyondError."""

    def __init__(self, tokens: list[Token], path: Path | None) -> None:
        self.tokens = tokens
        self.at = 0
        self._path = path
        self.prefixes: dict[str, str] = {}
        self.fresh = 0

    def next(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self) -> Token:
        return self.tokens[self.at]

    def sign(self, text: str) -> bool:
        found = self.at < len(self.tokens) and self.peek().kind == "sign" and self.peek().text == text
        self.at += found
        return found

    def word(self, *words: str) -> bool:
        found = self.at < len(self.tokens) and self.peek().is_word(*words)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        if not self.sign(text):
            raise BeyondError

    def term(self) -> Term:
        token = self.next()
        if token.kind == "VAR":
            if token.text[1:] == "PATH":
                raise BeyondError
            return f"?{token.text[1:]}"
        if token.kind == "BLANK_NODE_LABEL":
            return token.text
        if token.kind == "ANON":
            self.fresh += 1
            return f"_: {self.fresh}"
        if token.kind in ("IRIREF", "PNAME_LN", "PNAME_NS"):
            return str(self._iri(token))
        if token.kind == "STRING":
            if self.sign("^^") or self.peek().kind == "LANGTAG":
                self.next()
            return ""
        if token.kind == "NUMBER" or token.is_word("TRUE", "FALSE"):
            return ""
        raise BeyondError

    def _iri(self, token: Token) -> ox.NamedNode:
        if token.kind == "IRIREF":
            iri = token.text[1:-1]
            if ":" not in iri:
                raise BeyondError
            return ox.NamedNode(iri)
        prefix, _, local = token.text.partition(":")
        namespace = self.prefixes.get(f"{prefix}:")
        if namespace is None or "\\" in local:
            raise BeyondError
        return ox.NamedNode(namespace + local)

    def verb(self) -> Path | None:
        if self.peek().kind == "VAR" and self.peek().text[1:] != "PATH":
            self.next()
            return None
        return self._alternatives()

    def _alternatives(self) -> Path:
        parts = [self._sequence()]
        while self.sign("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else ("|", tuple(parts))

    def _sequence(self) -> Path:
        parts = [self._step()]
        while self.sign("/"):
            parts.append(self._step())
        return parts[0] if len(parts) == 1 else ("/", tuple(parts))

    def _step(self) -> Path:
        if self.sign("^"):
            return "^", (self._step(),)
        if self.sign("("):
            found = self._alternatives()
            self.expect(")")
        else:
            found = self._primary()
        for sign in "*+?":
            if self.sign(sign):
                return sign, (found,)
        return found

    def _primary(self) -> Path:
        token = self.next()
        if token.kind == "VAR" and self._path is not None:  # $PATH
            return self._path
        if token.kind == "word" and token.text == "a":
            return "", (ox.NamedNode(RDF_TYPE),)
        if token.kind in ("IRIREF", "PNAME_LN", "PNAME_NS"):
            return "", (self._iri(token),)
        raise BeyondError
