"""SHACL-AF in shapes: what the reference engine does of it, and what no engine here does, which is refused.

https://www.w3.org/TR/shacl-af/; what `pyshacl` does is told from its source (helper/expression_helper.py, target.py,
rules/, functions/), because it passes over part of the rest in silence.
"""

import re
from collections.abc import Iterator

import pyoxigraph as ox

from claimgraph.terms import term_curie
from claimgraph.validate._shapes import RDF, SH, Node, Shapes

__all__ = ["Fault", "beyond_fast", "faults"]

# What only the reference engine does.
_PROPERTIES = ("rule", "target", "expression")
_CLASSES = ("SPARQLFunction", "SPARQLTargetType", "TripleRule", "SPARQLRule")

_FORMS = ("union", "intersection", "path")  # sh:filterShape is broken in pyshacl 0.40
_BESIDE = {"message", "nodes", "deactivated", "name", "description"}
_DEEPEST = 8  # unions and intersections within one another; beyond, pyshacl leaves the rest out
_TYPE = ox.NamedNode(RDF + "type")

_VALUE = re.compile(r"[?$]value\b")
# What asks for each value node by itself, and what does not.
_EACH = re.compile(r"[?$]this\s+\$PATH\s+[?$]value\b")
_TOGETHER = re.compile(r"\b(?:COUNT|GROUP|MAX|MIN|OPTIONAL|SUM|UNION)\b", re.IGNORECASE)

Fault = tuple[Node, str, Node, str]  # the node, the name of its property, the value, and what is wrong with it


def beyond_fast(shapes: Shapes) -> str:
    """The first thing in the shapes, mostly of SHACL-AF, that is beyond the fast engine; "" where there is none."""
    for name in _PROPERTIES:
        for node, _ in shapes.users(name):
            return f"sh:{name} of {shapes.say(node)}"
    for name in _CLASSES:
        for node in shapes.instances(name):
            return f"the sh:{name} {shapes.say(node)}"
    for node, constraint in shapes.users("sparql"):
        # It would validate all the same (SHACL 5.3.1).
        if any(value.value in ("true", "1") for value in shapes.objects(constraint, "deactivated")):
            return f"a sh:sparql with sh:deactivated of {shapes.say(node)}"
    for node, value in shapes.users("closed"):
        # It would close the focus node and not the values (SHACL 4.8.1).
        if value.value == "true" and shapes.objects(node, "path"):
            return f"sh:closed on a property shape, {shapes.say(node)},"
    return _asked(shapes) or _selected(shapes)


def _asked(shapes: Shapes) -> str:
    """The first component whose ASK judges a property shape, which shacl 0.3.4 refuses; "" where there is none."""
    asking = {
        path: component
        for component, validator in shapes.users("validator")
        if shapes.objects(validator, "ask")
        and not shapes.objects(component, "propertyValidator")
        and not str(component).startswith(f"<{SH}")
        for parameter in shapes.objects(component, "parameter")
        for path in shapes.objects(parameter, "path")
    }
    for triple in shapes.triples if asking else ():
        if triple.predicate in asking and shapes.objects(triple.subject, "path"):
            return f"the sh:ask of {asking[triple.predicate]} on a property shape"
    return ""


def _selected(shapes: Shapes) -> str:
    """The first component whose SELECT judges more than a value node by itself; "" where there is none.

    shacl 0.3.4 asks once for each value node, with that for ?value, where SHACL 6.3 asks once for the focus node.
    """
    for name, on_property in (("propertyValidator", True), ("nodeValidator", False)):
        for component, validator in shapes.users(name):
            queries = [query.value for query in shapes.objects(validator, "select")]
            if on_property:
                alike = all(_EACH.search(query) and not _TOGETHER.search(query) for query in queries)
            else:
                alike = not any(map(_VALUE.search, queries))
            if alike or str(component).startswith(f"<{SH}"):
                continue
            parameters = shapes.objects(component, "parameter")
            paths = {path for parameter in parameters for path in shapes.objects(parameter, "path")}
            for triple in shapes.triples:
                if triple.predicate in paths and bool(shapes.objects(triple.subject, "path")) == on_property:
                    return f"the sh:select of {component}"
    return ""


def faults(shapes: Shapes) -> Iterator[Fault]:
    """What no engine here does."""
    functions = set(shapes.instances("SPARQLFunction"))
    rules = {name: set(shapes.instances(name)) for name in ("TripleRule", "SPARQLRule")}
    kinds = {*shapes.instances("SPARQLTargetType"), ox.NamedNode(SH + "SPARQLTarget")}
    for node, target in shapes.users("target"):
        types = {t.object for t in shapes.triples if t.subject == target and t.predicate == _TYPE}
        if not types & kinds:
            yield node, "target", target, "takes a sh:SPARQLTarget or an instance of a sh:SPARQLTargetType."
    for node, rule in shapes.users("rule"):
        if sum(rule in known for known in rules.values()) != 1:
            yield node, "rule", rule, "takes a sh:TripleRule or a sh:SPARQLRule."
    places = [("expression", shape, node) for shape, node in shapes.users("expression")]
    for name in ("subject", "predicate", "object"):
        places += [(name, rule, node) for rule, node in shapes.users(name) if rule in rules["TripleRule"]]
    for name, holder, node in places:
        if message := _expression(shapes, node, functions, 0):
            yield holder, name, node, message


def _expression(shapes: Shapes, node: Node, functions: set[Node], depth: int) -> str:
    """Why no engine here knows the node expression (SHACL-AF, section 5); "" where one does."""
    if not isinstance(node, ox.BlankNode):
        return ""
    own = [triple for triple in shapes.triples if triple.subject == node]
    names = {t.predicate.value.removeprefix(SH) for t in own if t.predicate.value.startswith(SH)}
    calls = [triple for triple in own if triple.predicate in functions]
    forms = [name for name in _FORMS if name in names]
    strange = [
        t.predicate for t in own if t not in calls and t.predicate.value.removeprefix(SH) not in {*_FORMS, *_BESIDE}
    ]
    if strange:
        return f"no engine here knows a node expression with {term_curie(str(strange[0]))}."
    if len(forms) + len(calls) != 1:
        return "a node expression has one of sh:path, sh:union, sh:intersection and functions."
    if "path" in forms and "nodes" in names:
        return "no engine here follows a path from the sh:nodes of an expression, only from the focus node."
    if depth > _DEEPEST:
        return f"no engine here knows node expressions more than {_DEEPEST} deep."
    inner = list(shapes.objects(node, "nodes"))
    for head in [
        *(head for name in ("union", "intersection") for head in shapes.objects(node, name)),
        *(c.object for c in calls),
    ]:
        inner += shapes.items(head)
    return next(filter(None, (_expression(shapes, part, functions, depth + 1) for part in inner)), "")
