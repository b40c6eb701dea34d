"""What a build leaves of what it has read and found, so that the next one reads only what has changed."""

import marshal
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from pathlib import Path

import pyoxigraph as ox

from claimgraph.publish import sealed
from claimgraph.publish.cards import Card
from claimgraph.publish.claims import Paragraph
from claimgraph.publish.columns import Change, Columns
from claimgraph.publish.derived import Derived
from claimgraph.publish.keys import Key, key, term
from claimgraph.publish.marshalled import Texts, cards_of, of_cards, of_parts, of_places, parts_of, places_of
from claimgraph.publish.paths import Place
from claimgraph.publish.site import Site
from claimgraph.publish.statements import Term
from claimgraph.publish.statistics import Statistics, Sums
from claimgraph.publish.tree import beside

__all__ = ["Base", "Memory", "Reading", "recall", "remember", "renewed"]


@dataclass(frozen=True, slots=True)
class Base:
    """What was read and found when all was read."""

    columns: Columns
    counts: Sequence[int]
    """How often each key of the columns was an object of what the dataset says."""
    cards: Mapping[ox.NamedNode, Card]
    places: Mapping[str, Place]
    derived: Derived


@dataclass(frozen=True, slots=True)
class Reading:
    """What files said when a site was made of them."""

    names: Sequence[str]
    """The files, in the order in which they were read when all was, and those that came since."""
    digests: Sequence[str]
    """Those of their bytes; empty for files that are no more."""
    base: Base
    changes: Mapping[int, Change]
    """How some of the files have changed since all was read, by their place among the others."""
    predicates: frozenset[str]
    """All that are in use, and perhaps some that were."""

    def change(self, place: int) -> Change:
        """How a file has changed since."""
        return self.changes.get(place, Change())

    @property
    def mixed(self) -> bool:
        """Whether files say together what parts without a name a thing has, which are in the order of the files."""
        known: dict[Key, str] = {}
        rows = chain(self.base.columns.nameless(), *(change.come for change in self.changes.values()))
        pairs = ((s, o.partition("b")[0]) for s, _, o in rows if isinstance(o, str) and o.startswith("_:"))
        return any(known.setdefault(subject, file) != file for subject, file in pairs)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a site was made from, as far as the next one may be."""

    reading: Reading
    cards: Mapping[ox.NamedNode, Card]
    places: Mapping[str, Place]
    layout: str
    """The digest of where everything is."""
    ranks: Mapping[ox.NamedNode, tuple[int, int]]
    vocabulary: str
    elsewhere: str
    sums: Sums
    derived: Derived
    given: str
    """A digest of what was derived."""
    texts: Sequence[str]
    """The names of the project's own pages."""
    asked: Sequence[tuple[str, str]]
    """The named queries: what they ask, and what they are called."""
    parts: Mapping[ox.NamedNode, list[Paragraph]]
    """The paragraphs of each document."""


class _Since(Counter[Term]):
    """How often terms are objects: of those that were counted again since, and of all others as they were."""

    def __init__(self, columns: Columns, counts: Sequence[int], since: Mapping[Term, int]) -> None:
        super().__init__(since)
        self._columns, self._counts = columns, counts

    def __missing__(self, of: Term) -> int:
        number = self._columns.keys.number(key(of))
        return 0 if number is None else self._counts[number]


