"""The SPARQL in shapes: what SHACL forbids there, and what does not parse."""

import re
from itertools import takewhile

import pyoxigraph as ox

from claimgraph.errors import InputError
from claimgraph.sparql import scan, sealed, unescaped
from claimgraph.terms import PREFIXES
from claimgraph.validate._shapes import SH, Node, Shapes

__all__ = ["QUERIES", "fault", "prologue", "unused"]

# The properties whose values are queries, and the kind of answer that each takes.
QUERIES = {"select": ox.QuerySolutions, "ask": ox.QueryBoolean, "construct": ox.QueryTriples}

_IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
# https://www.w3.org/TR/shacl/#pre-binding, and what says the same.
_FORBIDDEN = {"MINUS": " Write FILTER NOT EXISTS.", "SERVICE": "", "VALUES": " Write FILTER with IN."}
_PLACE = re.compile(r"error at (\d+):(\d+)")


def fault(shapes: Shapes, node: Node, name: str, query: Node) -> str:
    """What is wrong with the sh:name query of the node (SHACL 5.2, 5.3, pre-binding); "" where nothing is."""
    if not isinstance(query, ox.Literal):
        return f"sh:{name} takes a string."
    text = unescaped(query.value)
    # Some engines replace escapes before they read words, which these can hide, and some do not.
    for version in dict.fromkeys((text, query.value)):
        try:
            tokens = scan(version, f"sh:{name}")
        except InputError as error:
            return str(error)
        for index, token in enumerate(tokens):
            if token.is_word(*_FORBIDDEN):
                word = token.text.upper()
                return f"SHACL, on pre-binding, forbids {word} in the queries of shapes.{_FORBIDDEN[word]}"
            if token.is_word("FROM"):
                return "a query of shapes is about the data that is validated, and takes nothing FROM elsewhere."
            if token.is_word("SELECT") and index and tokens[index - 1].text == "{":
                given = takewhile(lambda each: each.text != "{" and not each.is_word("WHERE"), tokens[index:])
                if not any(each.text in ("$this", "?this", "*") for each in given):
                    return "a query within the query of a shape has to give $this as well."
    header, absent = prologue(shapes, node)
    return _syntax(header, text, name, f" What {', '.join(absent)} declares is not among the files." if absent else "")


def unused(shapes: Shapes) -> set[Node]:
    """The validators that no engine will run: those of components of SHACL Core, or whose parameters no shape uses."""
    predicates = {triple.predicate for triple in shapes.triples}
    found: dict[Node, bool] = {}
    for name in ("validator", "nodeValidator", "propertyValidator"):
        for component, validator in shapes.users(name):
            paths = {path for each in shapes.objects(component, "parameter") for path in shapes.objects(each, "path")}
            used = not str(component).startswith(f"<{SH}") and not paths.isdisjoint(predicates)
            found[validator] = found.get(validator, False) or used
    return {validator for validator, used in found.items() if not used}


def prologue(shapes: Shapes, node: Node) -> tuple[str, list[str]]:
    """The prefixes that the node's sh:prefixes declare, themselves and by what they import, on one line.

    And what is imported for them and of which the shapes say nothing.
    """
    described = {triple.subject for triple in shapes.triples}
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
    header = " ".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in declared.items()) + "\n"
    return header, sorted(str(source) for source in seen if source not in described)


def _syntax(header: str, text: str, name: str, absent: str) -> str:
    try:
        # On no data at all, so that parsing is all that happens.
        with sealed():
            answer = ox.Store().query(header + text)
    except SyntaxError as error:
        place = _PLACE.search(str(error))
        # The header takes the first line.
        where = f" at line {int(place[1]) - 1}, column {place[2]} of the query" if place else ""
        if "Prefix not found" in str(error):
            return f"the prefix{where} is not declared; sh:prefixes names what declares it.{absent}"
        return f"sh:{name} is not SPARQL{where}."
    except RuntimeError:
        return ""  # a function that only the engines know
    return "" if isinstance(answer, QUERIES[name]) else f"sh:{name} holds another kind of query."
