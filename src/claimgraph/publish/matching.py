"""Which blank node of one dataset is which of another, so that a difference shows what has changed and no more.

Any assignment of the one to the other gives a true difference; a better one gives a shorter. So this only has to be
good: from the things with names downwards, those of the same content are the same, and of the rest, under the same
property of the same thing, those that are most alike. Lists are laid beside each other, so that one item more
does not move all that follow.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

import pyoxigraph as ox

from claimgraph.publish.records import REST, Node, Records

__all__ = ["matched"]

# Beyond so many pairs under one property of one thing, the rest are taken in their order.
_MOST = 10_000

Key = tuple[str, str]
Item = tuple[str, ...]


def matched(old: Records, new: Records) -> dict[ox.BlankNode, ox.BlankNode]:
    """For blank nodes of the new dataset the one of the old that each is; no two the same.

    Both have to be labelled canonically for the answer to be the same for the same datasets.
    """
    if old.quads.keys() == new.quads.keys():
        return {part: part for quad in new.quads for part in quad if isinstance(part, ox.BlankNode)}
    before, after = _Contents(old), _Contents(new)
    found: dict[ox.BlankNode, ox.BlankNode] = {}
    taken: set[ox.BlankNode] = set()
    waiting: list[tuple[list[ox.BlankNode], list[ox.BlankNode]]] = []
    named = [node for node in new.of if isinstance(node, ox.NamedNode) and node in old.of]
    for node in sorted(named, key=str):
        waiting += _shared(_below(old, node), _below(new, node))
    # What hangs from things with names is settled before what hangs from nothing.
    waiting.append((old.roots, new.roots))
    waiting.reverse()
    while waiting:
        ours, theirs = waiting.pop()
        ours = [node for node in ours if node not in taken]
        theirs = [node for node in theirs if node not in found]
        pairs = []
        for one, other in _pairs(ours, theirs, before, after):
            if one in taken or other in found:  # in a list that was among them, too
                continue
            for pair in _aligned(_list(before, one, taken), _list(after, other, found), before, after):
                taken.add(pair[0])
                found[pair[1]] = pair[0]
                pairs.append(pair)
        for one, other in reversed(pairs):
            waiting += _shared(_below(old, one), _below(new, other))
    left = [node for node in _graphs(old) if node not in taken]
    found.update(zip([node for node in _graphs(new) if node not in found], left, strict=False))
    return found


def _graphs(records: Records) -> list[ox.BlankNode]:
    """The graphs without a name, which go by the order of their labels."""
    names = {quad.graph_name for quad in records.quads}
    return sorted((name for name in names if isinstance(name, ox.BlankNode)), key=str)


def _below(records: Records, node: Node) -> dict[Key, list[ox.BlankNode]]:
    """The blank nodes that a node refers to, by graph and predicate."""
    found: dict[Key, list[ox.BlankNode]] = {}
    for quad in records.of.get(node, ()):
        if isinstance(quad.object, ox.BlankNode):
            found.setdefault((str(quad.graph_name), quad.predicate.value), []).append(quad.object)
    return found


def _shared(
    ours: Mapping[Key, list[ox.BlankNode]], theirs: Mapping[Key, list[ox.BlankNode]]
) -> list[tuple[list[ox.BlankNode], list[ox.BlankNode]]]:
    return [(nodes, theirs[key]) for key, nodes in sorted(ours.items()) if key in theirs]


def _pairs(
    ours: list[ox.BlankNode], theirs: list[ox.BlankNode], before: "_Contents", after: "_Contents"
) -> Iterator[tuple[ox.BlankNode, ox.BlankNode]]:
    same: dict[bytes, list[ox.BlankNode]] = {}
    for one in reversed(ours):
        same.setdefault(before.digest(one), []).append(one)
    rest = []
    used = set()
    for other in theirs:
        if alike := same.get(after.digest(other)):
            one = alike.pop()
            used.add(one)
            yield one, other
        else:
            rest.append(other)
    left = [one for one in ours if one not in used]
    if len(left) * len(rest) > _MOST:
        yield from zip(left, rest, strict=False)
        return
    ranked = sorted(
        (-(before.words(one) & after.words(other)).total(), i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(rest)
    )
    gone: tuple[set[int], set[int]] = (set(), set())
    for score, i, j in ranked:
        # What nothing is said of may be anything.
        possible = score < 0 or not before.words(left[i]) or not after.words(rest[j])
        if possible and i not in gone[0] and j not in gone[1]:
            gone[0].add(i)
            gone[1].add(j)
            yield left[i], rest[j]


def _list(contents: "_Contents", cell: ox.BlankNode, known: Container[ox.BlankNode]) -> list[ox.BlankNode]:
    """The cells of a list from one on, as far as each has one next that is not known; of no list, the node."""
    cells = dict.fromkeys([cell])
    while len(rest := {quad.object for quad in contents.records.of.get(cell, ()) if quad.predicate.value == REST}) == 1:
        (cell_,) = rest
        if not isinstance(cell_, ox.BlankNode) or cell_ in cells or cell_ in known:
            break
        cells[cell := cell_] = None
    return list(cells)


def _aligned(
    ours: list[ox.BlankNode], theirs: list[ox.BlankNode], before: "_Contents", after: "_Contents"
) -> Iterator[tuple[ox.BlankNode, ox.BlankNode]]:
    """The cells of two lists that have the same items in the same order, and of those between them the first ones."""
    old, new = [before.item(cell) for cell in ours], [after.item(cell) for cell in theirs]
    least = min(len(old), len(new))
    start = next((n for n in range(least) if old[n] != new[n]), least)
    end = next((n for n in range(least - start) if old[-1 - n] != new[-1 - n]), least - start)
    last = len(old) - end, len(new) - end
    fixed = [(start + i, start + j) for i, j in _in_order(old[start : last[0]], new[start : last[1]])]
    i = j = 0
    for one, other in [(start, start), *fixed, last]:
        yield from zip(ours[i:one], theirs[j:other], strict=False)
        i, j = one, other
    yield from zip(ours[i:], theirs[j:], strict=True)


def _in_order(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[int, int]]:
    """Where the same items are in two sequences, as many as are in the same order; of equal ones by their number."""
    places = {item: j for j, item in enumerate(_counted(new))}
    # The longest increasing subsequence: for each length where the way of that length ends that ends first.
    ends: list[int] = []
    tips: list[tuple[int, int]] = []
    earlier: dict[tuple[int, int], tuple[int, int]] = {}
    for i, item in enumerate(_counted(old)):
        if item in places:
            tip = i, places[item]
            length = bisect_left(ends, tip[1])
            ends[length : length + 1], tips[length : length + 1] = [tip[1]], [tip]
            if length:
                earlier[tip] = tips[length - 1]
    found = tips[-1:]
    while found and found[-1] in earlier:
        found.append(earlier[found[-1]])
    return found[::-1]


def _counted(items: Iterable[Item]) -> Iterator[tuple[Item, int]]:
    seen: Counter[Item] = Counter()
    for item in items:
        seen[item] += 1
        yield item, seen[item]


class _Contents:
    """What is said of blank nodes, without their labels."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._digests: dict[Node, bytes] = {}
        self._words: dict[ox.BlankNode, Counter[str]] = {}

    def digest(self, node: ox.BlankNode) -> bytes:
        """A digest of all that is said of a node and below it; in a circle, where it begins again stands a mark."""
        open_: set[Node] = set()
        stack: list[tuple[ox.BlankNode, bool]] = [(node, False)]
        while stack:
            here, ready = stack.pop()
            if here in self._digests:
                continue
            if ready:
                self._digests[here] = sha256("\n".join(sorted(line for _, line in self._lines(here))).encode()).digest()
                continue
            if here in open_:
                continue
            open_.add(here)
            stack.append((here, True))
            for quad in self.records.of.get(here, ()):
                if isinstance(quad.object, ox.BlankNode) and quad.object not in open_:
                    stack.append((quad.object, False))
        return self._digests[node]

    def _lines(self, node: ox.BlankNode) -> Iterator[tuple[str, str]]:
        for quad in self.records.of.get(node, ()):
            object_ = quad.object
            term = self._digests.get(object_, b"@").hex() if isinstance(object_, ox.BlankNode) else str(object_)
            yield quad.predicate.value, f"{quad.graph_name} {quad.predicate} {term}"

    def item(self, cell: ox.BlankNode) -> Item:
        """What is said of the cell of a list, but for where the list goes on."""
        for quad in self.records.of.get(cell, ()):
            if isinstance(quad.object, ox.BlankNode):
                self.digest(quad.object)
        return tuple(sorted(line for predicate, line in self._lines(cell) if predicate != REST))

    def words(self, node: ox.BlankNode) -> Counter[str]:
        """The statements about a node and those one step below it; of each its predicate, too."""
        if node not in self._words:
            found: Counter[str] = Counter()
            for quad in self.records.of.get(node, ()):
                found[str(quad.predicate)] += 1
                if isinstance(quad.object, ox.BlankNode):
                    inside = self.records.of.get(quad.object, ())
                    found.update(f"{quad.predicate} {inner.predicate} {inner.object}" for inner in inside)
                else:
                    found[f"{quad.predicate} {quad.object}"] += 1
            self._words[node] = found
        return self._words[node]
