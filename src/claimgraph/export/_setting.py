"""What the writing of records knows beside the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claimgraph import sources
from claimgraph.export import context as contexts
from claimgraph.export.records import Records
from claimgraph.project import Project
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

    @classmethod
    def of(cls, project: Project) -> "Setting":
        """That of a project, with the context of its release, if it has published one."""
        published = None
        if project.root and project.release and project.dataset:
            name = f"claimgraph-{project.release}.jsonld"
            file = project.root / "context" / name
            published = (file, project.below(f"context/{name}")) if file.is_file() else None
        ontology = sources.expand(project.existing("ontology"))
        return cls(dict(project.prefixes), ontology, project.licence, project.creators, published)

    def context(self, records: Records) -> contexts.Context:
        """The published context, else one made for these records."""
        return contexts.read(*self.published) if self.published else self.generated(records)

    def generated(self, records: Records) -> contexts.Context:
        """A context made from the ontology and these records."""
        return contexts.generated(sources.quads(self.ontology), records, self.prefixes)