def remember(target: Path, reading: Reading, site: Site, given: str, manifest: str) -> None:
    """Keep, beside the site, which has a manifest of that digest, what it was made from, where that can be written."""
    base, sums, counted = reading.base, site.sums, site.sums.statistics
    fresh = not isinstance(counted.objects, _Since)
    new = {node: card for node, card in site.cards.items() if base.cards.get(node) is not card}
    places, texts = site.table.places, Texts()
    state = {
        "read": base.columns.digest,
        "names": list(reading.names),
        "digests": list(reading.digests),
        "changes": {place: (list(gone), list(come)) for place, (gone, come) in reading.changes.items()},
        "predicates": sorted(reading.predicates),
        "since": [] if fresh else [(key(of), number) for of, number in counted.objects.items()],
        "cards": of_cards(new, texts),
        "gone": [node.value for node in base.cards.keys() - site.cards.keys()],
        "places": None if places is base.places else of_places(places, texts),
        "layout": site.table.digest,
        "ranks": [(node.value, *rank) for node, rank in site.ranks.items()],
        "vocabulary": site.vocabulary,
        "elsewhere": site.elsewhere,
        "numbers": (counted.bases, counted.subjects, counted.distinct),
        "entities": list(counted.entities),
        "tags": dict(counted.tags),
        "properties": dict(counted.properties),
        "classes": dict(counted.classes),
        "links": dict(counted.links),
        "days": dict(sums.days),
        "texts": sorted(site.texts),
        "asked": site.asked,
        "foreign": sorted(sums.foreign),
        "derived": None if site.derived is base.derived else site.derived.told(texts.__getitem__),
        "given": given,
        "parts": [(node.value, of_parts(site.claims.paragraphs(node))) for node in site.kinds.get("document", ())],
    }
    if fresh:
        known = Texts()
        read = (
            list(map(tuple, base.columns.files)),
            of_cards(base.cards, known),
            of_places(base.places, known),
            base.derived.told(known.__getitem__),
        )
        parts = [marshal.dumps(read), array("I", base.counts).tobytes(), *map(bytes, base.columns.told())]
        sealed.write(_place(target, "read"), [base.columns.digest, list(map(len, parts))], b"".join(parts))
    sealed.write(_place(target, "state"), manifest, marshal.dumps(state))


def recall(target: Path, manifest: str) -> Memory | None:
    """What was kept beside the site with that manifest; None where that is not there, damaged, or of another site."""
    found = sealed.read(_place(target, "state"))
    if found is None or not manifest or found[0] != manifest:
        return None
    state = marshal.loads(found[1])  # noqa: S302 - it is sealed
    read = sealed.view(_place(target, "read"))
    if read is None or read[0][0] != state["read"]:
        return None
    ends = list(accumulate(read[0][1], initial=0))
    told, counts, *columns = (read[1][start:end] for start, end in pairwise(ends))
    files, cards, places, derived = marshal.loads(told)  # noqa: S302 - it is sealed
    base = Base(
        Columns.of_told(files, *columns),
        counts.cast("I"),
        cards_of(cards),
        places_of(places),
        Derived.of_told(*derived),
    )
    bases, subjects, distinct = state["numbers"]
    statistics = Statistics(
        bases,
        subjects,
        distinct,
        _Since(base.columns, base.counts, {term(of): number for of, number in state["since"]}),
        tags=Counter(state["tags"]),
        properties=Counter(state["properties"]),
        classes=Counter(state["classes"]),
        links=Counter(state["links"]),
        entities=set(state["entities"]),
    )
    changes = {place: Change(*told) for place, told in state["changes"].items()}
    return Memory(
        reading=Reading(state["names"], state["digests"], base, changes, frozenset(state["predicates"])),
        cards=renewed(base.cards, cards_of(state["cards"]), map(ox.NamedNode, state["gone"])),
        places=base.places if state["places"] is None else places_of(state["places"]),
        layout=state["layout"],
        ranks={ox.NamedNode(iri): (rank, most) for iri, rank, most in state["ranks"]},
        vocabulary=state["vocabulary"],
        elsewhere=state["elsewhere"],
        sums=Sums(statistics, frozenset(state["foreign"]), Counter(state["days"])),
        derived=base.derived if state["derived"] is None else Derived.of_told(*state["derived"]),
        given=state["given"],
        texts=state["texts"],
        asked=state["asked"],
        parts={ox.NamedNode(iri): parts_of(told) for iri, told in state["parts"]},
    )


def renewed(
    cards: Mapping[ox.NamedNode, Card], new: Mapping[ox.NamedNode, Card], gone: Iterable[ox.NamedNode]
) -> Mapping[ox.NamedNode, Card]:
    """Cards in the order of their IRIs: with others that are new or in their place, without those that are gone."""
    found = {**cards, **new}
    for node in gone:
        found.pop(node, None)
    return found if found.keys() == cards.keys() else dict(sorted(found.items(), key=lambda one: str(one[0])))


def _place(target: Path, what: str) -> Path:
    return beside(target, what).with_suffix("")
