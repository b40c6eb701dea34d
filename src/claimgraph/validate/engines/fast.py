"""The package `shacl`, in Rust: SHACL Core and SHACL-SPARQL, a million triples in a second."""

import os
import re

import shacl

from claimgraph.errors import ClaimgraphError, EngineError, ShapesError
from claimgraph.locate import term
from claimgraph.validate._graph import Graph
from claimgraph.validate._shapes import SH, Shapes
from claimgraph.validate.engines import Result

__all__ = ["NAME", "run"]

NAME = f"shacl {shacl.__version__}"

# Blank nodes: _:0_b7 of the data, _:1_b7 of the shapes; the data's are numbered on behind those of the shapes.
_BLANK = re.compile(r"_:([01])_b(\d+)")

_SPARQL = f"{SH}SPARQLConstraintComponent"
_VALUE = re.compile(r"[?$]value\b")

# The processes in which the engine ran. A fork of one would wait for ever for threads that were left behind there.
_ran: set[int] = set()


def run(data: Graph, shapes: Shapes, inference: str) -> list[Result]:
    """Validate; raises ShapesError where the engine cannot take the shapes, in its own words."""
    if _ran - {os.getpid()}:
        raise ClaimgraphError(f"{NAME} ran already in the process of which this one is a fork.")
    _ran.add(os.getpid())
    compiled = _compile(shapes)
    text, kind, base = data.text()
    try:
        report = compiled.validate_text(text, format=kind, base=base or "urn:x-empty", inference=inference)
    except ValueError as error:
        if not str(error).startswith("parse error"):
            raise ShapesError(f"{NAME} does not take these shapes: {error}.") from None
        # The files are parsed strictly beside this; what they contain that this does not take is no fault of theirs.
        raise EngineError(f"{NAME} does not read the data: {error}.") from None
    offset = len(shapes.blank_nodes)

    def name(text: str | None) -> str:
        if text is None:
            return ""
        if blank := _BLANK.fullmatch(text):
            number = int(blank[2])
            return shapes.blank_nodes[number] if blank[1] == "1" else data.blank_node(number - offset)
        # The engine escapes more characters than canonical N-Triples does.
        return str(term(text)) if "\\" in text else text

    def value(result: shacl.Result) -> str:
        # Of a property shape, a result has no value but that of ?value (SHACL 5.3.2); the engine takes the focus node.
        if result.value != result.focus_node or not result.path or result.component_iri != _SPARQL:
            return name(result.value)
        queries = (
            query.value
            for constraint in shapes.objects(term(name(result.source_shape)), "sparql")
            for query in shapes.objects(constraint, "select")
        )
        return name(result.value) if any(map(_VALUE.search, queries)) else ""

    def severity(result: shacl.Result) -> str:
        # Only a shape has one (SHACL 2.1.4); the engine takes that of a SPARQL constraint, where it has one.
        if result.component_iri != _SPARQL:
            return str(result.severity_iri)
        own = shapes.objects(term(name(result.source_shape)), "severity")
        return str(own[0].value) if own else f"{SH}Violation"

    def mention(blank: re.Match[str]) -> str:
        known = int(blank[2]) < offset if blank[1] == "1" else int(blank[2]) >= offset
        try:
            return name(blank[0]) if known else blank[0]
        except IndexError:
            return blank[0]  # words of the data that only look like a name

    return [
        Result(
            focus_node=name(result.focus_node),
            path=result.path or "",
            value=value(result),
            source_shape=name(result.source_shape),
            component=result.component_iri,
            severity=severity(result),
            messages=tuple(_BLANK.sub(mention, text) for text in result.messages),
        )
        for result in report.results
    ]


def _compile(shapes: Shapes) -> shacl.Shapes:
    text, kind, base = shapes.graph.text()
    # The engine knows classes by rdfs:Class alone, and nothing of what is below it.
    targets = "".join(f"\n{node} <{SH}targetClass> {node} ." for node in sorted(shapes.classes(), key=str))
    try:
        return shacl.Shapes.from_text(text + targets, format=kind, base=base)
    except ValueError as error:
        words = " ".join(str(error).removeprefix("invalid shapes graph: ").split())
        # Of the error of a regular expression, its last words.
        reason = words.rpartition(" error: ")[2]
        # The error of a regular expression quotes it, with its flags.
        for node, pattern in shapes.users("pattern"):
            if re.search(rf"\n    (\(\?\w+\))?{re.escape(pattern.value)}\n", str(error)):
                message = f"{NAME} does not take its sh:pattern: {reason}."
                raise shapes.error(node, message, f"<{SH}pattern>", pattern) from None
        raise ShapesError(f"{NAME} does not take these shapes: {reason}.") from None
