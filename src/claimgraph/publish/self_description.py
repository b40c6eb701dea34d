"""What a site says of itself, for those who check it: its addresses, and the digests of its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from claimgraph.publish.twins import TWINS
from claimgraph.publish.within import page_of

__all__ = ["PAGE", "Contract", "folder_of"]

PAGE = "index.html"


@dataclass(frozen=True)
class Contract:
    """What a site says of itself: its addresses, as in `Addresses`, and the digests of its files."""

    root: str
    site: str
    licence: str
    gone: frozenset[str]
    moved: Mapping[str, str]
    resources: Mapping[str, str]
    files: Mapping[str, str]
    items: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def iris(self) -> Mapping[str, str]:
        """The IRI of the resource in each folder."""
        return {folder: iri for iri, folder in self.resources.items()}

    @cached_property
    def within(self) -> Mapping[str, Sequence[str]]:
        """The hash IRIs of resources, by the folder of their document, which has to say something of each."""
        found: dict[str, list[str]] = {}
        for iri in self.resources:
            if (folder := self.resources.get(page_of(iri, self.resources))) is not None:
                found.setdefault(folder, []).append(iri)
        return found

    def document(self, folder: str, suffix: str) -> str:
        """The path at which clients get a resource in a form, "" being its page; unquoted."""
        return f"{folder or 'index'}{suffix}" if suffix else f"{folder}/" if folder else ""

    def sound(self) -> bool:
        """Whether all of it is text: it comes from a host that may say anything."""
        if not isinstance(self.items, dict):
            return False
        maps = (self.moved, self.resources, self.files, *self.items.values())
        texts = [self.root, self.site, self.licence, *self.gone]
        return all(isinstance(one, dict) for one in maps) and all(
            isinstance(text, str) for text in (*texts, *(text for one in maps for text in one.values()))
        )


def folder_of(path: str) -> str | None:
    """The folder of the resource of which a file is the page or a twin, "" for the root; None for other files."""
    if path.endswith(PAGE):
        return path.removesuffix(PAGE).removesuffix("/")
    stem, dot, suffix = path.rpartition(".")
    if dot + suffix not in {kind.suffixes[0] for kind in TWINS}:
        return None
    return "" if stem == "index" else stem
