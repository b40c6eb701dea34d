"""The package `pyshacl`, in Python: SHACL with its advanced features, to the letter."""

import logging
import re
import textwrap
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any

import pyoxigraph as ox
import pyshacl
import pyshacl.monkey
import rdflib.query
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.sparql import sparql_based_constraint_components as components
from pyshacl.errors import ValidationFailure
from pyshacl.helper import expression_helper
from pyshacl.rules.shacl_rule import SHACLRule
from pyshacl.shape import Shape
from rdflib import Graph, Literal
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from claimgraph.errors import ClaimgraphError, EngineError, InputError, ShapesError
from claimgraph.interop import back, term
from claimgraph.locate import OBJECT
from claimgraph.model import Location
from claimgraph.validate._graph import Graph as Data
from claimgraph.validate._shapes import Shapes
from claimgraph.validate.engines import Result

__all__ = ["NAME", "run"]

NAME = f"pyshacl {pyshacl.__version__}"

# Shapes that refer to shapes; its default of 15 stops shapes that are merely well divided.
_DEPTH = 100

# What pyshacl says of a component that says nothing itself.
_NOTHING = "Parameterised SHACL Query generated constraint validation reports."

# A blank node in a message, of which rdflib writes the name alone.
_BLANK = re.compile(r"(?<![\w:/#.-])f\d+b\d+(?![\w-])")


class _Graph(Graph):
    """A graph that parses each query once: pyshacl asks the same one again for every focus node, as text."""

    def __init__(self) -> None:
        # Without the prefixes that rdflib knows of itself: those of a query have to be declared (SHACL 5.2.1).
        super().__init__(bind_namespaces="none")
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> rdflib.query.Result:
        if isinstance(query_object, str):
            if query_object not in self._prepared:
                self._prepared[query_object] = prepareQuery(query_object)
            query_object = self._prepared[query_object]
        return super().query(query_object, *args, **kwargs)


def run(data: Data, shapes: Shapes, inference: str) -> list[Result]:
    """Validate; raises ShapesError where the engine cannot take the shapes, in its own words."""
    for node, pattern in shapes.users("pattern"):
        try:
            re.compile(pattern.value)
        except re.error as error:
            # pyshacl finds out only when there is a value to match.
            refused = f"{NAME} does not take its sh:pattern: {error}."
            raise shapes.error(node, refused, f"<{SH.pattern}>", pattern) from None
    for node, flags in shapes.users("flags"):
        if ignored := set(flags.value) - set("im"):
            unknown = f"{NAME} does not know the flag {min(ignored)!r} of its sh:flags."
            raise shapes.error(node, unknown, f"<{SH.flags}>", flags)
    disabled = logging.root.manager.disable
    # Both packages log to standard error what they also raise or report, and warn of literals in the data.
    logging.disable(logging.CRITICAL)
    try:
        # And pyshacl prints, to where the report goes.
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            report = _validate(data, shapes, inference)
    except (ClaimgraphError, MemoryError, RecursionError):
        raise
    except Exception as error:  # rdflib raises the bare class for faults in SPARQL, pyshacl what it happens to meet
        raise _refusal(error, shapes) from error
    finally:
        logging.disable(disabled)
    return _results(report, shapes)


def _validate(data: Data, shapes: Shapes, inference: str) -> Graph:
    # Only "true" switches a constraint on, "1" does not (SHACL 4.4.5): pyshacl sees to that by how shapes are read.
    patches: Any = pyshacl.monkey
    patches.rdflib_bool_patch()
    try:
        shapes_graph = _graph(shapes.triples, shapes.graph)
    finally:
        patches.rdflib_bool_unpatch()
    # The prefixes of what a sh:prefixes node imports count as well (SHACL 5.2.1); pyshacl takes only its own.
    for importer in set(shapes_graph.subjects(OWL.imports)):
        for imported in set(shapes_graph.transitive_objects(importer, OWL.imports)):
            for declaration in set(shapes_graph.objects(imported, SH.declare)):
                shapes_graph.add((importer, SH.declare, declaration))
    # It looks one step above the class of a shape for rdfs:Class.
    for shape in shapes.classes():
        shapes_graph.add((term(shape), RDF.type, RDFS.Class))
    # A condition is a shape (https://www.w3.org/TR/shacl-af/#condition); pyshacl wants to be told that it is one.
    for condition in set(shapes_graph.objects(None, SH.condition)):
        kind = SH.PropertyShape if (condition, SH.path, None) in shapes_graph else SH.NodeShape
        shapes_graph.add((condition, RDF.type, kind))
    with _corrected():
        _, report, _ = pyshacl.validate(
            _graph(data.triples(), data),
            shacl_graph=shapes_graph,
            advanced=True,
            inference=inference,
            inplace=True,
            do_owl_imports=False,
            max_validation_depth=_DEPTH,
        )
    if isinstance(report, ValidationFailure):
        raise report
    if not isinstance(report, Graph):
        raise EngineError(f"{NAME} gave no report graph but {type(report).__name__}.")
    return report


