"""JSON: one object, with whole terms in N-Triples syntax, so that no prefix is needed to read them."""

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from claimgraph.publish.diff import Change, Difference, Statement

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
        "path": list(one.path),
        "subject": str(one.quad.subject),
        "predicate": str(one.quad.predicate),
        "object": str(one.quad.object),
        "graph": None if isinstance(graph, ox.DefaultGraph) else str(graph),
    }
