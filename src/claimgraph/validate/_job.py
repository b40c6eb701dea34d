"""What one validation is to do."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from claimgraph.sources import Source

__all__ = ["Job"]


@dataclass(frozen=True)
class Job:
    """What is to be validated, against what, and how."""

    data: tuple[Source, ...]
    ontology: tuple[Source, ...]
    shapes: tuple[Source, ...]
    engine: str
    inference: str
    cross_check: bool
    checks: tuple[str, ...]
    prefixes: Mapping[str, str]
    bases: Mapping[str, str]
    lint: bool = True  # whether to tell what of the shapes the data does not meet

    def graph(self) -> list[Source]:
        """The files whose triples are validated together, those of the data first; each once."""
        here = os.getcwd()  # noqa: PTH109 - of thousands of paths, Path.absolute() would take half a second
        given = {file.below(here) for file in self.data}
        return [*self.data, *(file for file in self.ontology if file.below(here) not in given)]
