"""What a finding says: the message of its shape or one of our own, and the nearest of what was allowed."""

import difflib
from collections.abc import Collection, Mapping

import pyoxigraph as ox

from claimgraph import locate
from claimgraph.terms import curie, term_curie
from claimgraph.validate._shapes import SH, Node, Shapes
from claimgraph.validate.engines import Result

__all__ = ["COMPONENTS", "message", "messages", "missing", "remedy", "suggestion"]

# By the parameter that gives the constraint its name; {} is the parameter's value.
_SENTENCES = {
    "and": "The value does not conform to all the shapes that it must conform to.",
    "class": "The value is not an instance of {}.",
    "closed": "The shape is closed, and does not know this property.",
    "datatype": "The value is not a well-formed {}.",
    "disjoint": "The value is also a value of {}.",
    "equals": "The values are not those of {}.",
    "hasValue": "The value {} is missing.",
    "in": "The value is none of {}.",
    "languageIn": "The language of the value is none of {}.",
    "lessThan": "The value is not less than that of {}.",
    "lessThanOrEquals": "The value is greater than that of {}.",
    "maxCount": "There are more values than {}.",
    "maxExclusive": "The value is not less than {}.",
    "maxInclusive": "The value is greater than {}.",
    "maxLength": "The value is longer than {} characters.",
    "minCount": "There are fewer values than {}.",
    "minExclusive": "The value is not greater than {}.",
    "minInclusive": "The value is less than {}.",
    "minLength": "The value is shorter than {} characters.",
    "node": "The value does not conform to {}.",
    "nodeKind": "The value is not of the kind {}.",
    "not": "The value conforms to a shape that it must not conform to.",
    "or": "The value conforms to none of the shapes of which it must conform to one.",
    "pattern": "The value does not match the pattern {}.",
    "qualifiedMaxCount": "More values than {} conform to the given shape.",
    "qualifiedMinCount": "Fewer values than {} conform to the given shape.",
    "uniqueLang": "Two values have the same language.",
    "xone": "The value conforms to none, or to more than one, of the shapes of which it must conform to one.",
}
# What to do about a value or a property where the shape does not say; {} as above.
_REMEDIES = {
    "class": "Refer to an instance of {}, or make the value one.",
    "disjoint": "Remove the value here or from {}.",
    "hasValue": "Add {}.",
    "uniqueLang": "Keep one value of each language.",
}

COMPONENTS = tuple(f"{name[0].upper()}{name[1:]}ConstraintComponent" for name in (*_SENTENCES, "SPARQL", "expression"))
"""The names of the constraint components of SHACL."""

# How the values of a parameter are put that a shape has several times: a result may be about any of them.
_SEVERAL = dict.fromkeys(("class", "equals", "lessThan", "lessThanOrEquals", "node"), "each of") | {
    "disjoint": "one of"
}

_LISTS = ("in", "languageIn")

_NEAR = 0.75  # how alike a wrong CURIE and what was meant have to be
_NEAR_IRI = 0.9  # and of IRIs, of which most is the namespace


def message(result: Result, shape: Node, shapes: Shapes, prefixes: Mapping[str, str], missing: str = "") -> str:
    """The shape's own message, in English where it has several, else one of ours; `missing` is what missing() says."""
    own = [term for text in messages(result, shape, shapes) if isinstance(term := locate.term(text), ox.Literal)]
    if own:
        return min(own, key=lambda text: (text.language != "en", text.language or "", text.value)).value
    name = _parameter(result)
    if name not in _SENTENCES:
        return f"The constraint {curie(result.component, prefixes)} is not met."
    return _SENTENCES[name].format(_parameters(name, shape, shapes, prefixes, missing) or "that of the shape")


def remedy(result: Result, shape: Node, shapes: Shapes, prefixes: Mapping[str, str], missing: str = "") -> str:
    """What to do, told from the constraint and what missing() says; "" where that would be a guess."""
    name = _parameter(result)
    if name not in _SENTENCES:  # of a component that is not of SHACL Core
        return ""
    said = _parameters(name, shape, shapes, prefixes, missing)
    if name in ("minCount", "maxCount"):
        # Along a path of several steps, or against its direction, it could be any of them that has to change.
        if not _predicate(result.path):
            return ""
        path = term_curie(result.path, prefixes)
        if name == "minCount":
            return f"Add {path}." if said == "1" else f"Add {path}, until there are {said}."
        return f"Remove {path}." if said == "0" else f"Keep at most {said} of the values of {path}."
    return _REMEDIES[name].format(said) if name in _REMEDIES and said else ""


