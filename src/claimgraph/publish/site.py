"""What every page knows: the project, its data, where everything is, and how it is shown."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox
from markupsafe import Markup

from claimgraph import __version__
from claimgraph.model import Report
from claimgraph.publish import told, vocabulary
from claimgraph.publish.checked import Checked
from claimgraph.publish.claims import CG, Claims
from claimgraph.publish.derived import Derived
from claimgraph.publish.downloads import FOLDER, Distribution, described, distributions
from claimgraph.publish.history import Release
from claimgraph.publish.holdings import Holdings
from claimgraph.publish.inputs import Answer
from claimgraph.publish.metadata import Subject, describe
from claimgraph.publish.paths import Place, quoted
from claimgraph.publish.statistics import Sums
from claimgraph.publish.stored import Stored
from claimgraph.terms import PREFIXES, curie

__all__ = ["Page", "Referrers", "Site"]

_EDITED = (PREFIXES["dcterms"] + "modified", PREFIXES["dcterms"] + "issued")
_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_MOST = 300  # things that refer to another by a property


@dataclass(frozen=True, slots=True)
class Page:
    """One page with what lies beside it: a key, and how to tell what decides on its bytes, and to make them."""

    key: str
    inputs: Callable[[], str]
    """A digest of all that the page shows."""
    make: Callable[[], Mapping[str, bytes]]
    """The files of the page, by their paths within the site."""
    names: Collection[ox.NamedNode] | None = None
    """The records, if it shows nothing but what these are called and what they are, and the names of queries."""


class Referrers(NamedTuple):
    """What refers to a node by a property: the first by name, and how many there are."""

    property: ox.NamedNode
    first: Sequence[ox.NamedNode]
    number: int


@dataclass(frozen=True, kw_only=True)
class Site(Holdings):
    """The project as pages need it."""

    claims: Claims
    ranks: Mapping[ox.NamedNode, tuple[int, int]]
    """How sure each certainty is, and how many there are."""
    vocabulary: str
    """A digest of what every page depends on besides its own records (`told.shared`)."""
    sums: Sums
    elsewhere: str
    """A digest of what is said of things that have no card (`told.elsewhere`)."""
    derived: Derived
    answers: Sequence[Answer]
    report: Report | None
    """What validation found; None where the project has no shapes."""
    texts: Mapping[str, str]
    """The project's own pages, by name: ethics, changelog; in Markdown."""
    checked: Checked | None = None
    """What came of a check of the passages; None where whoever builds holds no documents."""
    shape_headers: Mapping[str, str] = field(default_factory=dict)
    releases: Sequence[Release] = ()
    dumps: Mapping[str, Stored] = field(default_factory=dict)
    """The data whole, by the names of the files."""
    marks: dict[object, Markup] = field(default_factory=dict)
    """Links and marks that were made before, since most of them stand on many pages."""

    @classmethod
    def of(cls, holdings: Holdings, **more: Any) -> "Site":
        """A site of these, which need not find out again what they have."""
        site = cls(**{one.name: getattr(holdings, one.name) for one in fields(holdings)}, **more)
        vars(site).update(vars(holdings))
        return site

    @property
    def title(self) -> str:
        """What the site is called."""
        return self.project.title or self.model.label(self.dataset)

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The named queries: what they ask, and what they are called."""
        return [(answer.query.question, answer.query.name) for answer in self.answers]

    @property
    def version(self) -> str:
        """The version of the toolkit."""
        return __version__

    @cached_property
    def documents(self) -> Collection[ox.NamedNode]:
        """Those of these documents that have a page for their records alone, in the order of their IRIs."""
        others = {self.table.places[one].page for one in self.versioned}
        others |= {self.ethics_path} if "ethics" in self.texts else set()
        return {
            node: None
            for node in sorted(self.within.keys() - self._kinds.keys(), key=str)
            if self.kind(node) not in ("dataset", "ontology", "shapes")
            and self.table.places[node.value].page not in others
        }.keys()

    @cached_property
    def gone(self) -> Collection[ox.NamedNode]:
        """What answers that it was removed: tombstones, and documents of nothing else; none in which there is more."""
        dead = {*self.kinds.get("tombstone", ())}
        alive = {node for node, members in self.within.items() if not dead.issuperset(members)}
        return dead.union(self.documents) - alive

    @cached_property
    def ethics(self) -> list[ox.Literal]:
        """The sentences that stand on every page."""
        return self.model.literals(self.dataset, CG + "ethicsStatement")

    @property
    def ethics_path(self) -> str:
        """Where the page on ethics is: where the dataset says that corrections are asked for, if that is free."""
        for whole in told.ethics(self.model, self.dataset):
            place = self.table.places.get(whole)
            if place and place.folder and self._is_free(ox.NamedNode(whole)):
                return place.page
        return "about/ethics/index.html"

    def _is_free(self, whole: ox.NamedNode) -> bool:
        """Whether a document is no record's, and none of those that are always there."""
        return whole not in self._kinds and self.kind(whole) == "entity" and whole.value not in self.versioned

    @cached_property
    def versions(self) -> Mapping[str, Release | None]:
        """The version IRIs of the ontology, which have pages of their own, as `vocabulary.versions` has them."""
        return vocabulary.versions(self.model, self.project, self.releases)

    @cached_property
    def versioned(self) -> Collection[str]:
        """The version IRIs of the releases and of the ontology: pages tell what they are, whatever is said of them."""
        return {*self.versions, *(release.iri for release in self.releases)}

    @property
    def address(self) -> str:
        """Where the site lies: at its own IRIs, unless the project says otherwise."""
        return self.project.site or self.table.mounts.root

    @property
    def root_path(self) -> str:
        """The path of the site's root on its host."""
        return urlsplit(self.address).path

    @cached_property
    def described(self) -> list[ox.Triple]:
        """What the dataset is, for machines; terms of the ontology and shapes are not counted as its data."""
        return describe(Subject(self.project, "", "", self.releases, self.downloads), self.model, self.sums.statistics)

    @cached_property
    def downloads(self) -> Sequence[Distribution]:
        """Where all of the data is to be had: from this site, else from the last release."""
        if self.dumps:
            return described(f"{self.table.mounts.root}{FOLDER}/", {name: one.told for name, one in self.dumps.items()})
        return [part for release in self.releases[-1:] for part in distributions(release)]

    @cached_property
    def updated(self) -> str:
        """The day, month or year of which the data tell that they were last edited; empty where they do not.

        Never that of the build: the same data give the same pages.
        """
        for text in (self.model.text(self.dataset, name) for name in _EDITED):
            if found := _DAY.match(text):
                return found[0]
        if days := +self.sums.days:
            return max(days)
        return self.releases[-1].date if self.releases else ""

    def place(self, node: object) -> Place | None:
        """Where a resource has its page; None where it has none here."""
        return self.table.places.get(node.value) if isinstance(node, ox.NamedNode) else None

    def href(self, node: object, up: str) -> str:
        """The link to a resource from a page so many folders down; empty where there is nothing to link to."""
        if not isinstance(node, ox.NamedNode):
            return ""
        if place := self.table.places.get(node.value):
            return up + quoted(place.page)
        whole, _, fragment = node.value.partition("#")
        # Of a hash IRI of which nothing is said, the document is linked where it is always there.
        if page := self._standing.get(whole):
            # The page on ethics has every anchor that the data name; of other pages nothing is known to.
            return up + quoted(page) + (f"#{fragment}" if page == self.ethics_path else "")
        outside = self.table.mounts.segments(node.value) is None
        return node.value if outside and node.value.startswith(("https://", "http://")) else ""

    @cached_property
    def _standing(self) -> Mapping[str, str]:
        """The pages of documents that are there whatever records there are: of the namespaces, and that on ethics."""
        asked = {node.value.partition("#")[0] for node in self.model.named(self.dataset, CG + "correctionProcedure")}
        asked = {one for one in asked & self.table.places.keys() if self.table.places[one].page == self.ethics_path}
        found = {one: self.table.places[one].page for one in (*asked, self.dataset.value, *self.heads.values())}
        return {iri.removesuffix("#"): page for iri, page in found.items()}

    def short(self, node: ox.NamedNode) -> str:
        """The IRI of a node as a CURIE of the project, else whole."""
        return curie(node.value, self.project.prefixes)

    def called(self, iri: str) -> str:
        """What a thing is called, by its IRI."""
        return self.model.label(ox.NamedNode(iri))

    def around(self, node: ox.NamedNode, *, claims: bool = True) -> list[Referrers]:
        """What refers to a node, by property, other than the claims about it; its instances with or without claims."""
        return [
            Referrers(ox.NamedNode(name), sorted(found, key=self.model.order)[:_MOST], count)
            for name, (found, count) in sorted(self.model.referrers(node, _MOST, claims=claims).items())
        ]

    def inputs(self, nodes: Iterable[ox.NamedNode | ox.BlankNode], *more: str) -> str:
        """A digest of all that is said of the nodes, in whatever order, and of the texts besides."""
        return told.inputs(self.model, nodes, *more)

    def whole(self) -> str:
        """The same, as the inputs of a page."""
        return self.everything

    @cached_property
    def layout(self) -> str:
        """Where everything is, with a digest of all places."""
        return told.layout(self)

    @cached_property
    def everything(self) -> str:
        """A digest of all that the site is made from."""
        return told.everything(self)
