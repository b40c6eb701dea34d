"""What a site is about: its records by kind, document and collection, and in short what its claims say."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256

import pyoxigraph as ox

from claimgraph.project import Project
from claimgraph.publish import told
from claimgraph.publish.cards import Card, Stated, ordered, stated
from claimgraph.publish.claims import CG
from claimgraph.publish.kinds import head, kind
from claimgraph.publish.model import Model
from claimgraph.publish.paths import Table, file_name, names_of
from claimgraph.publish.within import by_document
from claimgraph.terms import PREFIXES

__all__ = ["Holdings"]

_LICENCE = PREFIXES["dcterms"] + "license"


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What a site is about, as far as the cards tell."""

    project: Project
    model: Model
    table: Table
    cards: Mapping[ox.NamedNode, Card]
    """By IRI: what the site has a page of its own for, terms of the ontology and shapes among it, and all claims."""

    @property
    def dataset(self) -> ox.NamedNode:
        """The dataset that the site publishes."""
        return ox.NamedNode(self.project.dataset)

    @property
    def licence(self) -> str:
        """The IRI of the licence: what the dataset's record says, or else the project."""
        return next((node.value for node in self.model.named(self.dataset, _LICENCE)), self.project.licence)

    @cached_property
    def records(self) -> Sequence[ox.NamedNode]:
        """What the site has a page of its own for."""
        return [node for node, card in self.cards.items() if card.kind]

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """The IRIs of the ontology and of the shapes, by these names, where they have a place."""
        found = {name: head(name, self.project.namespaces, self.model) for name in ("ontology", "shapes")}
        return {name: iri for name, iri in found.items() if iri in self.table.places}

    @cached_property
    def within(self) -> Mapping[ox.NamedNode, Sequence[ox.NamedNode]]:
        """The records with hash IRIs, by the document that clients ask for when they ask for one."""
        return by_document(self.records, self.table.places)

    def is_term(self, node: ox.NamedNode) -> bool:
        """Whether a node is in the namespace of the ontology or of the shapes, or is one of these."""
        return self.kind(node) in told.TERMS

    def kind(self, node: ox.NamedNode) -> str:
        """Which kind of page a record has: the module of `pages` that makes it."""
        return self._kinds.get(node) or kind(node, self.model, self.project.namespaces)

    @cached_property
    def _kinds(self) -> Mapping[ox.NamedNode, str]:
        return {node: card.kind for node, card in self.cards.items() if card.kind}

    @cached_property
    def kinds(self) -> Mapping[str, Sequence[ox.NamedNode]]:
        """The records of each kind, by IRI."""
        found: dict[str, list[ox.NamedNode]] = {}
        for node, one in self._kinds.items():
            found.setdefault(one, []).append(node)
        return found

    @cached_property
    def collections(self) -> dict[str, list[ox.NamedNode]]:
        """The records by the folder of their documents, below the dataset's own; terms and shapes are none."""
        found: dict[str, list[ox.NamedNode]] = {}
        mounts = self.table.mounts
        base = mounts.segments(self.dataset.value) or []

        def name(iri: str) -> str:
            parts = mounts.segments(iri) or []
            below = parts[: len(base)] == base and len(parts) > len(base) + 1
            return "/".join(parts[len(base) : -1]) if below else ""

        @cache
        def common(folder: str) -> str:
            return name(f"{folder}_")

        for node, one in self._kinds.items():
            whole = node.value.partition("#")[0]
            folder = whole[: whole.rfind("/") + 1]
            # Below the root, all that is in a folder is in one collection.
            inside = whole != folder and folder.startswith(mounts.root)
            if one not in told.TERMS and (collection := common(folder) if inside else name(whole)):
                found.setdefault(collection, []).append(node)
        return dict(sorted(found.items()))

    @cached_property
    def collected(self) -> Mapping[str, str]:
        """Where the page of each collection is, by its name; where a record has the IRI of the folder, it has none."""
        taken = {*self._folders, self.releases_path}
        paths = {name: self.collection_path(name) for name in self.collections}
        return {name: path for name, path in paths.items() if path.removesuffix("/index.html") not in taken}

    def collection_path(self, name: str) -> str:
        """Where the page of a collection is."""
        base = self.table.mounts.segments(self.dataset.value) or []
        return "/".join([*names_of([*base, *name.split("/")]), "index.html"])

    @cached_property
    def releases_path(self) -> str:
        """The folder of the page that lists the releases: that in which they are, unless a record has its place."""
        path = "/".join([*map(file_name, self.table.mounts.segments(self.dataset.value) or []), "releases"])
        return "about/releases" if path in self._folders else path

    @cached_property
    def _folders(self) -> Collection[str]:
        return {place.folder for place in self.table.places.values()}

    @cached_property
    def stated(self) -> Mapping[ox.NamedNode, Stated]:
        """What each of the claims says, in short, by IRI."""
        return stated(self.cards)

    @cached_property
    def steps(self) -> Sequence[ox.NamedNode]:
        """The claims that say that one thing comes from another, as `ordered`."""
        return self.ordered(self.relating(CG + "Lineage"))

    def relating(self, kind: str) -> list[ox.NamedNode]:
        """The claims of a relation between two things, of the class of that IRI or one below it, by IRI."""
        relations = {one.relation for one in self.stated.values()}
        kinds = {relation for relation in relations if relation and kind in self.model.above(relation)}
        return [node for node, one in self.stated.items() if one.relation in kinds and one.relates]

    @cached_property
    def lineages(self) -> Mapping[str, Sequence[ox.NamedNode]]:
        """The same by the IRIs of the things that they relate."""
        found: dict[str, list[ox.NamedNode]] = {}
        for node in self.steps:
            for end in self.stated[node].ends:
                found.setdefault(end, []).append(node)
        return found

    @cached_property
    def digest(self) -> str:
        """A digest of what is said of everything with a card."""
        digest = sha256()
        for node, card in self.cards.items():
            digest.update(node.value.encode() + b"\0" + card.digest)
        return digest.hexdigest()

    def find(self) -> None:
        """Find out now what takes long of all this, and is found out once."""
        _ = self.within, self.kinds, self.collected, self.stated, self.lineages, self.digest

    def ordered(self, claims: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
        """The claims, which must be among those `stated`, as `Claims.ordered` has them."""
        return ordered({node: self.stated[node] for node in claims}, self.model)
