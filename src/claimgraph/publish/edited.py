"""A site after an edit: what was known of the one before, and what the changed files say instead."""

from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.publish import lazy, told
from claimgraph.publish.cards import Card, card
from claimgraph.publish.claims import PART, Claims
from claimgraph.publish.columns import Reader, Row
from claimgraph.publish.holdings import Holdings
from claimgraph.publish.inputs import Found, Inputs
from claimgraph.publish.keys import Key, key, named
from claimgraph.publish.memory import Memory, Reading, renewed
from claimgraph.publish.model import Model
from claimgraph.publish.near import naming
from claimgraph.publish.paths import Mounts, Table
from claimgraph.publish.relating import bears, collect, mentioned, related
from claimgraph.publish.said import Said, others, overtold
from claimgraph.publish.statements import Node

__all__ = ["Edit", "edit"]

_MOST = 200
"""So many files that say something else than when all was read are better read with all others."""
_FEW = 20
"""So many things are looked for in what follows."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What files say after an edit, what they said before, and the things of which they say something else."""

    before: Model
    holdings: Holdings
    """What the site is about now."""
    changed: Collection[str]
    renamed: AbstractSet[ox.NamedNode]
    """The records that may be called something else, or may be something else, or came or went."""
    moved: bool
    """Whether files have other places than when all was read, and so blank nodes other names than in answers."""
    said: Callable[[Found], Said]
    """What files say now, with what was derived."""


def edit(inputs: Inputs, memory: Memory) -> Edit | None:
    """What is known after an edit; None where all must be read.

    That is where many files have changed, came or went, where something has on which every page may
    depend, where something has that belongs to nothing with a name, where more is said of what was removed than may
    be, or where a page moves. Raises as `said.read`.
    """
    after = _read(inputs, memory)
    if after is None:
        return None
    reading, places, moved = after
    earlier = memory.reading
    before = lazy.model(earlier.base.columns, earlier.changes.values(), earlier.predicates)
    model = lazy.model(reading.base.columns, reading.changes.values(), reading.predicates)
    subjects = [_subjects(earlier, reading, places), _subjects(reading, earlier, places)]
    owners = {one.owner(node) for one, nodes in zip((before, model), subjects, strict=True) for node in nodes}
    things = {node for node in owners if node is not None}
    changed = {node for node in things if before.digest(node) != model.digest(node)}
    dataset = ox.NamedNode(inputs.project.dataset)
    if (
        None in owners
        or dataset in changed
        or not changed.isdisjoint(map(ox.NamedNode, told.ethics(model, dataset)))
        or any(overtold(model, node) for node in changed)
        or told.shared(changed & before.out.keys(), before, memory.cards, memory.places)
    ):
        return None
    told_anew = {whole for one in (before, model) for node in changed for whole in one.named(node, PART)}
    claims = Claims(model, {node: parts for node, parts in memory.parts.items() if node not in told_anew})
    cards = _cards(inputs, memory, model, claims, changed)
    found = _table(inputs, memory, model, cards)
    if found is None or told.shared(changed & model.out.keys(), model, cards, found.places):
        return None
    used = (cards.get(ox.NamedNode(name)) for name in reading.predicates)
    if any(one and one.kind and one.kind not in told.TERMS for one in used):
        return None  # a record is a predicate, or was
    model.cards = cards
    # What a file said of a thing, or says, another may say more of.
    told_of = dict.fromkeys(chain.from_iterable(subjects))
    memory.sums.count(told_of, before, -1)
    memory.sums.count(told_of, model)
    relating = {node: (related(node, before), related(node, model)) for node in changed}
    differing = [node for node, (one, other) in relating.items() if one != other]
    # Those that are records now, or were, and none of those that always are.
    apart = differing if len(differing) <= _FEW and all(None in relating[node] for node in differing) else None

    def said(given: Found) -> Said:
        since = given.since if given.since and given.since.before == memory.given else None
        stays = memory.given == given.derived.sha256 or (since and not bears(since.lines, before, model))
        same = stays and apart is not None and not mentioned(given.derived, apart)
        return Said(
            model=model,
            claims=claims,
            cards=cards,
            table=found,
            ranks=memory.ranks,
            vocabulary=memory.vocabulary,
            sums=memory.sums,
            derived=memory.derived if same else collect(given.derived.read(), model, cards),
            elsewhere=memory.elsewhere,
            reading=lambda: reading,
        )

    renamed = {node for node in changed if _called(memory.cards.get(node)) != _called(cards.get(node))}
    holdings = Holdings(project=inputs.project, model=model, table=found, cards=cards)
    return Edit(before, holdings, {node.value for node in changed}, renamed, moved, said)


