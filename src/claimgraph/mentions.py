"""Which properties a query can ask the data about, told from its tokens (SPARQL 1.1 Query Language, section 19.8)."""

import re
from collections.abc import Collection, Mapping, Sequence

from claimgraph.sparql import Token
from claimgraph.terms import PREFIXES

__all__ = ["HIERARCHIES", "declared", "properties"]

_RDF = PREFIXES["rdf"]

HIERARCHIES = (PREFIXES["rdfs"] + "subClassOf", PREFIXES["skos"] + "broader")
"""Properties between classes, or concepts, that lie above one another."""

# By these an answer depends on more than triples of the properties that are named.
_OPEN = (
    *("GRAPH", "SERVICE", "FROM", "DESCRIBE", "BASE"),
    *("NOW", "RAND", "UUID", "STRUUID", "BNODE"),
)
_TERMS = ("VAR", "IRIREF", "PNAME_LN", "PNAME_NS", "BLANK_NODE_LABEL", "ANON", "NIL", "STRING", "NUMBER", "LANGTAG")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:[^\\]*>")


def declared(tokens: Sequence[Token]) -> dict[str, str]:
    """The prefixes that the query declares itself."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.is_word("PREFIX") and name.kind == "PNAME_NS" and iri.kind == "IRIREF"
    }


def properties(tokens: Sequence[Token], prefixes: Mapping[str, str], classes: Collection[str]) -> frozenset[str] | None:
    """IRIs among which are all properties whose triples decide on the answer; None where others may, too.

    All IRIs of the query are given, wherever they stand, and HIERARCHIES: `classes` are the subjects and objects of
    these in the data. Others may decide where a property can be a variable, or any but some, where a path that may have
    no length does not end in a class, which the data know whatever else they say, and where named graphs, the time or
    chance come in. Where SPARQL leaves an order open, an engine is taken to decide on it by those triples alone.
    """
    known = {**prefixes, **declared(tokens)}
    found: dict[int, str] = {}
    for index, token in enumerate(tokens):
        if token.is_word(*_OPEN):
            return None
        if token.kind in ("IRIREF", "PNAME_LN", "PNAME_NS"):
            iri = token.text
            if token.kind != "IRIREF":
                prefix, _, local = token.text.partition(":")
                iri = f"<{known.get(prefix, '')}{_unescaped(local)}>"
            if not _ABSOLUTE.fullmatch(iri):
                return None
            found[index] = iri[1:-1]
    if _is_open(tokens, {index for index, iri in found.items() if iri in classes}):
        return None
    return frozenset({*found.values(), *HIERARCHIES, *(_RDF + name for name in ("type", "first", "rest"))})


def _unescaped(local: str) -> str:
    return re.sub(r"\\(.)", r"\1", local)


def _is_open(tokens: Sequence[Token], classes: Collection[int]) -> bool:
    """Whether a pattern may match triples of properties that it does not name; in doubt, it does."""
    # What each bracket holds that is open: a pattern, an expression, a list or path, a node, or nothing about the data.
    inside = ["header"]
    before = ""  # what the token before is, within a pattern: the end of a term, or the start of what is said of one
    for index, token in enumerate(tokens):
        here = inside[-1]
        after = tokens[index + 1] if index + 1 < len(tokens) else token
        if token.text in ("{", "(", "[") and token.kind == "sign":
            if token.text == "[" and here == "list":
                return True  # a list or a path: told apart too late
            if token.text == "{" and after.text == "|":
                return True  # what is said of a triple (SPARQL 1.2)
            inside.append(_bracket(tokens, index, here))
            before = "start" if token.text == "[" else ""
            continue
        if token.text in ("}", ")", "]") and token.kind == "sign":
            ended = inside.pop() if len(inside) > 1 else ""
            before = "end" if ended in ("list", "node") else ""
            continue
        if here in ("pattern", "node", "list"):
            if token.text in ("!", "<") or (token.text in ("*", "?") and index + 1 not in classes):
                return True
            starts = after.kind in _TERMS or after.text in ("(", "[") or after.is_word("TRUE", "FALSE")
            if here != "list" and token.kind == "VAR" and before and starts:
                return True
        if token.text == ";":
            before = "start"
        else:
            before = "end" if token.kind in _TERMS or token.is_word("TRUE", "FALSE") else ""
    return False


def _bracket(tokens: Sequence[Token], index: int, here: str) -> str:
    """What a bracket opens."""
    before = tokens[index - 1] if index else tokens[index]
    if tokens[index].text == "{":
        if before.is_word("CONSTRUCT") or (index + 1 < len(tokens) and tokens[index + 1].is_word("SELECT")):
            return "header"
        return "pattern"
    if here in ("header", "expression") or (tokens[index].text == "(" and before.kind == "word" and before.text != "a"):
        return "expression"
    return "node" if tokens[index].text == "[" else "list"
