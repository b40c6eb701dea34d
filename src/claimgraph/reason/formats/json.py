"""A list of derivations, each an object, nested: subject, predicate, object, rule, file, line, column and premises."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from claimgraph.reason.explain import Step

__all__ = ["write"]


def write(steps: Sequence[Step], prefixes: Mapping[str, str]) -> str:
    """The trees as JSON; terms are whole, in N-Triples syntax, so that no prefix is needed to read them."""
    return json.dumps([_object(step) for step in steps], ensure_ascii=False, indent=2) + "\n"


def _object(step: Step) -> dict[str, Any]:
    subject, predicate, object_ = step.triple
    place = step.location
    return {
        "subject": subject,
        "predicate": predicate,
        "object": object_,
        "rule": step.rule or None,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "premises": [_object(premise) for premise in step.premises],
    }