def _refusal(error: Exception, shapes: Shapes) -> ShapesError:
    """The error as one of the shape that the engine was at, or the rule."""
    words = textwrap.shorten(str(error), 200, placeholder=" …").rstrip(".")
    # Of an arithmetic error, there is nothing but the name of its class, and again in its words.
    reason = type(error).__name__ if isinstance(error, ArithmeticError) or not words else words
    node, at = None, ""
    trace = error.__traceback__
    while trace:
        here = trace.tb_frame.f_locals.get("self")
        if isinstance(here, Shape | SHACLRule):
            node, at = here.node, ""
        elif isinstance(here, ConstraintComponent):
            node = here.shape.node
            names = (str(name).removeprefix(str(SH)) for name in here.constraint_parameters())
            at = next((name for name in names if shapes.objects(back(node), name)), "")
        trace = trace.tb_next
    if node is None:
        return ShapesError(f"{NAME} does not take these shapes: {reason}.")
    path, what = (f"<{SH}{at}>", f"its sh:{at}") if at else ("", "it")
    value = shapes.objects(back(node), at)[0] if at else ""
    return shapes.error(back(node), f"{NAME} cannot evaluate {what}: {reason}.", path, value)


@contextmanager
def _corrected() -> Iterator[None]:
    """With four faults corrected that pyshacl 0.40 has."""
    validator: Any = components.AskConstraintValidator
    selector: Any = components.SelectConstraintValidator
    component: Any = components.BoundShapeValidatorComponent
    walker: Any = expression_helper
    validate, make, walk = validator.validate, component.make_v_result, walker.value_nodes_from_path
    select = selector.validate

    def valued(self: Any, *args: Any, **kwargs: Any) -> set[Any]:
        # A result of ASK has the value (SHACL 6.3); on a property shape pyshacl gives it only to those of SELECT.
        return {(value, (None, None, value)) for value, _ in validate(self, *args, **kwargs)}

    def worded(self: Any, *args: Any, **kwargs: Any) -> Any:
        # The messages that it is given are also those of the results before.
        return make(self, *args, **kwargs | {"extra_messages": list(self.query_helper.bound_messages)})

    def selected(
        self: Any, executor: Any, focus: Node, values: Any, data: Graph, helper: Any, bound: Any = None
    ) -> list[tuple[Node, Any]]:
        # Asked once for a focus node, with or without values, and not for each of them (SHACL 6.3).
        bindings = {**helper.param_bind_map, **(bound or {})}
        own, text = helper.pre_bind_variables(focus, extravars=bindings.keys())
        found: Any = data.query(helper.apply_prefixes(text), initBindings={**own, **bindings})
        rows = [row.asdict() for row in found]
        if any(row.get("failure") == Literal(True) for row in rows):
            return [(focus, True)]
        return [(focus, (focus, row.get("path"), row.get("value"))) for row in rows]

    def walked(shapes: Any, focus: Node, path: Node, data: Graph, inverse: bool = False, recursion: int = 0) -> Any:
        if not inverse or (path, RDF.first, None) not in shapes.graph:
            return walk(shapes, focus, path, data, inverse=inverse, recursion=recursion)
        # The inverse of a sequence begins with its last step (SPARQL 1.1, section 18.4); pyshacl's, with the first.
        found = {focus}
        for step in reversed(list(shapes.graph.items(path))):
            found = {value for node in found for value in walked(shapes, node, step, data, True, recursion + 1)}
        return found

    validator.validate, component.make_v_result, walker.value_nodes_from_path = valued, worded, walked
    selector.validate = selected
    try:
        yield
    finally:
        validator.validate, selector.validate, walker.value_nodes_from_path = validate, select, walk
        del component.make_v_result  # which it inherits


def _results(report: Graph, shapes: Shapes) -> list[Result]:
    fields: dict[Node, dict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_ in report:
        fields[subject][predicate].append(object_)
    results = []
    for node in report.objects(None, SH.result):
        field = fields[node]

        def one(name: str, field: dict[Node, list[Node]] = field) -> str:
            found = field[SH[name]]
            return str(back(found[0])) if found else ""

        path, said = field[SH.resultPath], field[SH.resultMessage]
        results.append(
            Result(
                focus_node=one("focusNode"),
                path=shapes.path(back(path[0])) if path else "",
                value=one("value"),
                source_shape=one("sourceShape"),
                component=one("sourceConstraintComponent")[1:-1],
                severity=one("resultSeverity")[1:-1],
                messages=tuple(sorted(_BLANK.sub(r"_:\g<0>", str(text)) for text in said if str(text) != _NOTHING)),
            )
        )
    return results


def _graph(triples: Iterable[ox.Triple], source: Data) -> Graph:
    graph = _Graph()
    for triple in triples:
        if isinstance(triple.object, ox.Triple):
            raise InputError(f"{NAME} knows no triple terms (RDF 1.2).", location=_triple_term(source))
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _triple_term(graph: Data) -> Location | None:
    """Where the first triple term of the graph stands."""
    for file in graph.blocks:
        file.index()
        for number, quad in enumerate(file.statements()):
            if isinstance(quad.object, ox.Triple):
                return file.place(number, OBJECT)
    return None
