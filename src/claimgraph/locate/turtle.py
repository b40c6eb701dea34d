"""Where the statements of a text stand: Turtle, TriG, N-Triples and N-Quads read for the places of their tokens.

The text is one that a strict parser has accepted; this reader finds places in it and does not judge it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from claimgraph.locate.tokens import pattern, unescape

__all__ = ["Statement", "Token", "UnsupportedError", "statements"]


class Token(NamedTuple):
    """A term where it stands: offsets of its first character and behind its last one.

    value is the IRI or the lexical form; None for blank nodes and for IRIs that need a base or lack a prefix.
    """

    value: str | None
    start: int
    end: int


class Statement(NamedTuple):
    """A triple's three terms; blank nodes and collections stand where their label or bracket does."""

    subject: Token
    predicate: Token
    object: Token


class UnsupportedError(ValueError):
    """The text is none of these formats, or is not read from the beginning of a statement."""


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_CLOSES = {"]": "[", ")": "(", ">>": "<<", ")>>": "<<(", "|}": "{|"}
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_WORDS = {"a": _RDF + "type", "true": "true", "false": "false"}


class _Frame:
    """What is open, with its current terms.

    The document, a blank node's property list, a collection; and of RDF 1.2 a triple term, a reified triple or an
    annotation.
    """

    __slots__ = ("graph", "kind", "object", "opened", "predicate", "reifier", "subject", "tilde")

    def __init__(self, kind: str, opened: Token) -> None:
        self.kind = kind
        self.opened = opened
        # Of a collection, the subject is its current cell.
        self.subject = opened if kind == "[" else None
        self.predicate: Token | None = None
        self.object: Token | None = None
        self.graph: Token | None = None  # the fourth term of a statement in N-Quads
        self.tilde: Token | None = None  # behind which a reifier may follow
        self.reifier: Token | None = None  # of the current triple


