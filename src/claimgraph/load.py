"""Load: put triples into a graph of a remote store, and count afterwards whether they are there."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox

from claimgraph import sources, worker
from claimgraph.errors import EndpointError, InputError, UsageError
from claimgraph.protocol import Endpoint, http
from claimgraph.sources import Source
from claimgraph.terminal import printable

__all__ = ["Loaded", "Target", "load"]

# Virtuoso refuses an update that it compiles into more than ten thousand lines.
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where triples go: a server, the IRI of a graph in it ("" is its default graph), and by which means.

    `update` sends SPARQL updates; otherwise the address is that of a graph store. `counter` answers queries.
    """

    server: Endpoint
    counter: Endpoint
    graph: str = ""
    add: bool = False
    update: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many distinct triples were sent, and how many the graph holds now."""

    sent: int
    held: int


def load(files: Sequence[Source], target: Target, *, seconds: float, megabytes: int) -> Loaded:
    """Put the triples of the files into the graph, in place of what it holds or, with `add`, beside it.

    By the SPARQL 1.1 Graph Store HTTP Protocol (PUT, section 5.3; POST, section 5.5) in one request, or by SPARQL 1.1
    Update in batches. Graph names in the files are dropped; blank nodes stay apart from those of other files and
    of the store. Raises InputError, located, for a file that does not parse, EndpointError where the server fails or
    holds another number of triples than it should, LimitError beyond the limits.
    """
    if target.graph:
        try:
            ox.NamedNode(target.graph)
        except ValueError:
            raise UsageError(f"{target.graph!r} is no IRI of a graph.") from None
    what = f"loading into {target.server}"
    return worker.run(_load, list(files), target, seconds=seconds, megabytes=megabytes, what=what)


def _load(files: Sequence[Source], target: Target) -> Loaded:
    triples = list(dict.fromkeys(sources.triples(files)))
    if not triples:
        raise InputError("the files hold no triples, and nothing was sent.")
    before = _count(target) if target.add else 0
    if target.update:
        _send_updates(target, triples)
    else:
        _send_graph(target, triples)
    total = len(triples)
    try:
        held = _count(target)
    except EndpointError as error:
        raise EndpointError(
            f"the server accepted {total:,} triples, which cannot be counted there: {error.message}",
            hint="Name the address that answers queries by --query.",
        ) from None
    if not max(before, total) <= held <= before + total:
        expected = f"{max(before, total):,}" + (f" to {before + total:,}" if before else "")
        raise EndpointError(
            f"{target.server}: accepted {total:,} triples, but the graph holds {held:,} where {expected} are expected.",
            hint="Stores merge numbers of one value, and some answer before they are done: compare by a query.",
        )
    return Loaded(total, held)


def _count(target: Target) -> int:
    """How many triples the graph holds."""
    pattern = f"GRAPH <{target.graph}> {{ ?s ?p ?o }}" if target.graph else "?s ?p ?o"
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    answer = http.ask(target.counter, query, "application/sparql-results+json")
    try:
        (row,) = json.loads(answer.body)["results"]["bindings"]
        return int(row["n"]["value"])
    except (ValueError, KeyError, TypeError):
        raise EndpointError(f"{target.counter}: the answer ({printable(answer.media_type)}) is no count.") from None


def _send_graph(target: Target, triples: Sequence[ox.Triple]) -> None:
    parameters = [("graph", target.graph)] if target.graph else [("default", "")]
    headers = {"Content-Type": "application/n-triples"}
    try:
        http.send(target.server, "POST" if target.add else "PUT", parameters, headers, _lines(triples))
    except EndpointError as error:
        hint = "Look up the address of its graph store; a store without one may take updates (--update)."
        raise EndpointError(
            f"{error.message} The triples were sent in one request, which was not confirmed.", hint=error.hint or hint
        ) from None


def _send_updates(target: Target, triples: Sequence[ox.Triple]) -> None:
    begin, end = (f"GRAPH <{target.graph}> {{\n", "}") if target.graph else ("", "")
    if not target.add:
        _update(target, f"CLEAR SILENT GRAPH <{target.graph}>" if target.graph else "CLEAR SILENT DEFAULT")
    done = 0
    for batch in _batches(triples):
        try:
            _update(target, f"INSERT {{ {begin}{_lines(batch).decode()}{end} }} WHERE {{}}")
        except EndpointError as error:
            raise EndpointError(
                f"{done:,} of {len(triples):,} triples were loaded, and then: {error.message}", hint=error.hint
            ) from None
        done += len(batch)


def _update(target: Target, text: str) -> None:
    body = urlencode({"update": text}).encode()
    http.send(target.server, "POST", (), {"Content-Type": http.FORM}, body)


def _lines(triples: Sequence[ox.Triple]) -> bytes:
    return "".join(f"{triple} .\n" for triple in triples).encode()


def _batches(triples: Sequence[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """The triples in parts, those that share blank nodes in one: a label means nothing beyond its request."""
    batch: list[ox.Triple] = []
    for group in _groups(triples):
        if batch and len(batch) + len(group) > _BATCH:
            yield batch
            batch = []
        batch += group
    if batch:
        yield batch


def _groups(triples: Sequence[ox.Triple]) -> list[list[ox.Triple]]:
    """The triples, grouped by the blank nodes that connect them; one without any is a group of its own."""
    leader: dict[ox.BlankNode, ox.BlankNode] = {}

    def first(node: ox.BlankNode) -> ox.BlankNode:
        while leader.setdefault(node, node) != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    nodes = [list(_blank_nodes(triple)) for triple in triples]
    for found in nodes:
        for other in found[1:]:
            leader[first(other)] = first(found[0])
    groups: dict[object, list[ox.Triple]] = {}
    for index, (triple, found) in enumerate(zip(triples, nodes, strict=True)):
        groups.setdefault(first(found[0]) if found else index, []).append(triple)
    return list(groups.values())


def _blank_nodes(triple: ox.Triple) -> Iterator[ox.BlankNode]:
    for term in triple:
        if isinstance(term, ox.BlankNode):
            yield term
        elif isinstance(term, ox.Triple):
            yield from _blank_nodes(term)
