"""What the files of a project say, as its site needs it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.project import Project
from claimgraph.publish import told, vocabulary
from claimgraph.publish.cards import Card, card, ordered, stated
from claimgraph.publish.claims import Claims, ranks
from claimgraph.publish.columns import Reader
from claimgraph.publish.derived import Derived
from claimgraph.publish.inputs import Inputs
from claimgraph.publish.kinds import head
from claimgraph.publish.memory import Base, Reading
from claimgraph.publish.model import Model
from claimgraph.publish.paths import Mounts, Table, table
from claimgraph.publish.relating import collect
from claimgraph.publish.removed import TOLD, WHEN, discreet
from claimgraph.publish.statistics import Statistics, Sums
from claimgraph.publish.within import document_of

__all__ = ["Said", "others", "overtold", "read"]


@dataclass(frozen=True, slots=True)
class Said:
    """What files say, and what was found of it."""

    model: Model
    claims: Claims
    cards: Mapping[ox.NamedNode, Card]
    table: Table
    ranks: Mapping[ox.NamedNode, tuple[int, int]]
    vocabulary: str
    sums: Sums
    derived: Derived
    elsewhere: str
    """A digest of what is said of things that have no card."""
    reading: Callable[[], Reading]
    """What the next build may begin with; raises ValueError where it has to read everything.

    That is where the files have terms of RDF 1.2, or say more of what was removed than may be said.
    """


def read(inputs: Inputs, given: bytes) -> Said:
    """All that the files say, and may; raises InputError, located, for one that cannot be read."""
    reader = Reader()
    model = Model().take(reader.batches(sources.columns(inputs.read, reader.seen)))
    gone = _removed(model)
    if hidden := any(overtold(model, node) for node in gone):
        model = Model().take(sources.columns(discreet(inputs.read, gone)))
    project = inputs.project
    mounts = Mounts.of(project.namespaces)
    claims = Claims(model)
    named = [node for node in model.out if isinstance(node, ox.NamedNode)]
    pages = {node for node in named if mounts.segments(node.value) is not None}
    cards = {
        node: card(node, model, claims, project.namespaces, page=node in pages)
        for node in sorted(named, key=str)
        if node in pages or model.is_claim(node)
    }
    iris = {node.value for node in pages}
    places = table(iris | others(inputs, model, iris), mounts)
    shared = told.shared(named, model, cards, places.places)
    dataset = ox.NamedNode(project.dataset)
    # All pages lead to that on ethics, which is elsewhere where a record has its place.
    taken = (iri for iri in told.ethics(model, dataset) if ox.NamedNode(iri) in cards)
    decide = [*sorted(inputs.texts), *taken, *places.crowded(places.places)]
    sums = Sums(Statistics(tuple(project.namespaces.values())), _terms(project))
    sums.count(model.out, model)
    derived = collect(given, model, cards)

    def reading() -> Reading:
        if hidden:
            raise ValueError("more is said of what was removed than may be")
        columns = reader.columns(model, ordered(stated(cards), model))
        counts = [sums.statistics.objects.get(one, 0) for one in reader.terms]
        base = Base(columns, counts, cards, places.places, derived)
        return Reading(list(map(str, inputs.read)), reader.digests, base, {}, frozenset(model.predicates))

    return Said(
        model=model,
        claims=claims,
        cards=cards,
        table=places,
        ranks=ranks(model),
        vocabulary=told.inputs(model, {*shared, dataset}, *decide),
        sums=sums,
        derived=derived,
        elsewhere=told.elsewhere(model, (node for node in named if node not in cards)),
        reading=reading,
    )


def _terms(project: Project) -> frozenset[str]:
    """What the files of the ontology and of the shapes describe."""
    found = sources.triples(sources.expand(project.existing("ontology", "shapes")))
    return frozenset(one.subject.value for one in found if isinstance(one.subject, ox.NamedNode))


def overtold(model: Model, node: ox.NamedNode) -> bool:
    """Whether a node was removed and more is said of it than may be."""
    return model.is_tombstone(node) and not model.out[node].keys() <= {*TOLD}


def _removed(model: Model) -> frozenset[ox.NamedNode]:
    if WHEN not in model.predicates:
        return frozenset()
    return frozenset(node for node in model.out if isinstance(node, ox.NamedNode) and model.is_tombstone(node))


def others(inputs: Inputs, model: Model, iris: Collection[str]) -> set[str]:
    """What is a page, whether or not anything is said of it.

    The dataset, the namespaces in use, documents in which records are, releases, versions of the ontology, ethics.
    """
    found = {document_of(known) for known in iris if "#" in known}
    namespaces = inputs.project.namespaces
    for name, base in namespaces.items():
        if name != "dataset" and any(known.startswith(base) for known in iris):
            whole = head(name, namespaces, model)
            # Who asks for an ontology that is called by its whole hash namespace, asks for the document.
            found = found - {document_of(whole)} | {whole}
    found.add(inputs.project.dataset)
    found.update(release.iri for release in inputs.releases)
    found.update(vocabulary.versions(model, inputs.project, inputs.releases))
    if "ethics" in inputs.texts:
        found.update(told.ethics(model, ox.NamedNode(inputs.project.dataset)))
    return found