class _Reader:
    """Takes tokens one by one; `found` holds the statements that the last one completed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(prefixes)
        self.stack = [_Frame("document", Token(None, 0, 0))]
        self.found: list[Statement] = []
        self.literal: Token | None = None  # a string that a language tag or a datatype may follow
        self.directive = ""
        self.prefix = ""

    def take(self, kind: str, text: str, start: int, end: int) -> None:
        if self.directive:
            self._declare(kind, text)
        elif self.literal is not None and text == "^^":
            self.directive = text  # the next token is the datatype
        elif self.literal is not None and kind == "tag":
            self._complete_literal()
        else:
            self._complete_literal()
            self._take(kind, text, start, end)

    def _complete_literal(self) -> None:
        if self.literal is not None:
            token, self.literal = self.literal, None
            self._complete(token)

    def _declare(self, kind: str, text: str) -> None:
        if self.directive == "^^":
            self.directive = ""
            self._complete_literal()
        elif kind == "name":
            self.prefix = text[:-1]
        elif kind == "iri" and self.directive.lower().endswith("prefix"):
            iri = unescape(text[1:-1])
            if _ABSOLUTE.match(iri):
                self.prefixes[self.prefix] = iri
            else:
                self.prefixes.pop(self.prefix, None)
        # The SPARQL forms end with their IRI, the others with a dot.
        if (kind in ("iri", "string") and not self.directive.startswith("@")) or text == ".":
            self.directive = ""

    def _take(self, kind: str, text: str, start: int, end: int) -> None:
        frame = self.stack[-1]
        if frame.tilde and kind == "mark" and text != "[":
            self._reify(frame, frame.tilde)
        if kind == "mark":
            self._mark(text, start, end)
        elif kind == "directive":
            self.directive = text
        elif kind == "string":
            self._begin(start)
            quotes = 3 if text[:3] in ('"""', "'''") else 1
            self.literal = Token(unescape(text[quotes:-quotes]), start, end)
        elif kind != "word" or text in _WORDS:
            self._begin(start)
            self._complete(Token(self._value(kind, text), start, end))
        elif text.lower() != "graph":
            raise UnsupportedError(text)

    def _value(self, kind: str, text: str) -> str | None:
        if kind == "iri":
            iri = unescape(text[1:-1])
            return iri if _ABSOLUTE.match(iri) else None
        if kind == "name":
            prefix, _, local = text.partition(":")
            namespace = self.prefixes.get(prefix)
            return None if namespace is None else namespace + unescape(local)
        return _WORDS.get(text, text) if kind in ("word", "number") else None

    def _mark(self, text: str, start: int, end: int) -> None:
        frame = self.stack[-1]
        if text in ("[", "(", "<<", "<<("):
            self._begin(start)
            self.stack.append(_Frame(text, Token(None, start, end)))
        elif text == ";":
            frame.predicate = frame.object = frame.reifier = None
        elif text == ",":
            frame.object = frame.reifier = None
        elif text in (".", "{", "}"):
            frame.subject = frame.predicate = frame.object = frame.graph = frame.reifier = None
        elif text == "~":
            frame.tilde = Token(None, start, end)
        elif text == "{|":
            self._annotate(frame, Token(None, start, end))
        elif _CLOSES.get(text) == frame.kind:
            self.stack.pop()
            if frame.kind == "<<":
                self._complete(frame.reifier or self._reify(frame, frame.opened))
            elif frame.kind == "<<(":
                self._complete(Token(None, frame.opened.start, end))
            elif frame.kind == "[":
                self._complete(frame.opened)
            elif frame.kind == "{|":
                pass  # no term of the triple that it is about
            elif frame.subject is None:
                self._complete(Token(_RDF + "nil", frame.opened.start, end))
            else:
                self._add(frame.subject, "rest", Token(_RDF + "nil", start, end))
        else:
            raise UnsupportedError(text)

    def _begin(self, start: int) -> None:
        """In a collection, make the cell of the item that begins here."""
        frame = self.stack[-1]
        if frame.kind != "(":
            return
        last = frame.subject
        if last is None:
            frame.subject = frame.opened
            self._complete(frame.opened, self.stack[-2])
        else:
            frame.subject = Token(None, start, start)
            self._add(last, "rest", frame.subject)

    def _complete(self, token: Token, frame: _Frame | None = None) -> None:
        """Put a whole term where it belongs: as subject, predicate or object, or as an item."""
        frame = frame or self.stack[-1]
        if frame.subject is None:
            frame.subject = token
        elif frame.kind == "(":
            self._add(frame.subject, "first", token)
        elif frame.predicate is None:
            frame.predicate = token
        elif frame.tilde is not None:
            self._reify(frame, token)
        elif frame.object is None:
            frame.object = token
            # What is mentioned is not stated.
            if not frame.kind.startswith("<<"):
                self.found.append(Statement(frame.subject, frame.predicate, token))
        elif frame.graph is None:
            frame.graph = token
        else:
            raise UnsupportedError("a fifth term")

    def _reify(self, frame: _Frame, reifier: Token) -> Token:
        """Let the reifier stand for the frame's triple."""
        triple = frame.opened if frame.kind == "<<" else frame.object
        if triple is None:
            raise UnsupportedError("a reifier of nothing")
        self._add(reifier, "reifies", Token(None, triple.start, triple.end))
        frame.tilde, frame.reifier = None, reifier
        return reifier

    def _annotate(self, frame: _Frame, opened: Token) -> None:
        """Open an annotation, which is about the reifier before it, or else about one of its own."""
        reifier = frame.reifier
        inner = _Frame("{|", opened)
        inner.subject = reifier or self._reify(frame, opened)
        frame.reifier = reifier
        self.stack.append(inner)

    def _add(self, cell: Token, name: str, object_: Token) -> None:
        self.found.append(Statement(cell, Token(_RDF + name, object_.start, object_.end), object_))


def statements(text: str, prefixes: Mapping[str, str]) -> Iterator[Statement]:
    """The statements of a text that begins between two of them, in the order in which pyoxigraph gives them.

    prefixes are those declared before the text. Raises UnsupportedError for a text that is none of these formats, or
    that begins or ends within a statement.
    """
    reader, token = _Reader(prefixes), pattern()
    position = 0
    while position < len(text):
        match = token.match(text, position)
        if match is None or match.lastgroup is None:
            raise UnsupportedError(text[position : position + 20])
        if match.lastgroup != "skip":
            reader.take(match.lastgroup, match[0], position, match.end())
            # What one token completes, pyoxigraph gives last first.
            yield from reversed(reader.found)
            reader.found.clear()
        position = match.end()
    if len(reader.stack) > 1 or reader.stack[0].subject or reader.literal or reader.directive:
        raise UnsupportedError("the text ends within a statement")
