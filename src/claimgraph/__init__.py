"""Linked data whose every claim leads back to the passage of the document that it came from."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimgraph.api import Answer, Dataset, Explanation, Inference, Trace, Validation, open  # noqa: A004
    from claimgraph.errors import (
        ClaimgraphError,
        ConfigError,
        DisagreementError,
        EndpointError,
        EngineError,
        InputError,
        LimitError,
        RdfSyntaxError,
        ShapesError,
        UsageError,
    )
    from claimgraph.model import Finding, Location, Report, Severity
    from claimgraph.query import Kind

__all__ = [
    "Answer",
    "ClaimgraphError",
    "ConfigError",
    "Dataset",
    "DisagreementError",
    "EndpointError",
    "EngineError",
    "Explanation",
    "Finding",
    "Inference",
    "InputError",
    "Kind",
    "LimitError",
    "Location",
    "RdfSyntaxError",
    "Report",
    "Severity",
    "ShapesError",
    "Trace",
    "UsageError",
    "Validation",
    "__version__",
    "open",
]

__version__ = "0.1.0"

_PLACES = {"claimgraph.query": ("Kind",), "claimgraph.model": ("Finding", "Location", "Report", "Severity")}


def __getattr__(name: str) -> object:
    """Import a name of `__all__` when it is used (PEP 562), so that the command line starts without any engine."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place = next((place for place, names in _PLACES.items() if name in names), "")
    place = place or ("claimgraph.errors" if name.endswith("Error") else "claimgraph.api")
    return getattr(importlib.import_module(place), name)


def __dir__() -> list[str]:
    return sorted(__all__)