def _called(card: Card | None) -> object:
    return card and (card.kind, card.label, card.language, card.types, card.names, card.words)


def _read(inputs: Inputs, memory: Memory) -> tuple[Reading, list[int], bool] | None:
    """What the files say now, which of them something else than before, and whether they have other places.

    None where too many say something else.

    Files that came have places after all others, and those that went say nothing.
    """
    earlier = memory.reading
    if sorted(inputs.texts) != list(memory.texts):
        return None
    files = {str(one): one for one in inputs.read}
    known = set(earlier.names)
    names = [*earlier.names, *(name for name in files if name not in known)]
    digests = [*earlier.digests, *[""] * (len(names) - len(earlier.names))]
    found = [
        inputs.digests.get(name) or sha256(sources.read_bytes(files[name])).hexdigest() if name in files else ""
        for name in names
    ]
    places = [place for place, digest in enumerate(found) if digest != digests[place]]
    if len(earlier.changes.keys() | set(places)) > _MOST:
        return None
    changes = dict(earlier.changes)
    predicates: set[str] = set()
    for place in places:
        said: list[Row] = []
        digests[place] = ""
        if source := files.get(names[place]):
            reader = Reader()
            batches = reader.batches(sources.columns([source], reader.seen, place))
            try:
                rows = chain.from_iterable(zip(*columns, strict=True) for columns in batches)
                said = [(key(s), p.value, key(o)) for s, p, o in rows]
            except ValueError:
                return None
            predicates.update(row[1] for row in said)
            digests[place] = reader.digests[0]
        changes[place] = earlier.base.columns.change(place, said)
    now = replace(earlier, names=names, digests=digests, changes=changes, predicates=earlier.predicates | predicates)
    # Blank nodes are named by the places of their files, and shown in the order of these names.
    moved = names != list(files)
    return None if moved and now.mixed else (now, places, moved)


def _subjects(reading: Reading, other: Reading, places: Iterable[int]) -> list[Node]:
    """Of what the files with these places say something, where another reading of them may say something else."""
    columns = reading.base.columns
    found: dict[Key, None] = {}
    for place in places:
        here, there = reading.change(place), other.change(place)
        numbers = {columns.subjects[row] for row in {*there.gone}.difference(here.gone)}
        found |= dict.fromkeys(row[0] for row in here.come)
        found |= dict.fromkeys(map(columns.keys.__getitem__, sorted(numbers)))
    return list(map(named, found))


def _cards(
    inputs: Inputs, memory: Memory, model: Model, claims: Claims, changed: Collection[ox.NamedNode]
) -> Mapping[ox.NamedNode, Card]:
    """The cards of all; those made anew of whatever may have a passage that has changed."""
    mounts = Mounts.of(inputs.project.namespaces)
    once = {node.value for node in changed}
    once |= naming(model, once)
    new: dict[ox.NamedNode, Card] = {}
    gone = []
    for node in map(ox.NamedNode, once | naming(model, once)):
        page = mounts.segments(node.value) is not None
        if node in model.out and (page or model.is_claim(node)):
            new[node] = card(node, model, claims, inputs.project.namespaces, page=page)
        else:
            gone.append(node)
    return renewed(memory.cards, new, gone)


def _table(inputs: Inputs, memory: Memory, model: Model, cards: Mapping[ox.NamedNode, Card]) -> Table | None:
    """Where everything is; None where what was there before is elsewhere, or what came or went had another's place."""
    mounts = Mounts.of(inputs.project.namespaces)
    records = {node.value for node, one in cards.items() if one.kind}
    iris = records | others(inputs, model, records)
    before = Table(mounts, memory.places, memory.layout)
    came, went = iris - memory.places.keys(), memory.places.keys() - iris
    return before.edited(came, went) if came or went else before
