"""What the writing of records knows beside the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claimgraph import sources
from claimgraph.export import context as contexts
from claimgraph.export.records import Records
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["Setting"]


@dataclass(frozen=True, slots=True)
class Setting:
    """The project's prefixes, the files of its ontology, its metadata, and the context that it has published."""

    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)
    ontology: Sequence[Source] = ()
    licence: str = ""
    creators: Sequence[str] = ()
    published: tuple[Path, str] | None = None
    """The file of the published context and its IRI."""

    def context(self, records: Records) -> contexts.Context:
        """The published context, else one made for these records."""
        return contexts.read(*self.published) if self.published else self.generated(records)

    def generated(self, records: Records) -> contexts.Context:
        """A context made from the ontology and these records."""
        return contexts.generated(sources.quads(self.ontology), records, self.prefixes)