def _parameters(name: str, shape: Node, shapes: Shapes, prefixes: Mapping[str, str], missing: str) -> str:
    """The values of the parameter; of several, a result does not tell for which of them it is."""
    given = shapes.objects(shape, name)
    if name in _LISTS and given:
        return ", ".join(_say(value, prefixes) for value in shapes.items(given[0]))
    if name == "hasValue" and missing:
        return term_curie(missing, prefixes)
    said = [_say(value, prefixes) for value in given]
    if name == "hasValue":
        return " or ".join(said)
    return f"{_SEVERAL[name]} {', '.join(said)}" if len(said) > 1 and name in _SEVERAL else ", ".join(said)


def missing(result: Result, shape: Node, shapes: Shapes, values: Collection[str], rank: int) -> str:
    """The value of sh:hasValue that is not among the values; of several, each has a result of its own, of that rank."""
    if _parameter(result) != "hasValue" or not _predicate(result.path):
        return ""
    absent = [str(value) for value in shapes.objects(shape, "hasValue") if str(value) not in values]
    return absent[rank] if rank < len(absent) else ""


def messages(result: Result, shape: Node, shapes: Shapes) -> tuple[str, ...]:
    """The shape's own messages as literals in N-Triples syntax; SHACL has them all in its results (section 2.1.5)."""
    if _parameter(result) in _SENTENCES:
        return tuple(sorted(str(text) for text in shapes.objects(shape, "message")))
    # Those of SPARQL constraints hold variables, which the engine has filled in.
    return tuple(str(ox.Literal(text)) for text in result.messages)


def suggestion(
    result: Result, shape: Node, shapes: Shapes, prefixes: Mapping[str, str], predicates: Collection[str]
) -> str:
    """A sentence that names what was probably meant; "" where nothing is near.

    The allowed term that is nearest to the wrong one; where a value is missing, the nearest of the predicates that the
    focus node has and no shape knows.
    """
    name = _parameter(result)
    if name == "minCount":
        missing = _predicate(result.path)
        if not missing or missing in predicates:
            return ""
        strange = set(predicates) - {path.value for _, path in shapes.users("path") if isinstance(path, ox.NamedNode)}
        found = difflib.get_close_matches(missing, sorted(strange), n=1, cutoff=_NEAR_IRI)
        return f"Did you mean {curie(missing, prefixes)} by {curie(found[0], prefixes)}?" if found else ""
    if name == "in":
        wrong, allowed = result.value, _items(shapes, shape, "in")
    elif name == "closed":
        properties = shapes.objects(shape, "property")
        wrong, allowed = result.path, [path for part in properties for path in shapes.objects(part, "path")]
        allowed += _items(shapes, shape, "ignoredProperties")
    else:
        return ""
    known = {_say(term, prefixes) for term in allowed if isinstance(term, ox.NamedNode | ox.Literal)}
    near = difflib.get_close_matches(term_curie(wrong, prefixes), sorted(known), n=1, cutoff=_NEAR)
    return f"Did you mean {near[0]}?" if near else ""


def _predicate(path: str) -> str:
    """The IRI of a path that is a predicate alone; "" of any other."""
    return path[1:-1] if path.startswith("<") and path.find(">") == len(path) - 1 else ""


def _items(shapes: Shapes, shape: Node, name: str) -> list[Node]:
    return [item for head in shapes.objects(shape, name) for item in shapes.items(head)]


def _parameter(result: Result) -> str:
    """The parameter after which the component of SHACL Core is named: minCount of MinCountConstraintComponent."""
    local = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    return local[:1].lower() + local[1:]


def _say(term: Node, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value.endswith("#integer"):
        return term.value
    return "another shape" if isinstance(term, ox.BlankNode) else term_curie(str(term), prefixes)
