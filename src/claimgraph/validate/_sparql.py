"""The SPARQL in shapes: what SHACL forbids there, and what does not parse."""

import re

import pyoxigraph as ox

from claimgraph.terms import PREFIXES
from claimgraph.validate._shapes import Node, Shapes

__all__ = ["QUERIES", "fault"]

# The properties whose values are queries, and the kind of answer that each takes.
QUERIES = {"select": ox.QuerySolutions, "ask": ox.QueryBoolean, "construct": ox.QueryTriples}

_IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
# SPARQL reads these escapes before it reads words (section 19.2), so they can hide one.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# What is not SPARQL's own words: comments, strings, IRIs.
_QUOTED = re.compile(r'<[^<>\s]*>|"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|#[^\n]*')
_FORBIDDEN = re.compile(r"\b(MINUS|SERVICE|VALUES|FROM)\b", re.IGNORECASE)
_SUBSELECT = re.compile(r"\{\s*SELECT\b(.*?)(?:\bWHERE\b|\{)", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(r"error at (\d+):(\d+)")


def fault(shapes: Shapes, node: Node, name: str, query: Node) -> str:
    """What is wrong with the sh:name query of the node (SHACL, sections 5.2 and 5.3); "" where nothing is."""
    if not isinstance(query, ox.Literal):
        return f"sh:{name} takes a string."
    text = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), query.value)
    words = _QUOTED.sub(" ", text)
    if forbidden := _FORBIDDEN.search(words):
        return f"SHACL forbids {forbidden[1].upper()} in the queries of shapes."
    for inner in _SUBSELECT.finditer(words):
        if not re.search(r"[$?]this\b|\*", inner[1]):
            return "a query within the query of a shape has to give $this as well."
    return _syntax(_header(shapes, node), text, name)


def _header(shapes: Shapes, node: Node) -> str:
    """The prefixes that the node's sh:prefixes declare, themselves and by what they import, on one line."""
    declared = {}
    todo = shapes.objects(node, "prefixes")
    seen = set(todo)
    while todo:
        source = todo.pop()
        for declaration in shapes.objects(source, "declare"):
            for prefix in shapes.objects(declaration, "prefix"):
                for namespace in shapes.objects(declaration, "namespace"):
                    declared[prefix.value] = namespace.value
        found = [triple.object for triple in shapes.triples if (triple.subject, triple.predicate) == (source, _IMPORTS)]
        todo += [other for other in found if other not in seen]
        seen.update(found)
    return " ".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in declared.items()) + "\n"


def _syntax(header: str, text: str, name: str) -> str:
    try:
        # On no data at all, so that parsing is all that happens.
        answer = ox.Store().query(header + text)
    except SyntaxError as error:
        place = _PLACE.search(str(error))
        # The header takes the first line.
        where = f" at line {int(place[1]) - 1}, column {place[2]} of the query" if place else ""
        if "Prefix not found" in str(error):
            return f"the prefix{where} is not declared; sh:prefixes names what declares it."
        return f"sh:{name} is not SPARQL{where}."
    except RuntimeError:
        return ""  # a function that only the engines know
    return "" if isinstance(answer, QUERIES[name]) else f"sh:{name} holds another kind of query."
