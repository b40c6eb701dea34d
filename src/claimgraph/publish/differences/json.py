"""JSON: one object, with whole terms in N-Triples syntax, so that no prefix is needed to read them.

In the path to a statement's subject a number n is the cell of a list's n-th item: n - 1 times rdf:rest.
"""

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from claimgraph.publish.diff import Change, Difference, Statement
from claimgraph.publish.records import REST

__all__ = ["render"]


def render(difference: Difference, prefixes: Mapping[str, str]) -> str:
    """The old and the new name, counts, labels, and the records by IRI; an IRI of null has no record."""
    found = {
        "old": difference.old,
        "new": difference.new,
        "counts": difference.counts(),
        "changes": [_change(change) for change in difference.changes],
        "labels": dict(difference.labels),
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "iri": change.iri or None,
        "kind": change.kind,
        "label": change.label or None,
        "sentence": change.sentence or None,
        "meaning": list(change.meaning),
        "statements": [_statement(one) for one in change.statements],
    }


def _statement(one: Statement) -> dict[str, Any]:
    graph = one.quad.graph_name
    return {
        "added": one.added,
        "path": [step.times + 1 if step.predicate == REST else step.predicate for step in one.path],
        "subject": str(one.quad.subject),
        "predicate": str(one.quad.predicate),
        "object": str(one.quad.object),
        "graph": None if isinstance(graph, ox.DefaultGraph) else str(graph),
    }
