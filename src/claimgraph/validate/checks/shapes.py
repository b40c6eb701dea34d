"""Shapes that the data never meets.

Problem: Nothing in the data matches any target of a shape, or no triple has the predicate of its path: the class or the
property may be misspelt, and then the shape checks nothing.
Remedy: Correct the class or the property. A shape that waits for data to come, or keeps some away, is right as it is.

Bad:

    # shapes.ttl
    ex:Person a sh:NodeShape ; sh:targetClass ex:Persn ; sh:nodeKind sh:IRI .

    # data.ttl
    ex:ada a ex:Person .

Good:

    # shapes.ttl
    ex:Person a sh:NodeShape ; sh:targetClass ex:Person ; sh:nodeKind sh:IRI .

    # data.ttl
    ex:ada a ex:Person .
"""

from collections.abc import Iterable, Iterator, Mapping

from claimgraph.model import Severity
from claimgraph.terms import term_curie
from claimgraph.validate._shapes import Node, Shapes
from claimgraph.validate._usage import Usage, steps
from claimgraph.validate.checks import Idle

__all__ = ["SEVERITY", "lint"]

SEVERITY = Severity.INFO

# By what a shape asks its values to conform to others as well.
_PARTS = ("property", "node", "qualifiedValueShape")


def lint(shapes: Shapes, usage: Usage, prefixes: Mapping[str, str]) -> Iterator[Idle]:
    """The shapes whose targets match nothing in the data, and the paths that nothing in it uses.

    Paths count only of shapes that are applied to something and neither ask for a value nor forbid one: what is missing
    is a finding, and what is forbidden is not to be used.
    """
    applied = []
    for shape in sorted(shapes.nodes(), key=str):
        if _deactivated(shapes, shape):
            continue
        targets = list(_targets(shapes, shape, usage))
        if any(met for _, _, met in targets):
            applied.append(shape)
        elif targets:
            name, term, _ = targets[0]
            yield Idle(shape, name, term, "Nothing in the data matches the target of this shape.")
    for shape in _reached(shapes, applied):
        for path in [] if _counted(shapes, shape) else shapes.objects(shape, "path"):
            for step in sorted(steps(shapes, path), key=str):
                if not usage.uses(step):
                    name = term_curie(str(step), prefixes)
                    yield Idle(shape, "path", path, f"No triple of the data has the predicate {name}.", step)


def _targets(shapes: Shapes, shape: Node, usage: Usage) -> Iterator[tuple[str, Node, bool]]:
    """The property, the term and the success of each target; of those of SHACL-AF, success is assumed."""
    for term in shapes.objects(shape, "targetClass"):
        yield "targetClass", term, usage.populated(term)
    for name in ("targetNode", "targetSubjectsOf", "targetObjectsOf"):
        for term in shapes.objects(shape, name):
            yield name, term, usage.uses(term)
    for term in shapes.objects(shape, "target"):
        yield "target", term, True
    if shape in usage.classes:
        yield "", shape, usage.populated(shape)


def _deactivated(shapes: Shapes, shape: Node) -> bool:
    return any(flag.value == "true" for flag in shapes.objects(shape, "deactivated"))


def _reached(shapes: Shapes, applied: Iterable[Node]) -> list[Node]:
    found = dict.fromkeys(applied)
    todo = list(found)
    while todo:
        shape = todo.pop()
        parts = [part for name in _PARTS for part in shapes.objects(shape, name)]
        parts += [item for head in shapes.objects(shape, "and") for item in shapes.items(head)]
        new = [part for part in dict.fromkeys(parts) if part not in found and not _deactivated(shapes, part)]
        found |= dict.fromkeys(new)
        todo += new
    return list(found)


def _counted(shapes: Shapes, shape: Node) -> bool:
    """Whether the shape asks for a value or forbids one."""
    least, most = (shapes.objects(shape, name) for name in ("minCount", "maxCount"))
    return any(int(number.value) > 0 for number in least) or any(int(number.value) == 0 for number in most)
