"""Whether the shapes themselves are in order, and which engine can take them: nothing is skipped in silence."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox

from claimgraph import locate, sources
from claimgraph.errors import ShapesError
from claimgraph.registry import suggestion
from claimgraph.terms import term_curie
from claimgraph.validate import _advanced, _sparql
from claimgraph.validate._shapes import RDF, SH, Node, Shapes
from claimgraph.validate._vocabulary import CLASSES, PROPERTIES

__all__ = ["beyond_fast", "check"]

RULES = Path(__file__).with_name("wellformed.ttl")

_LISTS = ("in", "and", "or", "xone", "languageIn", "ignoredProperties")

# What opens, closes or combines character classes in a regular expression; an escaped character does not.
_CLASS_MARKS = re.compile(r"\\.|\[\^?\]?|-\[|\]|&&|~~|--", re.DOTALL)


def check(shapes: Shapes, engine: ModuleType) -> list[str]:
    """What is doubtful in the shapes, as notices; raises ShapesError, located, for what is wrong in them."""
    for problem in _problems(shapes):
        raise problem
    if not shapes.nodes():
        files = ", ".join(map(str, shapes.graph.files))
        raise ShapesError(f"there are no shapes in {files}, so nothing would be checked.")
    found = []
    rules = Shapes(sources.expand([RULES]))
    for result in sorted(engine.run(shapes.graph, rules, "none")):
        node = locate.term(result.focus_node)
        if result.severity == SH + "Violation":
            raise shapes.error(node, result.messages[0], result.path, result.value)
        found.append(f"{shapes.say(node)}: {result.messages[0]}")
    return found + list(_doubts(shapes))


def beyond_fast(shapes: Shapes, inference: str) -> str:
    """What of the task only the reference engine does; "" where the fast engine does it all."""
    return "the inference of OWL RL" if inference == "owlrl" else _advanced.beyond_fast(shapes)


def _doubts(shapes: Shapes) -> Iterator[str]:
    """What SHACL leaves open: shapes of which nothing is said, and shapes that refer back to themselves."""
    described = {triple.subject for triple in shapes.triples}
    references: dict[Node, set[Node]] = defaultdict(set)
    for name in ("node", "property", "not", "qualifiedValueShape", "condition"):
        for node, shape in shapes.users(name):
            references[node].add(shape)
            if shape not in described:
                yield f"{shapes.say(node)} refers by sh:{name} to {shape}, of which the shapes say nothing."
    for name in ("and", "or", "xone"):
        for node, head in shapes.users(name):
            references[node].update(shapes.items(head))
    for shape in sorted(references, key=str):
        seen, todo = set(), list(references[shape])
        while todo:
            other = todo.pop()
            if other not in seen:
                seen.add(other)
                todo += references.get(other, ())
        if shape in seen and isinstance(shape, ox.NamedNode):
            yield f"{shapes.say(shape)} refers to itself; what that means SHACL leaves to the engine (section 3.4.3)."


def _problems(shapes: Shapes) -> Iterator[ShapesError]:
    for node, severity in shapes.users("severity"):
        known = ("Info", "Warning", "Violation")
        if str(severity).startswith(f"<{SH}") and severity.value.removeprefix(SH) not in known:
            message = f"SHACL has no severity {term_curie(str(severity))}, only sh:Info, sh:Warning and sh:Violation."
            yield shapes.error(node, message, f"<{SH}severity>", severity)
    for node, regime in shapes.users("entailment"):
        if regime != ox.NamedNode(SH + "Rules"):
            yield shapes.error(node, f"no engine here supports the entailment {regime}.", f"<{SH}entailment>", regime)
    for name in _LISTS:
        for node, head in shapes.users(name):
            try:
                shapes.items(head)
            except ShapesError:
                yield shapes.error(node, f"sh:{name} takes a well-formed list.", f"<{SH}{name}>", head)
    yield from _misspelt(shapes)
    for node, name, value, message in _advanced.faults(shapes):
        yield shapes.error(node, f"sh:{name}: {message}", f"<{SH}{name}>", value)
    yield from _several(shapes)
    for node, pattern in shapes.users("pattern"):
        if message := _pattern(pattern):
            yield shapes.error(node, message, f"<{SH}pattern>", pattern)
    for node, path in shapes.users("path"):
        try:
            shapes.path(path)
        except ShapesError as error:
            yield shapes.error(node, error.message, f"<{SH}path>", path)
    # Libraries of components hold queries beyond SHACL that nobody asks for.
    unused = _sparql.unused(shapes)
    for name in _sparql.QUERIES:
        for node, query in shapes.users(name):
            if node in unused:
                continue
            if message := _sparql.fault(shapes, node, name, query):
                yield shapes.error(node, message, f"<{SH}{name}>", query)


def _several(shapes: Shapes) -> Iterator[ShapesError]:
    """Parameters of constraint components with several values, each a constraint by itself: engines take any one."""
    components = {
        node for name in ("validator", "nodeValidator", "propertyValidator") for node, _ in shapes.users(name)
    }
    own = {component for component in components if not str(component).startswith(f"<{SH}")}
    declared = {parameter for component in own for parameter in shapes.objects(component, "parameter")}
    paths = {path for parameter in declared for path in shapes.objects(parameter, "path")}
    given: dict[tuple[Node, Node], Node] = {}
    for triple in shapes.triples if paths else ():
        known = given.setdefault((triple.subject, triple.predicate), triple.object)
        if triple.predicate in paths and known != triple.object:
            message = f"no engine here takes several values of {triple.predicate}. Nest a shape for each by sh:node."
            yield shapes.error(triple.subject, message, str(triple.predicate), triple.object)


def _pattern(pattern: Node) -> str:
    """What is in the character classes of the pattern that no engine here takes as XPath does; "" if nothing is."""
    inside = False
    for match in _CLASS_MARKS.finditer(pattern.value if isinstance(pattern, ox.Literal) else ""):
        mark = match[0]
        if not inside:
            inside = mark.startswith("[")
        elif mark == "]":
            inside = False
        elif mark.startswith(("-[", "[")):
            return "no engine here supports a character class within another."
        elif mark in ("&&", "~~", "--"):
            return f"within a character class, {mark} is not to the engines what it is to SHACL; escape it."
    return ""


def _misspelt(shapes: Shapes) -> Iterator[ShapesError]:
    """Terms of SHACL's namespace that are none of its terms; engines pass over them in silence."""
    nodes = shapes.nodes()
    for triple in shapes.triples:
        name = triple.predicate.value.removeprefix(SH)
        if name not in PROPERTIES and triple.predicate.value.startswith(SH) and triple.subject in nodes:
            yield _unknown(shapes, triple.subject, f"<{SH}{name}>", triple.object, name)
        if triple.predicate.value == RDF + "type" and str(triple.object).startswith(f"<{SH}"):
            kind = str(triple.object)[len(SH) + 1 : -1]
            if kind not in CLASSES:
                yield _unknown(shapes, triple.subject, f"<{RDF}type>", triple.object, kind)


def _unknown(shapes: Shapes, node: Node, path: str, value: Node, name: str) -> ShapesError:
    if name.startswith(("js", "JS")):
        return shapes.error(node, f"no engine here runs JavaScript, which sh:{name} asks for.", path, value)
    near = suggestion(name, PROPERTIES | CLASSES)
    hint = near.replace("'", "sh:", 1).replace("'", "") if near.startswith("Did you mean") else ""
    return shapes.error(node, f"sh:{name} is no term of SHACL that an engine here knows.", path, value, hint)
