"""Input that cannot be read, or shapes that no engine takes, as a report: CI reads its file, not the terminal."""

from collections.abc import Mapping

from claimgraph.errors import InputError, RdfSyntaxError, ShapesError
from claimgraph.model import Finding, Report, Severity

__all__ = ["failed"]

_COMPONENT = "https://w3id.org/claimgraph/error#"


def failed(error: InputError, prefixes: Mapping[str, str]) -> Report:
    """The error, and those that it brings along, as violations of a report without an engine.

    The component is named `syntax` for a file that does not parse, `shapes` for shapes that are ill-formed or beyond
    every engine, and `input` for the rest.
    """
    name = {RdfSyntaxError: "syntax", ShapesError: "shapes"}.get(type(error), "input")
    findings = tuple(
        Finding(
            severity=Severity.VIOLATION,
            message=each.message,
            component=_COMPONENT + name,
            location=each.location,
            remedy=each.hint,
        )
        for each in (error, *error.others)
    )
    return Report(findings=findings, engine="", prefixes=prefixes)
