"""Which engine validates, and what both say where they are compared."""

from collections import Counter
from collections.abc import Mapping
from threading import Thread
from types import ModuleType
from typing import NamedTuple

from claimgraph import locate, registry, worker
from claimgraph.errors import DisagreementError, ShapesError, UsageError
from claimgraph.model import Location
from claimgraph.terms import PREFIXES, curie, term_curie
from claimgraph.validate import ENGINES, _wellformed
from claimgraph.validate._graph import Graph
from claimgraph.validate._shapes import Shapes
from claimgraph.validate.engines import Result

__all__ = ["Outcome", "checker", "cross_check", "run"]

Key = tuple[str, ...]  # what identifies a result whichever engine found it


class Outcome(NamedTuple):
    """The results, which engine gave them, and how many statements each file holds."""

    results: list[Result]
    engine: str
    counts: list[int]


def _load(name: str) -> ModuleType:
    return registry.load(ENGINES, name, "engine")


def _fast() -> ModuleType | None:
    """The fast engine; None where the platform has no package of it."""
    try:
        return _load("fast")
    except ModuleNotFoundError as error:
        if error.name != "shacl":
            raise
        return None


def checker() -> ModuleType:
    """The engine that examines shapes: the fast one, where there is one."""
    return _fast() or _load("reference")


def run(name: str, graph: Graph, shapes: Shapes, inference: str, notices: list[str]) -> Outcome:
    """The named engine's results; what the fast engine cannot do the reference engine does, with a notice."""
    if name != "fast":
        return _alone(_load(name), graph, shapes, inference)
    engine = _fast()
    refusal = None
    if engine is None:
        notices.append("the package shacl is not installed: the reference engine validates.")
    elif beyond := _wellformed.beyond_fast(shapes, inference):
        notices.append(f"{beyond} is beyond the fast engine: the reference engine validates.")
    else:
        try:
            return _beside(engine, graph, shapes, inference)
        except ShapesError as error:
            refusal = error
            notices.append(f"{str(error).rstrip('.')}: the reference engine validates.")
    try:
        return _alone(_load("reference"), graph, shapes, inference)
    except ShapesError as error:
        if refusal is None:
            raise
        raise ShapesError(f"{refusal.message} {error.message}", location=refusal.location or error.location) from error


def _alone(engine: ModuleType, graph: Graph, shapes: Shapes, inference: str) -> Outcome:
    counts = graph.counts()
    name = engine.__name__.rpartition(".")[2]
    worker.doing(f"validating ({engine.NAME})")
    return Outcome(engine.run(graph, shapes, inference), f"{name} ({engine.NAME})", counts)


def _beside(engine: ModuleType, graph: Graph, shapes: Shapes, inference: str) -> Outcome:
    results: list[list[Result]] = []
    faults: list[BaseException] = []

    def call() -> None:
        try:
            results.append(engine.run(graph, shapes, inference))
        except BaseException as error:  # raised again below
            faults.append(error)

    # Before the two run side by side, since in this they would wait for each other at the interpreter's lock.
    graph.gather()
    # The engine leaves the interpreter's lock alone, so that the strict reading beside it costs no time of its own.
    # Where that finds a fault, nobody waits for the engine: the process ends.
    thread = Thread(target=call, daemon=True)
    # Before there is a second thread, which no copy of this process would have.
    try:
        with graph.reading():
            thread.start()
            counts = graph.counts()
    except locate.TornError:
        thread.join()
        raise
    worker.doing(f"validating ({engine.NAME})")
    thread.join()
    if faults:
        raise faults[0]
    if not results:
        # Not even the fault could be noted; a future would be waited for for ever.
        raise MemoryError
    return Outcome(results[0], f"fast ({engine.NAME})", counts)


def cross_check(graph: Graph, shapes: Shapes, inference: str, prefixes: Mapping[str, str] = PREFIXES) -> Outcome:
    """The results of both engines, which have to be the same; raises DisagreementError where they are not."""
    fast = _fast()
    if fast is None:
        raise UsageError("--cross-check needs both engines, and the package shacl is not installed.")
    if beyond := _wellformed.beyond_fast(shapes, inference):
        raise ShapesError(f"--cross-check needs both engines, and {beyond} is beyond the fast one.")
    outcome = _beside(fast, graph, shapes, inference)
    reference = _load("reference")
    worker.doing(f"validating ({reference.NAME})")
    sides = {
        fast.NAME: {_key(result, shapes) for result in outcome.results},
        reference.NAME: {_key(result, shapes) for result in reference.run(graph, shapes, inference)},
    }
    common = set.intersection(*sides.values())
    lonely = sorted((key, name) for name, keys in sides.items() for key in keys - common)
    if lonely:
        raise _disagreement(lonely, graph, prefixes)
    return outcome._replace(engine=f"{outcome.engine} and reference ({reference.NAME})")


def _key(result: Result, shapes: Shapes) -> Key:
    shape = shapes.named(locate.term(result.source_shape))
    return result.focus_node, result.path, result.value, str(shape or ""), result.component, result.severity


def _disagreement(lonely: list[tuple[Key, str]], graph: Graph, prefixes: Mapping[str, str]) -> DisagreementError:
    """What each engine alone has found, result by result, in the order of their places."""
    places = locate.places(graph.blocks, [locate.Request(*key[:3]) for key, _ in lonely])
    entries = []
    for (key, name), place in zip(lonely, places, strict=True):
        focus, path, value, shape, component, severity = key
        terms = (("focus", focus), ("path", path), ("value", value), ("shape", shape or "one without an IRI"))
        said = ", ".join(f"{label} {term_curie(term, prefixes)}" for label, term in terms if term)
        what = f"only {name}: {curie(severity, prefixes)} {curie(component, prefixes)}: {said}"
        entries.append((place.location or Location("nowhere in the data"), what))
    entries.sort()
    counts = Counter(name for _, name in lonely)
    numbers = " and ".join(f"{number} only of {name}" for name, number in sorted(counts.items()))
    return DisagreementError(
        f"the engines disagree on {len(lonely)} finding{'' if len(lonely) == 1 else 's'}, {numbers}.",
        location=entries[0][0],
        hint="docs/engines.md lists the differences that are known.",
        excerpt="\n".join(f"{place}: {what}" for place, what in entries),
    )
