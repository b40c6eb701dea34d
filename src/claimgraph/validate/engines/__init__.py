"""SHACL engines: one module each, with `run(data, shapes, inference)`."""

from typing import NamedTuple

__all__ = ["Result"]


class Result(NamedTuple):
    """One validation result (SHACL 3.6.2): terms in N-Triples syntax, path as in SPARQL, "" for what it lacks.

    Blank nodes are named as by sources.triples; severity and component are IRIs; messages are what the
    engine says, without their languages.
    """

    focus_node: str
    path: str
    value: str
    source_shape: str
    component: str
    severity: str
    messages: tuple[str, ...]
